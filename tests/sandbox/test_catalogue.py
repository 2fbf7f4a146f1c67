"""Every form that the sandbox can ask for is well formed."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from wizard.sandbox import catalogue
from wizard.sandbox.validation import validate

KINDS = {
    *("text", "textarea", "email", "phone", "url"),
    *("number", "integer", "decimal", "money", "percent", "boolean"),
    *("date", "month", "year", "country", "subdivision", "currency"),
    *("select", "radio", "multiselect", "checkboxes"),
    *("address", "person-name", "group", "list", "hidden"),
}
PAIRS = [
    (kind["type"], country["code"], country["search"])
    for kind in catalogue.types()
    for country in kind["countries"]
]


def all_fields(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for field in fields:
        yield field
        yield from all_fields(field.get("fields", []))


def test_there_are_six_types_and_forty_countries() -> None:
    offered = {kind["type"]: kind["countries"] for kind in catalogue.types()}

    assert set(offered) == {
        *("company", "sole_trader", "individual", "charity", "partnership", "trust")
    }
    assert len(offered["company"]) >= 40
    assert {c["code"]: c["search"] for c in offered["company"]}["AE"] is False
    assert sum(country["search"] for country in offered["company"]) >= 15


@pytest.mark.parametrize(("type_", "country", "search"), PAIRS)
def test_every_form_is_well_formed(type_: str, country: str, search: bool) -> None:
    details = catalogue.profile_fields(type_, country)
    search_form = catalogue.search_fields(type_, country)

    assert details
    assert bool(search_form) == search
    for form in (details, search_form or []):
        keys = [field["key"] for field in form]
        assert len(keys) == len(set(keys))
        for condition in (f["visible_when"] for f in form if "visible_when" in f):
            assert condition["key"] in keys
        for field in all_fields(form):
            assert field["label"]
            assert field["type"] in KINDS | {"signature"}
            check_rules(field)


def check_rules(field: dict[str, Any]) -> None:
    if field["type"] in ("select", "radio", "multiselect", "checkboxes", "subdivision"):
        values = [option["value"] for option in field["options"]]
        assert values
        assert len(values) == len(set(values))
    if "pattern" in field:
        assert field["pattern_message"]
        assert re.fullmatch(field["pattern"], field["placeholder"]), field
        always = {key: rule for key, rule in field.items() if key != "visible_when"}
        assert validate([always], field_data(field["key"], field["placeholder"])) == {}


def field_data(key: str, value: Any) -> Any:
    for part in reversed(key.split(".")):
        value = {part: value}
    return value


def test_every_kind_occurs_and_one_is_unknown() -> None:
    seen = {
        field["type"]
        for type_, country, _ in PAIRS
        for field in all_fields(catalogue.profile_fields(type_, country) or [])
    }

    assert seen == KINDS | {"signature"}


def test_sections_are_not_torn_apart() -> None:
    for type_, country, _ in PAIRS:
        sections = [f["section"] for f in catalogue.profile_fields(type_, country) or []]
        starts = [s for i, s in enumerate(sections) if i == 0 or sections[i - 1] != s]
        assert len(starts) == len(set(starts))


def test_no_form_for_what_is_not_offered() -> None:
    assert catalogue.profile_fields("charity", "DE") is None
    assert catalogue.profile_fields("submarine", "GB") is None
    assert catalogue.search_fields("sole_trader", "GB") is None
    assert catalogue.search_fields("company", "JP") == []
