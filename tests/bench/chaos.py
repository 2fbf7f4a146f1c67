"""A chaos run: operators go through the wizard while everything fails and workers are killed.

`make chaos`, on PostgreSQL where DATABASE_URL names an empty one.
In the end the ledger must agree with the provider; exit status 1 where it does not.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.bench.operators import Operator
    from tests.processes.servers import Gunicorn

ROOT = Path(__file__).parents[2]
OPERATORS = 32
WORKERS = 3
THREADS = 26  # more than both providers hold; PostgreSQL has a hundred connections
ROUNDS = 600  # of finding out, before what is left counts as stuck
ROUNDS_BETWEEN = 2  # before operators come back and press "Check now" themselves
MANY = 5  # attempts, after which a day passes
LIMITS = {
    "PROVIDER_CONNECT_SECONDS": "1",
    "PROVIDER_READ_SECONDS": "1",
    "PROVIDER_WRITE_SECONDS": "1",
    "PROVIDER_CONNECTIONS": "8",
    "RUN_IDLE_SECONDS": "7200",
    "LOG_LEVEL": "WARNING",
}


def main() -> int:
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="chaos-") as name:
        folder = options.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        configure(folder)
        from tests.bench.verdict import table

        lines, holds = run(options, folder)
        sys.stdout.write(table(lines) + "\n")
        return 0 if holds else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flows", type=int, default=2000)
    parser.add_argument("--faults", type=float, default=5, help="percent, of each kind")
    parser.add_argument("--kill", type=float, default=3, help="seconds between two kills")
    parser.add_argument("--hosts", type=int, default=2, help="that reconcile at once")
    parser.add_argument("--keep", type=Path, help="an empty folder for databases and the log")
    return parser.parse_args()


def configure(folder: Path) -> None:
    """Django, with the tests' environment and the database of this run."""
    url = os.environ.get("DATABASE_URL", "")
    import tests.settings  # noqa: F401  # it fixes the environment

    os.environ |= {"DATABASE_URL": url, "SQLITE_PATH": str(folder / "wizard.sqlite3")}
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    del sys.modules["config.settings"]  # read for tests.settings, without the database

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from wizard.models import Submission

    if Submission.objects.exists():
        raise SystemExit("The database has submissions already. Give an empty one.")


def run(options: argparse.Namespace, folder: Path) -> tuple[list[tuple[str, object]], bool]:
    """Everything from the first launch to the verdict: the table, and whether all of it holds."""
    from tests.bench import operators, verdict
    from tests.bench.plans import plan
    from tests.processes.servers import Gunicorn, production
    from wizard.management.commands.demo import key_pair

    started = time.monotonic()
    seen: Counter[str] = Counter()
    with sandbox(folder, "--faults", str(options.faults)) as (url, file):
        environment = production(url, {}, RESULT_SIGNING_KEYS=key_pair()[0], **LIMITS)
        log = folder / "gunicorn.log"
        hosts = Hosts(environment, log, options.hosts)
        server = Gunicorn(environment, log, WORKERS, ["--threads", str(THREADS)])
        with server, killing(server, options.kill, seen):
            plans = [plan(number, options.faults) for number in range(options.flows)]
            flows = [operators.Operator(each, server, file, seen) for each in plans]
            left = at_once(flows, operators.Operator.work, seen, OPERATORS)
            finished_at_once = len(flows) - len(left)
            while left and seen["rounds"] < ROUNDS:
                settle(hosts, seen, ROUNDS_BETWEEN)
                left = at_once(left, operators.Operator.come_back, seen, OPERATORS)
        settle(hosts, seen, ROUNDS)
        found = verdict.reach(flows, file, seen)
    errors = log.read_text(errors="replace").count("Traceback (most recent call last)")
    told = verdict.told_by_people()
    lines: list[tuple[str, object]] = [
        ("flows begun", len(flows)),
        ("  finished in one go", finished_at_once),
        ("  finished by their operators", sum(bool(flow.finished) for flow in flows)),
        ("submissions created", found.created),
        ("profiles at the sandbox", found.profiles),
        ("  addresses and e-mail addresses", found.parts),
        *((f"submissions {state}", n) for state, n in sorted(found.states.items())),
        ("told by a person: it exists", told["exists"]),
        ("told by a person: it does not", told["absent"]),
        ("in flight when the lease was over", seen["swept"]),
        ("writes that a day has passed for", seen["a day later"]),
        ("changed by reconcile", seen["reconciled"]),
        ("rounds of reconcile", seen["rounds"]),
        *((name, len(what)) for name, what in found.broken.items()),
        ("workers killed", seen["killed"]),
        ("requests", seen["requests"]),
        ("  cut off", seen["cut off"]),
        ("errors in the log", errors),
        ("seconds", int(time.monotonic() - started)),
    ]
    verdict.explain(found.broken)
    return lines, found.holds


@contextmanager
def sandbox(folder: Path, *options: str) -> Iterator[tuple[str, Path]]:
    """Both providers in a process of their own: the address, and the file that they keep."""
    file = folder / "sandbox.sqlite3"
    command = ["manage.py", "sandbox", "--port", "0", "--database", str(file)]
    process = subprocess.Popen(
        [sys.executable, *command, *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        said = process.stdout.readline()
        url = next((word for word in said.split() if word.startswith("http")), "")
        assert url, "the sandbox did not start"
        yield url, file
    finally:
        process.terminate()
        process.communicate()


@contextmanager
def killing(server: "Gunicorn", seconds: float, seen: Counter[str]) -> Iterator[None]:
    """kill -9 of the oldest worker, as long as another one serves: some machines start slowly."""
    over = threading.Event()

    def kill() -> None:
        while not over.wait(seconds):
            serving = [pid for pid in sorted(server.workers()) if has_served(pid)]
            if len(serving) > 1:
                with suppress(ProcessLookupError):
                    os.kill(serving[0], signal.SIGKILL)
                    seen["killed"] += 1

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def has_served(pid: int) -> bool:
    """It has a thread for requests beside its own."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return len(list(Path(f"/proc/{pid}/task").iterdir())) > 1
    return False


def at_once(
    flows: list["Operator"],
    what: Callable[["Operator"], None],
    seen: Counter[str],
    operators: int,
) -> list["Operator"]:
    """So many take one flow after the other; those that are left without an end."""
    from tests.bench.operators import Stuck

    def work(flow: "Operator") -> None:
        try:
            what(flow)
        except Stuck as error:
            seen["stuck"] += 1
            sys.stderr.write(f"{error}\n")
            flow.finished = "stuck"

    with ThreadPoolExecutor(operators) as pool:
        try:
            list(pool.map(work, flows))
        except BaseException:
            seen["over"] += 1  # those who are at it stop as well
            raise
    return [flow for flow in flows if not flow.finished]


@dataclass(frozen=True)
class Hosts:
    """So many that reconcile at once; what they log stands with the server's own."""

    environment: dict[str, str]
    log: Path
    number: int

    def reconcile(self) -> list[str]:
        """What the command says on each of them."""
        command = [sys.executable, "manage.py", "reconcile"]
        how: dict[str, Any] = {"cwd": ROOT, "env": self.environment, "text": True}
        with self.log.open("ab") as log:
            running = [
                subprocess.Popen(command, **how, stdout=subprocess.PIPE, stderr=log)
                for _ in range(self.number)
            ]
            return [host.communicate()[0] for host in running]


def settle(hosts: Hosts, seen: Counter[str], rounds: int) -> None:
    """Leases run out and the minutes between two attempts pass; `reconcile` until nothing changes.

    Nobody asks anything meanwhile. The time is made to pass in the rows, as both count from there.
    What a provider never answers to is a day old: it does not honour the key any more, and is
    looked for until that proves that it was not made.
    """
    from django.utils import timezone

    from tests.bench.operators import SURE
    from wizard.models import Delivery, State, Submission

    time.sleep(SURE)  # what was cut off on its way has arrived at the provider, or never does
    past, yesterday = (timezone.now() - timedelta(hours=hours) for hours in (1, 25))
    seen["swept"] += Submission.objects.filter(state=State.IN_FLIGHT).update(lease_until=past)
    hopeless = Delivery.objects.filter(
        submission__attempt__gt=MANY, state=Delivery.State.SENT, created_at__gt=yesterday
    )
    seen["a day later"] += hopeless.update(created_at=yesterday, sent_at=yesterday)
    for _ in range(rounds):
        seen["rounds"] += 1
        doubtful = Submission.objects.filter(state__in=[State.PARTIAL, State.UNKNOWN])
        doubtful.update(updated_at=past, not_before=None)
        said = hosts.reconcile()
        seen["reconciled"] += sum(each.count(" -> ") for each in said)
        if all(each.splitlines()[-1].startswith("0 looked at") for each in said):
            return


if __name__ == "__main__":
    sys.exit(main())
