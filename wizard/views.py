"""HTTP only: parse, call one function, render or redirect. The steps are in `wizard`."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import launches, ledger, pages, providers, runs, submissions
from .models import Run, Submission
from .models import State as Ledger
from .providers.base import Provider
from .providers.errors import ProviderMisbehaved
from .runs import RunRequest
from .state import State
from .steps import Step, first_open
from .wizard import ProfileWizard

steps = ProfileWizard.as_view()


def _see(name: str, *args: object) -> HttpResponseRedirect:
    """303 See Other: the next request is a GET, whatever this one was."""
    return HttpResponseRedirect(reverse(name, args=args), status=303)


def _provider(run: Run) -> Provider:
    """The run's provider. Raises Http404 where it has been switched off since the launch."""
    try:
        return providers.get(run.provider)
    except KeyError:
        raise Http404("this provider is not configured") from None


@require_safe
def start(request: RunRequest, run_id: UUID) -> HttpResponse:
    """Where a run goes on: its receipt, or the first step without accepted answers."""
    if ledger.live(request.run):
        return _see("receipt", run_id)
    return _see("step", run_id, first_open(State.load(request.session)))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: RunRequest, run_id: UUID, step: str) -> HttpResponse:  # noqa: ARG001
    if step not in set(Step):
        raise Http404("there is no such step")
    response: HttpResponse = steps(request, step=step, provider=_provider(request.run))
    return response


@require_safe
def receipt(request: RunRequest, run_id: UUID) -> HttpResponse:
    """What became of the submission, from the ledger alone."""
    submission = ledger.live(request.run) or ledger.latest(request.run)
    if submission is None:
        return _see("start", run_id)
    submission = submissions.sweep(submission)
    if submission.state == Ledger.REJECTED:
        return _see("step", run_id, pages.step_for_rejection(State.load(request.session)))
    about_to = ledger.is_about_to_be_sent(submission)
    state = Ledger.IN_FLIGHT if about_to else Ledger(submission.state)
    context = {
        "h1": pages.RECEIPT_HEADINGS[state],
        "submission": submission,
        "wait": _seconds_left(submission),
        "refused": submission.error_code == ProviderMisbehaved.__name__,
    }
    if state == Ledger.CREATED:
        runs.forget_answers(request.session)
    return render(request, f"wizard/receipt_{state}.html", context)


def _seconds_left(submission: Submission) -> int:
    """How long the provider asked us to wait, from now on."""
    if submission.not_before is None:
        return 0
    return max(0, round((submission.not_before - timezone.now()).total_seconds()))


@require_POST
def another(request: RunRequest, run_id: UUID) -> HttpResponse:  # noqa: ARG001
    """The next profile: a new run for the same operator, once nothing more can be done in this."""
    submission = ledger.live(request.run)
    if submission is None or submission.state not in {Ledger.CREATED, Ledger.UNKNOWN}:
        return _see("start", request.run.pk)
    run, secret = launches.open_next(request.run)
    return runs.hand_over(request, _see("start", run.pk), run, secret)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: RunRequest, run_id: UUID) -> HttpResponse:
    """Ask, then end the run and wipe its answers. What was submitted stays as it is."""
    submission = ledger.live(request.run)
    if submission and submission.state != Ledger.PENDING:
        return _see("receipt", run_id)
    if request.method == "POST":
        if not submissions.withdraw(request.run):
            return _see("receipt", run_id)
        runs.end(request.run)
        return render(request, "wizard/cancelled.html", {"h1": "You have stopped"})
    return render(request, "wizard/cancel.html", {"h1": "Do you want to stop?"})
