"""Every request and response that the documentation of OpenTransact shows, over real HTTP."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.sandbox.opentransact_caller import (
    MARKETPLACE,
    PAYOUTS,
    SHOWN,
    UPDATED,
    OpenTransactCaller,
    codes,
    example,
    profile,
    update,
)

APPLICATION = {"APPLICATION_ID": MARKETPLACE}
# The request examples that are written without data and attributes are shorthand.
JOHN = {"type": "people", "first-name": "John", "last-name": "Doe"}
ACME = {"type": "organizations", "name": "Acme Corporation", "organization-type": "c-corp"}
LISTED = {
    "id": SHOWN,
    "type": "profiles",
    "attributes": {"owner": JOHN, "metadata": {"key": "value"}},
    "relationships": {"application": {"data": {"id": PAYOUTS, "type": "applications"}}},
}


def pages_of(link: str) -> str:
    """The part of a link that the documentation shows: the page, without the filter."""
    parts = urlsplit(link)
    pages = [pair for pair in parts.query.split("&") if pair.startswith("page")]
    return f"{parts.path.removeprefix('/opentransact')}?{'&'.join(pages)}"


def test_profile_response_example(transact: OpenTransactCaller) -> None:
    answer = transact.send("GET", f"/v1/profiles/{SHOWN}")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/vnd.api+json"
    assert answer.json == example("profile-response")


def test_list_example(transact: OpenTransactCaller) -> None:
    answer = transact.list(metadata={"key": "value"}, page_size=10)
    page = "/v1/profiles?page%5Bnumber%5D=1&page%5Bsize%5D=10"

    assert answer.json["data"] == [LISTED]
    assert answer.json["meta"] == {"page-count": 1, "current-page": 1, "count": 1}
    assert {name: pages_of(link) for name, link in answer.json["links"].items()} == {
        "self": page,
        "first": page,
        "last": page,
    }


def test_list_without_anything_asked(transact: OpenTransactCaller) -> None:
    answer = transact.send("GET", "/v1/profiles")

    assert len(answer.json["data"]) == 30
    assert answer.json["data"][0].keys() == LISTED.keys()
    assert answer.json["meta"] == {"page-count": 34, "current-page": 1, "count": 1000}


def test_create_example(transact: OpenTransactCaller) -> None:
    answer = transact.post(example("profile-create-person.request", **APPLICATION))
    identity = answer.json["data"]["id"]
    expected = example("profile-create.response", **APPLICATION)
    expected["data"]["id"] = identity

    assert answer.status == 201
    assert answer.json == expected
    assert urlsplit(answer.headers["Location"]).path == f"/opentransact/v1/profiles/{identity}"


def test_show_example(transact: OpenTransactCaller) -> None:
    request = example("profile-create-person.request", **APPLICATION)
    shown = transact.show(transact.created(request))
    expected = example("profile-create.response", **APPLICATION)["data"]

    assert shown["attributes"].items() >= expected["attributes"].items()
    assert shown["relationships"].items() >= expected["relationships"].items()
    assert shown["attributes"].keys() == {"owner", "metadata", "created-at", "updated-at"}
    assert shown["relationships"] == {
        "application": {"data": {"id": MARKETPLACE, "type": "applications"}},
        "addresses": {"data": []},
        "phone_numbers": {"data": []},
        "email_addresses": {"data": []},
        "default_phone_number": {"data": None},
        "default_email_address": {"data": None},
    }


def test_update_example(transact: OpenTransactCaller) -> None:
    request = example("profile-update.request")
    answer = transact.send("PUT", f"/v1/profiles/{UPDATED}", request)

    # The documented answer is the request, without what the request left out.
    assert answer.status == 200
    assert answer.json == request
    assert transact.show(UPDATED)["attributes"]["owner"]["last-name"] == "Smith"
    assert transact.show(UPDATED)["attributes"]["owner"]["first-name"] == "John"


@pytest.mark.parametrize("owner", [JOHN, ACME])
def test_owner_examples(transact: OpenTransactCaller, owner: dict[str, str]) -> None:
    identity = transact.created(profile({"owner": owner}))

    assert transact.show(identity)["attributes"]["owner"] == owner
    assert transact.show(identity)["attributes"]["metadata"] == {}


def test_organization_example(transact: OpenTransactCaller) -> None:
    request = example("profile-create-organization.request", **APPLICATION)

    assert transact.post(request).json["data"]["attributes"] == request["data"]["attributes"]


def test_update_request_example_in_full(transact: OpenTransactCaller) -> None:
    james = {"type": "people", "first-name": "James", "last-name": "Smith"}
    answer = transact.put(update(UPDATED, {"owner": james}))

    assert answer.json["data"]["attributes"] == {"owner": james}


def test_examples_in_shorthand_are_not_documents(transact: OpenTransactCaller) -> None:
    link = {"data": {"type": "applications", "id": MARKETPLACE}}
    answer = transact.send(
        "POST", "/v1/profiles", {"type": "profiles", "owner": JOHN, "application": link}
    )

    assert codes(answer) == [("422", "10006")]
    assert answer.json["errors"][0]["detail"] == "The request param data is missing."


def test_address_examples(transact: OpenTransactCaller) -> None:
    request = example("address-create.request")
    answer = transact.post(request)

    assert transact.show(SHOWN, "addresses") == example("address.response")
    assert answer.status == 201
    assert answer.json["data"]["attributes"].items() > request["data"]["attributes"].items()
    assert answer.json["data"]["relationships"] == request["data"]["relationships"]


def test_email_address_examples(transact: OpenTransactCaller) -> None:
    request = example("email-address-create.request")
    answer = transact.post(request)
    # The example belongs to an application; the profile's example has it among its own.
    expected = example("email-address.response")
    expected["relationships"]["owner"]["data"]["type"] = "profiles"

    assert transact.show(SHOWN, "email-addresses") == expected
    assert answer.json["data"]["attributes"].items() > request["data"]["attributes"].items()
    assert answer.json["data"]["relationships"] == request["data"]["relationships"]


def test_what_an_application_owns(transact: OpenTransactCaller) -> None:
    request: dict[str, Any] = example("email-address-create.request")
    owner = example("email-address.response")["relationships"]["owner"]
    request["data"]["relationships"]["owner"] = owner
    transact.created(request)

    listed = transact.list("email-addresses", owner_type="applications", owner_id=PAYOUTS)
    assert [each["relationships"]["owner"] for each in listed.json["data"]] == [owner]
    assert transact.send("GET", f"/v1/profiles/{SHOWN}").json == example("profile-response")


def test_pagination_example(transact: OpenTransactCaller) -> None:
    """The documented page 2 of 100 profiles, ten a page; ours are a thousand."""
    documented = example("pagination")
    answer = transact.list(page_size=10, page_number=2).json

    assert answer["links"].keys() == documented["links"].keys()
    assert answer["meta"] == documented["meta"] | {"count": 1000, "page-count": 100}
    for name, number in (("self", 2), ("first", 1), ("next", 3), ("prev", 1), ("last", 100)):
        expected = f"/v1/profiles?page%5Bnumber%5D={number}&page%5Bsize%5D=10"
        assert pages_of(answer["links"][name]) == expected


def test_error_example(transact: OpenTransactCaller) -> None:
    answer = transact.send("GET", "/v1/profiles/unknown")

    assert answer.status == 404
    assert answer.json == example("error")
