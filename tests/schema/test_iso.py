"""Countries, subdivisions and currencies have their names in the language of the operator."""

import pytest
from django.utils import translation

from tests.schema.build import blank, field_of, made
from wizard.schema.choices import SelectField
from wizard.schema.fields import Option
from wizard.schema.iso import (
    countries,
    country_names,
    currencies,
    folded,
    labelled,
    subdivisions,
)


def names(options: tuple[Option, ...]) -> dict[str, str]:
    return {str(option.value): option.label for option in options}


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("", "Germany"),
        ("en", "Germany"),
        ("en-gb", "Germany"),
        ("de", "Deutschland"),
        ("de-at", "Deutschland"),
        ("fr", "Allemagne"),
        ("pt-br", "Alemanha"),
        ("zh-hans", "德国"),
        ("zh-hant", "德國"),
        ("nb", "Tyskland"),
        ("tlh", "Germany"),
        ("../../de", "Germany"),
    ],
)
def test_a_country_has_its_name_in_a_language_or_in_english(language: str, name: str) -> None:
    found = names(countries(language))

    assert found["DE"] == name
    assert len(found) == len(country_names()) > 240


def test_the_common_name_is_the_one_that_is_shown() -> None:
    assert names(countries())["BO"] == "Bolivia"
    assert names(countries("de"))["KR"] == "Südkorea"
    assert country_names()["TW"] == "Taiwan"


def test_names_are_in_order_without_their_accents() -> None:
    english = [option.label for option in countries()]
    german = [option.label for option in countries("de")]

    assert english.index("Åland Islands") < english.index("Albania")
    assert german.index("Österreich") < german.index("Pakistan")
    assert german == sorted(german, key=folded)


def test_currencies_and_subdivisions_are_translated_too() -> None:
    assert names(currencies())["GBP"] == "GBP – Pound Sterling"
    assert names(currencies("de"))["GBP"] == "GBP – Pfund Sterling"
    assert names(subdivisions("CH"))["CH-GE"] == "Genève"
    assert names(subdivisions("CH", "de"))["CH-GE"] == "Genf"
    assert subdivisions("XX", "de") == subdivisions("", "de") == ()


def test_a_list_is_made_once_a_language() -> None:
    assert countries("de") is countries("de")
    assert subdivisions("GB", "fr") is subdivisions("GB", "fr")


@pytest.mark.parametrize(
    ("kind", "value", "label"),
    [("country", "DE", "Deutschland"), ("currency", "GBP", "GBP – Pfund Sterling")],
)
def test_a_field_speaks_the_language_of_the_operator(kind: str, value: str, label: str) -> None:
    with translation.override("de"):
        field = blank(field_of(kind=kind)).fields["it"]

    assert isinstance(field, SelectField)
    assert (value, label) in list(field.options)


def bare(*codes: str) -> tuple[Option, ...]:
    return tuple(Option(code, code) for code in codes)


def shown(kind: str, options: tuple[Option, ...], country: str = "") -> list[tuple[str, str]]:
    field = made(kind, options=options, required=True, country=country)
    assert isinstance(field, SelectField)
    return list(field.options)


@pytest.mark.parametrize(
    ("kind", "codes", "expected"),
    [
        ("country", ["CH", "DE", "GB"], ["DE Germany", "CH Switzerland", "GB United Kingdom"]),
        ("country", ["GB", "CH"], ["GB United Kingdom", "CH Switzerland"]),
        ("country", ["CHE", "DEU"], ["DEU Germany", "CHE Switzerland"]),
        ("country", ["GB", "ZZ"], ["GB United Kingdom", "ZZ ZZ"]),
        ("country", ["Wales"], ["Wales Wales"]),
        ("currency", ["EUR", "GBP"], ["EUR EUR – Euro", "GBP GBP – Pound Sterling"]),
        ("subdivision", ["CH-ZH"], ["CH-ZH Zürich"]),
    ],
)
def test_a_providers_bare_codes_get_their_names(
    kind: str, codes: list[str], expected: list[str]
) -> None:
    found = shown(kind, bare(*codes), country="CH")

    assert [f"{value} {label}" for value, label in found] == expected


def test_a_providers_own_names_stay() -> None:
    own = (Option("GB", "Great Britain"), Option("DE", "DE"))

    assert shown("country", own) == [("GB", "Great Britain"), ("DE", "Germany")]
    assert labelled(own[:1], countries()) == own[:1]
