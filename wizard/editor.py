"""The wizard for a profile that exists: the same form, filled; the changes checked, then saved."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from . import answers, changes, limits, pages, portals, runs, submissions
from .carry import prefixed, unprefixed
from .models import State as Ledger
from .models import Submission
from .providers.errors import ProviderError, ProviderRejected
from .providers.profiles import Profile
from .reads import PROFILE, reading
from .schema.forms import SchemaForm
from .schema.layout import Entries
from .state import CHANGE, session_keys, typed_changes
from .steps import Step, first_open
from .wizard import ProfileWizard

UNCHANGED = "Nothing is changed yet. Change something, or cancel"
MAX_CHANGES = 10  # begun in one run and not saved; the oldest makes way


class ProfileEditor(ProfileWizard):
    """The requests of the steps details and check, under the profile's own address."""

    success = Ledger.UPDATED
    profile_id: str
    last: Submission | None = None  # the last change of it in this run

    @property
    def receipt_url(self) -> str:
        return reverse("change-receipt", args=[self.request.run.pk, self.profile_id])

    @property
    def leave_url(self) -> str:
        return reverse("profile", args=[self.request.run.pk, self.profile_id])

    def address(self, step: str) -> str:
        return reverse("change", args=[self.request.run.pk, self.profile_id, step])

    def arrive(self) -> HttpResponse | None:
        """The profile as it is now, unless something was typed already."""
        super().arrive()
        untouched = self.storage.get_step_data(Step.DETAILS) is None
        looking = self.request.method != "POST"
        if self.state.changing is not None and not (untouched and looking):
            if not limits.allow(self.request.run.limits, "types", self.state.type):
                raise Http404("another launch has narrowed the run since")
            return None
        try:
            profile = self.profile()
        except ProviderError as error:
            return self.trouble_page(error)
        changes.freeze(self.state, self.provider, profile)
        self.forget_form_list()
        self.make_room()
        if looking:
            return None
        # What was sent belongs to a change that has come to its end in another tab.
        form = self.get_form(data=self.request.POST)
        return self.out_of_date(form) if self.step == Step.DETAILS else self.to(Step.DETAILS)

    def keep_entries(self, entries: Entries) -> None:
        """What stands in the profile already was not typed."""
        untouched = self.storage.get_step_data(self.step) is None
        new = self.step != Step.DETAILS or not untouched
        if new or changes.is_typed(self.state, unprefixed(entries, self.step)):
            super().keep_entries(entries)

    def nearest(self) -> Step:
        return super().nearest() if self.state.changing is not None else Step.DETAILS

    def out_of_date(self, form: forms.Form) -> HttpResponse:
        """Of a page that was drawn from the profile as it stood before, only what it changes."""
        if self.step == Step.DETAILS and self.state.previous is not None:
            sent = unprefixed(dict(self.request.POST.lists()), self.step)
            entries = changes.stale(self.state, self.provider, sent, self.entries(self.step))
            self.state.reopen(self.step)
            self.storage.set_step_data(self.step, prefixed(entries, self.step))
            self.state.tell(pages.OUT_OF_DATE)
            return self.to(self.step)
        return super().out_of_date(form)

    def profile(self) -> Profile:
        """Raises ProviderError, and Http404 where there is none that can or may be changed."""
        shown = self.provider.changes and portals.show_profiles(self.request.run.portal)
        profile = None
        if shown:
            with reading(self.request.session, PROFILE):
                profile = self.provider.show_profile(self.profile_id)
        if profile is None or not limits.may_change(self.request.run.limits, profile):
            raise Http404("there is no such profile to change")
        return profile

    def make_room(self) -> None:
        """A run holds the entries of a few changes at once."""
        session = self.request.session
        begun = [key for key in session.keys() if key.startswith(CHANGE)]  # noqa: SIM118
        others = [key for key in begun if key != self.state_key]
        typed = typed_changes(session)
        others.sort(key=lambda key: key.removeprefix(CHANGE) in typed)  # what is only opened first
        for key in others[: 1 - MAX_CHANGES]:
            keys = session_keys(self.request.run.pk, key.removeprefix(CHANGE))
            runs.forget_answers(session, *keys)

    def unchecked(self, form: forms.Form) -> HttpResponse | None:
        if "discard" not in self.request.POST:
            return super().unchecked(form)
        if not submissions.withdraw(self.request.run, self.profile_id):
            return HttpResponseRedirect(self.receipt_url, status=303)
        self.over = True
        return HttpResponseRedirect(self.leave_url, status=303)

    def refresh(self, form: Any) -> bool:  # noqa: ARG002
        """The form of a change is made from the profile: no answer brings other questions."""
        return False

    def judge(self, form: SchemaForm) -> None:
        self.provider.judge(self.state.type, self.state.country, form.payload())
        if not self.differences(form):
            raise ProviderRejected({}, [UNCHANGED])

    def summary(self, answered: dict[str, forms.Form]) -> dict[str, Any]:
        return {"differences": self.differences(answered[Step.DETAILS])}

    def differences(self, form: Any) -> list[answers.Difference]:
        """What a judged form of the details changes."""
        return answers.differences(changes.before(self.state, self.provider), form)

    def changed(self) -> HttpResponse | None:
        """Where somebody else has changed the profile meanwhile, both changes upon each other."""
        frozen = self.provider.read_profile(self.state.changing or {})
        try:
            self.hold("version")
            if self.provider.profile_version(self.profile_id) == frozen.version:
                return None
            now = self.profile()
        except ProviderError as error:
            trouble = self.troubled(error)
            return self.check_page(status=trouble.status, trouble=trouble)
        entries = changes.rebase(self.state, self.provider, now, self.entries(Step.DETAILS))
        self.forget_form_list()
        self.storage.set_step_data(Step.DETAILS, prefixed(entries, Step.DETAILS))
        form = self.bound_form(Step.DETAILS)
        if form.is_valid() and not self.differences(form):
            self.state.reopen(Step.DETAILS)
        return self.to(first_open(self.state))

    def intent(self, form_dict: dict[str, forms.Form]) -> submissions.Intent:
        profile = self.provider.read_profile(self.state.changing or {})
        details = form_dict[Step.DETAILS]
        fields = details.payload() if isinstance(details, SchemaForm) else {}
        return submissions.Intent(
            payload=lambda reference: self.provider.change_payload(profile, fields, reference),
            schema=self.state.details_schema(),
            type_label=self.state.type_label,
            profile_id=self.profile_id,
            after=self.last.pk if self.last else None,
        )
