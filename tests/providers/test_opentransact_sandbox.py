"""OpenTransact against the sandbox over real HTTP: every document judged."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.providers.judged import ADDRESS, ORGANIZATION, PERSON, Object, Steps, new, speaking
from wizard.providers.base import Written
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderMisbehaved,
    ProviderRejected,
)
from wizard.providers.jsonapi import MEDIA_TYPES
from wizard.providers.opentransact import CHANGED_MEANWHILE, OpenTransact
from wizard.providers.opentransact_errors import NOT_PERMITTED
from wizard.providers.profiles import Profile, Value
from wizard.sandbox import keys
from wizard.sandbox.people import ELSEWHERE, MARKETPLACE, PAYOUTS, SHOWN
from wizard.sandbox.server import SandboxServer

FULL: Object = {
    **ORGANIZATION,
    "metadata": [{"key": "tier", "value": "gold"}],
    "addresses": [ADDRESS, {**ADDRESS, "street2": "Floor 2"}],
    "email-addresses": ["first@example.com", "second@example.com"],
}


@pytest.fixture
def provider(sandbox: SandboxServer) -> Iterator[OpenTransact]:
    with speaking(sandbox) as made:
        yield made


def setting(sandbox: SandboxServer, **settings: str) -> None:
    body = json.dumps({name.replace("_", "-"): value for name, value in settings.items()})
    headers = {"Content-Type": "application/json"}
    url = f"{sandbox.url}/sandbox/opentransact"
    urlopen(Request(url, body.encode(), headers)).close()


def shown(provider: OpenTransact, identity: str) -> Profile:
    found = provider.show_profile(identity)
    assert found
    return found


def section(profile: Profile, title: str) -> dict[str, Value]:
    return next((dict(each.pairs) for each in profile.sections if each.title == title), {})


@pytest.mark.parametrize("replies", ["short", "full"])
@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_a_profile_with_all_its_contacts_is_created_and_shown(
    sandbox: SandboxServer, provider: OpenTransact, replies: str, media_type: str
) -> None:
    setting(sandbox, media_type=media_type, replies=replies)

    steps = new(provider, FULL)
    steps.all()
    profile = shown(provider, steps.done["profile"])

    assert [each["idempotency-key"] for each in sandbox.writes()] == [
        f"key-{kind}" for kind in steps.done
    ]
    assert (profile.name, profile.type_label) == ("Acme Corporation", "Organization")
    assert section(profile, "Metadata") == {"tier": "gold", "wizard-reference": "ref-1"}
    assert len(section(profile, "Addresses")) == 2
    emails = {value: label for label, value in section(profile, "Email addresses").items()}
    assert emails["first@example.com"].endswith(" (default)")
    assert not emails["second@example.com"].endswith(" (default)")


def test_every_write_is_found_where_it_was_made_and_only_there(provider: OpenTransact) -> None:
    steps = new(provider, FULL)

    for write in provider.writes(steps.payload):
        assert steps.find(write.kind) is None
        done = dict(steps.done)
        made = steps.make(write.kind)
        steps.done = done
        assert steps.find(write.kind) == made
        steps.done[write.kind] = made.remote_id


def test_a_write_with_a_used_key_is_not_made_twice(
    sandbox: SandboxServer, provider: OpenTransact
) -> None:
    steps = new(provider, FULL)
    steps.all()
    made = len(sandbox.writes())

    for kind in list(steps.done):
        with pytest.raises(OutcomeUnknown) as caught:
            Steps(provider, steps.payload, dict(steps.done)).make(kind)
        assert caught.value.status == 409
    assert len(sandbox.writes()) == made


def test_what_is_missing_or_not_listed_is_told_at_its_field(provider: OpenTransact) -> None:
    steps = new(provider, {**PERSON, "first-name": " ", "addresses": [{"country": "US"}]})
    odd = new(provider, {**ORGANIZATION, "organization-type": "gmbh"})
    country = new(provider, {**PERSON, "addresses": [{**ADDRESS, "country": "XX"}]})
    told = []

    country.done = steps.done = {"profile": SHOWN}
    for each, kind in (
        (steps, "profile"),
        (steps, "address-1"),
        (odd, "profile"),
        (country, "address-1"),
    ):
        with pytest.raises(ProviderRejected) as caught:
            each.make(kind)
        told.append({key: texts[0] for key, texts in caught.value.field_errors.items()})

    assert told == [
        {"first-name": "Enter first name"},
        {
            "addresses.0.street1": "Enter address line 1",
            "addresses.0.zipcode": "Enter postcode or ZIP code",
            "addresses.0.locality": "Enter town or city",
            "addresses.0.region": "Enter state, county or region",
        },
        {"organization-type": "Enter a different organization type"},
        {"addresses.0.country": "Enter a different country"},
    ]


def test_an_application_of_somebody_else_is_not_permitted(sandbox: SandboxServer) -> None:
    with speaking(sandbox, applications={ELSEWHERE: "Elsewhere", PAYOUTS: "Payouts"}) as provider:
        with pytest.raises(ProviderRejected) as written:
            new(provider, {**PERSON, "application": ELSEWHERE}).make("profile")
        with pytest.raises(ProviderRejected) as read:
            provider.list_profiles({"application": ELSEWHERE})

    expected = {"application": [NOT_PERMITTED]}
    assert (written.value.field_errors, read.value.field_errors) == (expected, expected)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (keys.issue(time.time(), -1), "has expired"),
        ("nonsense", "cannot read the API key"),
        (keys.issue(time.time())[:-3] + "AAA", "does not know the API key"),
    ],
    ids=["expired", "malformed", "unknown"],
)
def test_a_key_that_does_not_hold_is_our_alarm(
    sandbox: SandboxServer, key: str, words: str
) -> None:
    with (
        speaking(sandbox, api_key=key) as provider,
        pytest.raises(ProviderMisbehaved, match=words),
    ):
        provider.list_profiles({})

    assert len(sandbox.requests()) == 1


# -- profiles that exist --------------------------------------------------------------------------


def test_the_list_is_gone_through_page_by_page(provider: OpenTransact) -> None:
    first, last = provider.list_profiles({}), provider.list_profiles({}, 34)

    assert (len(first.rows), first.pages, first.total, first.more) == (30, 34, 1000, True)
    assert (len(last.rows), last.more) == (10, False)
    assert {row.type_label for row in first.rows} == {"Person", "Organization"}
    assert (last.rows[-1].id, last.rows[-1].name) == (SHOWN, "John Doe")


def test_every_filter_narrows_the_list(provider: OpenTransact) -> None:
    made = new(provider, {**PERSON, "metadata": [{"key": "sales region", "value": "Nörd"}]})
    made.make("profile")
    today = datetime.now(UTC).date()

    def ids(**filters: Any) -> set[str]:
        return {row.id for row in provider.list_profiles(filters).rows}

    mine = {made.done["profile"]}
    assert ids(metadata={"key": "sales region", "value": "Nörd"}) == mine
    assert ids(metadata={"key": "sales region", "value": "nörd"}) == set()
    assert ids(created={"start": str(today - timedelta(days=1))}) == mine
    assert ids(created={"finish": "2022-06-21"}) >= {SHOWN}
    assert mine <= ids(updated={"start": str(today), "finish": str(today)})
    assert ids(application=PAYOUTS, metadata={"key": "key", "value": "value"}) == {SHOWN}
    assert ids(application=MARKETPLACE, metadata={"key": "key", "value": "value"}) == set()


def test_a_thousand_profiles_are_compared(provider: OpenTransact) -> None:
    new(provider, {**ORGANIZATION, "name": "Lantern Works GmbH & Co. KG"}).make("profile")

    alike = provider.similar("organizations", {"name": "LANTERN WORKS, Inc."})
    person = provider.similar("people", {"first-name": "doe", "last-name": "JOHN"})

    assert [row.name for row in alike.rows] == ["Lantern Works GmbH & Co. KG"]
    assert (alike.compared, alike.all) == (1001, True)
    assert SHOWN in {row.id for row in person.rows}


def test_no_such_profile(provider: OpenTransact) -> None:
    assert provider.show_profile("unknown") is None


# -- changes --------------------------------------------------------------------------------------


def change(provider: OpenTransact, profile: Profile, **changes: Any) -> Steps:
    fields = {**(profile.answers or {}), **changes}
    return Steps(provider, provider.change_payload(profile, fields, "ref-2"), {})


def test_a_profile_is_changed_and_what_was_not_changed_stays(
    sandbox: SandboxServer, provider: OpenTransact
) -> None:
    made = new(provider, FULL)
    made.all()
    before = shown(provider, made.done["profile"])
    second = made.done["email-address-2"]

    steps = change(provider, before, name="Acme Ltd", **{"default-email": second})
    assert steps.find("change") is None
    written = steps.make("change")
    after = shown(provider, before.id)

    assert written == steps.find("change") == Written(before.id)
    assert after.version != before.version
    assert (after.name, after.answers) == (
        "Acme Ltd",
        {**(before.answers or {}), "name": "Acme Ltd", "default-email": second},
    )
    assert section(after, "Metadata") == section(before, "Metadata")
    assert sandbox.writes()[-1]["idempotency-key"] == "key-change"


def test_a_change_upon_somebody_elses_is_not_sent_again(provider: OpenTransact) -> None:
    before = shown(provider, SHOWN)
    change(provider, before, **{"last-name": "Roe"}).make("change")

    with pytest.raises(ProviderRejected) as caught:
        change(provider, before, **{"last-name": "Poe"}).find("change")

    assert caught.value.form_errors == [CHANGED_MEANWHILE]


def test_a_change_whose_answer_is_lost_is_found(
    sandbox: SandboxServer, provider: OpenTransact
) -> None:
    steps = change(provider, shown(provider, SHOWN), **{"last-name": "Lost Answer"})

    with pytest.raises(OutcomeUnknown):
        steps.make("change")

    assert steps.find("change") == Written(SHOWN)
    assert len(sandbox.writes()) == 1
