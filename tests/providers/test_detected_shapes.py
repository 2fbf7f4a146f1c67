"""The other shapes in which a real deployment may answer /search/types and /search."""

import json
from typing import Any

import pytest
import responses

from tests.providers.conftest import API
from wizard.providers.base import Country, Match
from wizard.providers.detected import Detected
from wizard.providers.errors import ProviderMisbehaved
from wizard.providers.replies import MAX_ROWS

# https://docs.zignsec.com/business-register-checks/search-company/ with the ids that Detected adds.
ZIGNSEC_ROW = {
    "companyName": "Example AB",
    "registrationNumber": "5561234567",
    "status": "Active",
    "address": {
        "street": "Example Street 1",
        "postalCode": "12345",
        "city": "Stockholm",
        "country": "SE",
    },
    "dateOfIncorporation": "2000-01-01",
    "lookupId": "look-1",
}
GB = Country("GB", "United Kingdom")


def countries_of(http: responses.RequestsMock, provider: Detected, body: object) -> Any:
    """The codes of the types and the countries of the first."""
    http.get(f"{API}/search/types", json=body)
    types = provider.profile_types()
    return [each.code for each in types], types[0].countries


@pytest.mark.parametrize(
    "body",
    [
        [{"type": "company", "countries": ["GB"]}],
        {"data": [{"type": "company", "countries": ["GB"]}]},
        {"types": [{"type": "company", "countries": ["GB"]}]},
        [{"key": "company", "countries": ["GB"]}],
        [{"id": "company", "countries": ["GB"]}],
        [{"code": "company", "countries": ["GB"]}],
        [{"value": "company", "countries": [{"code": "GB"}]}],
        [{"type": "company", "countries": [{"code": "GB", "name": "United Kingdom"}]}],
        [{"type": "company", "countries": {"GB": "United Kingdom"}}],
        {"company": ["GB"]},
        {"data": {"company": ["GB"]}},
        {"data": {"company": [{"code": "GB", "label": "United Kingdom"}]}},
    ],
)
def test_types_and_countries_in_any_shape(
    http: responses.RequestsMock, provider: Detected, body: object
) -> None:
    codes, countries = countries_of(http, provider, body)

    assert codes == ["company"]
    assert countries == (GB,)


@pytest.mark.parametrize(
    ("item", "label"),
    [
        ({"name": "Limited firm"}, "Limited firm"),
        ({"label": "Limited firm"}, "Limited firm"),
        ({"title": "Limited firm"}, "Limited firm"),
        ({}, "Sole trader"),
    ],
)
def test_label_of_a_type_or_its_code_as_words(
    http: responses.RequestsMock, provider: Detected, item: dict[str, str], label: str
) -> None:
    http.get(f"{API}/search/types", json=[{"type": "sole_trader"} | item])

    (found,) = provider.profile_types()

    assert found.label == label


@pytest.mark.parametrize("body", [["company"], {"data": ["company"]}, [{"type": "company"}]])
def test_type_without_a_country_list_is_for_the_whole_world(
    http: responses.RequestsMock, provider: Detected, body: object
) -> None:
    codes, countries = countries_of(http, provider, body)

    assert codes == ["company"]
    assert len(countries) > 240
    assert Country("SE", "Sweden") in countries


@pytest.mark.parametrize(
    "name", ["search", "searchable", "search_required", "search_available", "searchAvailable"]
)
@pytest.mark.parametrize("value", [True, False, "true", "no", 1])
def test_search_may_be_said_of_the_type_or_of_the_country(
    http: responses.RequestsMock, provider: Detected, name: str, value: object
) -> None:
    body = [
        {"type": "company", name: value, "countries": ["GB", {"code": "SE", name: True}]},
        {"type": "charity", "countries": [{"code": "GB", name: value}, "SE"]},
    ]
    http.get(f"{API}/search/types", json=body)

    company, charity = provider.profile_types()

    said = value in {True, "true"}
    assert [country.search for country in company.countries] == [said, True]
    assert [country.search for country in charity.countries] == [said, None]


@pytest.mark.parametrize("code", ["../x", "a/b", "", "x" * 65, "a b", None, 5.5, [], {}, "ä"])
def test_entry_without_a_usable_code_is_left_out(
    http: responses.RequestsMock, provider: Detected, code: object
) -> None:
    body = [
        {"type": code, "countries": ["GB"]},
        {"type": "company", "countries": [{"code": code}, "GB"]},
    ]

    codes, countries = countries_of(http, provider, body)

    assert codes == ["company"]
    assert countries == (GB,)


@pytest.mark.parametrize("body", [[], {"data": []}, {}, None, "words", 5, [None], [{"type": "/"}]])
def test_types_that_name_no_type_are_misbehaviour(
    http: responses.RequestsMock, provider: Detected, body: object
) -> None:
    http.get(f"{API}/search/types", json=body)

    with pytest.raises(ProviderMisbehaved):
        provider.profile_types()


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_refused_types_are_misbehaviour(
    http: responses.RequestsMock, provider: Detected, status: int
) -> None:
    http.get(f"{API}/search/types", status=status, json={"message": "No."})

    with pytest.raises(ProviderMisbehaved):
        provider.profile_types()


@pytest.mark.parametrize(
    "body",
    [
        {"response_id": "resp-1", "data": [{"lookup_id": "look-1"}]},
        {"responseId": "resp-1", "data": [{"lookupId": "look-1"}]},
        {"response_id": "resp-1", "results": [{"lookup": "look-1"}]},
        {"response_id": "resp-1", "items": [{"id": "look-1"}]},
        {"response_id": "resp-1", "companies": [{"lookup_id": "look-1", "id": "other"}]},
        {"response_id": "resp-1", "matches": [{"lookup_id": "look-1"}]},
        {"data": {"response_id": "resp-1", "results": [{"lookup_id": "look-1"}]}},
        {"response_id": "resp-1", "data": {"items": [{"lookup_id": "look-1"}]}},
        {"data": [{"response_id": "resp-1", "lookup_id": "look-1"}]},
        [{"responseId": "resp-1", "id": "look-1"}],
    ],
)
def test_ids_of_a_row_in_any_shape(
    http: responses.RequestsMock, provider: Detected, body: object
) -> None:
    http.post(f"{API}/search", json=body)

    results = provider.search("company", "GB", {})

    assert results.rows == (Match("look-1", "resp-1", "look-1"),)
    assert results.total == 1


def test_ids_that_are_numbers_become_text(http: responses.RequestsMock, provider: Detected) -> None:
    http.post(f"{API}/search", json={"response_id": 7, "data": [{"id": 12, "name": "Acme"}]})

    results = provider.search("company", "GB", {})

    assert results.rows == (Match("12", "7", "Acme"),)


@pytest.mark.parametrize(
    "body",
    [
        {"response_id": "resp-1", "data": []},
        {"response_id": "resp-1", "data": {"results": []}},
        {"data": [], "meta": {"total": 0}},
        {"items": []},
        [],
    ],
)
def test_no_match_is_an_empty_result(
    http: responses.RequestsMock, provider: Detected, body: object
) -> None:
    http.post(f"{API}/search", json=body)

    results = provider.search("company", "GB", {})

    assert (results.rows, results.total) == ((), 0)
    assert results.response_id


@pytest.mark.parametrize(
    ("rest", "total"),
    [
        ({"meta": {"total": 40}}, 40),
        ({"total": 40}, 40),
        ({"totalItems": 40, "cached": True}, 40),
        ({"count": 40}, 40),
        ({"meta": {"total": "many"}}, 1),
        ({"meta": {"total": 0}}, 1),
        ({"meta": None}, 1),
        ({}, 1),
    ],
)
def test_total_counts_also_what_was_not_sent(
    http: responses.RequestsMock, provider: Detected, rest: dict[str, Any], total: int
) -> None:
    http.post(f"{API}/search", json={"response_id": "r", "items": [{"id": "l"}]} | rest)

    results = provider.search("company", "GB", {})

    assert results.total == total


def test_attributes_of_a_foreign_row_are_shown_with_a_label(
    http: responses.RequestsMock, provider: Detected
) -> None:
    body = {"status": "Success", "responseId": "resp-1", "data": [ZIGNSEC_ROW]}
    http.post(f"{API}/search", json=body)

    (row,) = provider.search("company", "SE", {}).rows

    assert row.title == "Example AB"
    assert row.details == (
        ("Registration number", "5561234567"),
        ("Status", "Active"),
        ("Address", "Example Street 1, 12345, Stockholm, SE"),
        ("Date of incorporation", "1 January 2000"),
    )
    assert Match.from_json(json.loads(json.dumps(row.to_json()))) == row


def test_rows_without_ids_are_left_out_and_rows_beyond_the_limit_counted(
    http: responses.RequestsMock, provider: Detected
) -> None:
    rows = [{"name": "no id"}, *({"id": f"l{n}"} for n in range(10_000))]
    http.post(f"{API}/search", json={"response_id": "r", "data": rows})

    results = provider.search("company", "GB", {})

    assert results.rows[0].lookup_id == "l0"
    assert len(results.rows) == MAX_ROWS - 1
    assert results.total == 10_001


@pytest.mark.parametrize(
    "body",
    [None, "words", 5, {}, {"data": None}, {"data": "x"}, [{"name": "A"}], {"data": [{"id": "l"}]}],
)
def test_answer_without_usable_rows_is_misbehaviour(
    http: responses.RequestsMock, provider: Detected, body: object
) -> None:
    http.post(f"{API}/search", json=body)

    with pytest.raises(ProviderMisbehaved):
        provider.search("company", "GB", {})
