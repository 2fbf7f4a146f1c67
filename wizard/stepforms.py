"""Which form a step has, and what stands in it.

The forms come from what the run has frozen, so they cost no network however often formtools asks
for them; what is kept of a POST are the form's own fields.
"""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from formtools.wizard.views import SessionWizardView

from . import flow, prefill
from .carry import prefixed, unprefixed
from .forms import CheckForm, ResultsForm, TypeForm
from .models import Submission
from .providers.base import Country, ProfileType
from .runs import RunRequest, RunStorage
from .schema.fields import digest
from .schema.forms import SchemaForm
from .schema.layout import Entries
from .state import ENTRIES, State, session_keys
from .steps import CONDITIONS, Condition, Step, path


def condition(holds: Condition) -> Any:
    """A condition on the run's state as formtools calls it, with the view."""
    return lambda view: holds(view.state)


class StepForms(SessionWizardView):  # type: ignore[misc]  # formtools has no types
    """The part of the wizard that knows forms and entries, not requests."""

    request: RunRequest
    storage: RunStorage
    storage_name = "wizard.runs.RunStorage"
    form_list = [
        (Step.TYPE, TypeForm),
        (Step.SEARCH, SchemaForm),
        (Step.RESULTS, ResultsForm),
        (Step.DETAILS, SchemaForm),
        (Step.CHECK, CheckForm),
    ]
    condition_dict = {step: condition(holds) for step, holds in CONDITIONS.items()}
    state: State
    step: Step
    mending: Submission | None = None  # the profile exists, and only the rest may be changed
    profile_id: str | None = None  # of the profile that is changed; None while one is created
    types: list[ProfileType] | None = None  # set while the type step is asked for
    draft: Entries | None = None  # entries to draw the current step with, without keeping them

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._judged: dict[str, tuple[Any, ...]] = {}  # forms of what is stored, by step

    def get_prefix(self, request: RunRequest, *args: Any, **kwargs: Any) -> str:  # noqa: ARG002
        return session_keys(request.run.pk, self.profile_id)[1].removeprefix(ENTRIES)

    @property
    def state_key(self) -> str:
        return session_keys(self.request.run.pk, self.profile_id)[0]

    def load_state(self) -> State:
        return State.load(self.request.session, self.state_key)

    def save_state(self) -> None:
        self.state.save(self.request.session, self.state_key)

    def get_form_list(self) -> dict[str, type[forms.Form]]:
        form_list: dict[str, type[forms.Form]] = dict(super().get_form_list())
        if Step.SEARCH in form_list:
            form_list[Step.SEARCH] = flow.search_form(self.state)
            if self.state.passed_over and self.step != Step.SEARCH:
                form_list[Step.SEARCH] = SchemaForm  # without fields: what stands there is not used
        if Step.DETAILS in form_list:
            form_list[Step.DETAILS] = flow.details_form(self.state)
        return form_list

    def forget_form_list(self) -> None:
        """formtools remembers which steps there are; call this when the state has changed."""
        self.__dict__.pop("_resolved_form_list", None)

    def get_form(self, step: str | None = None, data: Any = None, files: Any = None) -> forms.Form:
        """A form of what is stored is made and judged once a request, while nothing changes."""
        at, state = step or self.step, self.state
        if data is None or data is self.request.POST or at not in {Step.SEARCH, Step.DETAILS}:
            return self.make_form(step, data, files)
        entries = dict(data.lists())
        asked = (state.search, state.details, state.settled, state.from_portal, state.passed_over)
        if self._judged.get(at, (None,))[:-1] != (entries, *asked):
            self._judged[at] = (entries, *asked, self.make_form(step, data, files))
        return cast(forms.Form, self._judged[at][-1])

    def make_form(self, step: str | None, data: Any, files: Any) -> forms.Form:
        form: forms.Form = super().get_form(step, data, files)
        if not isinstance(form, SchemaForm):
            if (step or self.step) == Step.TYPE:
                prefill.mark_choices(self.state, form)
            return form
        if data is self.request.POST and not form.whole:
            entries = {**dict(data.lists()), **self.process_step(form)}
            form = cast(SchemaForm, super().get_form(step, MultiValueDict(entries), files))
        if (step or self.step) == Step.DETAILS:
            form.settled = frozenset(self.state.settled)
        prefill.mark(self.state, step or self.step, form)
        return form

    def get_form_kwargs(self, step: str | None = None) -> dict[str, Any]:
        if step == Step.TYPE:
            return {"types": self.types if self.types is not None else self.frozen_types()}
        if step == Step.RESULTS:
            return {"rows": self.state.rows(), "search_id": (self.state.results or {})["id"]}
        if step in {Step.SEARCH, Step.DETAILS}:
            return {"carried": prefixed(self.entries(step), step)}
        if step == Step.CHECK:
            return {"similar": bool(self.state.similar.get("rows")) and not self.mending}
        return {}

    def get_form_initial(self, step: str) -> dict[str, Any]:
        """Our own forms show what was chosen before; those of a schema are given `carried`."""
        chosen = {name: values[-1] for name, values in self.entries(step).items() if values}
        return chosen or (prefill.choices(self.state) if step == Step.TYPE else {})

    def frozen_types(self) -> list[ProfileType]:
        """The chosen pair alone, so that the form can be validated again without the provider."""
        state = self.state
        countries = (Country(state.country, state.country_name),) if state.country else ()
        return [ProfileType(state.type, state.type_label, "", countries)] if state.type else []

    def entries(self, step: str) -> Entries:
        """What stands in a step's form, without prefix: as typed, else as carried there."""
        if step == self.step and self.draft is not None:
            return self.draft
        stored = self.storage.get_step_data(step)
        if stored is not None:
            return unprefixed(dict(stored.lists()), step)
        return self.state.carried.get(step, {})

    def process_step(self, form: forms.Form) -> Entries:
        """Only the form's own fields are kept of what was posted."""
        if isinstance(form, SchemaForm):
            return form.entries(prefixed(self.entries(self.step), self.step))
        posted = cast(QueryDict, form.data)
        names = [form.add_prefix(name) for name in form.fields]
        return {name: [str(v) for v in posted.getlist(name)] for name in names if name in posted}

    def keep(self, form: forms.Form) -> None:
        """Keep what was typed, unchecked; what was accepted before counts while it is the same."""
        self.keep_entries(self.process_step(form))

    def keep_entries(self, entries: Entries) -> None:
        before = self.storage.get_step_data(self.step)
        if (before is None and entries) or (before and dict(before.lists()) != entries):
            self.state.reopen(self.step)
        self.storage.set_step_data(self.step, entries)

    def bound_form(self, step: Step) -> forms.Form:
        """A step's form with its stored entries, to be validated."""
        stored = self.storage.get_step_data(step) or MultiValueDict()
        return self.get_form(step, data=stored)

    def current(self) -> bool:
        """Whether the page that was sent is drawn from what stands.

        One that was drawn before an answer of its own brought other questions counts as well.
        """
        sent = self.request.POST.get("frozen", "")
        before = self.state.superseded if self.step == Step.DETAILS else []
        return sent == self.frozen() or sent in [digest[:16] for digest in before]

    def frozen(self) -> str:
        """What the page is drawn from; a POST from a page drawn from something else is noticed."""
        if self.step == Step.TYPE:
            return self.request.run.provider
        if self.step == Step.SEARCH:
            return self.state.search_schema().digest[:16]
        if self.step == Step.DETAILS:
            asked = self.state.details_schema().digest
            return digest([asked, self.state.changing])[:16] if self.profile_id else asked[:16]
        if self.step == Step.CHECK:
            answers = {step: self.entries(step) for step in path(self.state) if step != self.step}
            asked = self.state.details_schema().digest
            return digest([answers, asked, self.state.changing])[:16]
        return ""
