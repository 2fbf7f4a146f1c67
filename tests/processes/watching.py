"""A sandbox that keeps creations waiting until the test lets them go, and looks what is filed."""

import threading
from typing import Self

from django.db import connections

from tests.processes.ledgers import ALIAS, Ledger
from wizard.deliveries import idempotency_key
from wizard.models import State
from wizard.sandbox.messages import NoAnswer, Reply, Request
from wizard.sandbox.server import SandboxServer

HELD, VANISHED = "Slow 1s", "Slow 2s"  # made when it is let go; or lost


class WatchingSandbox(SandboxServer):
    """`stuck`: writes that have got no answer. `seen`: of each write, how its row was filed then.

    What is called "Slow" is held until `let_go`.
    """

    ledger: Ledger

    def begin(self, ledger: Ledger) -> Self:
        """For a test, which has this ledger. Without profiles that new ones are compared with."""
        self.reset()
        self._database.query("DELETE FROM resources")
        self.ledger, self.let_go = ledger, threading.Event()
        self.stuck = 0
        self.seen: list[tuple[str, str, int]] = []
        return self

    def answer(self, request: Request, unread: Reply | None = None) -> Reply:
        if key := key_of(request):
            try:
                self.seen.append(self.filed(key))
            finally:
                connections[ALIAS].close()  # this thread's own
        try:
            return super().answer(request, unread)
        except NoAnswer:
            self.stuck += 1
            raise

    def filed(self, key: str) -> tuple[str, str, int]:
        """The states of the submission and its delivery, and the attempt, to another connection."""
        columns = ("kind", "position", "state", "submission__state", "submission__attempt")
        for each in self.ledger.deliveries().only(*columns):
            if idempotency_key(each.submission, each) == key:
                return (State(each.submission.state), str(each.state), each.submission.attempt)
        return ("not filed", "", 0)

    def sleep(self, seconds: float) -> None:
        if self.let_go.is_set():
            return
        self.stuck += 1
        while not self.let_go.wait(0.02):
            super().sleep(0)
        if seconds == 2:  # as VANISHED has it
            raise NoAnswer


def key_of(request: Request) -> str:
    """Of a write: its idempotency key, or what stands for it; blank for anything else."""
    if key := request.headers.get("Idempotency-Key"):
        return key
    creates = request.method == "POST" and request.path.endswith("/profiles")
    return str(request.json()["customer_reference"]) if creates else ""
