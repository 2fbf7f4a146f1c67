"""An operator of a chaos run: goes the whole way as people do, whatever fails on it.

Pages that did not come are loaded again, forms whose answer did not come are sent again or left,
what the page offers ("Try again", "Check now", "I have checked") is pressed.
"""

import random
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from tests.bench.plans import Plan
from tests.processes.servers import Browser, Served
from tests.wizard.walker import FORM, Sent, Walker
from wizard.models import State
from wizard.sandbox.chance import SLOWEST
from wizard.words import RECEIPT_HEADINGS

CUT_OFF = (OSError, HTTPException)  # what a browser shows as "the connection was reset"
BY_THE_PROXY = {502, 504}  # never the wizard's own
LOADS = 100  # of one page, before something is wrong with more than the worker
PATIENCE = 400  # pages of one flow
SURE = 2 * SLOWEST  # seconds after which nothing that was sent can still be made
POLLS = 5  # of a receipt that has no end yet, before the operator comes back later
TRIES = 2  # with a name that fails, before it is changed


class Stuck(Exception):
    """No way on was found."""


class Patient(Browser):
    """A browser whose pages are loaded again where the server cut them off. Counts what it sees."""

    def __init__(self, server: Served, seen: Counter[str]) -> None:
        super().__init__(server)
        self.seen = seen

    def get(self, url: str) -> HttpResponse:
        for _ in range(LOADS):
            try:
                return super().get(url)
            except CUT_OFF:
                self.seen["cut off"] += 1
                if self.seen["over"]:
                    break
                time.sleep(0.05)
        raise Stuck(f"{url} was never answered")

    def post(self, url: str, body: str, kind: str = FORM) -> HttpResponse:
        try:
            return super().post(url, body, kind)
        except CUT_OFF:
            self.seen["cut off"] += 1
            raise

    def _send(self, *args: Any) -> HttpResponse:
        self.seen["requests"] += 1
        response = super()._send(*args)
        if response.status_code == 500:
            self.seen["500"] += 1
        if response.status_code in BY_THE_PROXY:
            raise ConnectionResetError("the proxy's server was cut off")
        return response


class Operator:
    """One flow. `work` goes on until there is a receipt or, for now, nothing to do but wait."""

    def __init__(self, plan: Plan, server: Served, sandbox: Path, seen: Counter[str]) -> None:
        self.plan, self.server, self.sandbox, self.seen = plan, server, sandbox, seen
        self.dice = random.Random(plan.number)
        self.walker: Walker | None = None
        self.finished = ""  # id of the profile, as the receipt has it
        self.failures = self.searches = self.pages = self.polls = 0
        self.unknown_since = 0.0
        self.kept: dict[str, str] = {}  # step -> name that the server has taken there
        self.lost: list[str] = []  # steps whose answers were gone

    def work(self) -> None:
        self.polls = 0
        while not self.finished and self.polls < POLLS:
            self.pages += 1
            if self.pages > PATIENCE or self.seen["over"]:
                raise Stuck(f"{self.plan} at {self.walker and self.walker.url}")
            try:
                if self.walker is None:
                    self.walker = self.launch()
                else:
                    self.look(self.walker)
                    self.act(self.walker)
            except CUT_OFF:
                self.after_cut()

    def come_back(self) -> None:
        """To a flow that was left, after a while."""
        if self.walker:
            self.walker.get()
        self.work()

    def launch(self) -> Walker | None:
        """By a fresh token, as often as it takes: a handover counts once, also if it is lost."""
        only = {"limits": {"providers": [self.plan.provider]}}
        who = f"operator-{self.plan.number % 32}"
        browser = Patient(self.server, self.seen)
        try:
            return browser.launch(sub=who, ext=self.plan.ext, **only)
        except (KeyError, AssertionError):  # no redirect: an answer on the way was lost
            return None

    def after_cut(self) -> None:
        """Nobody knows what became of the form that was sent: again, or whatever the run shows."""
        if self.walker and self.dice.random() < 0.5:
            self.walker.get()

    def look(self, walker: Walker) -> None:
        """What was entered must still stand in the form."""
        kept = self.kept.get(walker.step)
        shown = walker.page.inputs.get(self.name_of(walker.step))
        if kept is not None and shown is not None and shown != [kept]:
            self.lost.append(f"{self.plan.ext} {walker.step}: {shown} for {kept!r}")
            del self.kept[walker.step]

    def name_of(self, step: str) -> str:
        return f"{step}-{'name' if step == 'search' else self.plan.name_key}"

    # -- the pages ------------------------------------------------------------------------------

    def act(self, walker: Walker) -> None:
        if walker.status >= 500 or walker.status == 409:
            self.pause(0.3)
        no_form = "csrfmiddlewaretoken" not in walker.page.inputs
        if no_form and walker.step != "receipt":  # a page of trouble, with a link
            self.pause(0.3)
            self.go(walker, walker.page.links.get("Try again", walker.base))
            return
        match walker.step:
            case "type":
                walker.post("type", type=self.plan.type, country=self.plan.country or None)
            case "search":
                self.search(walker)
            case "results":
                self.choose(walker)
            case "details":
                self.enter(walker)
            case "check":
                self.create(walker)
            case "receipt":
                self.read(walker)
            case _:
                walker.get()

    def search(self, walker: Walker) -> None:
        self.searches += 1
        if not self.plan.searched or self.searches > TRIES:
            walker.post("search", press=("by_hand", "1"))
            return
        name = self.plan.called(magic=True)
        # "Slow 0s" makes the register find a company of any name.
        name = name if self.plan.magic else f"Slow 0s {name}"
        walker.post("search", name=name)
        self.note("search", name, walker)

    def choose(self, walker: Walker) -> None:
        row = "0" if "results-match_0" in " ".join(walker.page.ids) else "none"
        walker.post("results", match="none" if self.failures >= TRIES or walker.errors else row)

    def enter(self, walker: Walker) -> None:
        for name in self.plan.lists():
            if walker.page.inputs.get(f"details-{name}:items") == ["0"]:
                walker.post("details", press=(f"add-{name}", "1"))
                return
        magic = self.failures < TRIES and not (walker.errors or walker.summary)
        fields = self.plan.details(magic=magic)
        walker.post("details", fields)
        self.note("details", str(fields[self.plan.name_key]), walker)

    def note(self, step: str, name: str, walker: Walker) -> None:
        """The server has answered, so it has what was entered."""
        self.kept[step] = name
        if walker.step == step:
            self.look(walker)

    def create(self, walker: Walker) -> None:
        if self.failures >= TRIES and self.renames(walker):
            return
        reason: dict[str, Sent] = {}
        if "check-reason" in walker.page.inputs:
            reason = {"reason": "It is another one of that name."}
        if self.plan.impatient:
            self.click_twice(walker, reason)
        self.failures += 1
        walker.post("check", reason)

    def renames(self, walker: Walker) -> bool:
        """The name is what fails: it is changed, once."""
        shown = self.plan.magic and self.plan.called(magic=True) in walker.html
        if shown and "/details/" in walker.html:
            walker.get("details")
        return bool(shown) and walker.step == "details"

    def click_twice(self, walker: Walker, reason: dict[str, Sent]) -> None:
        """The same form at the same time, from another thread."""
        own = {f"check-{name}": value for name, value in reason.items()}
        body = urlencode({**walker.page.inputs, **own}, doseq=True)
        again = Browser(self.server)
        again.cookies = dict(walker.client.cookies)  # type: ignore[arg-type]  # as good as a jar

        def click() -> None:
            with suppress(*CUT_OFF):
                if again.post(f"{walker.base}check/", body).status_code == 500:
                    self.seen["500"] += 1

        threading.Thread(target=click).start()

    # -- the receipt ----------------------------------------------------------------------------

    def read(self, walker: Walker) -> None:
        if walker.h1 == RECEIPT_HEADINGS[State.CREATED]:
            self.finished = walker.page.all("strong.")[0]
            return
        links = walker.page.links
        if "I have checked: it does not exist" in links:
            self.find_out(walker, links)
            return
        self.unknown_since = 0.0
        buttons = walker.page.all("button.primary")
        if "Check the answers and try again" in links:
            self.pause(0.5)
            self.go(walker, links["Check the answers and try again"])
        elif "Change what was not accepted" in links:
            self.go(walker, links["Change what was not accepted"])
        elif "Try again" in buttons or "Check now" in buttons:
            self.polls += 1
            self.pause(0.5)
            walker.post("receipt")
        else:
            self.polls += 1
            self.pause(0.5)
            walker.get("receipt")

    def find_out(self, walker: Walker, links: dict[str, str]) -> None:
        """Look at the provider once nothing can come any more, and tell what is there."""
        self.unknown_since = self.unknown_since or time.monotonic()
        if time.monotonic() < self.unknown_since + SURE:
            self.pause(1)
            walker.get("receipt")
            return
        self.unknown_since = 0.0
        reference = walker.page.all("p.reference")[0]
        found = at_detected(self.sandbox, reference)
        which = "exists" if found else "does not exist"
        self.go(walker, links[f"I have checked: it {which}"])
        body = {**walker.page.inputs, "sure": "yes", **({"remote_id": found[0]} if found else {})}
        walker._take(walker.url, walker.client.post(walker.url, urlencode(body, doseq=True), FORM))
        if walker.url.rstrip("/").endswith(("exists", "absent")):  # it was not taken: look again
            walker.get("receipt")

    def go(self, walker: Walker, url: str) -> None:
        walker._take(url, walker.client.get(url))

    def pause(self, seconds: float) -> None:
        """People read what a page says."""
        time.sleep(seconds * self.dice.uniform(0.5, 1))


def at_detected(sandbox: Path, reference: str) -> list[str]:
    """Ids of the profiles with that reference, as whoever looks at the provider's own pages."""
    with closing(sqlite3.connect(f"file:{sandbox}?mode=ro", uri=True, timeout=30)) as file:
        asked = "SELECT id FROM profiles WHERE customer_reference = ?"
        return [str(row[0]) for row in file.execute(asked, [reference])]
