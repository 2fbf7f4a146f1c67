"""Documents in and out: which media type is spoken, and what of a reply is read."""

import json
from typing import Any

import pytest
import responses

from tests.providers.conftest import API, MakeClient
from wizard.providers.client import Client
from wizard.providers.errors import OutcomeUnknown, ProviderMisbehaved
from wizard.providers.jsonapi import MEDIA_TYPES, Documents, Resource, document, link, many, one
from wizard.providers.reply import Reply

URL = f"{API}/v1/profiles"
STANDARD, OWN = MEDIA_TYPES
DONE: dict[str, Any] = {"data": {"type": "profiles", "id": "p-1"}}


def reply(body: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(body).encode())


def spoken(http: responses.RequestsMock) -> list[tuple[str, str]]:
    """(Accept, Content-Type) of every request."""
    headers = [call.request.headers for call in http.calls]
    return [(each["Accept"], each.get("Content-Type", "")) for each in headers]


def write(documents: Documents, method: str) -> Reply:
    body = document("profiles", identity="p-1" if method == "PUT" else "")
    if method == "PUT":
        return documents.put("/v1/profiles", body, key="key-1")
    return documents.post("/v1/profiles", body, key="key-1")


@pytest.fixture
def client(make_client: MakeClient) -> Client:
    return make_client()


@pytest.mark.parametrize("configured", MEDIA_TYPES)
def test_the_configured_media_type_is_spoken(
    http: responses.RequestsMock, client: Client, configured: str
) -> None:
    http.get(URL, json=DONE)
    http.post(URL, json=DONE)

    documents = Documents(client, configured)
    documents.get("/v1/profiles")
    write(documents, "POST")

    assert spoken(http) == [(configured, ""), (configured, configured)]
    assert http.calls[-1].request.headers["Idempotency-Key"] == "key-1"


@pytest.mark.parametrize("status", [406, 415])
@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize(("configured", "other"), [(STANDARD, OWN), (OWN, STANDARD)])
def test_a_write_that_was_not_taken_is_sent_in_the_other_type_which_is_kept(
    http: responses.RequestsMock,
    client: Client,
    method: str,
    status: int,
    configured: str,
    other: str,
) -> None:
    http.add(method, URL, status=status)
    http.add(method, URL, json=DONE)
    http.get(URL, json=DONE)

    documents = Documents(client, configured)
    answer = write(documents, method)
    documents.get("/v1/profiles")

    assert answer.ok
    assert spoken(http) == [(configured, configured), (other, other), (other, "")]
    keys = [call.request.headers.get("Idempotency-Key") for call in http.calls]
    assert keys == ["key-1", "key-1", None]


def test_a_read_is_asked_for_in_the_other_type(
    http: responses.RequestsMock, client: Client
) -> None:
    http.get(URL, status=406)
    http.get(URL, json=DONE)

    documents = Documents(client, STANDARD)

    assert documents.get("/v1/profiles").ok
    assert documents.media_type == OWN


def test_where_neither_is_taken_nothing_was_made_and_nothing_is_remembered(
    http: responses.RequestsMock, client: Client
) -> None:
    http.post(URL, status=415)

    documents = Documents(client, STANDARD)
    with pytest.raises(ProviderMisbehaved, match="neither media type"):
        write(documents, "POST")

    assert documents.media_type == STANDARD
    http.assert_call_count(URL, 2)


def test_a_second_try_whose_answer_is_lost_is_not_known(
    http: responses.RequestsMock, client: Client
) -> None:
    http.post(URL, status=415)
    http.post(URL, status=502)

    with pytest.raises(OutcomeUnknown):
        write(Documents(client, STANDARD), "POST")


def test_a_document_has_what_is_given() -> None:
    made = document("profiles", {"a": 1}, {"owner": link("profiles", "p-1")}, "p-2")

    assert made == {
        "data": {
            "type": "profiles",
            "id": "p-2",
            "attributes": {"a": 1},
            "relationships": {"owner": {"data": {"type": "profiles", "id": "p-1"}}},
        }
    }
    assert document("profiles") == {"data": {"type": "profiles"}}
    assert link("profiles", None) == {"data": None}


@pytest.mark.parametrize("body", [DONE, DONE["data"]])
def test_a_resource_is_read_with_or_without_the_document_around_it(body: Any) -> None:
    found = one(reply(body), "profiles")

    assert (found.type, found.id, found.attributes) == ("profiles", "p-1", {})


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"data": None},
        {"data": [DONE["data"]]},
        {"data": {"type": "profiles"}},
        {"data": {"type": "profile", "id": "p-1"}},
        {"data": {"type": "profiles", "id": 1}},
        {"data": {"type": "profiles", "id": ""}},
        {"data": {"type": "profiles", "id": "../x"}},
        {"data": {"type": "profiles", "id": "x" * 65}},
        {"errors": []},
    ],
)
def test_what_is_no_resource_of_that_type_is_our_alarm(body: Any) -> None:
    with pytest.raises(ProviderMisbehaved):
        one(reply(body), "profiles")


def test_members_of_the_wrong_type_count_as_absent() -> None:
    node = {"type": "profiles", "id": "p-1", "attributes": [1], "relationships": "x"}

    found = Resource.read(node, "profiles")

    assert found
    assert (found.attributes, found.relationships, found.linked("owner")) == ({}, {}, "")


@pytest.mark.parametrize("data", [None, [], "x", {"id": 5}, {"id": "a/b"}, {"id": None}])
def test_a_relationship_that_leads_nowhere_is_blank(data: Any) -> None:
    found = Resource("profiles", "p-1", {}, {"owner": {"data": data}}, {})

    assert found.linked("owner") == ""
    assert found.has_none("owner") == (data == [])


@pytest.mark.parametrize(
    ("body", "pages", "total", "more"),
    [
        ({"meta": {"page-count": 3, "count": 25, "current-page": 2}}, 3, 25, True),
        ({"meta": {"page-count": 2, "count": 25}}, 2, 25, False),
        ({"links": {"next": "https://x.example"}}, None, None, True),
        ({"links": {"next": None}}, None, None, False),
        ({"links": [], "meta": []}, None, None, False),
        ({"meta": {"page-count": "3", "count": -1}}, None, None, False),
        ({"meta": {"page-count": True, "count": 10**30}}, None, None, False),
        ({}, None, None, False),
    ],
)
def test_pages_are_read_as_far_as_the_reply_tells(
    body: Any, pages: int | None, total: int | None, more: bool
) -> None:
    page = many(reply({"data": [DONE["data"]], **body}), "profiles", 2)

    assert [row.id for row in page.rows] == ["p-1"]
    assert (page.number, page.pages, page.total, page.more) == (2, pages, total, more)


@pytest.mark.parametrize("body", [[], {}, {"data": {}}, {"data": [None, {"id": "x"}]}])
def test_what_is_no_list_is_our_alarm(body: Any) -> None:
    with pytest.raises(ProviderMisbehaved):
        many(reply(body), "profiles")


def test_rows_that_are_none_are_left_out_and_too_many_are_cut() -> None:
    rows = [{"type": "profiles", "id": f"p-{n}"} for n in range(500)]

    page = many(reply({"data": [None, {"type": "addresses", "id": "a"}, *rows]}), "profiles")

    assert len(page.rows) == 98
    assert page.more


def test_what_is_nested_too_deeply_is_our_alarm() -> None:
    deep = b'{"data":' + b"[" * 200 + b"]" * 200 + b"}"

    for read in (one, many):
        with pytest.raises(ProviderMisbehaved):
            read(Reply(200, deep), "profiles")
