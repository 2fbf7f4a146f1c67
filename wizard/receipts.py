"""The receipt: what became of a submission, from the ledger; and the buttons that go on with it."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from . import launches, ledger, pages, providers, resolutions, result_tokens, runs, submissions
from .addresses import here
from .carriers import hand_over
from .models import State as Ledger
from .models import Submission
from .providers.errors import ProviderMisbehaved
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
    run = request.run
    submission = ledger.live(run, profile_id) or ledger.latest(run, profile_id)
    if submission is None:
        return see("profile", run_id, profile_id) if profile_id else see("start", run_id)
    before = submission.state
    submission = submissions.sweep(submission)
    provider = providers.configured().get(submission.provider)
    if request.method == "POST":
        if provider:
            submission = submissions.reconcile(submission, provider)
            forget(request, submission, before, profile_id)
        return HttpResponseRedirect(here(request), status=303)
    to_step = ("change", run_id, profile_id) if profile_id else ("step", run_id)
    wrong = Step.DETAILS if profile_id else pages.step_for_rejection(State.load(request.session))
    if submission.state == Ledger.REJECTED:
        return see(*to_step, wrong)
    about_to = ledger.is_about_to_be_sent(submission)
    state = Ledger.IN_FLIGHT if about_to else Ledger(submission.state)
    headings = pages.CHANGE_HEADINGS if profile_id else pages.RECEIPT_HEADINGS
    forget(request, submission, before, profile_id)
    own = submission.run_id == run.pk  # what is refused may quote what another operator entered
    refused = submission.errors if state == Ledger.PARTIAL and own else None
    wiped = state in {Ledger.UNKNOWN, Ledger.PARTIAL} and submission.payload is None
    context = {
        "h1": headings[state],
        "submission": submission,
        "profile_id": profile_id,
        "deliveries": submission.deliveries.all(),
        "receipt": here(request),
        "check": reverse(to_step[0], args=[*to_step[1:], Step.CHECK]),
        "mend": reverse(to_step[0], args=[*to_step[1:], wrong]),
        "mendable": ledger.is_mendable(submission, run),
        "told": (refused or {}).get("form", []),
        "tells": provider is not None and provider.tells and not wiped,
        "wiped": wiped,
        "asks": resolutions.may_be_told_by(run, submission, provider),
        "profile_url": "",
        "wait": Wait.until(submission.not_before),
        "refused": submission.error_code == ProviderMisbehaved.__name__,
    }
    if state == Ledger.CREATED:
        context["result_token"] = result_tokens.token(run, submission)
        context["replay"] = not own  # it was told when it was created, in another run
    if submission.profile_id and pages.shows_profiles(run, provider):
        context["profile_url"] = pages.profile_url(run_id, submission.profile_id)
    return render(request, f"wizard/receipt_{state}.html", context)


def forget(
    request: RunRequest, submission: Submission, before: str, profile_id: str | None
) -> None:
    """Nothing of what was entered is kept once it has come to its end.

    Of a change, as soon as it does: the next one of the same profile may have begun since.
    """
    ended = submission.state == Ledger.UPDATED and submission.state != before
    if submission.state == Ledger.CREATED or ended:
        runs.forget_answers(request.session, *session_keys(request.run.pk, profile_id))


@require_POST
def another(request: RunRequest, run_id: UUID) -> HttpResponse:  # noqa: ARG001
    """The next profile: a new run for the same operator, once nothing more can be done in this."""
    submission = ledger.live(request.run)
    if submission is None or submission.state not in OVER:
        return see("start", request.run.pk)
    run, secret = launches.open_next(request.run)
    return hand_over(request, run, secret)
