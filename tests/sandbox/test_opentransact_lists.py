"""Pages and filters of OpenTransact's lists, and who is in them."""

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.sandbox.opentransact_caller import (
    MARKETPLACE,
    PAYOUTS,
    SHOWN,
    UPDATED,
    OpenTransactCaller,
    organization,
    person,
    profile,
)
from wizard.sandbox import magic, people
from wizard.sandbox.server import SandboxServer


def names(rows: list[dict[str, Any]]) -> list[str]:
    owners = [row["attributes"]["owner"] for row in rows]
    return [owner.get("name") or owner["last-name"] for owner in owners]


def follow(transact: OpenTransactCaller, first: str, name: str) -> list[dict[str, Any]]:
    """The pages from this one to the end of its next or prev links."""
    pages, link = [], first
    while link:
        parts = urlsplit(link)
        path = f"{parts.path.removeprefix('/opentransact')}?{parts.query}"
        pages.append(transact.send("GET", path).json)
        link = pages[-1]["links"].get(name)
    return pages


def test_links_lead_through_all_profiles_and_back(transact: OpenTransactCaller) -> None:
    start = transact.list(page_size=75).json
    forward = follow(transact, start["links"]["self"], "next")
    back = follow(transact, start["links"]["last"], "prev")
    ids = [row["id"] for page in forward for row in page["data"]]

    assert len(ids) == len(set(ids)) == 1000
    assert [page["meta"]["current-page"] for page in forward] == list(range(1, 15))
    assert back == forward[::-1]
    assert "prev" not in forward[0]["links"]
    assert "next" not in forward[-1]["links"]
    assert {page["links"]["last"] for page in forward} == {forward[-1]["links"]["self"]}


def test_links_keep_the_filters(transact: OpenTransactCaller) -> None:
    start = transact.list(owner_type="organizations", application_id=PAYOUTS, page_size=20).json
    pages = follow(transact, start["links"]["self"], "next")
    rows = [row for page in pages for row in page["data"]]

    assert len(rows) == start["meta"]["count"] > 40
    for row in rows:
        assert row["attributes"]["owner"]["type"] == "organizations"
        assert row["relationships"]["application"]["data"]["id"] == PAYOUTS


def test_sizes_of_pages_are_bounded(transact: OpenTransactCaller) -> None:
    largest = transact.list(page_size=1000).json

    assert len(largest["data"]) == 100
    assert "page%5Bsize%5D=100" in largest["links"]["self"]
    assert len(transact.list(page_size=1).json["data"]) == 1


def test_a_page_after_the_last_leads_back(transact: OpenTransactCaller) -> None:
    beyond = transact.list(page_number=99).json

    assert beyond["data"] == []
    assert beyond["links"]["prev"] == beyond["links"]["last"]
    assert "next" not in beyond["links"]


def test_an_empty_list(transact: OpenTransactCaller) -> None:
    empty = transact.list(metadata={"segment": "nobody"}).json

    assert (empty["data"], empty["meta"]["count"]) == ([], 0)
    assert empty["links"].keys() == {"self", "first", "last"}


def test_new_profiles_come_first(transact: OpenTransactCaller) -> None:
    transact.created(person("Newcomer"))

    assert names(transact.list(page_size=1).json["data"]) == ["Newcomer"]
    assert transact.list().json["meta"]["count"] == 1001


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("order-id", "1234", True),
        ("order-id", "123", False),
        ("order-id", "12345", False),
        ("number", "7", True),
        ("flag", "true", True),
        ("flag", "1", False),
        ("nothing", "null", True),
        ("a.b", "x", True),
        ('say "hi"', "é %_", True),
        ("nested", '{"id":"1"}', False),
        ("id", "1", False),
        ("snake_case", "kept", True),
        ("snake-case", "kept", False),
    ],
)
def test_metadata_is_found_by_exact_values_of_the_top_level(
    transact: OpenTransactCaller, key: str, value: str, found: bool
) -> None:
    metadata = {
        "order-id": "1234",
        "number": 7,
        "flag": True,
        "nothing": None,
        "a.b": "x",
        'say "hi"': "é %_",
        "nested": {"id": "1"},
        "snake_case": "kept",
    }
    owner = {"type": "people", "first-name": "Test", "last-name": "User"}
    body = {"owner": owner, "metadata": metadata}
    # Some of these keys are no member names in JSON:API; the filter copes with them all the same.
    content, headers = transact.prepared(profile(body))
    answer = transact.raw("POST", "/opentransact/v1/profiles", content, headers)
    query = urlencode({f"filter[metadata][{key}]": value})
    listed = transact.raw("GET", f"/opentransact/v1/profiles?{query}", headers=headers).json

    assert answer.status == 201
    assert [row["id"] for row in listed["data"]] == [answer.json["data"]["id"]] * found


def test_filters_are_combined(transact: OpenTransactCaller) -> None:
    wanted = transact.created(person("One", order="1", part="a"))
    transact.created(person("Two", order="1", part="b"))
    found = transact.list(metadata={"order": "1", "part": "a"}, owner_type="people").json["data"]

    assert [row["id"] for row in found] == [wanted]


def test_times_are_found_inclusively_and_in_both_spellings(transact: OpenTransactCaller) -> None:
    whole = {"start": people.SHOWN_AT, "finish": people.SHOWN_AT}
    with_offset = {"start": "2022-06-22T01:34:04+02:00", "finish": "2022-06-22T01:34:04+02:00"}
    spellings = [
        transact.list(created_between=whole),
        transact.list(created_between=with_offset),
        transact.list(updated_between=whole),
        transact.send(
            "GET",
            f"/v1/profiles?filter[created_between][start]={people.SHOWN_AT}"
            f"&filter[created_between][finish]={people.SHOWN_AT}",
        ),
    ]

    for answer in spellings:
        assert [row["id"] for row in answer.json["data"]] == [UPDATED, SHOWN]
    later = {"start": "2022-06-21T23:34:05Z", "finish": "2030-01-01T00:00:00Z"}
    assert transact.list(created_between=later).json["meta"]["count"] == 998


def test_times_that_are_none(transact: OpenTransactCaller) -> None:
    for start in ("yesterday", "0001-01-01T00:00:00%2B23:00"):
        query = f"filter[created-between][start]={start}&filter[created-between][finish]=2022-01-01"
        assert transact.send("GET", f"/v1/profiles?{query}").json["errors"][0]["code"] == "10013"


def test_owner_types_are_those_of_the_list(transact: OpenTransactCaller) -> None:
    both = [
        transact.list(owner_type=kind).json["meta"]["count"] for kind in ("people", "organizations")
    ]

    assert sum(both) == 1000
    assert min(both) > 300
    assert transact.list(owner_type="profiles").json["errors"][0]["code"] == "10013"
    wrong = transact.list("addresses", owner_type="people")
    assert wrong.json["errors"][0]["code"] == "10013"


@pytest.mark.parametrize("type_", ["addresses", "email-addresses", "phone-numbers"])
def test_what_belongs_to_a_profile_is_listed_and_shown(
    transact: OpenTransactCaller, type_: str
) -> None:
    mine = transact.list(type_, owner_type="profiles", owner_id=SHOWN).json["data"]
    everything = transact.list(type_, application_id=MARKETPLACE).json

    assert mine == [transact.show(SHOWN, type_)]
    assert everything["meta"]["count"] > 400
    assert len(everything["data"]) == 30


def test_replies_can_be_made_full(transact: OpenTransactCaller, sandbox: SandboxServer) -> None:
    sandbox.change_settings(replies="full")
    created = transact.post(organization("Acme")).json["data"]
    listed = transact.list(page_size=2).json["data"]

    assert created == transact.show(created["id"])
    assert listed == [created, transact.show(listed[1]["id"])]


def test_a_thousand_profiles_that_are_always_the_same() -> None:
    first = people.generate()
    people.generate.cache_clear()
    profiles = [each for each in first if each.type == "profiles"]
    belongings = [each for each in first if each.type != "profiles"]

    assert people.generate() == first
    assert len(profiles) == 1000
    assert len({each.owner_id for each in belongings}) > 600
    assert len([each for each in profiles if each.attributes["metadata"]]) > 500
    assert len([each for each in profiles if each.default_email_address]) > 300
    assert {each.updated_at > each.created_at for each in profiles} == {True, False}


def test_no_ordinary_profile_does_anything() -> None:
    for each in people.generate():
        owner = each.attributes.get("owner", {})
        assert magic.find(*owner.values(), each.attributes.get("street1")) is None
        assert magic.find_in_email(each.attributes.get("email")) is None


def test_every_default_is_the_profiles_own() -> None:
    everything = people.generate()
    owners = {(each.type, each.id): each.owner_id for each in everything}

    for each in everything:
        for type_, default in (
            ("email-addresses", each.default_email_address),
            ("phone-numbers", each.default_phone_number),
        ):
            assert default is None or owners[type_, default] == each.id
