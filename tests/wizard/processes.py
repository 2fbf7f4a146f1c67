"""Processes that work on the ledger, stopped at each seam until a test lets them go on.

A process that is killed is one that never goes on.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

from django.utils import timezone
from greenlet import GreenletExit, getcurrent, greenlet

from tests.wizard.fake import FakeProvider
from wizard import deliveries, launches, providers, submissions
from wizard.models import State, Submission
from wizard.providers.base import Written
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderMisbehaved,
    ProviderRejected,
    ProviderUnavailable,
)
from wizard.schema.fields import digest

ENDS: dict[str, ProviderError] = {
    "refused": ProviderRejected({"name": ["Taken."]}, status=422),
    "not sent": ProviderUnavailable("not sent"),
    "limited": ProviderUnavailable("limited", status=429, retry_after=30),
    "our key is refused": ProviderMisbehaved("401", status=401),
}
LOST = OutcomeUnknown("closed")
MADE, VANISHED, OLD = "made", "vanished", "only what is old is found"
CHOICES: dict[str, list[Any]] = {
    "sending": [*[MADE] * 6, VANISHED, *ENDS],
    "made": ["answered", "lost", "lost"],
    "looking": [OLD, OLD, "all is found", "down"],
}


class Crash(BaseException):
    """What ends a process from within, such as SystemExit."""


def pause(seam: str) -> Any:
    """The choice with which the machine lets the process go on."""
    process = getcurrent()
    return process.parent.switch(seam) if isinstance(process, Process) else None


class Process(greenlet):  # type: ignore[misc]  # greenlet has no types
    """One process. `at`: the seam where it stands; blank once it is over."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(self._work)
        self.work, self.at = work, "start"

    def _work(self, _: Any) -> str:
        with suppress(Crash, GreenletExit, submissions.RunEnded):
            self.work()
        return ""

    def go(self, choice: Any = None) -> None:
        self.at = self.switch(choice)

    def crash(self) -> None:
        self.at = self.throw(Crash) if self.at != "start" else ""

    def end(self) -> None:
        """Let go of it, whatever it does on the way out."""
        while self and not self.dead:
            self.throw()

    def choices(self) -> list[Any]:
        return CHOICES.get(self.at, [None])


class Wire(FakeProvider):
    """A provider at the other end of a wire, whose clock is the test's.

    "key": a key that was used is answered as it was the first time. "lookup": what was made can
    be looked for, and is found five minutes later at the latest. "nothing": neither.
    """

    def __init__(self, kind: str, clock: "Clock") -> None:
        super().__init__()
        self.clock = clock
        self.parts = ("address",)
        self.recovers = kind == "lookup"
        self.keeps_keys = timedelta(hours=23 if kind == "key" else 0)
        self.made: Counter[tuple[str, str]] = Counter()  # by reference and kind
        self.ids: dict[str, list[tuple[str, datetime]]] = {}  # by key: id, when
        self.posted: dict[tuple[str, str], set[tuple[str, str]]] = {}  # key, bytes
        self.wrong: list[str] = []  # what was in flight when it should not have been

    def write(
        self,
        payload: Mapping[str, Any],
        kind: str,
        done: Mapping[str, str],  # noqa: ARG002  # the base's signature
        key: str,
    ) -> Written:
        reference = payload["reference"]
        content = digest(payload) if kind == "profile" else ""
        self.posted.setdefault((reference, kind), set()).add((key, content))
        if Submission.objects.get(pk=reference).state != State.IN_FLIGHT:
            self.wrong.append(reference)
        end = pause("sending")
        if self.keeps_keys and key in self.ids and end != VANISHED:
            end = MADE  # whatever it would say to another
        if end == MADE:
            self.make(reference, kind, key)
            if pause("made") != "lost":
                return Written(self.ids[key][-1][0])
        raise ENDS.get(end, LOST)

    def make(self, reference: str, kind: str, key: str) -> None:
        if self.keeps_keys and key in self.ids:
            return
        self.made[reference, kind] += 1
        number = self.made[reference, kind]
        self.ids.setdefault(key, []).append((f"{kind}-{number}-{reference}", self.clock.now))

    def recover(
        self,
        payload: Mapping[str, Any],  # noqa: ARG002  # the base's signature
        kind: str,  # noqa: ARG002
        done: Mapping[str, str],  # noqa: ARG002
        key: str,
    ) -> Written | None:
        seen = pause("looking")
        if seen == "down":
            raise ProviderUnavailable("down")
        old = self.clock.now - deliveries.SETTLE
        found = [
            id_ for id_, made in self.ids.get(key, []) if made <= old or seen == "all is found"
        ]
        return Written(found[0]) if found else None

    def exists(self, profile_id: str | None) -> bool:
        return any(profile_id == id_ for ids in self.ids.values() for id_, _ in ids)


class Clock:
    """What time it is for everything."""

    def __init__(self) -> None:
        self.now = datetime(2030, 1, 1, tzinfo=UTC)

    def pass_(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)


@contextmanager
def stopped_at_seams(provider: Wire) -> Iterator[None]:
    """Processes stop once they have claimed a row, and before anything more is filed."""
    claim, finish = submissions._claim, submissions._finish
    file_sent, file_outcome = deliveries._Attempt.file_sent, deliveries._Attempt.file_outcome

    def claims(*args: Any) -> bool:
        won = claim(*args)
        if won:
            pause("claimed")
        return won

    def finishes(*args: Any, **options: Any) -> None:
        pause("finishing")
        finish(*args, **options)

    def files_sent(self: Any) -> bool:
        pause("about to send")
        return file_sent(self)

    def files(self: Any, state: Any) -> None:
        pause("filing")
        file_outcome(self, state)

    with ExitStack() as stack:
        for where, name, value in (
            (submissions, "_claim", claims),
            (submissions, "_finish", finishes),
            (deliveries._Attempt, "file_sent", files_sent),
            (deliveries._Attempt, "file_outcome", files),
            (timezone, "now", lambda: provider.clock.now),
            (providers, "configured", lambda: {"fake": provider}),
        ):
            stack.enter_context(mock.patch.object(where, name, value))
        yield


def opened(ext: str) -> Any:
    return launches.open_run(provider="fake", operator="o", origin="https://p.example", ext=ext)[0]
