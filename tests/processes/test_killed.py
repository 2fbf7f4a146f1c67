"""Real workers are killed at every point of a creation; what each leaves behind is found out.

All points at once: of one worker, whose requests stand at a point each, or of the whole server.
"""

import os
import signal
import threading
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.processes.ledgers import Ledger
from tests.processes.servers import Browser, Gunicorn, manage, production, wait_until
from tests.processes.watching import HELD, VANISHED, WatchingSandbox
from tests.sandbox.opentransact_caller import MARKETPLACE
from tests.wizard import journey
from tests.wizard.walker import Walker
from wizard.deliveries import idempotency_key
from wizard.models import State

CREATED, PARTIAL, PENDING, UNKNOWN = State.CREATED, State.PARTIAL, State.PENDING, State.UNKNOWN
IN_DOUBT = "We do not know yet whether the profile was created"
MADE = "Profile created"
# By point: the state once the lease is over, then once it was looked for; what the operator sees
# who presses the button again. Detected cannot tell what it has made, OpenTransact can.
Ends = tuple[State | None, State | None, str]
LOST: Ends = (UNKNOWN, UNKNOWN, IN_DOUBT)
FOUND: Ends = (UNKNOWN, CREATED, MADE)
FINISHED: Ends = (PARTIAL, CREATED, MADE)
DONE: Ends = (CREATED, CREATED, MADE)
NOT_SENT: Ends = (PENDING, PENDING, MADE)
NOTHING: Ends = (None, None, MADE)
# What waits within a transaction, for which everything else waits on SQLite, stands at the end.
OF_A_WORKER: dict[str, Ends] = {
    "detected.1.intended": NOT_SENT,
    "detected.1.claimed": LOST,
    "detected.1.unsent": LOST,
    "detected.1.held": LOST,
    "detected.1.vanished": LOST,
    "detected.1.made": LOST,
    "detected.1.answered": LOST,
    "detected.1.finishing": DONE,
    "detected.1.finished": DONE,
    "opentransact.1.claimed": FOUND,
    "opentransact.1.unsent": FOUND,
    "opentransact.1.held": FOUND,
    "opentransact.1.vanished": FOUND,
    "opentransact.1.made": FOUND,
    "opentransact.1.answered": FOUND,
    "opentransact.1.filed": FINISHED,
    "opentransact.2.unsent": FINISHED,
    "opentransact.2.vanished": FINISHED,
    "opentransact.2.made": FINISHED,
    "opentransact.2.answered": FINISHED,
    "opentransact.3.unsent": FINISHED,
    "opentransact.3.held": FINISHED,
    "opentransact.3.made": FINISHED,
    "opentransact.4.made": FINISHED,
    "opentransact.4.answered": FINISHED,
    "opentransact.4.finishing": DONE,
    "detected.1.planned": NOTHING,
}
OF_A_SERVER: dict[str, Ends] = {
    "detected.1.made": LOST,
    "opentransact.1.unsent": FOUND,
    "opentransact.3.made": FINISHED,
    "opentransact.2.renewed": FINISHED,
}
WRITES = {
    "detected": ["POST profiles"],
    "opentransact": ["POST profiles", "POST addresses", "POST email-addresses", "PUT profiles"],
}
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
    """A server whose requests stand at these points, until it is killed."""

    def __init__(self, folder: Path, ledger: Ledger, sandbox: WatchingSandbox) -> None:
        self.ledger, self.sandbox = ledger, sandbox
        self.stops = folder / "stops"
        self.stops.mkdir()
        environment = production(sandbox.url, ledger.environment, STOPS=str(self.stops))
        wsgi = ["tests.processes.stopping"]
        self.server = Gunicorn(environment, folder / "gunicorn.log", options=wsgi)
        self.threads: list[threading.Thread] = []
        self.answers: list[object] = []

    def press(self, point: str, walker: Walker) -> None:
        """Until the creation stands at its point."""
        stuck = self.sandbox.stuck

        def send() -> None:
            try:
                body = urlencode(walker.page.inputs, doseq=True)
                self.answers.append(walker.client.post(f"{walker.base}check/", body))
            except OSError:
                pass

        thread = threading.Thread(target=send)
        thread.start()
        self.threads.append(thread)
        there = self.stops / point
        wait_until(lambda: there.exists() or self.sandbox.stuck > stuck, point)

    def worker(self) -> None:
        [worker] = self.server.workers()
        os.kill(worker, signal.SIGKILL)

    def reconcile(self) -> None:
        done = manage(self.server.environment, "reconcile")
        assert done.returncode in {0, 1}, done.stderr

    def join(self) -> None:
        for thread in self.threads:
            thread.join()

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


def sent(sandbox: WatchingSandbox) -> dict[str, list[str]]:
    """The digests of what came with each idempotency key."""
    found = defaultdict(list)
    for each in sandbox.requests():
        if key := each["headers"]["idempotency-key"]:
            found[key].append(each["body_sha256"])
    return found


@pytest.mark.parametrize("points", [OF_A_WORKER, OF_A_SERVER], ids=["worker", "server"])
def test_i1_i2_i4_i5_i9_after_a_kill_at_any_point(
    points: dict[str, Ends], ledger: Ledger, watching: WatchingSandbox, tmp_path: Path
) -> None:
    kill = Kill(tmp_path, ledger, watching)
    with kill.server as server:
        # Given creations that stand at every point
        walkers = {point: to_check(Browser(server), point) for point in points}
        for point, walker in walkers.items():
            kill.press(point, walker)

        # When all of them are killed, and what was held at the provider goes on
        kill.worker() if points is OF_A_WORKER else server.kill()
        kill.join()
        assert kill.answers == []
        watching.let_go.set()

        # Then nothing stays in flight, and what is left undone is found out
        ledger.passes(60)
        kill.reconcile()
        swept = ledger.states()
        over = ledger.created()
        ledger.passes(60)
        kill.reconcile()
        found = ledger.states()
        if points is OF_A_SERVER:
            server.start()
        shown = {point: walker.post("check").h1 for point, walker in walkers.items()}
        assert {p: (swept.get(p), found.get(p), shown[p]) for p in points} == points

        # And nothing was made twice, all that is created exists, and what had ended is as it was
        made = kill.written()
        doubtful = {point for point in points if shown[point] == IN_DOUBT}
        whole = {p: WRITES[p.partition(".")[0]] for p in points if p not in doubtful}
        assert {point: made[point] for point in whole} == whole
        assert all(len(made[point]) <= 1 for point in doubtful)
        assert set(ledger.created()) <= {each["id"] for each in watching.profiles()}
        assert {id_: row for id_, row in ledger.created().items() if id_ in over} == over

        # And whatever was sent, was filed as being sent; and was the same whenever it was sent
        assert {(state, of_it) for state, of_it, _ in watching.seen} == {("in_flight", "sent")}
        assert all(len(set(digests)) == 1 for digests in sent(watching).values())
