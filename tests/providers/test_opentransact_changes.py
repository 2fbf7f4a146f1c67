"""The form that changes an OpenTransact profile, filled; and what is sent of it."""

import json
from typing import Any

import pytest

from tests.providers.judged import Object, judged, profile, resource
from tests.providers.test_opentransact_forms import filled
from wizard.providers.errors import ProviderRejected
from wizard.providers.opentransact import OpenTransact
from wizard.providers.profiles import Profile
from wizard.sandbox.people import MARKETPLACE, PAYOUTS
from wizard.schema import given
from wizard.schema.fields import Schema

METADATA: Object = {
    "tier": 2,
    "share": 0.5,
    "verified": True,
    "segment": "retail",
    "parents": {"a": [1]},
    "note": "",
    "none": None,
    "lines": "one\ntwo",
    "wizard-reference": "ref-0",
}
ODD = {**METADATA, "a.b": "no name that JSON:API has"}
SHOWN = {"tier": "2", "share": "0.5", "verified": "true", "segment": "retail"}
CONTACTS: Object = {
    "email-addresses": [
        {"id": "e-1", "attributes": {"email": "a@x.example"}},
        {"id": "e-2", "attributes": {"email": "b@x.example"}},
    ],
    "phone-numbers": [{"id": "n-1", "attributes": {"prefix": "+1", "number": "212"}}],
    "addresses": [],
}


def kept(
    provider: OpenTransact, contacts: Object | None = None, links: Object | None = None, **more: Any
) -> Profile:
    made = profile("p-1", **{"metadata": ODD, **more})
    for name, (type_, identity) in (links or {}).items():
        made["relationships"][name] = {"data": {"type": type_, "id": identity}}
    return provider.read_profile({"profile": made, "contacts": contacts or {}})


def entered(provider: OpenTransact, shown: Profile, **changes: Any) -> Object:
    """The payload of its form with these answers changed."""
    form = filled(provider.change_fields(shown), {**(shown.answers or {}), **changes})
    assert given.errors_by_key(form) == {}
    return form.payload()


def change(provider: OpenTransact, shown: Profile, **changes: Any) -> Object:
    """The resource that is PUT."""
    fields = entered(provider, shown, **changes)
    provider.judge(shown.type, "", fields)
    payload = provider.change_payload(shown, fields, "ref-1")
    assert payload["reference"] == "ref-1"
    assert payload["before"] == shown.version
    found: Object = payload["change"]["data"]
    return found


def items(**pairs: str) -> list[Object]:
    return [{"key": key, "value": value} for key, value in pairs.items()]


def test_the_form_is_filled_with_what_stands_there(transact: OpenTransact) -> None:
    shown = kept(transact)

    fields = entered(transact, shown)

    assert shown.answers == {
        "first-name": "Jane",
        "last-name": "Doe",
        "metadata": items(**SHOWN),
    }
    assert fields == {
        **shown.answers,
        "application": MARKETPLACE,
        "kept-metadata": ["parents", "note", "none", "lines", "a.b"],
    }


def test_without_a_change_everything_is_sent_as_it_was(transact: OpenTransact) -> None:
    links = {
        "default_email_address": ("email-addresses", "e-2"),
        "default_phone_number": ("phone-numbers", "n-1"),
    }
    shown = kept(transact, CONTACTS, links)

    sent = change(transact, shown)

    before = shown.source["profile"]
    assert sent["attributes"] == before["attributes"]
    assert json.dumps(sent["attributes"]["metadata"]["share"]) == "0.5"
    assert sent["relationships"] == before["relationships"]
    assert sent["id"] == "p-1"


def test_a_changed_name_leaves_the_rest_of_the_owner(transact: OpenTransact) -> None:
    owner = {"type": "people", "first-name": " Jane ", "last-name": "Doe", "title": "Dr"}

    sent = change(transact, kept(transact, owner=owner), **{"last-name": "Roe"})

    assert sent["attributes"]["owner"] == {**owner, "last-name": "Roe"}


def test_metadata_that_the_form_does_not_show_survives(transact: OpenTransact) -> None:
    sent = change(transact, kept(transact), metadata=items(tier="3", verified="false", new="5"))

    assert sent["attributes"]["metadata"] == {
        "tier": 3,
        "verified": False,
        "new": "5",
        **{k: ODD[k] for k in ("parents", "note", "none", "lines", "a.b", "wizard-reference")},
    }


@pytest.mark.parametrize(
    ("old", "text", "expected"),
    [
        (2, "2", 2),
        (2, "7", 7),
        (2, "2.5", 2.5),
        (2, "three", "three"),
        (2, "true", "true"),
        (2, "NaN", "NaN"),
        (2, "1e999", "1e999"),
        (2, "[1]", "[1]"),
        (1.0, "1.0", 1.0),
        (True, "true", True),
        (True, "false", False),
        (True, "1", "1"),
        ("2", "3", "3"),
        ("true", "true", "true"),
    ],
)
def test_a_value_keeps_its_json_type_as_long_as_it_can(
    transact: OpenTransact, old: Any, text: str, expected: Any
) -> None:
    shown = kept(transact, metadata={"a": old})

    value = change(transact, shown, metadata=items(a=text))["attributes"]["metadata"]["a"]

    assert (value, type(value)) == (expected, type(expected))


@pytest.mark.parametrize("taken", ["parents", "none", "a.b", "wizard-reference"])
def test_a_key_that_is_kept_out_of_sight_cannot_be_taken(
    transact: OpenTransact, taken: str
) -> None:
    shown = kept(transact)
    fields = entered(transact, shown, metadata=items(**{taken: "x"}))

    with pytest.raises(ProviderRejected) as caught:
        transact.judge("people", "", fields)

    assert caught.value.field_errors.keys() == {"metadata.0.key"}


def test_the_defaults_are_chosen_among_what_there_is(transact: OpenTransact) -> None:
    links = {"default_email_address": ("email-addresses", "e-2")}
    shown = kept(transact, CONTACTS, links)

    specs = {spec.key: spec for spec in transact.change_fields(shown)}
    sent = change(transact, shown, **{"default-email": "e-1", "default-phone": "n-1"})

    email, phone = specs["default-email"], specs["default-phone"]
    assert [(each.value, each.label) for each in email.options] == [
        ("e-1", "a@x.example"),
        ("e-2", "b@x.example"),
    ]
    assert [each.label for each in phone.options] == ["+1 212"]
    assert (email.required, phone.required) == (True, False)
    assert sent["relationships"]["default_email_address"]["data"]["id"] == "e-1"
    assert sent["relationships"]["default_phone_number"]["data"]["id"] == "n-1"


def test_where_there_is_nothing_to_choose_nothing_is_asked_or_sent(transact: OpenTransact) -> None:
    shown = kept(transact, {"email-addresses": None, "phone-numbers": []})

    keys = {spec.key for spec in transact.change_fields(shown)}

    assert not keys & {"default-email", "default-phone"}
    assert change(transact, shown)["relationships"].keys() == {"application"}


def test_a_default_that_could_not_be_read_stays(transact: OpenTransact) -> None:
    links = {"default_email_address": ("email-addresses", "e-9")}

    sent = change(transact, kept(transact, {"email-addresses": None}, links))

    assert sent["relationships"]["default_email_address"]["data"]["id"] == "e-9"


def test_the_application_is_the_profiles_own_whatever_is_configured(
    transact: OpenTransact,
) -> None:
    made = profile()
    made["relationships"]["application"]["data"]["id"] = "elsewhere"
    shown = transact.read_profile({"profile": made, "contacts": {}})

    (link,) = change(transact, shown)["relationships"].values()

    assert link["data"]["id"] == "elsewhere"


def test_an_application_that_the_reply_leaves_out_is_asked_for(transact: OpenTransact) -> None:
    attributes = profile()["attributes"]
    bare = {"profile": resource("p-1", attributes=attributes), "contacts": {}}
    shown = transact.read_profile(bare)

    sent = change(transact, shown, application=PAYOUTS)
    with judged(applications={MARKETPLACE: "Marketplace"}) as single:
        only = change(single, shown)

    assert sent["relationships"]["application"]["data"]["id"] == PAYOUTS
    assert only["relationships"]["application"]["data"]["id"] == MARKETPLACE


def test_an_organization_type_that_is_not_documented_may_stay(transact: OpenTransact) -> None:
    owner = {"type": "organizations", "name": "Acme", "organization-type": "gmbh"}

    shown = kept(transact, owner=owner)

    assert change(transact, shown)["attributes"]["owner"] == owner
    changed = change(transact, shown, **{"organization-type": "llc"})
    assert changed["attributes"]["owner"]["organization-type"] == "llc"


@pytest.mark.parametrize(
    "attributes",
    [
        {"owner": {"type": "robots", "name": "R2"}},
        {"owner": None},
        {"owner": {"type": "organizations", "name": "x" * 1001}},
        {"metadata": {"a": "x" * 200_000}},
    ],
)
def test_what_the_form_cannot_hold_is_not_changed(
    transact: OpenTransact, attributes: Object
) -> None:
    assert kept(transact, **attributes).answers is None


@pytest.mark.parametrize("metadata", [None, "{}", [], 5])
def test_metadata_that_is_no_object_is_left_alone(transact: OpenTransact, metadata: Any) -> None:
    shown = kept(transact, metadata=metadata)

    assert "metadata" not in change(transact, shown)["attributes"]
    added = change(transact, shown, metadata=items(a="1"))
    assert added["attributes"]["metadata"] == {"a": "1"}


def test_the_form_can_be_frozen(transact: OpenTransact) -> None:
    schema = transact.change_fields(kept(transact, CONTACTS))

    assert Schema.from_json(json.loads(json.dumps(schema.to_json()))) == schema
