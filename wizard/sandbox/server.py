"""The sandbox's HTTP server: sockets, keep-alive, the request log; providers answer the calls."""

import hashlib
import socketserver
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SHUT_RDWR, socket
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from wizard.sandbox.chance import Chance
from wizard.sandbox.control import Control
from wizard.sandbox.database import Database
from wizard.sandbox.detected import Detected
from wizard.sandbox.front import reach_detected, reach_opentransact
from wizard.sandbox.messages import NoAnswer, Refused, Reply, Request, canonical, refusal
from wizard.sandbox.opentransact import OpenTransact
from wizard.sandbox.schemas import Schemas

LARGEST_BODY = 1 << 20
# A larger body is read to its end up to here, so that the client gets to read the 413.
LARGEST_DRAINED = 1 << 24
JOIN_SECONDS = 5


class SandboxServer:
    """Runs in a background thread between start() and stop(), or for the length of a with."""

    def __init__(
        self,
        database: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        latency: float = 0.0,
        clock: Callable[[], float] = time.time,
        faults: float = 0.0,
    ) -> None:
        """`faults`: the share of all calls to which each kind of fault happens by chance."""
        self._path = database
        self._address = (host, port)
        self.latency = latency
        self._clock = clock
        self._chance = Chance(faults, self.sleep)
        self.stopping = threading.Event()

    def start(self) -> Self:
        self.stopping.clear()
        self._database = Database(self._path)
        try:
            self._http = _Server(self._address, self)
        except OSError:
            self._database.close()
            raise
        self._schemas = Schemas(self._database)
        detected = Detected(self._database, self._schemas, self.sleep, self._clock)
        self._opentransact = OpenTransact(self._database, self.sleep, self._clock)
        self._providers = (detected, self._opentransact)
        self._control = Control(self._database, self._schemas, *self._providers, self._clock)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Hang up on everybody, also on those who are kept waiting."""
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        self._http.hang_up()
        self._database.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://{self._address[0]}:{self._http.server_address[1]}"

    def reached_by(self) -> list[list[tuple[str, str]]]:
        """What a client of each provider needs to know, by its name."""
        return [reach_detected(self.url), reach_opentransact(self.url, self._clock())]

    def requests(self) -> list[dict[str, Any]]:
        return self._database.requests()

    def profiles(self) -> list[dict[str, Any]]:
        return self._control.profiles()

    def writes(self) -> list[dict[str, Any]]:
        """What OpenTransact was made to create and update."""
        return self._opentransact.writes()

    def change_settings(self, **change: str) -> None:
        """Of OpenTransact: `media_type`, `replies`."""
        named = {name.replace("_", "-"): value for name, value in change.items()}
        self._opentransact.change_settings(named)

    def change_schema(self, type_: str, country: str, **change: Any) -> None:
        """`add`: a field, `remove`: the key of one."""
        self._schemas.change({"type": type_, "country": country, **change})

    def reset(self) -> None:
        self._database.reset()

    def sleep(self, seconds: float) -> None:
        """Wait, unless the server stops first: then nothing more may happen to the call."""
        if self.stopping.wait(seconds):
            raise NoAnswer

    def answer(self, request: Request, unread: Reply | None = None) -> Reply:
        """The reply to a request; `unread` is the reply where its body could not be taken."""
        if self._control.owns(request.path):
            return unread or _reply(self._control.answer, request)
        # The row is there before anything is done, so that tests count calls never answered.
        n = self._database.log(_entry(request, self._clock()))
        if self.latency:
            self.sleep(self.latency)
        reply = unread or _reply(self._provide, request)
        self._database.answered(n, reply.status)
        return reply

    def _provide(self, request: Request) -> Reply:
        for provider in self._providers:
            if provider.owns(request.path):
                return self._chance.answer(partial(provider.answer, request), provider.refuse)
        raise refusal(HTTPStatus.NOT_FOUND, "Not Found.")


class _Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True

    def __init__(self, address: tuple[str, int], sandbox: SandboxServer) -> None:
        self.sandbox = sandbox
        self._connections: dict[threading.Thread, socket] = {}
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # HTTPServer asks the name service for the host's name here, which can take seconds.
        socketserver.TCPServer.server_bind(self)

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        self._connections[thread] = request
        thread.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._connections.pop(threading.current_thread(), None)

    def hang_up(self) -> None:
        """End every connection and wait for its thread."""
        for thread, connection in list(self._connections.items()):
            with suppress(OSError):  # it may have ended by itself
                connection.shutdown(SHUT_RDWR)
            thread.join(JOIN_SECONDS)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that hangs up in the middle is an everyday thing here.
        if not isinstance(sys.exc_info()[1], OSError) and not self.sandbox.stopping.is_set():
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "sandbox"
    sys_version = ""
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        sandbox = self.server.sandbox
        unread = None
        try:
            body = self._body()
        except Refused as refused:
            body, unread = b"", refused.reply
        parts = urlsplit(self.path)
        request = Request(self.command, parts.path, parts.query, self.headers, body)
        try:
            self._send(sandbox.answer(request, unread))
        except NoAnswer as silence:
            self.close_connection = True
            sandbox.stopping.wait(silence.hold)

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's word
        """Say nothing: the log is at /sandbox/log."""

    def _body(self) -> bytes:
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise refusal(HTTPStatus.LENGTH_REQUIRED, "The body needs a Content-Length.")
        length = self.headers.get("Content-Length", "0").strip()
        if not (length.isascii() and length.isdecimal()):
            self.close_connection = True
            raise refusal(HTTPStatus.BAD_REQUEST, "The Content-Length is not a number.")
        size = int(length[:12])
        if size <= LARGEST_BODY:
            return self.rfile.read(size)
        self.close_connection = True
        left = size if size <= LARGEST_DRAINED else 0
        while left and (chunk := self.rfile.read(min(left, LARGEST_BODY))):
            left -= len(chunk)
        raise refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than 1 MiB.")

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        if reply.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.cut:
            self.close_connection = True
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
        self.wfile.flush()


def _reply(answer: Callable[[Request], Reply], request: Request) -> Reply:
    try:
        return answer(request)
    except Refused as refused:
        return refused.reply


def _entry(request: Request, now: float) -> dict[str, Any]:
    """What the log keeps of a request: nothing that would open anything."""
    headers = request.headers
    pairs = parse_qsl(request.query, keep_blank_values=True)
    harmless = [(k, v) for k, v in pairs if "secret" not in k.lower() and "token" not in k.lower()]
    return {
        "time": datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds"),
        "method": request.method,
        "path": request.path,
        "query": urlencode(harmless),
        "headers": {
            "authorization": "Authorization" in headers,
            "idempotency-key": headers.get("Idempotency-Key"),
            "content-type": headers.get("Content-Type"),
            "user-agent": headers.get("User-Agent"),
        },
        "body_sha256": _digest(request),
    }


def _digest(request: Request) -> str | None:
    if not request.body:
        return None
    content = request.body
    if "json" in request.headers.get("Content-Type", ""):
        with suppress(ValueError):
            content = canonical(request.json())
    return hashlib.sha256(content).hexdigest()
