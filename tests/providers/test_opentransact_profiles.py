"""The page of one of OpenTransact's profiles: all that the replies have, bounded and in words."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import responses

from tests.providers.judged import HOST, PROFILES, Object, listed, profile, resource
from wizard.providers.errors import ProviderMisbehaved, ProviderUnavailable
from wizard.providers.opentransact import OpenTransact
from wizard.providers.opentransact_profiles import MAX_PAIRS, UNREAD
from wizard.providers.profiles import Pair, Profile

TYPES = ("addresses", "email-addresses", "phone-numbers")
ACME = {"type": "organizations", "name": "Acme Ltd", "organization-type": "s-corp"}


def source(contacts: Any = None, **attributes: Any) -> Object:
    return {"profile": profile("p-1", **attributes), "contacts": contacts or {}}


def contact(identity: str, **attributes: str) -> Object:
    return {"id": identity, "attributes": attributes}


def pairs(shown: Profile, title: str) -> tuple[Pair, ...]:
    found = {section.title: section.pairs for section in shown.sections}
    return found.get(title, ())


def with_link(found: Object, name: str, data: Any) -> Object:
    found["relationships"][name] = {"data": data}
    return found


def test_what_a_reply_leaves_out_is_absent(transact: OpenTransact) -> None:
    bare = transact.read_profile({"profile": resource("p-1"), "contacts": {}})

    assert [section.title for section in bare.sections] == ["Details"]
    assert (bare.id, bare.name, bare.type, bare.type_label) == ("p-1", "", "", "")
    assert bare.answers is None


def test_an_organization_with_words_for_its_type(transact: OpenTransact) -> None:
    shown = transact.read_profile(source(owner={**ACME, "tax-number": "12"}))

    assert (shown.type_label, shown.name) == ("Organization", "Acme Ltd")
    assert pairs(shown, "Owner") == (
        ("Name", "Acme Ltd"),
        ("Organization type", "S corporation"),
        ("Tax number", "12"),
    )


def test_details_have_times_and_attributes_that_nobody_has_documented(
    transact: OpenTransact,
) -> None:
    more = {"created-at": "2025-01-01T00:00:00Z", "risk-score": 5, "closed": False}

    shown = transact.read_profile(source(**more))

    assert pairs(shown, "Details") == (
        ("Application", "Marketplace"),
        ("ID", "p-1"),
        ("Created", datetime(2025, 1, 1, tzinfo=UTC)),
        ("Risk score", "5"),
        ("Closed", "No"),
    )


def test_metadata_with_nested_values_as_compact_text(transact: OpenTransact) -> None:
    metadata = {"tier": 2, "verified": True, "parents": {"a": [1, None]}, "note": "", "none": None}

    shown = transact.read_profile(source(metadata=metadata))

    assert pairs(shown, "Metadata") == (
        ("tier", "2"),
        ("verified", "true"),
        ("parents", '{"a":[1,null]}'),
        ("none", "null"),
    )


def test_contacts_are_numbered_and_defaults_marked(transact: OpenTransact) -> None:
    contacts = {
        "addresses": [contact("a-1", street1="1 High Street", country="GB", zipcode="SW1A 1AA")],
        "email-addresses": [
            contact("e-1", email="a@x.example"),
            contact("e-2", email="b@x.example"),
        ],
        "phone-numbers": [contact("n-1", prefix="+44", number="2079460000"), contact("n-2")],
    }
    both = source(contacts)
    with_link(both["profile"], "default_email_address", resource("e-2", "email-addresses"))
    with_link(both["profile"], "default_phone_number", resource("n-1", "phone-numbers"))

    shown = transact.read_profile(both)

    assert pairs(shown, "Addresses") == (("Address", "1 High Street, SW1A 1AA, United Kingdom"),)
    assert pairs(shown, "Email addresses") == (
        ("Email address 1", "a@x.example"),
        ("Email address 2 (default)", "b@x.example"),
    )
    assert pairs(shown, "Phone numbers") == (
        ("Phone number 1 (default): Prefix", "+44"),
        ("Phone number 1 (default): Number", "2079460000"),
        ("Phone number 2", "n-2"),
    )


def test_a_default_that_was_not_read_is_shown_by_its_id(transact: OpenTransact) -> None:
    made = source({"email-addresses": None})
    with_link(made["profile"], "default_email_address", resource("e-9", "email-addresses"))

    shown = transact.read_profile(made)

    assert pairs(shown, "Email addresses") == (
        ("Email address (default)", "e-9"),
        ("Email addresses", UNREAD),
    )


@pytest.mark.parametrize("status", [401, 403, 404, 422, 500])
def test_contacts_that_cannot_be_read_do_not_hide_the_profile(
    http: responses.RequestsMock, transact: OpenTransact, no_backoff: None, status: int
) -> None:
    http.get(f"{PROFILES}/p-1", json={"data": profile()})
    http.get(f"{HOST}/v1/addresses", json=listed())
    http.get(f"{HOST}/v1/email-addresses", status=status, json={"errors": []})
    http.get(f"{HOST}/v1/phone-numbers", json=listed(profile()))  # of the wrong type

    shown = transact.show_profile("p-1")

    assert shown
    assert pairs(shown, "Owner")
    assert pairs(shown, "Addresses") == ()
    assert pairs(shown, "Email addresses") == (("Email addresses", UNREAD),)
    assert pairs(shown, "Phone numbers") == (("Phone numbers", UNREAD),)


def test_contacts_that_the_profile_has_none_of_are_not_asked_for(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    full = profile()
    for name in ("addresses", "email_addresses", "phone_numbers"):
        with_link(full, name, [])
    http.get(f"{PROFILES}/p-1", json={"data": full})

    assert transact.show_profile("p-1")
    assert len(http.calls) == 1


def test_a_shown_profile_is_the_one_that_is_read_from_its_source(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.get(f"{PROFILES}/p-1", json={"data": profile()})
    link = {"data": resource("p-1")}
    row = resource("e-1", "email-addresses", attributes={"email": "a@x.example", "metadata": "{}"})
    http.get(f"{HOST}/v1/email-addresses", json=listed({**row, "relationships": {"owner": link}}))
    for type_ in ("addresses", "phone-numbers"):
        http.get(f"{HOST}/v1/{type_}", json=listed())

    shown = transact.show_profile("p-1")

    assert shown
    assert transact.read_profile(json.loads(json.dumps(shown.source))) == shown
    assert shown.source["contacts"]["email-addresses"] == [contact("e-1", email="a@x.example")]


@pytest.mark.parametrize("status", [403, 404])
def test_no_such_profile(http: responses.RequestsMock, transact: OpenTransact, status: int) -> None:
    http.get(f"{PROFILES}/p-9", status=status, json={"errors": []})

    assert transact.show_profile("p-9") is None


@pytest.mark.parametrize("identity", ["..", "a/b", "", "x" * 65, "ü"])
def test_an_id_that_is_no_path_segment_is_not_asked_for(
    http: responses.RequestsMock, transact: OpenTransact, identity: str
) -> None:
    assert transact.show_profile(identity) is None
    assert len(http.calls) == 0


def test_another_profile_than_asked_for_is_our_alarm(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.get(f"{PROFILES}/p-1", json={"data": profile("p-2")})

    with pytest.raises(ProviderMisbehaved):
        transact.show_profile("p-1")


def test_a_profile_that_cannot_be_read_now_is_not_missing(
    http: responses.RequestsMock, transact: OpenTransact, no_backoff: None
) -> None:
    http.get(f"{PROFILES}/p-1", status=503)

    with pytest.raises(ProviderUnavailable):
        transact.show_profile("p-1")


def test_a_version_is_when_it_was_changed_and_what_it_is(transact: OpenTransact) -> None:
    one = transact.read_profile(source(**{"updated-at": "2025-01-01T00:00:00Z"}))
    later = transact.read_profile(source(**{"updated-at": "2025-01-02T00:00:00Z"}))
    other = transact.read_profile(source(owner=ACME))
    contacts = transact.read_profile(source({"addresses": None}))
    same = transact.read_profile(source())

    assert one.version.startswith("2025-01-01T00:00:00Z ")
    assert len({one.version, later.version, other.version, same.version}) == 4
    assert contacts.version == same.version


def test_what_is_untrusted_is_bounded(transact: OpenTransact) -> None:
    many = {f"key {n}": "x" * 5000 for n in range(300)}
    contacts = {type_: [contact(f"c-{n}", email="x" * 300) for n in range(50)] for type_ in TYPES}

    shown = transact.read_profile(source(contacts, owner={**ACME, **many}, metadata=many, **many))

    assert all(len(section.pairs) <= MAX_PAIRS + 5 for section in shown.sections)
    assert all(
        len(label) <= 300 and len(str(value)) <= 300
        for section in shown.sections
        for label, value in section.pairs
    )
    assert pairs(shown, "Email addresses")[-1] == ("Email addresses", "30 more are not shown")


def test_a_source_keeps_no_more_of_contacts_than_it_shows(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    attributes = {f"name-{n}": "x" * 2000 for n in range(40)}
    rows = [resource(f"a-{n}", "addresses", attributes=attributes) for n in range(10)]
    http.get(f"{PROFILES}/p-1", json={"data": profile()})
    for type_ in TYPES:
        http.get(f"{HOST}/v1/{type_}", json=listed(*rows) if type_ == "addresses" else listed())

    shown = transact.show_profile("p-1")

    assert shown
    (first, *_) = shown.source["contacts"]["addresses"]
    assert len(first["attributes"]) == 15
    assert all(len(value) <= 300 for value in first["attributes"].values())
