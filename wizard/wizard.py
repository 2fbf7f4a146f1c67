"""The wizard itself: one run at a time, from type and country to a created profile.

Each step has an address of its own; a POST ends in a redirect unless the form has errors. Where
this departs from formtools it is because of what formtools does: a GET resets the wizard, two
tabs share one prefix, Back loses what was typed, an unknown step crashes, and a page returned
from `done()` wipes the answers.
"""

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from . import drift, flow, ledger, pages, problems, submissions
from .answers import sections as answer_sections
from .forms import NONE, ResultsForm, TypeForm
from .models import State as Ledger
from .providers.base import NewProfile, Provider
from .providers.errors import ProviderError, ProviderRejected
from .revisions import Revisions
from .runs import RunRequest
from .schema.forms import SchemaForm
from .state import State
from .steps import Step, after, first_open, path, reachable


class Unfinished(Exception):
    """The profile does not exist (yet); the receipt says why, and the answers stay."""


class ProfileWizard(Revisions):
    """The requests of a run's steps."""

    def dispatch(
        self, request: RunRequest, *args: Any, step: str, provider: Provider, **kwargs: Any
    ) -> HttpResponse:
        self.request = request
        self.provider = provider
        self.step = Step(step)
        self.state = State.load(request.session)
        self.receipt_url = reverse("receipt", args=[request.run.pk])
        live = ledger.live(request.run)
        if live and live.state != Ledger.PENDING:  # what was not sent may still be changed
            return HttpResponseRedirect(self.receipt_url, status=303)
        response = cast(HttpResponse, super().dispatch(request, *args, **kwargs))
        self.state.save(request.session)
        if request.session.modified and not request.session.keep():
            return self.overtaken()
        return response

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        """Show the step as it stands; only the type step asks the provider (cached)."""
        self.storage.current_step = self.step
        if not reachable(self.state, self.step):
            return self.to(self.nearest())
        try:
            self.load_types()
        except ProviderError as error:
            return problems.trouble_page(self.request, problems.describe(error))
        if self.step == Step.CHECK:
            answered = self.answered_forms()
            if isinstance(answered, HttpResponse):
                return answered
            return self.render(sections=answer_sections(self.state, answered))
        rejected = self.rejection()
        if rejected is None:
            return self.render(self.get_form())
        form = self.bound_form(self.step)
        pages.add_provider_errors(form, rejected["fields"], rejected["form"])
        return self.render(form)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        """Continue checks the entries and moves on; Back and the like keep them unchecked."""
        self.storage.current_step = self.step
        if not reachable(self.state, self.step):
            return self.gone()
        if "keep" in self.request.POST:
            return self.autosave()
        try:
            self.load_types()
            form = self.get_form(data=self.request.POST)
        except ProviderError as error:
            return problems.trouble_page(self.request, problems.describe(error))
        try:
            return self.unchecked(form) or self.continued(form)
        except ProviderRejected as error:
            self.keep(form)
            pages.add_provider_errors(form, error.field_errors, error.form_errors)
            return self.render(form, status=422)
        except ProviderError as error:
            self.keep(form)
            trouble = problems.describe(error)
            return self.render(self.get_form(), status=trouble.status, trouble=trouble)

    def load_types(self) -> None:
        if self.step == Step.TYPE:
            self.types = self.provider.profile_types()

    # -- Continue -----------------------------------------------------------------------------

    def continued(self, form: forms.Form) -> HttpResponse:
        """More questions, errors, or the next step."""
        form = self.refreshed(form)
        return self.ask_more(form) or self.checked(form)

    def checked(self, form: forms.Form) -> HttpResponse:
        if not form.is_valid():
            self.keep(form)
            if self.step == Step.DETAILS and isinstance(form, SchemaForm):
                drift.reopen_wrong(self.state, form)
            return self.render(form, status=422)
        if self.step == Step.CHECK:
            if changed := self.changed():
                return changed
            self.storage.set_step_data(self.step, {})  # bound, as formtools validates it again
            return self.render_done(form)
        self.transition(form)
        self.storage.set_step_data(self.step, self.process_step(form))
        self.state.finish(self.step)
        if self.step == Step.DETAILS:
            self.state.settled = []
        self.state.last_change = {}
        if self.step == pages.step_for_rejection(self.state):
            self.answer_rejection()
        self.forget_form_list()
        if self.request.GET.get("from") == "check":
            return self.to(first_open(self.state))
        return self.to(after(self.state, self.step))

    def transition(self, form: forms.Form) -> None:
        """Fetch what the next step needs. Raises ProviderError; then nothing has changed."""
        if isinstance(form, TypeForm):
            entered = {step: self.entries(step) for step in (Step.SEARCH, Step.DETAILS)}
            new = flow.choose_type(self.state, self.provider, form.chosen(), entered)
            if new is not self.state:
                self.state = new
                for step in (Step.SEARCH, Step.RESULTS, Step.DETAILS):
                    self.storage.drop_step_data(step)
        elif isinstance(form, ResultsForm):
            if form.cleaned_data["match"] == NONE:
                self.by_hand()
            else:
                flow.choose_row(self.state, int(form.cleaned_data["match"]))
        elif self.step == Step.SEARCH and isinstance(form, SchemaForm):
            self.search(form)

    def search(self, form: SchemaForm) -> None:
        flow.search(self.state, self.provider, form)
        self.storage.drop_step_data(Step.RESULTS)

    def by_hand(self) -> None:
        stored = self.storage.get_step_data(Step.DETAILS)
        entered = None if stored is None else self.entries(Step.DETAILS)
        searched = self.entries(Step.SEARCH)
        if flow.choose_by_hand(self.state, self.provider, searched, entered):
            self.storage.drop_step_data(Step.DETAILS)
            self.state.reopen(Step.DETAILS)

    # -- any other button --------------------------------------------------------------------

    def unchecked(self, form: forms.Form) -> HttpResponse | None:
        """The answer to any button but Continue, or to a page that is out of date."""
        posted = self.request.POST
        if not self.current():
            return self.out_of_date(form)
        if goal := posted.get("wizard_goto_step"):
            self.keep(form)
            steps = path(self.state)
            return self.to(Step(goal) if goal in steps else steps[0])
        if "by_hand" in posted and self.step == Step.SEARCH:
            return self.pass_over_search(form)
        if "search_again" in posted and self.step == Step.RESULTS:
            return self.search_again()
        if "redraw" in posted:
            return self.redraw(form)
        if "show_all" in posted and self.step == Step.DETAILS:
            return self.show_all(form)
        return self.change_items(form) if isinstance(form, SchemaForm) else None

    def pass_over_search(self, form: forms.Form) -> HttpResponse:
        self.keep(form)
        self.by_hand()
        self.state.passed_over = True
        self.state.finish(Step.SEARCH)
        return self.to(Step.DETAILS)

    def search_again(self) -> HttpResponse:
        """The rows are out of date: the same search once more."""
        form = self.bound_form(Step.SEARCH)
        if not isinstance(form, SchemaForm) or not form.is_valid():
            return self.to(Step.SEARCH)
        self.search(form)
        self.answer_rejection()
        return self.to(Step.RESULTS)

    # -- the end ------------------------------------------------------------------------------

    def answered_forms(self) -> dict[str, forms.Form] | HttpResponse:
        """Every step's form with its stored entries, or a redirect to the first that fails."""
        answered: dict[str, forms.Form] = {}
        for step in path(self.state):
            answered[step] = self.bound_form(step)
            if not answered[step].is_valid():
                return self.render_revalidation_failure(step, answered[step])
        return answered

    def render_revalidation_failure(self, step: str, form: Any, **_: Any) -> HttpResponse:  # noqa: ARG002
        """Not possible without tampering or a date that has passed; that step is open again."""
        self.state.reopen(step)
        return self.to(Step(step))

    def render_done(self, form: forms.Form, **kwargs: Any) -> HttpResponse:
        """Every form once more, then `done`; formtools forgets the answers only after success."""
        try:
            response = cast(HttpResponse, super().render_done(form, **kwargs))
        except Unfinished:
            return HttpResponseRedirect(self.receipt_url, status=303)
        except submissions.RunEnded:
            return problems.expired(self.request)
        if response.headers.get("Location") == self.receipt_url:
            self.state = State()
        return response

    def done(self, form_list: Any, form_dict: dict[str, forms.Form], **_: Any) -> HttpResponse:  # noqa: ARG002
        """Create the profile through the ledger. Raises Unfinished unless it exists."""
        details = form_dict.get(Step.DETAILS)
        profile = NewProfile(
            type=self.state.type,
            country=self.state.country,
            reference="",  # the ledger's, once there is a row
            match=self.state.match(),
            fields=details.payload() if isinstance(details, SchemaForm) else None,
        )
        intent = submissions.Intent(
            payload=lambda reference: self.provider.payload(replace(profile, reference=reference)),
            schema=self.state.details_schema() if details else self.state.search_schema(),
            type_label=self.state.type_label,
            country_name=self.state.country_name,
        )
        submission = submissions.submit(self.request.run, self.provider, intent)
        if submission.state != Ledger.CREATED:
            raise Unfinished
        return HttpResponseRedirect(self.receipt_url, status=303)

    def answer_rejection(self) -> None:
        """The operator has seen the provider's errors and sent the step again."""
        if rejected := ledger.latest(self.request.run):
            self.state.seen_rejection = str(rejected.pk)

    def rejection(self) -> dict[str, Any] | None:
        """The provider's errors that belong to this step, until the operator has answered them."""
        if self.step != pages.step_for_rejection(self.state):
            return None
        latest = ledger.latest(self.request.run)
        if latest is None or latest.errors is None or str(latest.pk) == self.state.seen_rejection:
            return None
        return cast(dict[str, Any], latest.errors)

    def render(
        self, form: forms.Form | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        form = form if form is not None else self.get_form()
        context = self.get_context_data(form=form, frozen=self.frozen(), **more)
        context |= pages.step_context(self.step, self.state, form, self.request.GET)
        self.state.notices = []
        return TemplateResponse(self.request, f"wizard/{self.step}.html", context, status=status)
