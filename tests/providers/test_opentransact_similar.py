"""Profiles that look like a new one: the pages of the list that are compared, within bounds."""

import json
import socket
import time

import pytest
import responses

from tests.providers.conftest import RawServer, Serve, answer
from tests.providers.judged import PERSON, PROFILES, Object, judged, listed, profile
from wizard.providers.errors import ProviderError, ProviderMisbehaved, ProviderUnavailable
from wizard.providers.opentransact import COMPARED_PAGES, OpenTransact

ACME = {"type": "organizations", "name": "Acme Ltd", "organization-type": "llc"}


def owner(first: str, last: str) -> Object:
    return {"type": "people", "first-name": first, "last-name": last}


def test_profiles_of_the_same_name_and_type_look_alike(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    rows = [
        profile("p-1", owner=owner("DOE", "Jàne")),
        profile("p-2", owner=owner("Jan", "Doe")),
        profile("p-3", owner={**ACME, "name": "Jane Doe"}),
        profile("p-4"),
    ]
    http.get(PROFILES, json=listed(*rows))

    found = transact.similar("people", PERSON)

    assert [(row.id, row.name) for row in found.rows] == [("p-1", "DOE Jàne"), ("p-4", "Jane Doe")]
    assert (found.compared, found.all) == (4, True)


def test_organizations_look_alike_but_for_their_legal_form(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.get(PROFILES, json=listed(profile("p-1", owner=ACME), profile("p-2")))

    found = transact.similar("organizations", {"name": "ACME, Inc."})

    assert [row.id for row in found.rows] == ["p-1"]


def test_every_page_is_compared_a_hundred_rows_at_a_time(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    for number in (1, 2, 3):
        url = f"{PROFILES}?page[number]={number}&page[size]=100"
        http.get(url, json=listed(profile(f"p-{number}"), **{"page-count": 3}))

    found = transact.similar("people", PERSON)

    assert [row.id for row in found.rows] == ["p-1", "p-2", "p-3"]
    assert (found.compared, found.all, len(http.calls)) == (3, True, 3)


def test_no_more_than_twenty_pages_are_compared(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.get(PROFILES, json=listed(profile(), **{"page-count": 1000}))

    found = transact.similar("people", PERSON)

    assert (len(http.calls), found.compared, found.all) == (COMPARED_PAGES, COMPARED_PAGES, False)


def test_comparing_ends_in_time_however_slowly_pages_come(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.providers.opentransact.COMPARED_SECONDS", 1)
    body = json.dumps(listed(profile(), **{"page-count": 1000})).encode()

    def script(server: RawServer, connection: socket.socket, _: bytes) -> bool:
        if server.wait(0.3):
            connection.sendall(answer(body))
        return True

    started = time.monotonic()
    with judged(serve(script).url) as provider:
        found = provider.similar("people", PERSON)

    assert time.monotonic() - started < 2
    assert (found.compared in {2, 3}, found.all) == (True, False)


def test_what_was_compared_before_a_failure_counts(
    http: responses.RequestsMock, transact: OpenTransact, no_backoff: None
) -> None:
    http.get(
        f"{PROFILES}?page[number]=1&page[size]=100", json=listed(profile(), **{"page-count": 2})
    )
    http.get(f"{PROFILES}?page[number]=2&page[size]=100", status=500)

    found = transact.similar("people", PERSON)

    assert ([row.id for row in found.rows], found.compared, found.all) == (["p-1"], 1, False)


@pytest.mark.parametrize(
    ("status", "expected"), [(500, ProviderUnavailable), (422, ProviderMisbehaved)]
)
def test_where_nothing_could_be_compared_it_is_said_so(
    http: responses.RequestsMock,
    transact: OpenTransact,
    no_backoff: None,
    status: int,
    expected: type[ProviderError],
) -> None:
    http.get(PROFILES, status=status, json={"errors": []})

    with pytest.raises(expected):
        transact.similar("people", PERSON)


def test_a_name_without_letters_looks_like_none(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.get(PROFILES, json=listed(profile(owner=owner("-", "-"))))

    assert transact.similar("people", owner("!", "?")).rows == ()
