"""Two hosts with different versions of the program, behind nginx, share PostgreSQL and Redis.

`make topology`. Operators go through the wizard, no host is theirs; every few seconds one of the
two loses its power, and once both are restarted, one after the other, by the newer version. In the
end the ledger must agree with the provider, as after `make chaos`; exit status 1 where it does not.
"""

import argparse
import itertools
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import chaos, shared
from tests.bench.proxy import Nginx, free_ports
from tests.bench.versions import older

if TYPE_CHECKING:
    from tests.bench.operators import Operator
    from tests.processes.servers import Gunicorn

THREADS = 36  # of each host: PostgreSQL has a hundred connections
LATENCY = 100  # ms of the provider
AWAY = 1  # second that a host without power stays away
NEXT = 1  # second, at least, from the return of a host until the other one goes
ROUNDS = 20


def main() -> int:
    options = arguments()
    for reason in missing():
        raise SystemExit(reason)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="topology-") as name, ExitStack() as stack:
        folder = options.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["DATABASE_URL"] = stack.enter_context(shared.database())
        cache = stack.enter_context(shared.cache())
        chaos.configure(folder)
        stack.callback(disconnect)
        from tests.bench.verdict import table

        lines, holds = run(options, folder, cache)
        sys.stdout.write(table(lines) + "\n")
        return 0 if holds else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flows", type=int, default=2000)
    parser.add_argument("--operators", type=int, default=64)
    parser.add_argument("--kill", type=float, default=5, help="seconds between two kills")
    parser.add_argument("--other", default="", help="the older version, as git names it")
    parser.add_argument("--keep", type=Path, help="an empty folder for the logs")
    return parser.parse_args()


def missing() -> Iterator[str]:
    """What this takes and is not there."""
    if not shutil.which("nginx"):
        yield "nginx is not installed"
    yield from shared.missing()


def disconnect() -> None:
    from django.db import connections

    connections.close_all()


class Hosts:
    """Two servers. At most one of them is away at a time."""

    def __init__(self, servers: list["Gunicorn"], seen: Counter[str]) -> None:
        self.servers, self.seen = servers, seen
        self._turn = threading.Lock()

    def lose_power(self, number: int) -> None:
        with self._turn:
            self.servers[number % 2].kill()
            self.seen["killed"] += 1
            time.sleep(AWAY)
            self.servers[number % 2].start()

    def upgrade(self, newer: "Gunicorn") -> None:
        """A rolling restart: each ends what it has begun, and starts as the newer version."""
        for server in self.servers:
            with self._turn:
                server.terminate()
                server.wait()
                server.folder, server.environment = newer.folder, newer.environment
                server.start().wait_until_ready()
                self.seen["restarted"] += 1

    @contextmanager
    def failing(self, seconds: float) -> Iterator[None]:
        """One after the other is killed, so often, or as soon as it may be."""
        over = threading.Event()

        def kill() -> None:
            took = 0.0
            for number in itertools.count():
                if over.wait(max(seconds - took, NEXT)):
                    return
                begun = time.monotonic()
                self.lose_power(number)
                took = time.monotonic() - begun

        thread = threading.Thread(target=kill)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def run(
    options: argparse.Namespace, folder: Path, cache: str
) -> tuple[list[tuple[str, object]], bool]:
    """Everything from the first launch to the verdict: the table, and whether all of it holds."""
    from tests.bench import verdict
    from tests.bench.plans import plan
    from tests.bench.visitors import Visitor
    from tests.processes.servers import Gunicorn, manage, production
    from wizard.management.commands.demo import key_pair

    started, seen = time.monotonic(), Counter[str]()
    log = folder / "hosts.log"
    tree, version = older(options.other, folder)
    with ExitStack() as stack:
        url, file = stack.enter_context(chaos.sandbox(folder, "--latency", str(LATENCY)))
        stores = {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": cache}
        keys = {"RESULT_SIGNING_KEYS": key_pair()[0], **chaos.LIMITS}
        environment = production(url, stores, PROVIDER_FIELDS_SECONDS="300", **keys)
        before = {**environment, "STATIC_ROOT": str(folder / "older-static")}
        done = manage(before, "collectstatic", "--noinput", folder=tree)
        assert done.returncode == 0, done.stderr
        threads = ["--threads", str(THREADS)]
        newer = Gunicorn(environment, log, 1, threads)
        servers = [
            Gunicorn(environment, log, 1, threads),
            Gunicorn(before, log, 1, threads, tree),
        ]
        for server, port in zip(servers, free_ports(2), strict=True):
            server.port = port
            stack.enter_context(server)
        hosts = Hosts(servers, seen)
        proxy = stack.enter_context(Nginx(folder, [each.port for each in servers]))
        flows: list[Operator] = [
            Visitor(plan(number, 0), proxy, file, seen) for number in range(options.flows)
        ]
        upgrading = threading.Thread(target=upgrade_half_way, args=(hosts, newer, flows, seen))
        with hosts.failing(options.kill):
            upgrading.start()
            try:
                left = chaos.at_once(flows, Visitor.work, seen, options.operators)
            finally:
                upgrading.join()
        at_once = len(flows) - len(left)
        reconciling = chaos.Hosts(environment, log, 2)
        while left and seen["rounds"] < ROUNDS:
            chaos.settle(reconciling, seen, chaos.ROUNDS_BETWEEN)
            left = chaos.at_once(left, Visitor.come_back, seen, options.operators)
        chaos.settle(reconciling, seen, ROUNDS)
        found = verdict.reach(flows, file, seen)
    found.broken["files of pages missing"] = ["file"] * seen["files missing"]
    lines: list[tuple[str, object]] = [
        ("older version", version),
        ("flows begun", len(flows)),
        ("  finished while hosts were killed", at_once),
        ("  finished by their operators", sum(bool(flow.finished) for flow in flows)),
        ("profiles at the sandbox", found.profiles),
        *((name, len(what)) for name, what in found.broken.items()),
        ("files of pages loaded", seen["files"]),
        ("pages loaded again for their files", seen["pages without their files"]),
        ("hosts killed", seen["killed"]),
        ("hosts restarted by the newer version", seen["restarted"]),
        ("requests", seen["requests"]),
        ("  cut off", seen["cut off"]),
        ("seconds", int(time.monotonic() - started)),
    ]
    verdict.explain(found.broken)
    return lines, found.holds and seen["restarted"] == len(hosts.servers)


def upgrade_half_way(
    hosts: Hosts, newer: "Gunicorn", flows: list["Operator"], seen: Counter[str]
) -> None:
    while 2 * sum(bool(flow.finished) for flow in flows) < len(flows):
        if seen["over"]:
            return
        time.sleep(0.1)
    hosts.upgrade(newer)


if __name__ == "__main__":
    sys.exit(main())
