"""What the operator enters, what a provider answers and our secrets are in no log line."""

import json
import logging
import socket
from collections.abc import Callable, Iterable, Iterator

import pytest
from pytest_django import Settings

from tests.providers.conftest import RawServer, Serve, answer
from wizard.providers.base import Match, NewProfile
from wizard.providers.client import Timeouts
from wizard.providers.detected import Detected
from wizard.providers.errors import ProviderError

NAME, NUMBER, EMAIL = "Marker-Name", "99-MARKER-77", "marker@mail.example"
TOKEN, SECRET, COOKIE = "marker-token-1", "marker-secret-1", "marker-cookie-1"
MARKERS = (NAME, NUMBER, EMAIL, TOKEN, SECRET, COOKIE)
ENTERED = {"name": NAME, "number": NUMBER, "contact": {"email": EMAIL}}
ANSWERED = {
    "response_id": NUMBER,
    "data": [{"lookup_id": NUMBER, "id": NUMBER, "name": NAME, "email": EMAIL}],
    "message": f"{NAME} is taken",
    "errors": {"name": [f"{NAME} {EMAIL}"]},
}
HEADER = f"Set-Cookie: a={COOKIE}"


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """Everything that the root logger gets from now on, as it would be written."""
    names = ("", "urllib3", "wizard")
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    caplog.handler.setLevel(logging.DEBUG)
    formatter = logging.Formatter("%(name)s %(message)s")
    yield lambda: "\n".join(map(formatter.format, caplog.records))
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


def answers() -> dict[str, bytes]:
    """A search's or creation's answers: good, refused, broken in several ways."""
    whole = json.dumps(ANSWERED).encode()
    return {
        "good": answer(whole, "200 OK", HEADER),
        "refused": answer(whole, "422 Unprocessable", HEADER),
        "unauthorised": answer(whole, "401 Unauthorized", HEADER),
        "busy": answer(whole, "429 Busy", "Retry-After: 5", HEADER),
        "down": answer(whole, "503 Down", HEADER),
        "moved": answer(whole, "307 Moved", f"Location: /x?name={NAME}", HEADER),
        "not JSON": answer(whole[:-5], "200 OK", HEADER),
        "truncated": answer(whole, "200 OK", HEADER)[:-5],
        "bad headers": answer(whole, "200 OK", f"{NAME} is no header", HEADER),
        "bad status": f"HTTP/1.1 {NAME} {EMAIL}\r\n\r\n".encode(),
        "bad gzip": answer(whole, "200 OK", "Content-Encoding: gzip", HEADER),
        "bad length": answer(whole, "200 OK", f"Content-Length: {NUMBER}", HEADER),
        "nothing": b"",
        "other ids": answer(whole.replace(b'"id"', b'"ids"'), "200 OK", HEADER),
    }


def work(provider: Detected) -> list[str]:
    """Search, then create from a match and by hand; the errors as our logs would word them."""
    match = Match(NUMBER, NUMBER, NAME, (("E-mail", EMAIL),))
    made = [
        NewProfile("company", "GB", "ref-1", match=match),
        NewProfile("company", "GB", "ref-1", fields=ENTERED),
    ]
    calls: list[Callable[[], object]] = [
        lambda: provider.search("company", "GB", ENTERED),
        *(
            lambda each=each: provider.write(provider.payload(each), "profile", {}, "key-1")
            for each in made
        ),
    ]
    return failures(calls)


def failures(calls: Iterable[Callable[[], object]]) -> list[str]:
    """Make the calls; the errors, which are logged with their tracebacks as well."""
    errors = []
    for call in calls:
        try:
            call()
        except ProviderError as error:
            logging.getLogger("wizard").warning("failed", exc_info=error)
            errors.append(f"{error!r} {error.__cause__!r}")
    return errors


@pytest.fixture
def answering(serve: Serve) -> Iterator[Callable[[str], Detected]]:
    """A provider whose searches and creations are all answered in that kind."""
    made: list[Detected] = []

    def answering_(kind: str) -> Detected:
        def script(_: RawServer, connection: socket.socket, request: bytes) -> None:
            token = answer(json.dumps({"access_token": TOKEN}).encode())
            connection.sendall(token if b"/oauth/token" in request else answers()[kind])

        quick = Timeouts(1, 2, 2)
        server = serve(script)
        made.append(Detected(server.url, client_id="id-1", client_secret=SECRET, timeouts=quick))
        return made[-1]

    yield answering_
    for provider in made:
        provider.close()


def leaks(text: str) -> list[str]:
    return [marker for marker in MARKERS if marker in text]


@pytest.mark.parametrize("kind", [kind for kind in answers() if kind != "bad headers"])
def test_no_answer_no_entry_and_no_secret_is_logged(
    answering: Callable[[str], Detected], logged: Callable[[], str], kind: str
) -> None:
    provider = answering(kind)

    errors = work(provider)

    assert "wizard.providers.client POST /search " in logged()
    assert "wizard.providers.client POST /profiles " in logged()
    assert "urllib3.connectionpool " in logged()
    assert leaks(logged()) == []
    assert leaks(" ".join(errors)) == []


def test_headers_that_urllib3_cannot_read_are_not_logged_at_its_configured_level(
    answering: Callable[[str], Detected], logged: Callable[[], str], settings: Settings
) -> None:
    logging.getLogger("urllib3").setLevel(settings.LOGGING["loggers"]["urllib3"]["level"])
    provider = answering("bad headers")

    errors = work(provider)

    assert "wizard.providers.client POST /search " in logged()
    assert leaks(logged()) == []
    assert leaks(" ".join(errors)) == []


@pytest.mark.parametrize("status", ["400 Bad", "401 No", "500 Down", "200 OK"])
def test_refused_token_logs_no_secret(serve: Serve, logged: Callable[[], str], status: str) -> None:
    body = json.dumps({"error": SECRET, "access_token": [TOKEN]}).encode()
    server = serve(lambda _, connection, __: connection.sendall(answer(body, status, HEADER)))
    provider = Detected(server.url, client_id="id-1", client_secret=SECRET)

    errors = work(provider)
    provider.close()

    assert len(errors) == 3
    assert leaks(logged() + " ".join(errors)) == []
