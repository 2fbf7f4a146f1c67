"""The wizard itself: one run at a time, from type and country to a created profile.

Each step has an address of its own; a POST ends in a redirect unless the form has errors. Where
this departs from formtools it is because of what formtools does: a GET resets the wizard, two
tabs share one prefix, Back loses what was typed, an unknown step crashes, and a page returned
from `done()` wipes the answers.
"""

from contextlib import suppress
from typing import Any, cast

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CSRF_SESSION_KEY, get_token

from . import drift, flow, ledger, limits, pages, problems, provider_choice, resuming, runs
from .checking import Checking
from .forms import NONE, ResultsForm, TypeForm
from .models import State as Ledger
from .providers.base import Provider
from .providers.errors import ProviderError, ProviderRejected
from .runs import RunRequest
from .schema.forms import SchemaForm
from .state import session_keys
from .steps import Step, after, first_open, path, reachable


class ProfileWizard(Checking):
    """The requests of a run's steps."""

    def dispatch(
        self,
        request: RunRequest,
        *args: Any,
        step: str,
        provider: Provider,
        profile_id: str | None = None,
        **kwargs: Any,
    ) -> HttpResponse:
        self.request = request
        self.provider = provider
        self.step = Step(step)
        self.profile_id = profile_id
        self.state = self.load_state()
        self.existing, self.last = ledger.live_and_latest(request.run, profile_id)
        if CSRF_SESSION_KEY not in request.session:
            get_token(request)
            # With what else the first page keeps; Django would write it afterwards, by itself.
            request.session[CSRF_SESSION_KEY] = request.META["CSRF_COOKIE"]
        if not ledger.is_open(self.existing, request.run):
            return HttpResponseRedirect(self.receipt_url, status=303)
        if request.method == "POST" and resuming.is_held(request.run):
            return problems.in_use(request, request.run.origin)
        if "ahead" in request.POST:
            return self.fetch_ahead()
        response = cast(HttpResponse, super().dispatch(request, *args, **kwargs))
        if self.over:
            runs.forget_for_good(request.session, *session_keys(request.run.pk, profile_id))
            return response
        self.save_state()
        if request.session.modified and not request.session.keep():
            return self.overtaken()
        return response

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        """Show the step as it stands; only the type step asks the provider (cached)."""
        if elsewhere := self.arrive():
            return elsewhere
        if not reachable(self.state, self.step):
            return self.to(self.nearest())
        if trouble := self.load_types():
            return trouble
        if self.step == Step.CHECK:
            return self.check_page()
        rejected = self.rejection()
        if rejected is None:
            return self.render(self.get_form())
        form = self.bound_form(self.step)
        pages.add_provider_errors(form, rejected["fields"], rejected["form"])
        return self.render(form)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        """Continue checks the entries and moves on; Back and the like keep them unchecked."""
        if elsewhere := self.arrive():
            return elsewhere
        if not reachable(self.state, self.step):
            return self.gone()
        if "keep" in self.request.POST:
            return self.autosave()
        if trouble_page := self.load_types():
            return trouble_page
        form = self.get_form(data=self.request.POST)
        try:
            return self.unchecked(form) or self.continued(form)
        except ProviderRejected as error:
            self.keep(form)
            pages.add_provider_errors(form, error.field_errors, error.form_errors)
            return self.render(form, status=422)
        except ProviderError as error:
            self.keep(form)
            trouble = self.troubled(error)
            return self.render(self.get_form(), status=trouble.status, trouble=trouble)

    def arrive(self) -> HttpResponse | None:
        """Before any request is looked at: another page where this one cannot be."""
        self.storage.current_step = self.step
        if self.existing and self.existing.state == Ledger.PARTIAL:
            if self.step not in {Step.DETAILS, Step.CHECK}:
                return self.to(Step.DETAILS)
            self.settle_made(self.existing)
        return None

    def load_types(self) -> HttpResponse | None:
        """What may be created, for the step that asks for it; a page where that cannot be asked."""
        if self.step != Step.TYPE:
            return None
        try:
            self.hold("types")
            types = self.provider.profile_types()
        except ProviderError as error:
            self.keep_choice()
            return self.trouble_page(error)
        self.types = limits.types(self.request.run.limits, types)
        return None if self.types or not types else problems.nothing_allowed(self.request)

    def keep_choice(self) -> None:
        """What was sent of the type step, where there is no form that could tell its own fields."""
        sent = self.request.POST
        names = [name for name in (f"{self.step}-type", f"{self.step}-country") if name in sent]
        if names and not self.is_redraw():
            self.keep_entries({name: sent.getlist(name) for name in names})

    def fetch_ahead(self) -> HttpResponse:
        """What the next step asks for is fetched while the operator reads.

        Silent all the way: nothing is kept, or Continue would find another version of the run.
        """
        with suppress(ProviderError):
            self.hold("types")
            types = limits.types(self.request.run.limits, self.provider.profile_types())
            form = TypeForm(self.request.POST, prefix=Step.TYPE, types=types)
            if form.is_valid():
                kind, country = form.chosen()
                self.provider.fetch_ahead(kind.code, country)
        return HttpResponse(status=204)

    # -- Continue -----------------------------------------------------------------------------

    def continued(self, form: forms.Form) -> HttpResponse:
        """More questions, errors, or the next step."""
        form = self.refreshed(form)
        return self.ask_more(form) or self.checked(form)

    def checked(self, form: forms.Form) -> HttpResponse:
        if not form.is_valid():
            self.keep(form)
            if self.step == Step.CHECK:
                return self.check_page(form, status=422)
            if self.step == Step.DETAILS and isinstance(form, SchemaForm):
                drift.reopen_wrong(self.state, form)
            return self.render(form, status=422)
        if self.step == Step.CHECK:
            return self.finish(form)
        self.transition(form)
        self.storage.set_step_data(self.step, self.process_step(form))
        self.state.finish(self.step)
        if self.step == Step.DETAILS and not self.mending:
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
            self.hold("fields")
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
        elif self.step == Step.DETAILS and isinstance(form, SchemaForm):
            self.judge(form)
            self.tell_made(form)

    def search(self, form: SchemaForm) -> None:
        self.hold("search")
        flow.search(self.state, self.provider, form)
        self.storage.drop_step_data(Step.RESULTS)

    def by_hand(self) -> None:
        self.hold("fields")
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
            if goal == provider_choice.PAGE:
                return HttpResponseRedirect(provider_choice.url(self.request.run), status=303)
            steps = path(self.state)
            return self.to(Step(goal) if goal in steps else steps[0])
        if "by_hand" in posted and self.step == Step.SEARCH:
            return self.pass_over_search(form)
        if "search_again" in posted and self.step == Step.RESULTS:
            return self.search_again()
        if "redraw" in posted:
            return self.redraw(form)
        if "show_all" in posted and self.step == Step.DETAILS and not self.mending:
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
