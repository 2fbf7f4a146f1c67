"""What became of a write whose answer was lost: found by our reference, by owner and content."""

import logging
from urllib.parse import parse_qsl, urlsplit

import pytest
import responses

from tests.providers.judged import ADDRESS, PERSON, PROFILES, Object, listed, new, profile
from tests.providers.test_opentransact_writes import (
    ADDRESSES,
    EMAILS,
    FIELDS,
    OTHER,
    contact,
    full,
)
from wizard.providers.base import Written
from wizard.providers.errors import ProviderMisbehaved, ProviderRejected
from wizard.providers.opentransact import OpenTransact
from wizard.providers.opentransact_errors import GONE


def with_default(email: str | None) -> Object:
    """The profile with this default e-mail address."""
    shown = profile()
    link = {"id": email, "type": "email-addresses"} if email else None
    shown["relationships"]["default_email_address"] = {"data": link}
    return {"data": shown}


def query(http: responses.RequestsMock, call: int = -1) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(str(http.calls[call].request.url)).query))


def test_a_profile_is_found_by_our_reference(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    made = profile("p-7", metadata={"wizard-reference": "ref-1"})
    http.get(PROFILES, json=listed(made))

    assert full(transact).find("profile") == Written("p-7")
    assert query(http)["filter[metadata][wizard-reference]"] == "ref-1"


def test_a_profile_that_is_not_there_may_be_sent_again(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.get(PROFILES, json=listed())

    assert full(transact).find("profile") is None


@pytest.mark.parametrize("metadata", [{}, {"wizard-reference": "ref-2"}, {"tier": "ref-1"}])
def test_a_list_that_is_not_filtered_tells_nothing(
    http: responses.RequestsMock, transact: OpenTransact, metadata: Object
) -> None:
    mine = profile("p-7", metadata={"wizard-reference": "ref-1"})
    http.get(PROFILES, json=listed(mine, profile("p-8", metadata=metadata)))

    with pytest.raises(ProviderMisbehaved, match="not filtered"):
        full(transact).find("profile")


def test_of_several_with_our_reference_the_oldest_is_taken_and_we_are_told(
    http: responses.RequestsMock, transact: OpenTransact, caplog: pytest.LogCaptureFixture
) -> None:
    mark = {"wizard-reference": "ref-1"}
    times = {"p-1": "2025-01-02T00:00:00Z", "p-2": "2025-01-01T00:00:00Z", "p-3": ""}
    http.get(PROFILES, json=listed(*(profile(each, metadata=mark) for each in times)))
    for each, moment in times.items():
        extra = {"created-at": moment} if moment else {}
        http.get(f"{PROFILES}/{each}", json={"data": profile(each, metadata=mark, **extra)})

    assert full(transact).find("profile") == Written("p-2")
    alarms = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert [each.getMessage() for each in alarms] == ["reference ref-1: 3 profiles have it"]


def test_a_contact_is_found_by_its_owner_and_content(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    created: Object = {"metadata": {}, "created-at": "2025-01-01T00:00:00Z"}
    rows = [
        contact("a-8", "addresses", **OTHER | created),
        contact("a-7", "addresses", **ADDRESS | created),
    ]
    http.get(ADDRESSES, json=listed(*rows))

    assert new(transact, FIELDS, profile="p-1").find("address-1") == Written("a-7")
    asked = query(http)
    assert (asked["filter[owner-type]"], asked["filter[owner-id]"]) == ("profiles", "p-1")


def test_a_contact_that_an_earlier_write_made_is_not_taken_for_another(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    fields = PERSON | {"addresses": [ADDRESS, ADDRESS]}
    first = contact("a-1", "addresses", **ADDRESS)
    http.get(ADDRESSES, json=listed(first))
    http.get(ADDRESSES, json=listed(first, contact("a-2", "addresses", **ADDRESS)))

    steps = new(transact, fields, profile="p-1", address_1="a-1")

    assert steps.find("address-2") is None
    assert steps.find("address-2") == Written("a-2")


def test_an_email_is_found_whatever_its_metadata_looks_like(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    row = contact("e-7", "email-addresses", email="doe@example.com", metadata="{}")
    http.get(EMAILS, json=listed(row))

    assert full(transact).find("email-address-2") == Written("e-7")


def test_contacts_of_somebody_else_tell_nothing(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.get(ADDRESSES, json=listed(contact("a-7", "addresses", owner="p-2", **ADDRESS)))

    with pytest.raises(ProviderMisbehaved, match="not filtered"):
        full(transact).find("address-1")


@pytest.mark.parametrize(
    ("default", "expected"), [("e-1", Written("p-1")), ("e-9", None), (None, None)]
)
def test_the_defaults_are_found_at_the_profile(
    http: responses.RequestsMock,
    transact: OpenTransact,
    default: str | None,
    expected: Written | None,
) -> None:
    http.get(f"{PROFILES}/p-1", json=with_default(default))

    assert full(transact).find("defaults") == expected


def test_defaults_of_a_profile_that_is_gone_are_not_set(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.get(f"{PROFILES}/p-1", status=404, json={"errors": []})

    with pytest.raises(ProviderRejected) as caught:
        full(transact).find("defaults")
    assert caught.value.form_errors == [GONE]


@pytest.mark.parametrize("status", [400, 401, 403, 422])
@pytest.mark.parametrize("kind", ["profile", "address-1"])
def test_what_cannot_be_told_is_no_refusal(
    http: responses.RequestsMock, transact: OpenTransact, kind: str, status: int
) -> None:
    http.get(PROFILES, status=status, json={"errors": []})
    http.get(ADDRESSES, status=status, json={"errors": []})

    with pytest.raises(ProviderMisbehaved):
        full(transact).find(kind)
