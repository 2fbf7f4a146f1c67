"""HTTP only: what somebody has found out about a submission, confirmed on a page of its own."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from . import ledger, providers, receipts, resolutions
from .forms import FoundForm, error_summary
from .models import Operation, Resolution, State, Submission
from .resolutions import Found, Person, Refused
from .runs import RunRequest


@dataclass(frozen=True, slots=True)
class Words:
    """Of one thing that can be told. `sure`: what is confirmed; `then`: what comes of it."""

    h1: str
    sure: str
    then: str


KEPT = "We keep on record that you confirmed this, and when."
WORDS = {
    (Operation.CREATE, Found.ABSENT): Words(
        "Confirm that the profile does not exist",
        "I have looked at the provider, and the profile does not exist",
        "It can be created again then. If it exists after all, there will be two, and this cannot "
        "be undone here: that is your responsibility.",
    ),
    (Operation.CREATE, Found.EXISTS): Words(
        "Confirm that the profile exists",
        "I have looked at the provider, and this is the profile",
        "It counts as created then, and is never created again from here.",
    ),
    (Operation.UPDATE, Found.ABSENT): Words(
        "Confirm that the changes were not saved",
        "I have looked at the profile, and the changes were not saved",
        "They can be saved again then. If they were saved after all, they may overwrite what "
        "somebody else has changed since: that is your responsibility.",
    ),
    (Operation.UPDATE, Found.EXISTS): Words(
        "Confirm that the changes were saved",
        "I have looked at the profile, and the changes were saved",
        "They count as saved then, and are never sent again.",
    ),
}
PART = {
    Found.ABSENT: Words(
        "Confirm that a part of the profile was not made",
        "I have looked at the provider, and this part was not made",
        "It is made again then. If it exists after all, there will be two of it: that is your "
        "responsibility.",
    ),
    Found.EXISTS: Words(
        "Confirm that a part of the profile was made",
        "I have looked at the provider, and this part was made",
        "It counts as made then, and what is still to be made follows.",
    ),
    Found.LEFT: Words(
        "Leave the profile as it is",
        "Nothing more is to be made of what was entered",
        "The profile counts as complete then. What is not done stays undone, and what was entered "
        "for it is deleted.",
    ),
}


def words(submission: Submission, found: Found) -> Words:
    if submission.state == State.PARTIAL:
        return PART[found]
    return WORDS[Operation(submission.operation), found]


def asked(
    request: HttpRequest, submission: Submission, found: Found, person: Person
) -> tuple[Submission | None, dict[str, Any]]:
    """The row as what was told has left it, or None and what the page that asks is drawn with."""
    said = words(submission, found)
    asks_id = found == Found.EXISTS and resolutions.asks_id(submission)
    form = FoundForm(
        request.POST if request.method == "POST" else None,
        sure=said.sure,
        asks_id=asks_id,
        initial={"seen": resolutions.seen(submission)},
    )
    if form.is_valid():
        try:
            if form.cleaned_data["seen"] != resolutions.seen(submission):
                raise Refused(resolutions.STALE, stale=True)
            given = form.cleaned_data.get("remote_id", "")
            provider = providers.configured().get(submission.provider)
            return resolutions.resolve(submission, found, person, provider, given), {}
        except Refused as error:
            form.add_error(None if error.stale or not asks_id else "remote_id", str(error))
    return None, {
        "h1": said.h1,
        "then": said.then,
        "kept": KEPT,
        "form": form,
        "summary": error_summary(form) if form.is_bound else [],
        "submission": submission,
        "write": resolutions.doubtful(submission) if submission.state == State.PARTIAL else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def resolve(
    request: RunRequest,
    run_id: UUID,
    found: str,
    profile_id: str | None = None,
    submission_id: UUID | None = None,
) -> HttpResponse:
    """An operator's page, under the receipt: of this run, or of whatever they have submitted."""
    if found not in {Found.ABSENT, Found.EXISTS}:
        raise Http404("nothing of that name can be told")
    run, name, args = request.run, "receipt", [str(run_id)]
    other = receipts.of_operator(request, submission_id) if submission_id else None
    if other:
        name, args, profile_id = "submission", [*args, str(other.pk)], receipts.changed(other)
    elif profile_id:
        name, args = "change-receipt", [*args, profile_id]
    submission = other or ledger.latest(run, profile_id)
    provider = providers.configured().get(submission.provider) if submission else None
    if submission is None or not resolutions.may_be_told_by(run, submission, provider):
        return receipts.see(name, *args)
    person = Person(Resolution.Role.OPERATOR, run.operator, run.portal)
    resolved, context = asked(request, submission, Found(found), person)
    if resolved:
        receipts.forget(request, resolved, State.UNKNOWN, is_earlier=bool(submission_id))
        return receipts.see(name, *args)
    context |= {"profile_id": profile_id, "back": reverse(name, args=args)}
    status = 422 if context["summary"] else 200
    return render(request, "wizard/resolve.html", context, status=status)
