"""What OpenTransact asks for: forms that can be filled, judged and sent."""

from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from tests.providers.judged import (
    ADDRESS,
    APPLICATIONS,
    ORGANIZATION,
    PERSON,
    Object,
    judged,
)
from wizard.providers.base import ProfileType
from wizard.providers.errors import ProviderMisbehaved, ProviderRejected
from wizard.providers.opentransact import OpenTransact
from wizard.providers.opentransact_metadata import WRONG_KEY
from wizard.sandbox.people import MARKETPLACE
from wizard.schema import given
from wizard.schema.fields import Schema, walk
from wizard.schema.forms import SchemaForm, form_class

FULL: Object = {
    "addresses": [{**ADDRESS, "street2": "Apt 4B", "sub-locality": "Manhattan"}],
    "email-addresses": ["jane@example.com", "doe@example.com"],
    "metadata": [{"key": "tier", "value": "1"}],
}


def filled(schema: Schema, answers: Any) -> SchemaForm:
    kind = form_class(schema)
    form = kind(MultiValueDict(given.entries(kind, answers)))
    form.is_valid()
    return form


def schema(provider: OpenTransact, kind: str) -> Schema:
    return provider.profile_fields(kind, "").schema


def test_two_types_are_offered_without_a_country_or_a_search(transact: OpenTransact) -> None:
    types = transact.profile_types()

    assert [(each.code, each.label, each.countries) for each in types] == [
        ("people", "Person", ()),
        ("organizations", "Organization", ()),
    ]
    assert all(isinstance(each, ProfileType) and each.description for each in types)
    assert transact.search_fields("people", "") is None
    with pytest.raises(ProviderMisbehaved):
        transact.search("people", "", {})
    with pytest.raises(ProviderMisbehaved):
        transact.profile_fields("company", "")


def test_what_it_can(transact: OpenTransact) -> None:
    assert (transact.name, transact.label) == ("opentransact", "OpenTransact")
    assert transact.recovers
    assert transact.compares
    assert transact.lists
    assert transact.changes
    assert not transact.refreshes


@pytest.mark.parametrize(("kind", "own"), [("people", PERSON), ("organizations", ORGANIZATION)])
def test_the_form_gives_the_payload_that_was_entered(
    transact: OpenTransact, kind: str, own: Object
) -> None:
    form = filled(schema(transact, kind), {**own, **FULL})

    assert given.errors_by_key(form) == {}
    assert form.payload() == {**own, **FULL}


@pytest.mark.parametrize(("kind", "own"), [("people", PERSON), ("organizations", ORGANIZATION)])
def test_contacts_and_metadata_may_be_left_out(
    transact: OpenTransact, kind: str, own: Object
) -> None:
    form = filled(schema(transact, kind), own)

    assert given.errors_by_key(form) == {}
    assert form.payload() == own


def test_everything_documented_as_required_is(transact: OpenTransact) -> None:
    person = filled(schema(transact, "people"), {"addresses": [{"street2": "x"}]})
    organization = filled(schema(transact, "organizations"), {})

    assert given.errors_by_key(person) == {
        "first-name": ["Enter first name"],
        "last-name": ["Enter last name"],
        "application": ["Select application"],
        "addresses.0.street1": ["Enter address line 1"],
        "addresses.0.locality": ["Enter town or city"],
        "addresses.0.region": ["Enter state, county or region"],
        "addresses.0.zipcode": ["Enter postcode or ZIP code"],
        "addresses.0.country": ["Select country"],
    }
    assert given.errors_by_key(organization) == {
        "name": ["Enter name"],
        "organization-type": ["Select organization type"],
        "application": ["Select application"],
    }


@pytest.mark.parametrize("kind", ["c-corp", "s-corp", "llc", "partnership", "other"])
def test_the_documented_organization_types_are_sent(transact: OpenTransact, kind: str) -> None:
    form = filled(schema(transact, "organizations"), ORGANIZATION | {"organization-type": kind})

    assert form.payload()["organization-type"] == kind


@pytest.mark.parametrize("bad", ["nobody", "@example.com", "a b@example.com"])
def test_an_email_address_must_look_like_one(transact: OpenTransact, bad: str) -> None:
    form = filled(schema(transact, "people"), {**PERSON, "email-addresses": [bad]})

    (key,) = given.errors_by_key(form)
    assert key == "email-addresses.0"


def test_no_more_than_five_contacts_of_a_kind(transact: OpenTransact) -> None:
    many = {"addresses": [ADDRESS] * 6, "email-addresses": ["a@example.com"] * 6}

    form = filled(schema(transact, "people"), {**PERSON, **many})

    assert given.errors_by_key(form) == {
        "addresses": ["You can add up to 5 addresses"],
        "email-addresses": ["You can add up to 5 email addresses"],
    }


def test_a_single_application_is_sent_without_being_asked_for() -> None:
    with judged(applications={MARKETPLACE: "Marketplace"}) as provider:
        form = filled(schema(provider, "people"), {"first-name": "Jane", "last-name": "Doe"})

        assert "application" not in form.fields
        assert form.payload()["application"] == MARKETPLACE
        assert "application" not in {each.key for each in provider.list_filters()}


def test_of_several_applications_one_is_selected_by_its_label(transact: OpenTransact) -> None:
    for specs in (schema(transact, "people"), transact.list_filters()):
        (spec,) = (each for each in specs if each.key == "application")
        assert {option.value: option.label for option in spec.options} == APPLICATIONS


def test_forms_are_the_same_each_time_and_can_be_frozen(transact: OpenTransact) -> None:
    for kind in ("people", "organizations"):
        made = schema(transact, kind)
        assert made.digest == schema(transact, kind).digest
        assert Schema.from_json(made.to_json()) == made
        assert all(each.label for each in walk(made.specs))


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        (["a", "b", "A"], {}),
        (["account-manager", "sales_region", "två ord", "1"], {}),
        (["a", "b", "a"], {"metadata.2.key": "already in the list"}),
        (["wizard-reference"], {"metadata.0.key": "used for something else"}),
        (["links", "relationships"], dict.fromkeys(("metadata.0.key", "metadata.1.key"), "used")),
        (["a.b"], {"metadata.0.key": WRONG_KEY}),
        (["a]", "-a", "a_", "a/b", "a[0"], {f"metadata.{n}.key": WRONG_KEY for n in range(5)}),
    ],
)
def test_keys_of_metadata_are_judged(
    transact: OpenTransact, keys: list[str], wrong: dict[str, str]
) -> None:
    fields = {**PERSON, "metadata": [{"key": key, "value": "x"} for key in keys]}
    found: dict[str, list[str]] = {}

    try:
        transact.judge("people", "", fields)
    except ProviderRejected as error:
        found = error.field_errors

    assert found.keys() == wrong.keys()
    assert all(words in found[key][0] for key, words in wrong.items())


def test_a_wrong_key_is_told_as_it_was_typed(transact: OpenTransact) -> None:
    """Nothing of it is dropped to make it fit."""
    form = filled(
        schema(transact, "people"), {**PERSON, "metadata": [{"key": "v1.2", "value": "x"}]}
    )

    assert form.payload()["metadata"] == [{"key": "v1.2", "value": "x"}]
