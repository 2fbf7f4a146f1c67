"""The writes of a new profile: which, in which order, how often."""

import json
from typing import Any

import pytest
import responses

from tests.providers.judged import (
    ADDRESS,
    HOST,
    PERSON,
    PROFILES,
    Object,
    Steps,
    new,
    profile,
    resource,
)
from wizard.providers.base import NewProfile
from wizard.providers.errors import OutcomeUnknown
from wizard.providers.opentransact import OpenTransact

OTHER = ADDRESS | {"street1": "9 Mill Lane", "street2": "Floor 2"}
FIELDS: Object = {
    **PERSON,
    "metadata": [{"key": "tier", "value": "1"}],
    "addresses": [ADDRESS, OTHER],
    "email-addresses": ["jane@example.com", "doe@example.com"],
}
DONE = {"profile": "p-1", "address_1": "a-1", "address_2": "a-2", "email_address_1": "e-1"}
ADDRESSES, EMAILS = f"{HOST}/v1/addresses", f"{HOST}/v1/email-addresses"


def full(provider: OpenTransact) -> Steps:
    return new(provider, FIELDS, **DONE)


def contact(identity: str, type_: str, owner: str = "p-1", **attributes: Any) -> Object:
    link = {"data": {"id": owner, "type": "profiles"}}
    return resource(identity, type_, attributes=attributes, relationships={"owner": link})


def test_the_payload_is_made_from_the_answers_alone(transact: OpenTransact) -> None:
    again = transact.payload(NewProfile("people", "", "ref-1", fields=FIELDS))

    assert full(transact).payload == again == json.loads(json.dumps(again))
    assert again["reference"] == "ref-1"
    assert again["profile"]["data"]["attributes"] == {
        "owner": {"type": "people", "first-name": "Jane", "last-name": "Doe"},
        "metadata": {"tier": "1", "wizard-reference": "ref-1"},
    }


def test_the_writes_of_a_person_with_contacts(transact: OpenTransact) -> None:
    steps = full(transact)

    writes = transact.writes(steps.payload)

    assert [write.label for write in writes] == [
        "Profile",
        "Address 1",
        "Address 2",
        "Email address 1",
        "Email address 2",
        "Default email address",
    ]
    assert list(steps.kinds()) == [
        "profile",
        "address-1",
        "address-2",
        "email-address-1",
        "email-address-2",
        "defaults",
    ]
    assert len({write.kind for write in writes}) == 6


def test_a_contact_keeps_its_kind_wherever_it_stands(transact: OpenTransact) -> None:
    two = new(transact, PERSON | {"addresses": [ADDRESS, OTHER]}).kinds()
    one = new(transact, PERSON | {"addresses": [OTHER]}).kinds()

    assert one["address-1"] == two["address-2"] != two["address-1"]


def test_contacts_that_are_the_same_are_writes_of_their_own(transact: OpenTransact) -> None:
    kinds = new(transact, PERSON | {"addresses": [ADDRESS, ADDRESS]}).kinds()

    assert list(kinds) == ["profile", "address-1", "address-2"]
    assert len(set(kinds.values())) == 3


def test_one_of_a_kind_has_no_number_and_without_emails_no_default_is_set(
    transact: OpenTransact,
) -> None:
    bare = new(transact, PERSON)
    address = new(transact, PERSON | {"addresses": [ADDRESS]})
    email = new(transact, PERSON | {"email-addresses": ["jane@example.com"]})

    labels = [
        [write.label for write in transact.writes(each.payload)] for each in (bare, address, email)
    ]
    assert labels == [
        ["Profile"],
        ["Profile", "Address"],
        ["Profile", "Email address", "Default email address"],
    ]


def test_each_write_is_one_call_with_its_own_key(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.post(PROFILES, json={"data": profile()}, status=201)
    for number in (1, 2):
        http.post(ADDRESSES, json={"data": contact(f"a-{number}", "addresses")}, status=201)
        http.post(EMAILS, json={"data": contact(f"e-{number}", "email-addresses")}, status=201)
    http.put(f"{PROFILES}/p-1", json={"data": profile()})

    steps = new(transact, FIELDS)
    steps.all()

    requests = [call.request for call in http.calls]
    assert [each.headers["Idempotency-Key"] for each in requests] == [
        f"key-{kind}" for kind in steps.done
    ]
    assert steps.done == {
        "profile": "p-1",
        "address-1": "a-1",
        "address-2": "a-2",
        "email-address-1": "e-1",
        "email-address-2": "e-2",
        "defaults": "p-1",
    }
    sent = [json.loads(each.body or "")["data"] for each in requests]
    assert [each["attributes"] for each in sent[1:3]] == [ADDRESS, OTHER]
    owner = {"owner": {"data": {"type": "profiles", "id": "p-1"}}}
    assert [each["relationships"] for each in sent[1:5]] == [owner] * 4
    assert sent[5] == {
        "type": "profiles",
        "id": "p-1",
        "relationships": {
            "application": {"data": {"type": "applications", "id": PERSON["application"]}},
            "default_email_address": {"data": {"type": "email-addresses", "id": "e-1"}},
        },
    }


@pytest.mark.parametrize("kind", ["profile", "address-1", "email-address-2", "defaults"])
@pytest.mark.parametrize("status", [409, 500, 502])
def test_an_answer_that_does_not_tell_leaves_it_unknown(
    http: responses.RequestsMock, transact: OpenTransact, kind: str, status: int
) -> None:
    for url in (PROFILES, ADDRESSES, EMAILS):
        http.post(url, status=status)
    http.put(f"{PROFILES}/p-1", status=status)

    with pytest.raises(OutcomeUnknown):
        full(transact).make(kind)

    assert len(http.calls) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{}",
        b'{"data": []}',
        b'{"data": {"id": "p-1", "type": "people"}}',
        b'{"data": {"id": "", "type": "profiles"}}',
        b'{"data": {"id": "../p", "type": "profiles"}}',
        b'{"errors": [{"status": "422"}]}',
    ],
)
def test_a_reply_without_the_resource_leaves_it_unknown(
    http: responses.RequestsMock, body: bytes
) -> None:
    http.post(PROFILES, body=body, status=201)
    provider = OpenTransact(HOST, api_key="key", applications={"a": "A"})

    with pytest.raises(OutcomeUnknown):
        new(provider, PERSON).make("profile")
    provider.close()


def test_the_reply_to_a_put_must_be_of_that_profile(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.put(f"{PROFILES}/p-1", json={"data": profile("p-2")})

    with pytest.raises(OutcomeUnknown):
        full(transact).make("defaults")
