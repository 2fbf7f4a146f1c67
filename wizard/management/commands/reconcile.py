"""Find out what became of submissions whose outcome is not known, once or for ever."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from wizard import reconciling
from wizard.reconciling import Round

SECONDS = 60


class Command(BaseCommand):
    help = (
        "Find out what became of submissions whose outcome is not known, and finish those of which "
        "a part was made. Prints a line for each that has changed (id, state before -> state now), "
        "one for each that is left for a person (with --loop: once), and a summary. May run on "
        "several hosts at once. Exit status 1: something is left that a person has to find out "
        "(see /admin/), or something failed (see the log); else, and with --loop, 0."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--loop",
            nargs="?",
            type=int,
            const=SECONDS,
            metavar="SECONDS",
            help=f"Go on until SIGTERM or SIGINT, a round every so many seconds ({SECONDS}).",
        )

    def handle(self, *args: Any, loop: int | None, **options: Any) -> None:  # noqa: ARG002  # the base's signature
        if loop is not None and loop < 1:
            raise CommandError("--loop takes a number of seconds from 1 on.", returncode=2)
        self.told: set[UUID] = set()
        stop = threading.Event()
        before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
        for each in before:
            signal.signal(each, lambda *_: stop.set())
        try:
            last = self.round(stop)
            while loop and not stop.wait(loop):
                close_old_connections()  # a database may have been restarted meanwhile
                last = self.round(stop)
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
        if not loop and (last.for_a_person or last.failed):
            raise SystemExit(1)

    def round(self, stop: threading.Event) -> Round:
        """Ends between two rows where it is to stop."""
        done = Round()
        for row, before in reconciling.reconcile(done, stop.is_set):
            self.say(f"{row.pk} {before} -> {row.state}")
        for pk, state in done.for_a_person.items():
            if pk not in self.told:
                self.say(f"{pk} {state}: for a person to find out")
        self.told = set(done.for_a_person)
        said = [f"{done.looked_at} looked at", f"{done.changed} changed"]
        if done.failed:
            said.append(f"{done.failed} failed, see the log")
        said.append(f"{len(done.for_a_person)} for a person to find out")
        for name, rows in sorted(done.silent.items()):
            said.append(f"{name} does not answer, so {rows} were not asked about")
        for name, rows in sorted(done.switched_off.items()):
            said.append(f"{rows} left alone: {name} is not configured")
        self.say("; ".join(said))
        return done

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
