"""What is entered, filtered for and answered, and the API key, are in no log line."""

import json
import logging
import socket
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from pytest_django import Settings

from tests.providers.conftest import RawServer, Serve, answer
from tests.providers.judged import ADDRESS, Object, new
from tests.providers.test_logs import failures
from wizard.providers.client import Timeouts
from wizard.providers.opentransact import OpenTransact

NAME, STREET, EMAIL, VALUE = "Marker-Name", "1 Marker Street", "marker@mail.example", "Marker-9"
SECRET, IDENTITY, COOKIE = "marker-key-1", "marker-id-1", "marker-cookie-1"
FIELDS: Object = {
    "first-name": NAME,
    "last-name": NAME,
    "metadata": [{"key": "Marker-Key", "value": VALUE}],
    "addresses": [{**ADDRESS, "street1": STREET}],
    "email-addresses": [EMAIL],
}
OWNER = {"type": "people", "first-name": NAME, "last-name": NAME}
PROFILE: Object = {
    "type": "profiles",
    "id": IDENTITY,
    "attributes": {"owner": OWNER, "metadata": {"Marker-Key": VALUE, "wizard-reference": "ref-1"}},
}
DETAIL = f"first-name {NAME} {EMAIL} is taken"
ERRORS = {"errors": [{"status": NAME, "code": VALUE, "title": NAME, "detail": DETAIL}]}
HEADER = f"Set-Cookie: a={COOKIE}"


def answers() -> dict[str, bytes]:
    one = json.dumps({"data": PROFILE}).encode()
    many = json.dumps({"data": [PROFILE, PROFILE], "meta": {"page-count": 9}}).encode()
    refused = json.dumps(ERRORS).encode()
    return {
        "one": answer(one, "200 OK", HEADER),
        "many": answer(many, "200 OK", HEADER),
        "refused": answer(refused, "422 Unprocessable", HEADER),
        "not taken": answer(refused, "415 Unsupported", HEADER),
        "not found": answer(refused, "404 Not Found", HEADER),
        "forbidden": answer(refused, "403 Forbidden", HEADER),
        "unauthorised": answer(refused, "401 Unauthorized", HEADER),
        "conflict": answer(refused, "409 Conflict", HEADER),
        "busy": answer(refused, "429 Busy", "Retry-After: 60", HEADER),
        "down": answer(refused, "500 Down", HEADER),
        "moved": answer(refused, "307 Moved", f"Location: /x?name={NAME}", HEADER),
        "not JSON": answer(one[:-5], "200 OK", HEADER),
        "truncated": answer(one, "200 OK", HEADER)[:-5],
        "nothing": b"",
    }


def work(provider: OpenTransact) -> list[str]:
    """All that reads or writes; the errors as our logs would word them."""
    steps = new(provider, FIELDS, profile=IDENTITY, address_1="a-1", email_address_1="e-1")
    profile = provider.read_profile({"profile": PROFILE, "contacts": {}})
    change = provider.change_payload(profile, {**FIELDS, "first-name": STREET}, "ref-1")
    filters = {"metadata": {"key": "Marker-Key", "value": VALUE}}
    kinds = ("profile", "address-1", "email-address-1", "defaults")
    calls: list[Callable[[], object]] = [
        *(lambda kind=kind: steps.make(kind) for kind in kinds),
        *(lambda kind=kind: steps.find(kind) for kind in kinds),
        lambda: provider.write(change, "change", {}, "key-1"),
        lambda: provider.recover(change, "change", {}, "key-1"),
        lambda: provider.list_profiles(filters),
        lambda: provider.show_profile(IDENTITY),
        lambda: provider.similar("people", FIELDS),
    ]

    def with_profile(call: Callable[[], object]) -> object:
        steps.done.update({"profile": IDENTITY})
        return call()

    return failures(partial(with_profile, call) for call in calls)


@pytest.fixture
def answering(serve: Serve) -> Iterator[Callable[[str], OpenTransact]]:
    made: list[OpenTransact] = []

    def answering_(kind: str) -> OpenTransact:
        def script(_: RawServer, connection: socket.socket, __: bytes) -> None:
            connection.sendall(answers()[kind])

        quick = Timeouts(1, 2, 2)
        url = serve(script).url
        made.append(OpenTransact(url, api_key=SECRET, applications={"a-1": "A"}, timeouts=quick))
        return made[-1]

    yield answering_
    for provider in made:
        provider.close()


def test_the_markers_are_sent_and_read(answering: Callable[[str], OpenTransact]) -> None:
    """Else nothing below would prove anything."""
    profile = answering("one").show_profile(IDENTITY)

    assert profile
    assert (profile.name, profile.id) == (f"{NAME} {NAME}", IDENTITY)


@pytest.mark.parametrize("kind", answers())
def test_nothing_of_anybody_and_no_key_is_logged(
    answering: Callable[[str], OpenTransact],
    caplog: pytest.LogCaptureFixture,
    settings: Settings,
    no_backoff: None,
    kind: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(settings.LOGGING["loggers"]["urllib3"]["level"])

    errors = work(answering(kind))

    formatter = logging.Formatter("%(name)s %(message)s")
    logged = "\n".join(map(formatter.format, caplog.records))
    for line in ("POST /v1/profiles ", "PUT /v1/profiles/{id} ", "GET /v1/addresses "):
        assert f"wizard.providers.client {line}" in logged
    assert "marker" not in (logged + " ".join(errors)).lower()
