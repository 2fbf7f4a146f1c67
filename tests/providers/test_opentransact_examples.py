"""Every request and response that OpenTransact documents: what we send, and what we read.

Our reference in the metadata, and the filters that say which page, are ours.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import responses

from tests.providers.judged import HOST, PROFILES, judged, new
from tests.sandbox.opentransact_caller import example
from wizard.providers.jsonapi import MEDIA_TYPES
from wizard.providers.opentransact import OpenTransact
from wizard.providers.opentransact_metadata import REFERENCE
from wizard.providers.profiles import ProfileRow, Section

SHOWN = "4c72784e-fb2a-4858-8067-95b6e36d54c0"
UPDATED = "bfae5aa9-039d-43b0-ad89-a096b4e54614"
MARKETPLACE = "e1e3a176-dd00-4ac2-8be0-489dcd6c634f"
APPLICATION = {"APPLICATION_ID": MARKETPLACE}
CREATED = example("profile-create.response", **APPLICATION)
LISTED: dict[str, Any] = {
    "data": [
        {
            "id": SHOWN,
            "type": "profiles",
            "attributes": {
                "owner": {"type": "people", "first-name": "John", "last-name": "Doe"},
                "metadata": {"key": "value"},
            },
            "relationships": {"application": {"data": {"id": SHOWN, "type": "applications"}}},
        }
    ],
    "meta": {"page-count": 1, "current-page": 1, "count": 1},
    "links": dict.fromkeys(
        ("self", "first", "last"), f"{PROFILES}?page%5Bnumber%5D=1&page%5Bsize%5D=10"
    ),
}


@pytest.fixture
def provider() -> Iterator[OpenTransact]:
    """With the one application of the examples."""
    with judged(applications={MARKETPLACE: "Marketplace"}) as made:
        yield made


def sent(http: responses.RequestsMock) -> Any:
    """The document of the last request, without what is ours in it."""
    request = http.calls[-1].request
    assert request.headers["Authorization"] == "Bearer key.of.ours"
    assert request.headers["Content-Type"] == MEDIA_TYPES[0]
    body = json.loads(request.body or "")
    metadata = body["data"].get("attributes", {}).get("metadata")
    if isinstance(metadata, dict):
        metadata.pop(REFERENCE, None)
    return body


def test_create_a_person(http: responses.RequestsMock, provider: OpenTransact) -> None:
    http.post(PROFILES, json=CREATED, status=201)

    made = new(provider, {"first-name": "Test", "last-name": "User"}).make("profile")

    assert sent(http) == example("profile-create-person.request", **APPLICATION)
    assert made.remote_id == SHOWN


def test_create_the_person_of_the_shorthand(
    http: responses.RequestsMock, provider: OpenTransact
) -> None:
    http.post(PROFILES, json=CREATED, status=201)

    new(provider, {"first-name": "John", "last-name": "Doe"}).make("profile")

    data = sent(http)["data"]
    assert data["type"] == "profiles"
    assert data["attributes"]["owner"] == LISTED["data"][0]["attributes"]["owner"]
    assert data["relationships"]["application"] == {
        "data": {"type": "applications", "id": MARKETPLACE}
    }


def test_create_an_organization(http: responses.RequestsMock, provider: OpenTransact) -> None:
    http.post(PROFILES, json=CREATED, status=201)

    new(provider, {"name": "Acme Corporation", "organization-type": "c-corp"}).make("profile")

    assert sent(http) == example("profile-create-organization.request", **APPLICATION)


def test_update_a_profile(http: responses.RequestsMock, provider: OpenTransact) -> None:
    """The documented profile before it, James Smith, has no metadata in its documented replies."""
    request = example("profile-update.request")
    before = example("profile-update.request")
    before["data"]["attributes"]["owner"]["first-name"] = "James"
    http.put(f"{PROFILES}/{UPDATED}", json=request)
    profile = provider.read_profile({"profile": before["data"], "contacts": {}})

    payload = provider.change_payload(
        profile, {"first-name": "John", "last-name": "Smith", "metadata": []}, "ref-1"
    )
    made = provider.write(payload, "change", {}, "key-1")

    assert sent(http) == request
    assert made.remote_id == UPDATED


def test_show_a_profile_in_full(http: responses.RequestsMock, provider: OpenTransact) -> None:
    http.get(f"{PROFILES}/{SHOWN}", json=example("profile-response"))
    address, email = example("address.response"), example("email-address.response")
    email["relationships"]["owner"]["data"]["type"] = "profiles"
    http.get(f"{HOST}/v1/addresses", json={"data": [address]})
    http.get(f"{HOST}/v1/email-addresses", json={"data": [email]})
    http.get(f"{HOST}/v1/phone-numbers", json={"data": []})

    profile = provider.show_profile(SHOWN)

    moment = datetime(2022, 6, 21, 23, 34, 4, tzinfo=UTC)
    line = "123 Main St, Apt 4B, Manhattan, New York, NY, 10001, United States"
    assert profile
    assert (profile.id, profile.type, profile.name) == (SHOWN, "people", "John Doe")
    assert profile.sections == (
        Section("Owner", (("First name", "John"), ("Last name", "Doe"))),
        Section(
            "Details",
            (("Application", SHOWN), ("ID", SHOWN), ("Created", moment), ("Updated", moment)),
        ),
        Section("Metadata", (("key", "value"),)),
        Section("Addresses", (("Address", line),)),
        Section("Email addresses", (("Email address (default)", "user@example.com"),)),
        Section("Phone numbers", (("Phone number (default)", SHOWN),)),
    )
    assert {parse_qsl(urlsplit(str(call.request.url)).query)[1] for call in http.calls[1:]} == {
        ("filter[owner-id]", SHOWN)
    }


def test_show_a_profile_as_the_cut_example_has_it(
    http: responses.RequestsMock, provider: OpenTransact
) -> None:
    http.get(f"{PROFILES}/{SHOWN}", json=CREATED)
    for type_ in ("addresses", "email-addresses", "phone-numbers"):
        http.get(f"{HOST}/v1/{type_}", json={"data": []})

    profile = provider.show_profile(SHOWN)

    assert profile
    assert profile.sections == (
        Section("Owner", (("First name", "Test"), ("Last name", "User"))),
        Section("Details", (("Application", "Marketplace"), ("ID", SHOWN))),
    )


def test_list_profiles(http: responses.RequestsMock, transact: OpenTransact) -> None:
    http.get(PROFILES, json=LISTED)

    page = transact.list_profiles({})

    query = parse_qsl(urlsplit(str(http.calls[-1].request.url)).query)
    assert query == [("page[number]", "1"), ("page[size]", "30")]
    assert http.calls[-1].request.headers["Authorization"] == "Bearer key.of.ours"
    assert (page.number, page.pages, page.total, page.more) == (1, 1, 1, False)
    assert page.rows == (ProfileRow(SHOWN, "Person", "John Doe", (("Application", "Payouts"),)),)


def test_pagination(http: responses.RequestsMock, transact: OpenTransact) -> None:
    http.get(PROFILES, json=example("pagination"))

    page = transact.list_profiles({}, 2)

    assert (page.rows, page.number, page.pages, page.total, page.more) == ((), 2, 10, 100, True)


def test_create_an_address(http: responses.RequestsMock, provider: OpenTransact) -> None:
    request = example("address-create.request")
    http.post(f"{HOST}/v1/addresses", json={"data": example("address.response")}, status=201)

    steps = new(
        provider,
        {"first-name": "A", "last-name": "B", "addresses": [request["data"]["attributes"]]},
        profile=SHOWN,
    )

    assert steps.make("address-1").remote_id == SHOWN
    assert sent(http) == request


def test_create_an_email_address(http: responses.RequestsMock, provider: OpenTransact) -> None:
    """The metadata is an object as everywhere else, not the text that this one example has."""
    request = example("email-address-create.request")
    http.post(
        f"{HOST}/v1/email-addresses", json={"data": example("email-address.response")}, status=201
    )

    steps = new(
        provider,
        {"first-name": "A", "last-name": "B", "email-addresses": ["user@example.com"]},
        profile=SHOWN,
    )

    assert steps.make("email-address-1").remote_id == SHOWN
    request["data"]["attributes"]["metadata"] = json.loads(
        request["data"]["attributes"]["metadata"]
    )
    assert sent(http) == request


def test_the_error_example_is_no_profile(
    http: responses.RequestsMock, provider: OpenTransact
) -> None:
    http.get(f"{PROFILES}/unknown", json=example("error"), status=404)

    assert provider.show_profile("unknown") is None
