"""The six calls of Detected as the contract has them: what is sent, and the reply that is read."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
import responses

from tests.providers.conftest import API, TOKEN_URL
from wizard.providers.base import Country, Match, NewProfile, SearchResults, Written
from wizard.providers.detected import Detected
from wizard.providers.errors import ProviderMisbehaved, ProviderUnavailable

TYPES = {
    "data": [
        {
            "type": "company",
            "name": "Company",
            "description": "A registered legal entity",
            "countries": [
                {"code": "GB", "name": "United Kingdom", "search": True},
                {"code": "AE", "name": "United Arab Emirates", "search": False},
            ],
        },
        {
            "type": "sole_trader",
            "name": "Sole trader",
            "countries": [{"code": "GB", "name": "United Kingdom", "search": False}],
        },
    ]
}
FIELDS = {
    "data": {
        "fields": [
            {"key": "name", "label": "Name", "type": "text", "required": True, "max_length": 80},
            {"key": "registered_address.postcode", "label": "Postcode", "type": "text"},
        ]
    }
}
ROW = {
    "lookup_id": "look-1",
    "name": "ACME LTD",
    "registration_number": "01234567",
    "status": "active",
    "address": "1 High Street, London",
    "incorporated_on": "2001-02-03",
    "previous_names": [],
}
MATCH = Match("look-1", "resp-1", "ACME LTD")


def only_request(http: responses.RequestsMock) -> Any:
    """The one request besides that for the token; its headers are those of every call."""
    token, request = (call.request for call in http.calls)
    assert token.url == TOKEN_URL
    assert request.headers["Authorization"] == "Bearer token-1"
    assert request.headers["Accept"] == "application/json"
    assert request.headers["User-Agent"] == "profile-wizard"
    return request


def test_token_is_asked_for_by_form(http: responses.RequestsMock, provider: Detected) -> None:
    http.get(f"{API}/search/types", json=TYPES)

    provider.profile_types()

    request = http.calls[0].request
    assert (request.method, request.url) == ("POST", TOKEN_URL)
    assert parse_qs(str(request.body)) == {
        "grant_type": ["client_credentials"],
        "client_id": ["id-1"],
        "client_secret": ["secret-1"],
    }


@pytest.mark.parametrize("base", [API, f"{API}/"])
def test_token_url_is_below_the_base_where_none_is_set(
    http: responses.RequestsMock, provider: Detected, base: str
) -> None:
    http.post(f"{API}/oauth/token", json={"access_token": "token-2"})
    http.get(f"{API}/search/types/company/GB", json=FIELDS)
    other = Detected(base, client_id="id-1", client_secret="secret-1")

    other.search_fields("company", "GB")
    other.close()

    assert [call.request.url for call in http.calls] == [
        f"{API}/oauth/token",
        f"{API}/search/types/company/GB",
    ]


def test_profile_types(http: responses.RequestsMock, provider: Detected) -> None:
    http.get(f"{API}/search/types", json=TYPES)

    company, trader = provider.profile_types()

    request = only_request(http)
    assert (request.method, request.url, request.body) == ("GET", f"{API}/search/types", None)
    assert (company.code, company.label) == ("company", "Company")
    assert company.description == "A registered legal entity"
    assert company.countries == (
        Country("GB", "United Kingdom", search=True),
        Country("AE", "United Arab Emirates", search=False),
    )
    assert (trader.code, trader.label, trader.description) == ("sole_trader", "Sole trader", "")


def test_profile_types_are_fetched_once(http: responses.RequestsMock, provider: Detected) -> None:
    http.get(f"{API}/search/types", json=TYPES)

    first, second = provider.profile_types(), provider.profile_types()

    assert first == second
    http.assert_call_count(f"{API}/search/types", 1)


def test_profile_types_that_could_not_be_had_are_asked_for_again(
    http: responses.RequestsMock, provider: Detected, no_backoff: None
) -> None:
    for _ in range(3):
        http.get(f"{API}/search/types", status=503)
    http.get(f"{API}/search/types", json=TYPES)
    with pytest.raises(ProviderUnavailable):
        provider.profile_types()

    types = provider.profile_types()

    assert len(types) == 2


def test_search_fields(http: responses.RequestsMock, provider: Detected) -> None:
    http.get(f"{API}/search/types/company/GB", json=FIELDS)

    schema = provider.search_fields("company", "GB")

    request = only_request(http)
    assert (request.method, request.body) == ("GET", None)
    assert schema is not None
    assert [spec.key for spec in schema.specs] == ["name", "registered_address.postcode"]
    assert (schema.specs[0].required, schema.specs[0].max_length) == (True, 80)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, {"message": "There is no search."}),
        (422, {"message": "There is no search."}),
        (200, {"data": {"fields": []}}),
        (200, {"data": []}),
        (200, []),
    ],
)
def test_pair_without_a_search(
    http: responses.RequestsMock, provider: Detected, status: int, body: object
) -> None:
    http.get(f"{API}/search/types/company/AE", status=status, json=body)

    schema = provider.search_fields("company", "AE")

    assert schema is None


def test_search(http: responses.RequestsMock, provider: Detected) -> None:
    answer = {"response_id": "resp-1", "data": [ROW], "meta": {"total": 12}}
    http.post(f"{API}/search", json=answer)
    fields = {"name": "acme", "registered_address": {"postcode": "N1"}}

    results = provider.search("company", "GB", fields)

    request = only_request(http)
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.body) == {"type": "company", "country": "GB", "fields": fields}
    details = (
        ("Registration number", "01234567"),
        ("Status", "active"),
        ("Address", "1 High Street, London"),
        ("Incorporated on", "3 February 2001"),
    )
    match = Match("look-1", "resp-1", "ACME LTD", details)
    assert results == SearchResults("resp-1", (match,), 12)


def test_profile_fields(http: responses.RequestsMock, provider: Detected) -> None:
    http.get(f"{API}/profile/types/company/GB", json=FIELDS)

    schema = provider.profile_fields("company", "GB").schema

    request = only_request(http)
    assert (request.method, request.body) == ("GET", None)
    assert [spec.key for spec in schema.specs] == ["name", "registered_address.postcode"]


@pytest.mark.parametrize(
    ("status", "body"), [(404, {}), (422, {}), (200, {"data": {"fields": []}}), (200, "words")]
)
def test_details_form_without_fields_is_misbehaviour(
    http: responses.RequestsMock, provider: Detected, status: int, body: object
) -> None:
    http.get(f"{API}/profile/types/company/GB", status=status, json=body)

    with pytest.raises(ProviderMisbehaved):
        provider.profile_fields("company", "GB")


@pytest.mark.parametrize(
    ("profile", "body"),
    [
        (
            NewProfile("company", "GB", "ref-1", match=MATCH),
            {
                "type": "company",
                "country": "GB",
                "response_id": "resp-1",
                "lookup_id": "look-1",
                "customer_reference": "ref-1",
            },
        ),
        (
            NewProfile("company", "GB", "ref-1", fields={"name": "Acme", "a": {"b": [1]}}),
            {
                "type": "company",
                "country": "GB",
                "customer_reference": "ref-1",
                "fields": {"name": "Acme", "a": {"b": [1]}},
            },
        ),
    ],
    ids=["from a match", "by hand"],
)
def test_create(
    http: responses.RequestsMock, provider: Detected, profile: NewProfile, body: dict[str, Any]
) -> None:
    answer = {"id": "prof-1", "customer_reference": "ref-1", "review_status": "processed"}
    http.post(f"{API}/profiles", status=201, json={"data": answer})

    made = provider.write(provider.payload(profile), "profile", {}, "key-1")

    request = only_request(http)
    assert (request.method, request.url) == ("POST", f"{API}/profiles")
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.body) == body
    assert made == Written("prof-1", "processed")


def test_create_after_a_refused_token_sends_the_same_bytes(
    http: responses.RequestsMock, provider: Detected
) -> None:
    http.post(f"{API}/profiles", status=401, json={"message": "Unauthenticated."})
    http.post(f"{API}/profiles", status=201, json={"data": {"id": "prof-1"}})
    payload = provider.payload(NewProfile("company", "GB", "ref-1", fields={"name": "Zoë"}))

    made = provider.write(payload, "profile", {}, "key-1")

    bodies = [call.request.body for call in http.calls if call.request.url == f"{API}/profiles"]
    assert made.remote_id == "prof-1"
    assert bodies[0] == bodies[1]


def test_payload_is_the_same_each_time_and_shares_nothing_with_a_match(provider: Detected) -> None:
    profile = NewProfile("company", "GB", "ref-1", match=MATCH, fields={"name": "not sent"})

    first, second = provider.payload(profile), provider.payload(profile)

    assert json.dumps(first) == json.dumps(second)
    assert "fields" not in first


def test_a_pair_without_a_country_is_no_address(
    http: responses.RequestsMock, provider: Detected
) -> None:
    for fetch in (provider.search_fields, provider.profile_fields):
        with pytest.raises(ProviderMisbehaved):
            fetch("company", "")

    assert len(http.calls) == 0
