"""HTTP only: parse, call one function, render or redirect. The steps are in `wizard`."""

from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from . import ledger, limits, pages, problems, provider_choice, providers, runs, submissions
from .editor import ProfileEditor
from .forms import ProviderForm, error_summary
from .models import Run
from .models import State as Ledger
from .providers.base import Provider
from .receipts import see
from .runs import RunRequest
from .state import ARRIVAL, State, is_begun
from .steps import Step, first_open
from .wizard import ProfileWizard

steps = ProfileWizard.as_view()
editor = ProfileEditor.as_view()


def _provider(run: Run) -> Provider:
    """The run's provider. Raises Http404 where it has been switched off since the launch."""
    try:
        return providers.get(run.provider)
    except KeyError:
        raise Http404("this provider is not configured") from None


@require_safe
def start(request: RunRequest, run_id: UUID) -> HttpResponse:
    """Where a run goes on: its receipt, or the first step without accepted answers.

    Once: a change of a profile, where the run was resumed for that.
    """
    if profile_id := request.session.pop(ARRIVAL, ""):
        return see("change", run_id, profile_id, Step.DETAILS)
    if ledger.live(request.run):
        return see("receipt", run_id)
    return see("step", run_id, first_open(State.load(request.session)))


@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: RunRequest, run_id: UUID) -> HttpResponse:
    """Which provider the run is for, where the launch left that to the operator."""
    if ledger.live(request.run):
        return see("receipt", run_id)
    if not provider_choice.is_open(request.run):
        return see("start", run_id)
    offered = limits.providers(request.run.limits)
    if not offered:
        text = "Tell your support team."
        return problems.problem(request, 503, "No provider is configured", text)
    run, session = request.run, request.session
    sent = request.POST if request.method == "POST" else None
    form = _provider_form(run, sent)
    stale = sent is not None and sent.get("frozen") != provider_choice.frozen(run, session)
    if form.is_valid() and not stale:
        if provider_choice.choose(run, session, offered[form.cleaned_data["provider"]]):
            return see("start", run_id)
        stale = True
    form = _provider_form(run) if stale else form
    context = {
        "h1": "Choose where to create the profile",
        "button": "Continue",
        "form": form,
        "summary": error_summary(form) if form.is_bound else [],
        "notices": [pages.OUT_OF_DATE] if stale else [],
        "frozen": provider_choice.frozen(run, session),
        "loses": is_begun(session),
        "leave": reverse("cancel", args=[run_id]),
    }
    status = 409 if stale else 422 if form.is_bound else 200
    return render(request, "wizard/provider.html", context, status=status)


def _provider_form(run: Run, sent: QueryDict | None = None) -> ProviderForm:
    offered = limits.providers(run.limits).values()
    return ProviderForm(sent, initial={"provider": run.provider}, providers=offered)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: RunRequest, run_id: UUID, step: str) -> HttpResponse:  # noqa: ARG001
    if step not in set(Step):
        raise Http404("there is no such step")
    response: HttpResponse = steps(request, step=step, provider=_provider(request.run))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: RunRequest, run_id: UUID, profile_id: str, step: str) -> HttpResponse:  # noqa: ARG001
    if step not in {Step.DETAILS, Step.CHECK}:
        raise Http404("a change has no such step")
    provider = _provider(request.run)
    response: HttpResponse = editor(request, step=step, provider=provider, profile_id=profile_id)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: RunRequest, run_id: UUID) -> HttpResponse:
    """Ask, then end the run and wipe its answers. What was submitted stays as it is."""
    submission = ledger.live(request.run)
    if submission and submission.state != Ledger.PENDING:
        return see("receipt", run_id)
    if request.method == "POST":
        if not submissions.withdraw(request.run):
            return see("receipt", run_id)
        runs.end(request.run)
        return render(request, "wizard/cancelled.html", {"h1": "You have stopped"})
    return render(request, "wizard/cancel.html", {"h1": "Do you want to stop?"})
