"""What a step does without judging what was typed: it keeps the entries and shows a page again."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from . import flow, pages
from .carry import prefixed
from .runs import ended
from .schema.forms import SchemaForm
from .state import State
from .stepforms import StepForms
from .steps import Step, first_open, reachable


class Drafts(StepForms):
    """Entries that are kept unchecked, also where another tab, request or the end came between."""

    def to(self, step: Step, anchor: str = "") -> HttpResponse:
        """303: a refresh of the next page must not send the form again."""
        url = self.address(step)
        if step == self.step and "from" in self.request.GET:
            url += "?from=check"
        return HttpResponseRedirect(url + anchor, status=303)

    def address(self, step: str) -> str:
        return reverse("step", args=[self.request.run.pk, step])

    def overtaken(self) -> HttpResponse:
        """Another request, or the end of the run, was faster: what was typed is kept even so."""
        typed = self.storage.get_step_data(self.step)
        session = self.request.session
        session.reload()
        if self.request.run.expires_at <= timezone.now():
            session.late = True
            session.insist(lambda: self.put_back(typed))
            return ended(self.request)
        mine, self.state = self.state, self.load_state()
        if response := self.redone(mine):
            return response
        self.put_back(typed)
        self.state.tell(pages.OUT_OF_DATE)
        self.save_state()
        session.keep()
        return self.to(self.nearest())

    def put_back(self, typed: Any) -> None:
        """What was typed, into the session as it stands now, unless that was wiped meanwhile."""
        kept = self.storage.prefix in self.request.session
        if kept and typed is not None and self.request.method == "POST":
            self.storage.set_step_data(self.step, typed)

    def redone(self, mine: State) -> HttpResponse | None:  # noqa: ARG002
        """The answer to a request that can as well be done upon what stands now, if it can."""
        return None

    def nearest(self) -> Step:
        """This step, or the furthest that may be opened."""
        return self.step if reachable(self.state, self.step) else first_open(self.state)

    def autosave(self) -> HttpResponse:
        """Keep what was typed so far, for whoever reloads the page; silent whatever comes of it."""
        if self.current() and self.step in {Step.SEARCH, Step.DETAILS, Step.CHECK}:
            self.keep(self.get_form(data=self.request.POST))
        return HttpResponse(status=204)

    def out_of_date(self, form: forms.Form) -> HttpResponse:
        """Something was changed in another tab since this page was drawn: show what stands now."""
        if isinstance(form, SchemaForm):
            self.keep(form)
        self.state.tell(pages.OUT_OF_DATE)
        return self.to(self.step)

    def show_all(self, form: forms.Form) -> HttpResponse:
        """Also the questions that were settled when the provider changed some."""
        self.keep(form)
        self.state.settled = []
        return self.to(self.step)

    def gone(self) -> HttpResponse:
        """A POST to a step that is no longer part of the run: keep what can be, and say so."""
        if self.step == Step.DETAILS and self.state.details is not None:
            form = flow.details_form(self.state)(self.request.POST, prefix=self.step)
            entries = form.entries(prefixed(self.entries(self.step), self.step))
            self.storage.set_step_data(self.step, entries)
        self.state.tell(pages.OUT_OF_DATE)
        return self.to(first_open(self.state))

    def ask_more(self, form: Any) -> HttpResponse | None:
        """Without JavaScript an answer can bring questions that were not on the page: show them."""
        unseen = form.unseen() if isinstance(form, SchemaForm) else []
        if not unseen:
            return None
        labels = ", ".join(form.leaf(name).spec.label for name in unseen)
        self.keep(form)
        self.state.tell(f"Your answers bring up more questions: {labels}.")
        return self.to(self.step)
