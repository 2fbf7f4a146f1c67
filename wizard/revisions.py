"""Requests in which the provider's details form turns out to be another one than was frozen."""

import logging
from typing import Any

from django.http import HttpResponse

from . import drift
from .carry import prefixed, unprefixed
from .items import Items
from .providers.base import ProfileFields, Provider
from .providers.errors import ProviderError
from .schema.forms import SchemaForm
from .state import State
from .steps import Step, first_open, path, reachable

logger = logging.getLogger(__name__)


class Revisions(Items):
    """Answers that change the questions, and questions that have changed by the end."""

    provider: Provider
    fetched: ProfileFields | None = None  # the form that this request has brought

    # -- answers that change the questions ------------------------------------------------------

    def redraw(self, form: Any) -> HttpResponse:
        """The page with what was typed, unkept unless it has changed what is asked."""
        self.draft = unprefixed(self.process_step(form), self.step)
        try:
            self.refresh(form)
        except ProviderError as error:  # Continue asks again, and tells
            logger.warning("the fields were not refreshed: %s", type(error).__name__)
        response: HttpResponse = self.render(self.get_form())
        return response

    def refreshed(self, form: Any) -> Any:
        """The form that was sent, or the one with the questions that its answers bring up."""
        return self.get_form(data=self.request.POST) if self.refresh(form) else form

    def refresh(self, form: Any) -> bool:
        """Fetch and freeze what the answers of a form decide about; False where it is no other."""
        if self.step != Step.DETAILS or not isinstance(form, SchemaForm):
            return False
        entries = unprefixed(self.process_step(form), self.step)
        self.hold("refresh")
        self.fetched = drift.refresh(self.state, self.provider, form)
        if self.fetched:
            self.take(self.fetched, entries)
        return self.fetched is not None

    def take(self, fetched: ProfileFields, entries: dict[str, list[str]]) -> None:
        kept = drift.take(self.state, fetched, entries)
        self.draft = None
        self.forget_form_list()
        self.state.reopen(self.step)
        self.storage.set_step_data(self.step, prefixed(kept, self.step))

    def redone(self, mine: State) -> HttpResponse | None:
        """What is typed while a redraw waits for the provider is kept by another request."""
        if "redraw" not in self.request.POST or not reachable(self.state, self.step):
            return None
        if self.fetched:
            if mine.superseded[-1:] != [self.state.details_schema().digest]:
                return None
            self.take(self.fetched, self.entries(self.step))
        self.state.decided = mine.decided
        response: HttpResponse = self.render(self.get_form())
        self.save_state()
        return response if self.request.session.keep() else None

    # -- questions that have changed by the end --------------------------------------------------

    def changed(self) -> HttpResponse | None:
        """Where the answers must be looked at once more before anything is created, or None.

        A provider that cannot be asked stops nobody: the creation itself will tell.
        """
        if Step.DETAILS not in path(self.state):
            return None
        form = self.bound_form(Step.DETAILS)
        if not isinstance(form, SchemaForm) or not form.is_valid():
            return None
        try:
            kept = drift.check(self.state, self.provider, form, self.entries(Step.DETAILS))
        except ProviderError as error:
            logger.warning("the questions were not checked: %s", type(error).__name__)
            return None
        if kept is None:
            return None
        self.forget_form_list()
        self.storage.set_step_data(Step.DETAILS, prefixed(kept, Step.DETAILS))
        return self.to(first_open(self.state))
