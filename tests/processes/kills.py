"""Creations that stop at a named point, at a real server that is killed there.

A point is provider, number of the write and seam: those of `stopping`, and what the sandbox does.
"""

import os
import signal
import threading
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

from tests.processes.ledgers import Ledger
from tests.processes.servers import Browser, Gunicorn, manage, production, wait_until
from tests.processes.watching import HELD, VANISHED, WatchingSandbox
from tests.sandbox.opentransact_caller import MARKETPLACE
from tests.wizard import journey
from tests.wizard.walker import Walker
from wizard.deliveries import idempotency_key

ADDRESS = {"zipcode": "62701", "locality": "Springfield", "region": "IL", "country": "US"}
NAMES = {"held": HELD, "vanished": VANISHED, "made": "Timeout After Create"}


def to_check(browser: Browser, point: str) -> Walker:
    """Before a creation that stops there: by its reference, or by what the sandbox makes of it."""
    provider, number, seam = point.split(".")
    walker = browser.launch(ext=point, limits={"providers": [provider]})
    magic = {int(number): NAMES.get(seam, "")}
    name = f"{magic.get(1, '')} Lantern {point}".strip()
    if provider == "detected":
        return journey.to_check(walker, name=name).get("check")
    mailbox = magic.get(3) or (magic.get(4) and f"default+{magic[4]}") or seam
    walker.post("type", type="organizations")
    for kind in ("addresses", "email-addresses"):
        walker.post("details", press=(f"add-{kind}", "1"))
    fields = {"name": name, "organization-type": "other", "application": MARKETPLACE}
    fields |= {f"addresses.0.{key}": text for key, text in ADDRESS.items()}
    fields["addresses.0.street1"] = f"{magic.get(2, '')} Mill Lane".strip()
    fields["email-addresses.0"] = f"{mailbox.lower().replace(' ', '.')}@example.com"
    walker.post("details", fields)
    assert walker.step == "check", walker.html
    return walker


class Kill:
    """A server, whose requests stand where they are to stop, until it is killed."""

    def __init__(self, folder: Path, ledger: Ledger, sandbox: WatchingSandbox) -> None:
        self.ledger, self.sandbox = ledger, sandbox
        self.stops = folder / "stops"
        self.stops.mkdir()
        environment = production(sandbox.url, ledger.environment, STOPS=str(self.stops))
        wsgi = ["tests.processes.stopping"]
        self.server = Gunicorn(environment, folder / "gunicorn.log", options=wsgi)
        self.threads: list[threading.Thread] = []
        self.answers: list[object] = []  # of those who pressed the button

    def press(self, point: str, walker: Walker) -> None:
        """Until the creation stands at its point."""
        stuck = self.sandbox.stuck

        def send() -> None:
            with suppress(OSError):
                body = urlencode(walker.page.inputs, doseq=True)
                self.answers.append(walker.client.post(f"{walker.base}check/", body))

        thread = threading.Thread(target=send)
        thread.start()
        self.threads.append(thread)
        there = self.stops / point
        wait_until(lambda: there.exists() or self.sandbox.stuck > stuck, point)

    def kill(self, *, whole: bool) -> None:
        """The server as a whole, or its worker, in whose place it starts another one."""
        [worker] = self.server.workers()
        if whole:
            self.server.kill()
        else:
            os.kill(worker, signal.SIGKILL)
        for thread in self.threads:
            thread.join()
        assert self.answers == []

    def reconcile(self) -> None:
        done = manage(self.server.environment, "reconcile")
        assert done.returncode in {0, 1}, done.stderr

    def written(self) -> dict[str, list[str]]:
        """What the sandbox has made of each submission, by its reference."""
        made = defaultdict(list)
        for each in self.sandbox.writes():
            made[each["idempotency-key"]].append(f"{each['method']} {each['type']}")
        for each in self.sandbox.profiles():
            made[each.get("customer_reference")].append("POST profiles")
        found: dict[str, list[str]] = {ext: [] for ext in self.ledger.states()}
        for delivery in self.ledger.deliveries().order_by("position"):
            key = idempotency_key(delivery.submission, delivery)
            found[delivery.submission.ext] += made[key]
        return found
