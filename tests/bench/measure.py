"""Servers, the sandbox and the drivers of one run, and what their processes cost."""

import http.client
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tests.bench import fields
from tests.bench.flows import Flow, tokens
from tests.processes.servers import Gunicorn, manage, production
from tests.wizard import signing
from wizard.sandbox.server import SandboxServer

TICKS = os.sysconf("SC_CLK_TCK")
WORKERS = 2
SERVED = "tests.bench.served:application"
PEERS = {name: f"tests.bench.{name}.settings" for name in ("plain_peer", "floor")}
OURS = "wizard"


def cpu_seconds(server: Gunicorn) -> float:
    """Of the master, of workers that have ended, and of those that are there."""
    master = _times(server.process.pid)
    return (sum(master) + sum(sum(_times(pid)[:2]) for pid in server.workers())) / TICKS


def _times(pid: int) -> list[int]:
    """User and system time, and those of children that have ended."""
    fields_ = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [int(each) for each in fields_[11:15]]


def resident_mb(server: Gunicorn) -> float:
    """Of its largest worker."""
    sizes = [
        int(line.split()[1])
        for pid in server.workers()
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if line.startswith("VmRSS:")
    ]
    return max(sizes) / 1024


@dataclass
class Driven:
    """What a driver has told, and what it has cost."""

    seconds: float
    flows: int
    steps: list[tuple[str, float]]
    looked: list[list[str]]
    cpu_ms: float
    calls: list[tuple[str, str]]

    def times(self, *names: str) -> list[float]:
        return sorted(ms for name, ms in self.steps if not names or name in names)


class Bench:
    """The sandbox, and servers that are started once or for each measurement."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stack = ExitStack()
        self.sandbox = self.stack.enter_context(SandboxServer(folder / "sandbox.sqlite3"))
        fields.ask(self.sandbox)
        self.made: set[str] = set()
        self.servers: dict[str, Gunicorn] = {}

    def close(self) -> None:
        self.stack.close()

    def server(self, name: str) -> Gunicorn:
        """The one that stays."""
        if name not in self.servers:
            self.servers[name] = self.stack.enter_context(self.fresh(name))
        return self.servers[name]

    def fresh(self, name: str, workers: int = WORKERS, **changed: str) -> Gunicorn:
        """One that is not started yet; of the same database."""
        environment = self.environment(name) | changed
        if name not in self.made:
            self.prepare(name, environment)
        conf = [] if name == OURS else ["-c", "tests/bench/peers_conf.py"]
        log = self.folder / f"{name}.log"
        return Gunicorn(environment, log, workers, [*conf, SERVED])

    def environment(self, name: str) -> dict[str, str]:
        database = {"SQLITE_PATH": str(self.folder / f"{name}.sqlite3"), "DATABASE_URL": ""}
        environment = production(
            self.sandbox.url,
            database,
            ALLOWED_HOSTS=f"{urlsplit(signing.BASE).netloc},127.0.0.1",
            PROVIDER_FIELDS_SECONDS="300",
            RESULT_SIGNING_KEYS=signing.private("ed").decode(),
            STATIC_ROOT=str(self.folder / f"{name}-static"),
            BENCH_PROFILE=str(self.folder / f"{name}.profile"),
        )
        if name == OURS:
            return environment | {"BENCH_APPLICATION": "config.wsgi.application"}
        return environment | {"DJANGO_SETTINGS_MODULE": PEERS[name]}

    def prepare(self, name: str, environment: dict[str, str]) -> None:
        self.made.add(name)
        self._manage(environment, "migrate")
        self._manage(environment, "collectstatic", "--no-input")

    def _manage(self, environment: dict[str, str], *command: str) -> None:
        done = manage(environment, *command, "--verbosity=0")
        assert done.returncode == 0, done.stderr

    def drive(
        self,
        server: Gunicorn,
        flow: Flow,
        *,
        operators: int = 1,
        bench: str = "",
        latency: float = 0,
        **end: float,
    ) -> Driven:
        """`flows` or `seconds`: when it ends. `latency`: milliseconds, of the provider."""
        driver = Driver(server, flow, operators, bench, end)
        before, calls = cpu_seconds(server), len(self.received())
        self.sandbox.latency = latency / 1000
        told = driver.finish()
        self.sandbox.latency = 0
        return Driven(
            cpu_ms=(cpu_seconds(server) - before) * 1000,
            calls=self.received()[calls:],
            **told,
        )

    def received(self) -> list[tuple[str, str]]:
        """The calls that the provider has got since its log was forgotten."""
        return [(each["method"], each["path"]) for each in self.sandbox.requests()]

    def unanswered(self) -> int:
        return sum(each["status"] is None for each in self.sandbox.requests())

    def forget_log(self) -> None:
        """It is read as a whole, so it is kept short."""
        line = http.client.HTTPConnection(urlsplit(self.sandbox.url).netloc)
        line.request("DELETE", "/sandbox/log")
        assert line.getresponse().status == 200
        line.close()


class Driver:
    """Operators at work in another process; they are ready when it is made."""

    def __init__(
        self, server: Gunicorn, flow: Flow, operators: int, bench: str, end: dict[str, float]
    ) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.drive"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        launches = int(end.get("flows", 60 * end.get("seconds", 0) + operators))
        job = {
            "port": server.port,
            "flow": flow.as_json(),
            "operators": operators,
            "bench": bench,
            "tokens": tokens(launches) if flow.launched else [],
            **end,
        }
        self._say(json.dumps(job))
        assert self._hear() == "ready", server.logged()[-2000:]

    def begin(self) -> None:
        self._say("go")

    def finish(self) -> dict[str, Any]:
        self.begin()
        return self.told()

    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self._hear())
        self.process.communicate()
        failures = told.pop("failures")
        assert not failures, failures[:3]
        return told

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def _say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def _hear(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()


def percentile(sorted_: list[float], part: float) -> float:
    return sorted_[min(int(len(sorted_) * part), len(sorted_) - 1)]


def median(values: list[float]) -> float:
    return percentile(sorted(values), 0.5)
