"""The receipt: what became of a submission, from the ledger; and the buttons that go on with it."""

from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from . import (
    launches,
    ledger,
    pages,
    providers,
    receipt_words,
    resolutions,
    result_tokens,
    runs,
    started,
    submissions,
)
from .addresses import here
from .carriers import hand_over
from .models import Operation, Run, Submission
from .models import State as Ledger
from .providers.base import Provider
from .providers.errors import ProviderMisbehaved, ProviderRejected
from .runs import RunRequest
from .state import State, session_keys
from .steps import Step
from .waits import Wait

OVER = {Ledger.CREATED, Ledger.PARTIAL, Ledger.UNKNOWN}  # nothing more can be answered


def see(name: str, *args: object) -> HttpResponseRedirect:
    """303 See Other: the next request is a GET, whatever this one was."""
    return HttpResponseRedirect(reverse(name, args=args), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: RunRequest, run_id: UUID, profile_id: str | None = None) -> HttpResponse:
    """Of the run's creation, or of its update of that profile. Only a POST asks the provider."""
    submission = latest(request.run, profile_id)
    if submission is None:
        return see("profile", run_id, profile_id) if profile_id else see("start", run_id)
    return _answer(request, submission, profile_id)


@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request: RunRequest, run_id: UUID, submission_id: UUID) -> HttpResponse:
    """The same of anything that the operator has submitted at the portal, in whatever run.

    The portal is told nothing of it: this run is about something else.
    """
    submission = of_operator(request, submission_id)
    profile_id = changed(submission)
    if submission == latest(request.run, profile_id) and submission.run_id == run_id:
        return see("change-receipt", run_id, profile_id) if profile_id else see("receipt", run_id)
    return _answer(request, submission, profile_id, is_earlier=True)


def of_operator(request: RunRequest, submission_id: UUID) -> Submission:
    """Raises Http404, also for what is somebody else's."""
    submission = ledger.of_operator(request.run).filter(pk=submission_id).first()
    if submission is None:
        raise Http404("the operator has submitted nothing of that id")
    return submission


def changed(submission: Submission) -> str | None:
    """The profile that it changes."""
    return submission.profile_id if submission.operation == Operation.UPDATE else None


def latest(run: Run, profile_id: str | None) -> Submission | None:
    """What the receipt is about: also the creation of another run for the same reference."""
    live, last = ledger.live_and_latest(run, profile_id)
    return live or last


def _answer(
    request: RunRequest, submission: Submission, profile_id: str | None, *, is_earlier: bool = False
) -> HttpResponse:
    """The page; to a POST, once the provider was asked, the way back to it.

    `is_earlier`: it stands in a list, beside what the run is about, whose answers are none of it.
    """
    run, run_id, before = request.run, request.run.pk, submission.state
    submission = submissions.sweep(submission)
    provider = providers.configured().get(submission.provider)
    if request.method == "POST":
        if provider:
            submission = submissions.reconcile(submission, provider)
            forget(request, submission, before, is_earlier=is_earlier)
        return HttpResponseRedirect(here(request), status=303)
    to_step = ("change", run_id, profile_id) if profile_id else ("step", run_id)
    wrong = Step.DETAILS if profile_id else pages.step_for_rejection(State.load(request.session))
    if submission.state == Ledger.REJECTED and not is_earlier:
        return see(*to_step, wrong)
    prefetch_related_objects([submission], "deliveries", "resolutions")
    state = ledger.seen_as(submission)
    forget(request, submission, before, is_earlier=is_earlier)
    own = submission.run_id == run.pk  # what is refused may quote what another operator entered
    refused = submission.errors if state == Ledger.PARTIAL and own else None
    wiped = state in {Ledger.UNKNOWN, Ledger.PARTIAL} and submission.payload is None
    mendable, goes_on = (
        ledger.is_mendable(submission, run),
        is_earlier and _goes_on(run, submission, state),
    )
    context = {
        **receipt_words.of(submission, state, run),
        "submission": submission,
        "profile_id": profile_id,
        "receipt": here(request),
        "check": reverse(to_step[0], args=[*to_step[1:], Step.CHECK]),
        "mend": reverse(to_step[0], args=[*to_step[1:], wrong]),
        "mendable": mendable,
        "stuck": ledger.needs_other_answers(submission) and not (mendable or goes_on),
        "errors": (refused or {}).get("form", []),
        "tells": provider is not None and provider.tells and not wiped,
        "resends": _resends(submission, provider),
        "wiped": wiped,
        "is_own": resolutions.is_own(run, submission),
        "resolve": resolve_urls(run, submission, provider),
        "earlier": is_earlier,
        "goes_on": goes_on,
        "profile_url": "",
        "wait": Wait.until(submission.not_before),
        "refused": submission.error_code == ProviderMisbehaved.__name__,
        "not_accepted": submission.error_code == ProviderRejected.__name__,
    }
    if state == Ledger.CREATED and not is_earlier:
        context["result_token"] = result_tokens.token(run, submission)
        context["replay"] = not own  # it was told when it was created, in another run
    if submission.provider == run.provider and pages.shows_profiles(run, provider):
        context["profile_url"] = pages.profile_url(run_id, submission.profile_id or "")
    return render(request, f"wizard/receipt_{state}.html", context)


def _goes_on(run: Run, submission: Submission, state: Ledger) -> bool:
    """Whether other answers may help, and its run, which has them, may be gone on with."""
    takes = state in {Ledger.PENDING, Ledger.REJECTED} or ledger.needs_other_answers(submission)
    return takes and started.may_go_on(submission, run)


def _resends(submission: Submission, provider: Provider | None) -> bool:
    """Whether what may have been made is sent again: as long as its key is honoured."""
    write = resolutions.doubtful(submission)
    if provider is None or write is None:
        return False
    return timezone.now() < write.created_at + provider.keeps_keys


def resolve_urls(
    run: Run, submission: Submission, provider: Provider | None
) -> dict[str, str] | None:
    """Where the operator tells what they have found out, if they are asked."""
    if not resolutions.may_be_told_by(run, submission, provider):
        return None
    name, args = "submission-resolve", [str(run.pk), str(submission.pk)]
    if submission.run_id == run.pk:
        profile_id = changed(submission)
        name, args = "change-resolve" if profile_id else "resolve", [str(run.pk)]
        args += [profile_id] if profile_id else []
    return {found: reverse(name, args=[*args, found]) for found in ("absent", "exists")}


def forget(
    request: RunRequest, submission: Submission, before: str, *, is_earlier: bool = False
) -> None:
    """Nothing of what was entered is kept once it has come to its end.

    Of a change, as soon as it does: the next one of the same profile may have begun since.
    """
    ended = submission.state == Ledger.UPDATED and submission.state != before
    if submission.state != Ledger.CREATED and not ended:
        return
    profile_id = changed(submission)
    if not is_earlier:
        runs.forget_answers(request.session, *session_keys(request.run.pk, profile_id))
    elif run := runs.find(submission.run_id):
        runs.forget_for_good(runs.RunSession(run), *session_keys(run.pk, profile_id))


@require_POST
def another(request: RunRequest, run_id: UUID) -> HttpResponse:  # noqa: ARG001
    """The next profile: a new run for the same operator, once nothing more can be done in this."""
    submission = ledger.live(request.run)
    if submission is None or submission.state not in OVER:
        return see("start", request.run.pk)
    run, secret = launches.open_next(request.run)
    return hand_over(request, run, secret)
