"""What nginx does with the example of README where a host fails, or does not have a file."""

import http.client
import os
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.bench.proxy import HOST, Nginx
from tests.processes.servers import PATIENCE, wait_until

REQUESTS = 8  # so that each of two hosts is asked first
CUTS = 0


class Host(ThreadingHTTPServer):
    """Answers with `status`; with CUTS it reads the request and cuts the connection."""

    def __init__(self, status: int) -> None:
        super().__init__((HOST, 0), Answer)
        self.status = status
        self.seen = Counter[str]()  # method and path


class Answer(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen[f"{self.command} {self.path}"] += 1
        if self.server.status != CUTS:
            self.send_response(self.server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *words: object) -> None:
        """Nothing."""


class Pair:
    """nginx before two hosts, which answer with these."""

    def __init__(self, folder: Path, *statuses: int) -> None:
        self.hosts = [Host(status) for status in statuses]
        self.nginx = Nginx(folder, [host.server_port for host in self.hosts])

    def __enter__(self) -> "Pair":
        for host in self.hosts:
            threading.Thread(target=host.serve_forever, args=(0.02,)).start()
        self.nginx.__enter__()
        wait_until(self._answers, "an answer of nginx")
        return self

    def __exit__(self, *error: object) -> None:
        self.nginx.__exit__(None, None, None)
        for host in self.hosts:
            host.shutdown()
            host.server_close()

    def ask(self, method: str, path: str) -> int:
        line = http.client.HTTPConnection(HOST, self.nginx.port, timeout=PATIENCE)
        try:
            line.request(method, path, headers={"Host": "wizard.example"})
            return line.getresponse().status
        finally:
            line.close()

    def reached(self, request: str) -> int:
        """By how many hosts it was seen."""
        return sum(host.seen[request] for host in self.hosts)

    def _answers(self) -> bool:
        with suppress(OSError):
            return bool(self.ask("GET", "/metrics"))  # nginx itself says that it has none
        return False


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Callable[..., Pair]]:
    if not shutil.which("nginx"):
        assert not os.environ.get("CI"), "nginx is not installed"
        pytest.skip("nginx is not installed")
    with ExitStack() as stack:
        yield lambda *statuses: stack.enter_context(Pair(tmp_path, *statuses))


def test_page_comes_from_the_next_host_where_one_is_cut_off(pair: Callable[..., Pair]) -> None:
    both = pair(CUTS, 200)

    assert {both.ask("GET", f"/w/{n}/") for n in range(REQUESTS)} == {200}
    assert both.hosts[0].seen


def test_no_form_is_sent_to_a_second_host_once_it_has_arrived(pair: Callable[..., Pair]) -> None:
    both = pair(CUTS, 200)

    statuses = {both.ask("POST", f"/w/{n}/") for n in range(REQUESTS)}

    assert statuses == {200, 502}
    assert [both.reached(f"POST /w/{n}/") for n in range(REQUESTS)] == [1] * REQUESTS


def test_file_comes_from_the_host_of_the_version_that_has_it(pair: Callable[..., Pair]) -> None:
    both = pair(404, 200)

    assert {both.ask("GET", f"/static/{n}.css") for n in range(REQUESTS)} == {200}
    assert both.hosts[0].seen


def test_page_that_is_not_there_is_looked_for_once(pair: Callable[..., Pair]) -> None:
    both = pair(404, 404)

    assert both.ask("GET", "/w/") == both.ask("GET", "/static/none.css") == 404
    assert both.reached("GET /w/") == 1
    assert both.reached("GET /static/none.css") == len(both.hosts)
