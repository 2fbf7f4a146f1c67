"""A real gunicorn on a free port, configured as in production, and a browser that talks to it."""

import atexit
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connection
from django.http import HttpResponse

from tests.wizard import signing
from tests.wizard.walker import FORM, Walker
from wizard.addresses import RUN_PATH
from wizard.management.commands.demo import both_providers
from wizard.models import Run

HOST = "127.0.0.1"
PATIENCE = 60  # seconds; only a failing test waits that long
NUDGE = 0.02  # seconds between two looks


def wait_until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """What the condition answers, as soon as it is true; a failure that names what never came."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(NUDGE)
    return found


def database() -> dict[str, str]:
    """The environment in which a process shares this test's own database.

    The test must ask for `transactional_db`, so that what it writes is committed.
    """
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return {"SQLITE_PATH": str(own["NAME"]), "DATABASE_URL": ""}
    who = f"{own['USER']}:{own['PASSWORD']}" if own["PASSWORD"] else own["USER"]
    where = f"{own['HOST'] or HOST}:{own['PORT'] or 5432}"
    return {"DATABASE_URL": f"postgresql://{who}@{where}/{own['NAME']}"}


@cache
def collected() -> str:
    """A folder of static files as a deployment has it, but for those that no test asks for."""
    folder = tempfile.mkdtemp(prefix="wizard-static-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    ended = manage(
        {**os.environ, "STATIC_ROOT": folder, "DJANGO_SETTINGS_MODULE": "config.settings"},
        *("collectstatic", "--noinput", "--ignore=admin", "--ignore=htm*4*"),
    )
    assert ended.returncode == 0, ended.stderr
    return folder


def production(sandbox: str, database: Mapping[str, str], **changed: str) -> dict[str, str]:
    """The environment of a deployment behind a proxy, with the sandbox at this address.

    `database`: SQLITE_PATH or DATABASE_URL. Keys are those of the tests, which read what is kept.
    """
    environment = {
        **os.environ,
        "DEBUG": "0",
        "SECURE_COOKIES": "1",
        "TRUST_FORWARDED_PROTO": "1",
        "ALLOWED_HOSTS": urlsplit(signing.BASE).netloc,
        "STATIC_ROOT": collected(),
        "PUBLIC_BASE_URL": signing.BASE,
        "PORTALS": signing.registry(),
        **both_providers(sandbox),
        **database,
        **changed,
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return environment


def manage(
    environment: Mapping[str, str], *arguments: str, folder: Path = settings.BASE_DIR
) -> subprocess.CompletedProcess[str]:
    """`manage.py`, run to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


class Gunicorn:
    """The server by its own configuration file, in a group of its own.

    `log`: the file that gets all that it writes. `options`: more of gunicorn's command line.
    `folder`: where the program is, this one or another version of it.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        log: Path,
        workers: int = 1,
        options: Iterable[str] = (),
        folder: Path = settings.BASE_DIR,
    ) -> None:
        self.folder = folder
        self.environment = dict(environment)
        self.log = log
        self.options = ["--workers", str(workers), *options]
        self.port = 0

    def start(self) -> Self:
        """Returns once it answers. Another start takes the same port."""
        with (
            wait_until(self._door, "the port, which workers that were killed may hold yet") as door,
            self.log.open("ab") as log,
        ):
            self.port = int(door.getsockname()[1])
            fd = door.fileno()
            command = ["-c", "config/gunicorn.conf.py", "--bind", f"fd://{fd}", *self.options]
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *command],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=[fd],
                start_new_session=True,
            )
        try:
            wait_until(self._answers, "an answer of gunicorn")
        except BaseException:
            self.kill()
            raise
        return self

    def wait_until_ready(self) -> None:
        """Whoever deploys goes on to the next host then."""
        wait_until(lambda: Browser(self).get("/readyz").status_code == 200, "a host that is ready")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.kill()

    def workers(self) -> set[int]:
        """The process ids of the workers that are there now."""
        pid = self.process.pid
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except FileNotFoundError:
            return set()
        return {int(child) for child in children}

    def terminate(self) -> None:
        """What a deploy does: no new connections, what is on its way is finished."""
        self.process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float = PATIENCE) -> int:
        """Its exit status, once it has ended."""
        return self.process.wait(seconds)

    def kill(self) -> None:
        """Master and workers at once, as when the machine loses power. It may have ended before."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)

    def logged(self) -> str:
        return self.log.read_text(errors="replace")

    def _door(self) -> socket.socket | None:
        with suppress(OSError):
            return socket.create_server((HOST, self.port))
        return None

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.logged()
        try:
            return Browser(self).get("/").status_code == 404
        except OSError:
            return False


class Served(Protocol):
    """A server, or a proxy before some."""

    port: int


class Browser:
    """As a browser behind the proxy that ends TLS; stands in for a test client in a Walker."""

    def __init__(self, server: Served) -> None:
        self.server = server
        self.cookies: dict[str, str] = {}

    def get(self, url: str) -> HttpResponse:
        return self._send("GET", url)

    def post(self, url: str, body: str, kind: str = FORM) -> HttpResponse:
        return self._send("POST", url, body, {"Content-Type": kind, "Referer": signing.BASE + url})

    def launch(self, **claims: Any) -> Walker:
        """A run at Detected, opened by a portal's token with these claims; at its first page."""
        claims = {"limits": {"providers": ["detected"]}, **claims}
        entry = self.post("/launch", urlencode({"launch_token": signing.token(**claims)}))
        start = self.get(entry["Location"])["Location"]
        found = RUN_PATH.match(start)
        assert found, start
        return Walker(self, Run(pk=found[1])).get()  # type: ignore[arg-type]  # as good as a Client

    def _send(
        self, method: str, url: str, body: str | None = None, headers: Mapping[str, str] = {}
    ) -> HttpResponse:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        proxied = {"Host": urlsplit(signing.BASE).netloc, "X-Forwarded-Proto": "https"}
        line = http.client.HTTPConnection(HOST, self.server.port, timeout=PATIENCE)
        try:
            line.request(method, url, body, {**proxied, **headers, "Cookie": cookies})
            answer = line.getresponse()
            response = HttpResponse(answer.read(), status=answer.status)
        finally:
            line.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update({k: each.value for k, each in SimpleCookie(value).items()})
            elif name.lower() not in {"transfer-encoding", "connection", "content-length"}:
                response[name] = value
        return response
