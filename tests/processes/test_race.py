"""Eight processes at the same submissions at the same instant: nothing is made twice."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import pytest
from django.conf import settings

from tests.processes.ledgers import ALIAS, Ledger
from tests.processes.servers import PATIENCE, production, wait_until
from tests.processes.watching import HELD, VANISHED, WatchingSandbox
from tests.wizard.signing import ORIGIN
from wizard.lifetimes import lifetime
from wizard.models import Run, State

AT_ONCE = 8
WRITTEN = {"POST profiles": 1, "POST addresses": 1}


class Racers:
    """The processes, in a group of their own. `log`: the file that gets what they print."""

    def __init__(self, environment: dict[str, str], log: Path, work: str, *runs: str) -> None:
        self.log = log
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.processes.racers", work, *runs],
                cwd=settings.BASE_DIR,
                env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
                stdout=file,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def said(self) -> list[str]:
        return self.log.read_text().splitlines()

    def end(self) -> None:
        """All of them return, and none with an error."""
        assert self.process.wait(PATIENCE) == 0


Start = Callable[..., Racers]


@pytest.fixture
def start(ledger: Ledger, watching: WatchingSandbox, tmp_path: Path) -> Iterator[Start]:
    environment = production(watching.url, ledger.environment)
    with ExitStack() as stack:
        yield lambda *arguments: stack.enter_context(
            Racers(environment, tmp_path / "racers.log", *arguments)
        )


def opened(ext: str) -> str:
    """A run whose creation is called so."""
    reference = ext.replace(" ", "-")
    run = Run.objects.using(ALIAS).create(
        provider="opentransact", operator="o", origin=ORIGIN, ext=reference, **lifetime()
    )
    return str(run.pk)


def test_i1_i3_i6_of_eight_processes_one_sends_and_all_return(
    start: Start, ledger: Ledger, watching: WatchingSandbox
) -> None:
    # Given two runs of one reference, submitted by four processes each
    racers = start("submit", *[opened(HELD), opened(HELD)] * (AT_ONCE // 2))

    # When the provider has the request of one, and keeps it
    wait_until(lambda: watching.stuck, "a creation at the provider")
    wait_until(lambda: len(racers.said()) >= AT_ONCE - 1, "the end of all processes but one")

    # Then another connection sees it as being sent, and the others have returned without it
    assert watching.seen == [(State.IN_FLIGHT, "sent", 1)]
    assert racers.said() == [State.IN_FLIGHT] * (AT_ONCE - 1)
    watching.release()
    racers.end()
    assert racers.said()[-1] == State.CREATED
    assert ledger.rows().get().state == State.CREATED
    assert Counter(f"{w['method']} {w['type']}" for w in watching.writes()) == WRITTEN


@pytest.mark.parametrize("ledger", ["postgresql"], indirect=True)
def test_i1_i8_eight_that_reconcile_at_once_attempt_each_row_once(
    start: Start, ledger: Ledger, watching: WatchingSandbox
) -> None:
    # Given creations that were killed while the provider had them; half of them were made
    names = [f"{magic} {number}" for magic in (HELD, VANISHED) for number in range(AT_ONCE // 2)]
    with start("submit", *map(opened, names)):
        wait_until(lambda: watching.stuck == AT_ONCE, "all creations at the provider")
    watching.release()

    # When eight processes find out at once what became of them, and once more when they are due
    for state in (State.UNKNOWN, State.CREATED):
        ledger.passes(60)
        start("reconcile", *names).end()
        assert set(ledger.states().values()) == {state}

    # Then each was attempted once, and nothing was made twice
    assert set(ledger.rows().values_list("attempt", flat=True)) == {2}
    written = Counter(f"{each['method']} {each['type']}" for each in watching.writes())
    assert written == dict.fromkeys(WRITTEN, AT_ONCE)
    times = [len(bodies) for bodies in watching.sent.values()]
    assert Counter(times) == {1: AT_ONCE + AT_ONCE // 2, 2: AT_ONCE // 2}
    assert all(len(set(bodies)) == 1 for bodies in watching.sent.values())
