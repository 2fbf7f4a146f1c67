"""A step whose provider asked for time: until that is over it is not asked again, in any tab."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import HttpResponse

from . import problems
from .drafts import Drafts
from .problems import Trouble
from .providers.errors import ProviderError, ProviderUnavailable
from .waits import Wait

BUTTONS = ("by_hand", "search_again")  # which ask the provider, as Continue does


class Waiting(Drafts):
    """What failed can be done again, the same, from the page that tells of it."""

    asked = ""  # what this request has asked the provider for

    def hold(self, asked: str) -> None:
        """Before the provider is asked. Raises ProviderUnavailable while it wants us to wait.

        The run remembers, as the next request may be another process's; see also `pauses`.
        """
        self.asked = asked
        wait = self.told_to_wait()
        if wait and self.state.wait["asked"] == asked:
            raise ProviderUnavailable("the run was told to wait", retry_after=wait.seconds)

    def told_to_wait(self) -> Wait | None:
        until = self.state.wait.get("until")
        return Wait.until(datetime.fromtimestamp(until, UTC)) if until else None

    def troubled(self, error: ProviderError) -> Trouble:
        """What to tell of a failed call; where it says to wait, the run remembers."""
        trouble = problems.describe(error)
        wait = self.told_to_wait()
        known = wait and self.state.wait["asked"] == self.asked
        if trouble.wait and not known and not self.is_redraw():
            self.state.wait = {
                "step": self.step,
                "asked": self.asked,
                "button": self.button(),
                "until": trouble.wait.over.timestamp(),
            }
        return trouble

    def trouble_page(self, error: ProviderError) -> HttpResponse:
        """Where there is no form that could tell."""
        return problems.trouble_page(self.request, self.troubled(error))

    def is_redraw(self) -> bool:
        """Whether the page asks by itself; it must not write where the operator's own does."""
        return "redraw" in self.request.POST

    def button(self) -> str:
        """The one that was pressed, unless it was Continue."""
        return next((name for name in BUTTONS if name in self.request.POST), "")

    def standing_wait(self) -> Wait | None:
        """Of this step, also when its page is opened again."""
        return self.told_to_wait() if self.state.wait.get("step") == self.step else None

    def trouble_context(self, form: forms.Form, trouble: Trouble | None) -> dict[str, Any]:
        """What the page tells of, and the button that does the same once more."""
        if self.request.method == "POST":
            return {"trouble": trouble, "again": self.button()}
        if trouble is None and not form.is_bound and (wait := self.standing_wait()):
            trouble = problems.busy(wait)
        return {"trouble": trouble, "again": self.state.wait.get("button", "")}
