"""The schemas of the sandbox: read, drawn, and answered as the sandbox accepts."""

import re
from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from tests.schema.build import Json, date_entries, entries_of, html_of, page_of
from wizard.sandbox.catalogue import countries, profile_fields, search_fields, types
from wizard.sandbox.validation import validate
from wizard.schema import inputs
from wizard.schema.dialects import read_schema
from wizard.schema.forms import form_class
from wizard.schema.iso import countries as countries_of_the_world

PAIRS = [(kind["type"], code) for kind in types() for code in countries(kind["type"])]
SCHEMAS = {
    f"{form.__name__} {kind}/{code}": (form(kind, code), code)
    for kind, code in PAIRS
    for form in (profile_fields, search_fields)
    if form(kind, code)
}
UNKNOWN = {"profile_fields company/CH": "unknown type 'signature', drawn as text"}


def test_there_are_forms_for_every_pair() -> None:
    assert len({kind for kind, _ in PAIRS}) >= 6
    assert len({code for _, code in PAIRS}) >= 40
    assert len([name for name in SCHEMAS if name.startswith("profile")]) == len(PAIRS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_read_without_a_warning_and_drawn(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Drawing 250 countries for each of 170 schemas is all that would cost.
    monkeypatch.setattr(inputs, "countries", lambda _language: countries_of_the_world()[:9])
    fields, country = SCHEMAS[name]

    schema = read_schema({"data": {"fields": fields}})
    form = form_class(schema, country)()
    html = html_of(form)

    assert [w.partition(": ")[2] for w in schema.warnings] == (
        [UNKNOWN[name]] if name in UNKNOWN else []
    )
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    asked = {raw for each in form.fields for raw in form.raw_names(each)}
    assert asked <= set(re.findall(r' name="([^"]+)"', html))


def accepted(kind: str, country: str, entered: dict[str, Any]) -> Json:
    """The payload of the filled form, after the sandbox found nothing wrong with it."""
    fields = profile_fields(kind, country) or []
    made = form_class(read_schema({"data": {"fields": fields}}), country)
    form = made(MultiValueDict(entries_of(entered)))
    assert form.is_valid(), form.errors
    payload = form.payload()
    assert validate(fields, payload) == {}
    return payload


ADDRESS = {"line_1": "1 High Street", "city": "London", "postcode": "sw1a 1aa"}
GB: dict[str, Any] = {
    "name": "Acme Widgets Ltd",
    "registration_number": "SC-12 34 56",
    "entity_type": "ltd",
    "vat_registered": "false",
    **date_entries("incorporated_on", "3", "February", "2001"),
    **{f"registered_address.{key}": value for key, value in ADDRESS.items()},
    "directors:items": "2",
    "directors.0.name": "Jane Doe",
    "directors.0.nationality": "FR",
    **date_entries("directors.0.date_of_birth", "1", "1", "1970"),
    "email": "jane@example.com",
    "phone": "+44 20 7946 0958",
    "website": "https://www.example.com",
    "business_activity": "Widgets.\r\nAnd more widgets.",
    "source": "forged",
}


def test_a_british_company_is_accepted() -> None:
    payload = accepted("company", "GB", GB)

    assert payload["registration_number"] == "SC123456"
    assert payload["vat_registered"] is False
    assert payload["source"] == "api"
    assert payload["directors"] == [
        {"name": "Jane Doe", "nationality": "FR", "date_of_birth": "1970-01-01"}
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"entity_type": "plc", "share_capital": "£50,000"},
        {"entity_type": "plc", "share_capital": "50.000,50"},
        {"vat_registered": "true", "vat_number": "GB 123 4567 89"},
        {"vat_registered": "", "vat_number": "GB123456789"},
        {"entity_type": "ltd", "share_capital": "50000"},
    ],
    ids=str,
)
def test_conditional_answers_of_a_british_company_are_accepted(change: dict[str, str]) -> None:
    payload = accepted("company", "GB", GB | change)

    assert ("share_capital" in payload) is (payload["entity_type"] == "plc")
    assert ("vat_number" in payload) is (payload.get("vat_registered") is True)


def test_a_british_sole_trader_is_accepted() -> None:
    entered = {
        "trading_name": "Jane's Flowers",
        "full_name": "Jane Doe",
        **date_entries("date_of_birth", "29", "feb", "1972"),
        "utr": "12345-67890",
        **{f"business_address.{key}": value for key, value in ADDRESS.items()},
        "email": "jane@example.com",
    }

    payload = accepted("sole_trader", "GB", entered)

    assert payload["date_of_birth"] == "1972-02-29"
    assert payload["utr"] == "1234567890"


@pytest.mark.parametrize(
    ("change", "state"), [({}, "exempt"), ({"inscricao_estadual": "110 042 490 114"}, "registered")]
)
def test_a_brazilian_company_is_accepted(change: dict[str, str], state: str) -> None:
    entered = {
        "name": "Acme Ltda.",
        "registration_number": "12.345.678/0001-95",
        "entity_type": "ltda",
        **date_entries("incorporated_on", "3", "2", "2001"),
        "state_registration": state,
        "registered_address.line_1": "Av. Paulista 1",
        "registered_address.city": "São Paulo",
        "registered_address.region": "BR-SP",
        "registered_address.postcode": "01310 100",
        "capital_social": "1.234,56",
        "directors:items": "1",
        "directors.0.name": "João Silva",
        "email": "joao@example.com",
    }

    payload = accepted("company", "BR", entered | change)

    assert payload["registered_address"]["region"] == "BR-SP"
    assert payload["registered_address"]["postcode"] == "01310100"


def test_a_state_is_chosen_from_the_list_that_the_provider_accepts() -> None:
    schema = read_schema({"data": {"fields": profile_fields("company", "BR")}})

    page = page_of(form_class(schema, "BR")())

    states = page.one("select", name="registered_address.region")
    offered = {each["value"] for each in page.all("option") if states in each.inside}
    assert {"BR-SP", "BR-RJ", ""} <= offered
