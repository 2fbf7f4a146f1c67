"""OpenTransact's list: its filters in our query, its rows."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import responses

from tests.providers.judged import (
    APPLICATIONS,
    PERSON,
    PROFILES,
    Object,
    error,
    errors,
    judged,
    listed,
    profile,
    resource,
)
from wizard.providers.errors import ProviderMisbehaved, ProviderRejected
from wizard.providers.opentransact import OpenTransact
from wizard.providers.opentransact_errors import NOT_PERMITTED
from wizard.providers.profiles import ProfileRow
from wizard.sandbox.people import MARKETPLACE, PAYOUTS

ACME = {"type": "organizations", "name": "Acme Ltd", "organization-type": "llc"}
MOMENT = "2025-03-30T10:00:00Z"


def query(http: responses.RequestsMock) -> dict[str, str]:
    """What was asked besides the page."""
    pairs = parse_qsl(urlsplit(str(http.calls[-1].request.url)).query)
    return {name: value for name, value in pairs if not name.startswith("page")}


def refused(provider: OpenTransact, filters: Object) -> dict[str, list[str]]:
    with pytest.raises(ProviderRejected) as caught:
        provider.list_profiles(filters)
    return caught.value.field_errors


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {}),
        ({"application": PAYOUTS}, {"filter[application-id]": PAYOUTS}),
        (
            {"metadata": {"key": "sales region", "value": "Nörd & Co"}},
            {"filter[metadata][sales region]": "Nörd & Co"},
        ),
        (
            {"created": {"start": "2025-03-01", "finish": "2025-03-31"}},
            {
                "filter[created-between][start]": "2025-03-01T00:00:00Z",
                "filter[created-between][finish]": "2025-03-31T23:59:59Z",
            },
        ),
        (
            {"updated": {"finish": "2025-03-31"}},
            {
                "filter[updated-between][start]": "2000-01-01T00:00:00Z",
                "filter[updated-between][finish]": "2025-03-31T23:59:59Z",
            },
        ),
        (
            {"updated": {"finish": "1999-03-31"}},
            {
                "filter[updated-between][start]": "1999-03-31T00:00:00Z",
                "filter[updated-between][finish]": "1999-03-31T23:59:59Z",
            },
        ),
    ],
)
def test_filters_are_asked_as_documented(
    http: responses.RequestsMock, transact: OpenTransact, filters: Object, expected: Any
) -> None:
    http.get(PROFILES, json=listed())

    transact.list_profiles(filters)

    assert query(http) == expected


def test_a_range_without_an_end_is_open_until_tomorrow(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.get(PROFILES, json=listed())

    transact.list_profiles({"created": {"start": "2025-03-01"}})

    finish = datetime.fromisoformat(query(http)["filter[created-between][finish]"])
    assert timedelta(0) < finish - datetime.now(UTC) < timedelta(days=2)
    transact.list_profiles({"created": {"start": "9000-01-01"}})
    assert query(http)["filter[created-between][finish]"] == "9000-01-01T23:59:59Z"


@pytest.mark.parametrize(
    ("filters", "wrong"),
    [
        ({"metadata": {"key": "tier"}}, {"metadata.value": ["Enter metadata value"]}),
        ({"metadata": {"value": "1"}}, {"metadata.key": ["Enter metadata key"]}),
        (
            {"created": {"start": "2025-03-02", "finish": "2025-03-01"}},
            {"created.finish": ["Created to must be on or after 2 March 2025"]},
        ),
    ],
)
def test_half_a_filter_is_told_at_its_field_and_not_asked(
    http: responses.RequestsMock, transact: OpenTransact, filters: Object, wrong: Any
) -> None:
    assert refused(transact, filters) == wrong
    assert len(http.calls) == 0


def test_a_key_that_no_filter_can_hold_is_told(transact: OpenTransact) -> None:
    assert refused(transact, {"metadata": {"key": "a]", "value": "1"}}).keys() == {"metadata.key"}


@pytest.mark.parametrize(
    ("object_", "wrong"),
    [
        (
            error("422", "10015", "The query param filter[application-id] is missing."),
            {"application": ["Select application"]},
        ),
        (
            error("422", "10013", "filter[created_between][start] must be set."),
            {"created.start": ["Enter a different created from"]},
        ),
        (
            error("422", "1", "Unknown.", source={"parameter": "filter[metadata][tier]"}),
            {"metadata.value": ["Unknown"]},
        ),
        (error("403", "10015"), {"application": [NOT_PERMITTED]}),
    ],
)
def test_a_filter_that_is_refused_is_told_at_its_field(
    http: responses.RequestsMock, transact: OpenTransact, object_: Object, wrong: Any
) -> None:
    http.get(PROFILES, json=errors(object_), status=int(object_["status"]))

    assert refused(transact, {"application": PAYOUTS}) == wrong
    assert refused(transact, {}) == wrong


def test_a_list_that_is_refused_without_filters_is_our_alarm(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.get(PROFILES, json=errors(error("400", "", "No.")), status=400)

    with pytest.raises(ProviderMisbehaved):
        transact.list_profiles({})
    with pytest.raises(ProviderRejected):
        transact.list_profiles({"application": PAYOUTS})


def test_a_single_application_narrows_every_list(http: responses.RequestsMock) -> None:
    http.get(PROFILES, json=listed())
    expected = {"filter[application-id]": MARKETPLACE}

    with judged(applications={MARKETPLACE: "Marketplace"}) as provider:
        provider.list_profiles({})
        assert query(http) == expected
        provider.similar("people", PERSON)
        assert query(http) == expected


def test_rows_have_what_the_reply_has(http: responses.RequestsMock, transact: OpenTransact) -> None:
    times = {"created-at": MOMENT, "updated-at": "long ago"}
    http.get(
        PROFILES,
        json=listed(
            profile("p-1", **times),
            profile("p-2", owner=ACME),
            profile("p-3", owner={"type": "house-holds", "name": "Doe"}),
            resource("p-4"),
            **{"page-count": 2, "current-page": 1, "count": 4},
        ),
    )

    page = transact.list_profiles({})

    market = ("Application", "Marketplace")
    kind = ("Organization type", "Limited liability company (LLC)")
    moment = datetime(2025, 3, 30, 10, tzinfo=UTC)
    assert page.rows == (
        ProfileRow(
            "p-1", "Person", "Jane Doe", (market, ("Created", moment), ("Updated", "long ago"))
        ),
        ProfileRow("p-2", "Organization", "Acme Ltd", (market, kind)),
        ProfileRow("p-3", "House holds", "Doe", (market,)),
        ProfileRow("p-4", "", "", ()),
    )
    assert (page.pages, page.total, page.more) == (2, 4, True)


def test_an_application_that_is_not_configured_is_shown_by_its_id(
    http: responses.RequestsMock,
) -> None:
    http.get(PROFILES, json=listed(profile()))

    with judged(applications={PAYOUTS: "Payouts", "x": "X"}) as provider:
        (row,) = provider.list_profiles({}).rows

    assert row.details == (("Application", MARKETPLACE),)


def test_the_filters_are_those_of_the_configuration(transact: OpenTransact) -> None:
    assert [spec.key for spec in transact.list_filters()] == [
        *("application", "metadata.key", "metadata.value"),
        *("created.start", "created.finish", "updated.start", "updated.finish"),
    ]
    assert set(APPLICATIONS) == {MARKETPLACE, PAYOUTS}
