"""Run the sandbox in the foreground until it is told to stop."""

import errno
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard.sandbox.chance import KINDS
from wizard.sandbox.server import SandboxServer

LARGEST_PORT = 65535


class Command(BaseCommand):
    help = "Play the providers over HTTP on this machine, until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8001, help="0 takes any free one")
        parser.add_argument("--database", type=Path, help="the SQLite file that it keeps")
        parser.add_argument("--latency", type=int, default=0, help="added to each call, in ms")
        parser.add_argument(
            "--faults",
            type=float,
            default=0,
            metavar="PERCENT",
            help=f"of all calls for each kind of fault: {', '.join(KINDS)}",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the base class's form
        port, latency = options["port"], options["latency"]
        if not 0 <= port <= LARGEST_PORT:
            raise CommandError(f"--port must be 0 to {LARGEST_PORT}.")
        if latency < 0:
            raise CommandError("--latency must not be negative.")
        if not 0 <= options["faults"] * len(KINDS) <= 100:
            raise CommandError(f"--faults must be 0 to {100 // len(KINDS)}.")
        database = options["database"] or Path(settings.BASE_DIR) / ".data" / "sandbox.sqlite3"
        faults = options["faults"] / 100
        server = SandboxServer(database, port=port, latency=latency / 1000, faults=faults)
        try:
            server.start()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CommandError(f"The sandbox cannot start: {error}") from error
            raise CommandError(
                f"Port {port} is in use. Stop what runs there or choose another with --port."
            ) from error
        except sqlite3.Error as error:
            raise CommandError(
                f"{database} cannot be used ({error}). Remove it or choose another file with"
                " --database."
            ) from error
        try:
            with _until_told_to_stop():
                self.stdout.write(f"The sandbox listens at {server.url} (Ctrl-C stops it).")
                for provider in server.reached_by():
                    lines = "\n".join(f"{name}: {value}" for name, value in provider)
                    self.stdout.write(f"\n{lines}")
                self.stdout.flush()
        finally:
            server.stop()


@contextmanager
def _until_told_to_stop() -> Iterator[None]:
    """Waits at its end for Ctrl-C or SIGTERM, which may come from its beginning on."""
    told = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: told.set())
    try:
        with suppress(KeyboardInterrupt):
            yield
            told.wait()
    finally:
        signal.signal(signal.SIGTERM, before)
