"""OpenTransact's error objects: at the field that they mean, in words, or as our alarm."""

from collections.abc import Iterator
from typing import Any

import pytest
import responses

from tests.providers.judged import (
    ADDRESS,
    HOST,
    ORGANIZATION,
    PERSON,
    PROFILES,
    Object,
    error,
    errors,
    new,
)
from tests.sandbox.opentransact_caller import example
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderMisbehaved,
    ProviderRejected,
)
from wizard.providers.opentransact import OpenTransact
from wizard.providers.opentransact_errors import GONE, NO_APPLICATION, NOT_PERMITTED

FIELDS: Object = {
    **PERSON,
    "metadata": [{"key": "tier", "value": "1"}, {"key": "sales region", "value": "x"}],
    "addresses": [ADDRESS, ADDRESS],
    "email-addresses": ["jane@example.com"],
}
CODES = [each for each in example("error-codes") if each["http"] == 422]
KEY_CODES = [each for each in example("error-codes") if each["http"] == 401]
WRONG_TYPES = {f"100{number:02}" for number in range(7, 13)}


@pytest.fixture
def plain() -> Iterator[OpenTransact]:
    """Answered with what is no document, too."""
    made = OpenTransact(HOST, api_key="key", applications={"a": "A"})
    yield made
    made.close()


def refused(
    http: responses.RequestsMock,
    provider: OpenTransact,
    *objects: Object,
    kind: str = "profile",
    fields: Object = FIELDS,
    status: int = 422,
) -> ProviderRejected:
    done = {"profile": "p-1", "address-1": "a-1", "address-2": "a-2", "email-address-1": "e-1"}
    for method in (http.post, http.put):
        for url in ("profiles", "addresses", "email-addresses", "profiles/p-1"):
            method(f"{HOST}/v1/{url}", json=errors(*objects), status=status)
    steps = new(provider, fields)
    steps.done = done
    with pytest.raises(ProviderRejected) as caught:
        steps.make(kind)
    assert caught.value.status == status
    return caught.value


def of_table(each: Object, attribute: str) -> Object:
    detail = (each["detail"] or "").replace("%{attribute}", attribute)
    return error(str(each["http"]), each["code"], detail)


@pytest.mark.parametrize("each", CODES, ids=lambda each: each["code"])
def test_every_code_of_the_table_is_told_at_the_attribute_that_it_names(
    http: responses.RequestsMock, transact: OpenTransact, each: Object
) -> None:
    caught = refused(http, transact, of_table(each, "first-name"))

    told_at = {**caught.field_errors, **({"": caught.form_errors} if caught.form_errors else {})}
    ((key, told),) = told_at.items()
    assert key == ("" if "cut off" in each["detail"] else "first-name")
    if each["code"] == "10006":
        assert told == ["Enter first name"]
    elif each["code"] == "10013":
        assert told == ["Enter a different first name"]
    elif each["code"] in WRONG_TYPES:
        assert told[0].startswith("First name cannot be of type ")
    assert "http" not in told[0]
    assert not told[0].endswith(".")


@pytest.mark.parametrize("each", KEY_CODES, ids=lambda each: each["code"])
def test_a_refused_key_is_our_alarm_which_says_what_to_do(
    http: responses.RequestsMock, transact: OpenTransact, each: Object
) -> None:
    http.get(PROFILES, json=errors(of_table(each, "")), status=401)
    http.post(PROFILES, json=errors(of_table(each, "")), status=401)

    with pytest.raises(ProviderMisbehaved) as read:
        transact.list_profiles({})
    with pytest.raises(ProviderMisbehaved) as written:
        new(transact, PERSON).make("profile")

    words = {"10002": "check OPENTRANSACT_API_KEY", "10003": "proxy", "10004": "has expired"}
    assert words.get(each["code"], "cannot read the API key") in str(read.value)
    assert str(read.value) == str(written.value)
    assert (type(written.value), written.value.status) == (ProviderMisbehaved, 401)
    assert len(http.calls) == 2


@pytest.mark.parametrize("body", [None, [], {"errors": {}}, errors(error("401", "5"))])
def test_a_401_without_a_known_code_is_our_alarm_too(
    http: responses.RequestsMock, plain: OpenTransact, body: Any
) -> None:
    http.post(PROFILES, json=body, status=401)

    with pytest.raises(ProviderMisbehaved, match="API key was refused"):
        new(plain, PERSON).make("profile")


def test_an_application_that_is_not_permitted_is_said_so(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    for detail in ("", "This API key may not use this application.", "No."):
        caught = refused(http, transact, error("403", "10015", detail), status=403)
        assert caught.field_errors == {"application": [NOT_PERMITTED]}


def test_status_and_code_decide_where_one_code_is_used_twice(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    caught = refused(
        http,
        transact,
        error("422", "10015", "The query param last-name is missing."),
        error("403", "10015", "Forbidden"),
    )

    assert caught.field_errors == {
        "last-name": ["Enter last name"],
        "application": [NOT_PERMITTED],
    }


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ({"pointer": "/data/attributes/owner/last-name"}, "last-name"),
        ({"pointer": "/data/attributes/metadata"}, "metadata"),
        ({"pointer": "/data/attributes/metadata/sales region"}, "metadata.1.value"),
        ({"pointer": "/data/attributes/metadata/wizard-reference"}, "metadata"),
        ({"pointer": "/data/relationships/application/data/id"}, "application"),
        ({"pointer": "/data/relationships/application"}, "application"),
        ({"pointer": "/data"}, ""),
        ({"pointer": 5}, ""),
        ("x", ""),
    ],
)
def test_a_pointer_leads_to_the_field(
    http: responses.RequestsMock, transact: OpenTransact, source: Any, key: str
) -> None:
    caught = refused(http, transact, {"detail": "Is taken.", "source": source})

    told = "Is taken"
    expected = {key: [told]} if key else {}
    assert (caught.field_errors, caught.form_errors) == (expected, [] if key else [told])


def test_a_pointer_counts_more_than_the_detail(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    pointer = {"pointer": "/data/attributes/owner/last-name"}

    caught = refused(http, transact, error("422", "10006", "first-name", source=pointer))

    assert caught.field_errors == {"last-name": ["Enter last name"]}


@pytest.mark.parametrize(
    ("kind", "attribute", "key", "told"),
    [
        ("address-1", "zipcode", "addresses.0.zipcode", "Enter postcode or ZIP code"),
        ("address-2", "street1", "addresses.1.street1", "Enter address line 1"),
        ("address-2", "sub-locality", "addresses.1.sub-locality", "Enter district"),
        ("address-2", "country", "addresses.1.country", "Select country"),
        ("email-address-1", "email", "email-addresses.0", "Enter email address"),
        ("defaults", "default_email_address", "email-addresses", "Enter default email address"),
    ],
)
def test_errors_of_contacts_are_at_the_fields_of_that_item(
    http: responses.RequestsMock,
    transact: OpenTransact,
    kind: str,
    attribute: str,
    key: str,
    told: str,
) -> None:
    detail = f"The request param {attribute} is missing."

    caught = refused(http, transact, error("422", "10006", detail), kind=kind)

    assert (caught.field_errors, caught.form_errors) == ({key: [told]}, [])


@pytest.mark.parametrize(
    ("detail", "key", "told"),
    [
        ("name is too long.", "name", "Name is too long"),
        ("The name has digits", "name", "The name has digits"),
        ("organization-type is odd", "organization-type", "Organization type is odd"),
        ("Organization type is odd", "organization-type", "Organization type is odd"),
        ("surname and filename", "", "surname and filename"),
        ("Something else", "", "Something else"),
        ("", "", "Title"),
    ],
)
def test_an_attribute_is_found_in_a_detail_as_a_word(
    http: responses.RequestsMock, transact: OpenTransact, detail: str, key: str, told: str
) -> None:
    caught = refused(http, transact, error("422", "1", detail), fields=ORGANIZATION)

    found = {**caught.field_errors, **({"": caught.form_errors} if caught.form_errors else {})}
    assert found == {key: [told]}


def test_a_choice_that_is_missing_is_to_be_selected(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    detail = "The request param organization-type is missing."

    caught = refused(http, transact, error("422", "10006", detail), fields=ORGANIZATION)

    assert caught.field_errors == {"organization-type": ["Select organization type"]}


@pytest.mark.parametrize(
    ("kind", "told"),
    [("profile", NO_APPLICATION), ("address-1", GONE), ("defaults", GONE)],
)
def test_what_is_not_found_is_said_in_words(
    http: responses.RequestsMock, transact: OpenTransact, kind: str, told: str
) -> None:
    body = example("error")["errors"][0]

    caught = refused(http, transact, body, kind=kind, status=404)

    assert (caught.field_errors, caught.form_errors) == ({}, [told])


@pytest.mark.parametrize(
    "body",
    [b"", b"not JSON", b"[]", b'{"errors": 5}', b'{"errors": [5, null, []]}', b'{"errors": []}'],
)
def test_a_refusal_that_says_nothing_is_a_refusal(
    http: responses.RequestsMock, plain: OpenTransact, body: bytes
) -> None:
    http.post(PROFILES, body=body, status=422)

    with pytest.raises(ProviderRejected) as caught:
        new(plain, PERSON).make("profile")

    assert (caught.value.field_errors, caught.value.form_errors) == ({}, [])


def test_errors_are_bounded(http: responses.RequestsMock, transact: OpenTransact) -> None:
    many = [error("422", "1", f"{n} {'x' * 1000}") for n in range(200)]
    same = [error("422", "10006", "first-name")] * 50

    caught = refused(http, transact, *many[:50], *same, *many)

    assert len(caught.form_errors) == 10
    assert all(len(told) <= 300 for told in caught.form_errors)
    assert caught.field_errors == {"first-name": ["Enter first name"]}


@pytest.mark.parametrize("status", [402, 405, 410, 413])
def test_an_answer_that_no_write_has_leaves_it_unknown(
    http: responses.RequestsMock, transact: OpenTransact, status: int
) -> None:
    http.post(PROFILES, json=errors(error(str(status), "x")), status=status)

    with pytest.raises(OutcomeUnknown) as caught:
        new(transact, PERSON).make("profile")

    assert caught.value.status == status


def test_a_read_that_fails_says_with_which_codes(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    http.get(f"{PROFILES}/p-1", json=errors(error("422", "10014"), error("x", "Jane")), status=422)

    with pytest.raises(ProviderError, match=r"^answered 422 \(10014\)$") as caught:
        transact.show_profile("p-1")

    assert caught.type is ProviderMisbehaved
