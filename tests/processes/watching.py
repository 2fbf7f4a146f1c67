"""A sandbox that keeps creations waiting until the test lets them go, and looks what is filed."""

import threading
from collections import defaultdict
from typing import Self

from django.db import connections

from tests.processes.ledgers import ALIAS, Ledger
from tests.processes.servers import wait_until
from wizard.deliveries import idempotency_key
from wizard.sandbox.messages import NoAnswer, Reply, Request
from wizard.sandbox.server import SandboxServer

HELD, VANISHED = "Slow 1s", "Slow 2s"  # made when it is let go; or lost


class WatchingSandbox(SandboxServer):
    """`stuck`: writes that have got no answer. `sent`: what has come with each key.

    `seen`: of each write, how its row was filed when it came, to another connection.
    What is called "Slow" is held until it is released.
    """

    ledger: Ledger

    def begin(self, ledger: Ledger) -> Self:
        """For a test, which has this ledger. Without profiles that new ones are compared with."""
        self.reset()
        self._database.query("DELETE FROM resources")
        self.ledger, self.released = ledger, threading.Event()
        self.stuck = 0
        self.held: set[int] = set()  # by thread
        self.seen: list[tuple[str, str, int]] = []
        self.sent: dict[str, list[bytes]] = defaultdict(list)
        return self

    def release(self) -> None:
        """Returns once all that was held has been made or lost."""
        self.released.set()
        wait_until(lambda: not self.held, "the end of what was held")

    def answer(self, request: Request, unread: Reply | None = None) -> Reply:
        if key := key_of(request):
            self.sent[key].append(request.body)
            try:
                self.seen.append(self.filed(key))
            finally:
                connections[ALIAS].close()  # this thread's own
        try:
            return super().answer(request, unread)
        except NoAnswer:
            self.stuck += 1
            raise
        finally:
            self.held.discard(threading.get_ident())

    def sleep(self, seconds: float) -> None:
        if self.released.is_set():
            return
        self.held.add(threading.get_ident())
        self.stuck += 1
        wait_until(lambda: self.released.is_set() or self.stopping.is_set(), "the release")
        if seconds == 2:  # as VANISHED has it
            raise NoAnswer

    def filed(self, key: str) -> tuple[str, str, int]:
        """The states of the submission and its delivery, and the attempt."""
        columns = ("kind", "position", "state", "submission__state", "submission__attempt")
        for each in self.ledger.deliveries().only(*columns):
            if idempotency_key(each.submission, each) == key:
                return (each.submission.state, each.state, each.submission.attempt)
        return ("not filed", "", 0)


def key_of(request: Request) -> str:
    """Of a write: its idempotency key, or what stands for it; blank for anything else."""
    if key := request.headers.get("Idempotency-Key"):
        return key
    creates = request.method == "POST" and request.path.endswith("/profiles")
    return str(request.json()["customer_reference"]) if creates else ""
