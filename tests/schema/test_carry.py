"""What was typed moves on to the next form, where it fits."""

from typing import Any

import pytest

from tests.schema.build import Json, entries_of, field_of, schema_of
from wizard.carry import Typed, fit, prefixed, typed_fields, unprefixed
from wizard.schema.forms import SchemaForm, form_class


def form_of(*fields: Json) -> type[SchemaForm]:
    return form_class(schema_of(*fields))


def carry(
    old: list[Json], new: list[Json], entered: dict[str, Any]
) -> tuple[dict[str, list[str]], list[str]]:
    return fit(form_of(*new), typed_fields(form_of(*old), entries_of(entered)))


SEARCH = [field_of("name"), field_of("registration_number"), field_of("city")]
ADDRESS = field_of("registered_address", "group", fields=[field_of("city"), field_of("line")])


def people(*more: Json, **rules: Any) -> Json:
    return field_of("people", "list", fields=[field_of("name"), *more], **rules)


def test_a_search_fills_the_details_by_the_same_key_and_by_a_last_key_that_is_unique() -> None:
    details = [field_of("name"), field_of("registration_number"), ADDRESS]

    kept, lost = carry(SEARCH, details, {"name": "Acme", "city": "Leeds"})

    assert kept == entries_of({"name": "Acme", "registered_address.city": "Leeds"})
    assert lost == []


def test_a_last_key_that_is_not_unique_is_not_carried() -> None:
    details = [ADDRESS, field_of("trading_address.city")]

    assert carry(SEARCH, details, {"city": "Leeds"}) == ({}, ["City"])


def test_a_last_key_inside_a_list_is_nobodys() -> None:
    assert carry(SEARCH, [people(min_items=1)], {"name": "Acme"}) == ({}, ["Name"])


@pytest.mark.parametrize(
    ("new", "entered"),
    [
        (field_of("it", pattern="[0-9]+"), "abc"),
        (field_of("it", max_length=2), "abc"),
        (field_of("it", "integer"), "abc"),
        (field_of("it", "date"), "2020-01-01"),
        (field_of("it", "email"), "abc"),
        (field_of("it", "select", options=["x", "y"]), "abc"),
        (field_of("it", "country"), "Narnia"),
        (field_of("other"), "abc"),
        (people(), "abc"),
    ],
)
def test_what_does_not_fit_is_not_carried_and_named(new: Json, entered: str) -> None:
    assert carry([field_of("it", label="The detail")], [new], {"it": entered}) == (
        {},
        ["The detail"],
    )


@pytest.mark.parametrize(
    ("kind", "entered"),
    [
        ("text", {"it": " as typed "}),
        ("number", {"it": "1 234,56"}),
        ("date", {"it_day": "2", "it_month": "jan", "it_year": "2020"}),
        ("month", {"it_month": "jan", "it_year": "2020"}),
        ("checkboxes", {"it": ["a", "b"]}),
        ("boolean", {"it": "false"}),
    ],
)
def test_entries_are_carried_as_they_were_typed(kind: str, entered: dict[str, Any]) -> None:
    fields = [field_of(kind=kind, options=["a", "b"] if kind == "checkboxes" else None)]

    assert carry(fields, fields, entered) == (entries_of(entered), [])


def test_a_date_moves_to_a_date_of_another_key_with_all_its_parts() -> None:
    entered = {"born_day": "2", "born_month": "1", "born_year": "2020"}

    kept, lost = carry([field_of("born", "date")], [field_of("person.born", "date")], entered)

    assert kept == entries_of({f"person.{name}": value for name, value in entered.items()})
    assert lost == []


def test_an_unfinished_date_does_not_fit() -> None:
    fields = [field_of("born", "date")]

    assert carry(fields, fields, {"born_day": "2"}) == ({}, ["Born"])


def test_blanks_are_neither_carried_nor_lost() -> None:
    assert carry(SEARCH, [field_of("other")], {"name": "", "city": ""}) == ({}, [])


def test_a_change_of_country_keeps_what_fits_and_names_the_rest() -> None:
    british = [field_of("name"), field_of("number", pattern="[0-9]{8}"), field_of("vat")]
    german = [field_of("name"), field_of("number", pattern="HRB [0-9]+"), ADDRESS]

    kept, lost = carry(british, german, {"name": "Acme", "number": "01234567", "vat": "GB1"})

    assert kept == entries_of({"name": "Acme"})
    assert lost == ["Number", "Vat"]


def test_a_field_that_is_hidden_for_now_keeps_its_entry() -> None:
    condition: Json = {"visible_when": {"key": "kind", "in": ["plc"]}}
    new = [field_of("kind", "select", options=["ltd", "plc"]), field_of(**condition)]

    kept, lost = carry([field_of(), field_of("kind")], new, {"it": "x", "kind": "ltd"})

    assert kept == entries_of({"it": "x", "kind": "ltd"})
    assert lost == []


# -- lists ---------------------------------------------------------------------------------------

TWO = {"people:items": "2", "people.0.name": "Ann", "people.1.name": "Bob"}


def test_the_items_of_a_list_are_carried_with_their_number() -> None:
    assert carry([people()], [people()], TWO) == (entries_of(TWO), [])


def test_a_number_of_items_alone_is_nothing_typed() -> None:
    assert carry([people()], [people()], {"people:items": "3"}) == ({}, [])


def test_items_beyond_the_new_maximum_stay_for_the_operator_to_choose() -> None:
    kept, lost = carry([people()], [people(max_items=1)], TWO)

    assert kept == entries_of(TWO)
    assert lost == []


def test_a_part_of_an_item_that_no_longer_exists_is_named() -> None:
    old = [people(field_of("role"))]

    kept, lost = carry(old, [people()], {**TWO, "people.1.role": "chair"})

    assert kept == entries_of(TWO)
    assert lost == ["Role"]


def test_a_persons_name_never_becomes_the_companys() -> None:
    entered = {"name": "Acme", **TWO}

    kept, lost = carry([field_of("name"), people()], [field_of("name")], entered)

    assert kept == entries_of({"name": "Acme"})
    assert lost == ["Name", "Name"]


def test_a_like_named_part_does_not_replace_what_has_the_very_key() -> None:
    old = [ADDRESS, field_of("trading_address.city")]

    kept, lost = carry(
        old, [ADDRESS], {"registered_address.city": "Leeds", "trading_address.city": "York"}
    )

    assert kept == entries_of({"registered_address.city": "Leeds"})
    assert lost == ["Trading_address.city"]


def test_lists_in_lists_are_carried() -> None:
    fields = [field_of("d", "list", fields=[field_of("x"), people()])]
    entered = {
        "d:items": "2",
        "d.0.x": "1",
        "d.0.people:items": "1",
        "d.0.people.0.name": "Ann",
        "d.1.people:items": "2",
        "d.1.people.1.name": "Bob",
    }

    kept, lost = carry(fields, fields, entered)

    assert lost == []
    assert kept == entries_of(entered)


# -- the parts -----------------------------------------------------------------------------------


def test_typed_fields_know_their_label_and_all_their_inputs() -> None:
    born = entries_of({"born_day": "2", "born_month": "1", "born_year": ""})

    found = typed_fields(form_of(field_of("born", "date", label="Date of birth"), *SEARCH), born)

    typed = entries_of({"born_day": "2", "born_month": "1"})
    assert found == {"born": Typed("Date of birth", typed)}


def test_a_prefix_goes_on_and_comes_off() -> None:
    bare = entries_of({"a": "1", "b-c": "2", "details": "3"})

    assert prefixed(bare, "details") == entries_of(
        {"details-a": "1", "details-b-c": "2", "details-details": "3"}
    )
    assert unprefixed(prefixed(bare, "details"), "details") == bare


@pytest.mark.parametrize("given", [{}, {"gone": Typed("Gone", {"gone": []})}])
def test_nothing_typed_carries_nothing(given: dict[str, Typed]) -> None:
    assert fit(form_of(*SEARCH), given) == ({}, [item.label for item in given.values()])
