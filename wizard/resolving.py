"""HTTP only: what somebody has found out about a submission, confirmed on a page of its own."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from . import ledger, pages, providers, receipt_words, receipts, resolutions, told, words
from .finding import Refused, Unconfirmed
from .forms import FoundForm, error_summary
from .models import Resolution, State, Submission
from .providers.profiles import Profile
from .resolutions import Found, Person
from .runs import RunRequest


def asked(
    request: HttpRequest,
    submission: Submission,
    found: Found,
    person: Person,
    *,
    shows: bool = True,
) -> tuple[Submission | None, dict[str, Any]]:
    """The row as what was told has left it, or None and what the page that asks is drawn with.

    `shows`: whether they may see what a profile is called that is not known to be theirs.
    """
    can_be_sent = resolutions.can_be_sent(submission)
    said = words.of(submission, found, can_be_sent=can_be_sent)
    asks_id = found == Found.EXISTS and resolutions.asks_id(submission)
    form = FoundForm(
        request.POST if request.method == "POST" else None,
        sure=said.sure,
        asks_id=asks_id,
        initial={"seen": resolutions.seen(submission)},
    )
    provider = providers.configured().get(submission.provider)
    if form.is_valid():
        try:
            if form.cleaned_data["seen"] != resolutions.seen(submission):
                raise Refused(resolutions.STALE, stale=True)
            given, same = form.cleaned_data.get("remote_id", ""), request.POST.get("same", "")
            return resolutions.resolve(submission, found, person, provider, given, same), {}
        except Unconfirmed as error:
            form.ask_whether(error.profile.id, _box(error.profile, shows=shows), str(error))
        except Refused as error:
            form.add_error(None if error.stale or not asks_id else "remote_id", str(error))
    return None, {
        "h1": said.h1,
        "then": said.then,
        "kept": words.KEPT,
        "form": form,
        "summary": error_summary(form) if form.is_bound else [],
        "submission": submission,
        "provider_label": providers.label(submission.provider),
        "write": resolutions.doubtful(submission) if submission.state == State.PARTIAL else None,
    }


def _box(profile: Profile, *, shows: bool) -> str:
    name, kind = (profile.name, profile.type_label) if shows else ("", "")
    return words.whether(name, kind, profile.id)


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
    submission = other or receipts.latest(run, profile_id)
    if submission is None or not resolutions.is_own(run, submission):
        return receipts.see(name, *args)
    back = reverse(name, args=args)
    provider = providers.configured().get(submission.provider)
    may = resolutions.may_be_told_by(run, submission, provider)
    may = may and Found(found) in resolutions.offered(submission)
    seen = request.POST.get("seen", "")
    if request.method == "POST" and (not may or seen != resolutions.seen(submission)):
        said = told.last(submission)
        if said and said.found != found and said.attempt == submission.attempt:
            return _opposite(request, submission, said, back, profile_id)
    if not may:
        return receipts.see(name, *args)
    person = Person(Resolution.Role.OPERATOR, run.operator, run.portal)
    shows = pages.shows_profiles(run, provider)
    resolved, context = asked(request, submission, Found(found), person, shows=shows)
    if resolved:
        receipts.forget(request, resolved, State.UNKNOWN, is_earlier=bool(submission_id))
        return receipts.see(name, *args)
    context |= {"profile_id": profile_id, "back": back}
    context["held_name"] = receipt_words.held_name(submission, run)
    status = 422 if context["summary"] else 200
    return render(request, "wizard/resolve.html", context, status=status)


def _opposite(
    request: RunRequest,
    submission: Submission,
    said: Resolution,
    back: str,
    profile_id: str | None,
) -> HttpResponse:
    """Nothing was changed: who has said what, and where it stands."""
    provider = providers.configured().get(submission.provider)
    urls = receipts.resolve_urls(request.run, submission, provider)
    context = {
        "h1": words.OPPOSITE,
        "told": words.told(submission, said, request.run.portal, request.run.operator),
        "stands": words.STANDS[ledger.seen_as(submission)],
        "submission": submission,
        "provider_label": providers.label(submission.provider),
        "held_name": receipt_words.held_name(submission, request.run),
        "profile_id": profile_id,
        "resolve": urls,
        "retractable": told.can_be_taken_back(submission),
        "back": back,
    }
    return render(request, "wizard/opposite.html", context, status=409)
