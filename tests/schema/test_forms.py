"""Specs become a form: sections, groups, lists, and what was answered in them."""

from typing import Any

import pytest

from tests.schema.build import Json, blank, entries_of, field_of, filled, html_of, page_of
from wizard.schema.layout import MAX_ITEMS

REQUIRED: Json = {"required": True}


def people(**rules: Any) -> Json:
    names = [field_of("name", **REQUIRED), field_of("role")]
    return field_of("people", "list", fields=names, **rules)


def home(**rules: Any) -> Json:
    lines = [field_of("line", **REQUIRED), field_of("city", **REQUIRED), field_of("zip")]
    return field_of("home", "group", fields=lines, **rules)


def test_sections_stand_in_the_order_of_the_schema() -> None:
    form = blank(
        field_of("a", section="One"),
        field_of("b"),
        field_of("c", section="Two"),
        field_of("d", section="One"),
    )

    drawn = [(s["legend"], [n["field"].name for n in s["nodes"]]) for s in form.sections()]
    assert drawn == [("One", ["a", "d"]), ("", ["b"]), ("Two", ["c"])]


def test_a_section_without_anything_to_ask_is_not_drawn() -> None:
    hidden = field_of("b", section="Gone", visible_when={"key": "a", "in": ["x"]})
    form = blank(field_of("a"), hidden, field_of("c", "hidden", section="Constants", default=1))

    assert [section["legend"] for section in form.sections()] == [""]


def test_nested_groups_are_nested_on_the_page_and_in_the_payload() -> None:
    inner = field_of("inner", "group", label="Inner", fields=[field_of("leaf")])
    outer = field_of("outer", "group", label="Outer", fields=[field_of("first"), inner], help="H")
    form = filled(outer, **{"outer.first": "1", "outer.inner.leaf": "2"})

    assert form.is_valid()
    assert form.payload() == {"outer": {"first": "1", "inner": {"leaf": "2"}}}
    group = form.sections()[0]["nodes"][0]["group"]
    assert (group["legend"], group["help"], group["optional"]) == ("Outer", "H", True)
    assert group["nodes"][1]["group"]["nodes"][0]["field"].name == "outer.inner.leaf"


def test_dotted_keys_and_groups_meet_in_one_object() -> None:
    form = filled(field_of("a.b"), field_of("a.c.d"), **{"a.b": "1", "a.c.d": "2"})

    assert form.is_valid()
    assert form.payload() == {"a": {"b": "1", "c": {"d": "2"}}}


def test_an_address_without_fields_has_its_known_parts() -> None:
    form = filled(field_of("home", "address", **REQUIRED), **{"home.line_1": "1 High Street"})

    assert list(form.errors) == ["home.city", "home.country"]


@pytest.mark.parametrize(
    ("rules", "entered", "wrong"),
    [
        ({}, {}, []),
        ({}, {"home.line": "  "}, []),
        ({}, {"home.zip": "LS1"}, ["home.line", "home.city"]),
        ({}, {"home.line": "1"}, ["home.city"]),
        (REQUIRED, {}, ["home.line", "home.city"]),
    ],
)
def test_an_optional_group_is_required_only_once_it_is_begun(
    rules: Json, entered: dict[str, str], wrong: list[str]
) -> None:
    form = filled(home(**rules), **entered)

    assert list(form.errors) == wrong


def test_an_optional_group_in_a_required_one_is_begun_by_itself() -> None:
    outer = field_of("o", "group", fields=[field_of("x", **REQUIRED), home()], **REQUIRED)

    assert list(filled(outer, **{"o.x": "1"}).errors) == []
    assert list(filled(outer, **{"o.x": "1", "o.home.zip": "2"}).errors) == [
        "o.home.line",
        "o.home.city",
    ]


# -- lists -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "shown"),
    [({}, 0), (REQUIRED, 1), ({"min_items": 3}, 3), ({"min_items": 999}, MAX_ITEMS)],
)
def test_a_list_shows_as_many_items_as_are_needed(rules: Json, shown: int) -> None:
    assert len(blank(people(**rules)).repeats["people"].items) == shown


def test_items_are_sent_in_order_and_blank_further_ones_are_ignored() -> None:
    entered = {"people:items": "4", "people.0.name": "Ann", "people.2.name": "Cy"}
    form = filled(people(min_items=1), **entered, **{"people.2.role": "chair"})

    assert form.is_valid(), form.errors
    assert form.payload() == {"people": [{"name": "Ann"}, {"name": "Cy", "role": "chair"}]}


def test_an_item_that_is_needed_must_be_filled_and_a_further_one_once_begun() -> None:
    form = filled(people(min_items=1), **{"people:items": "2", "people.1.role": "chair"})

    assert list(form.errors) == ["people.0.name", "people.1.name"]


@pytest.mark.parametrize(("count", "message"), [("0", "Add at least 2 persons"), ("2", "")])
def test_fewer_items_than_needed_is_an_error_at_the_list(count: str, message: str) -> None:
    entered = {"people.0.name": "Ann", "people.1.name": "Bob", "people:items": count}
    form = filled(people(min_items=2, label="Persons"), **entered)

    assert form.is_valid() is (not message)
    assert form.repeats["people"].error == message
    assert form.non_field_errors() == ([message] if message else [])


def test_more_items_than_the_maximum_are_an_error_of_the_list() -> None:
    entered = {f"people.{n}.name": f"P{n}" for n in range(5)}
    form = filled(people(max_items=2), **entered, **{"people:items": "5"})

    assert not form.is_valid()
    assert form.repeats["people"].error == "You can add up to 2 people"
    assert html_of(form).count('value="P4"') == 1


def test_lists_in_lists_have_their_own_items() -> None:
    outer = field_of("d", "list", fields=[field_of("name"), people()])
    form = filled(
        outer,
        **{"d:items": "2", "d.1.name": "B", "d.1.people:items": "2", "d.1.people.1.name": "Ann"},
    )

    assert form.is_valid(), form.errors
    assert form.payload() == {"d": [{"name": "B", "people": [{"name": "Ann"}]}]}


# -- constants, defaults, carried entries --------------------------------------------------------


def test_constants_are_sent_as_they_are_and_cannot_be_posted() -> None:
    made = [
        field_of("source", "hidden", default="api"),
        field_of("flag", "constant", default=False),
    ]
    form = filled(*made, source="evil", flag="true")

    assert form.is_valid()
    assert form.payload() == {"source": "api", "flag": False}
    assert form.entries() == {}


@pytest.mark.parametrize(
    ("entered", "sent"), [({}, {}), ({"home.line": "1"}, {"line": "1", "v": 2})]
)
def test_a_constant_of_an_optional_group_is_sent_once_the_group_is_begun(
    entered: dict[str, str], sent: Json
) -> None:
    fields = [field_of("line"), field_of("v", "hidden", default=2)]
    form = filled(field_of("home", "group", fields=fields), **entered)

    assert form.is_valid()
    assert form.payload() == ({"home": sent} if sent else {})


def test_sending_a_constant_does_not_change_the_schema() -> None:
    constants = [
        field_of("source", "hidden", default={"by": "api"}),
        field_of("source.at", "hidden", default="desk"),
    ]
    form = filled(*constants)
    before = form.schema.digest

    assert form.is_valid()
    assert form.payload() == form.payload()
    assert form.schema.digest == before


@pytest.mark.parametrize(
    ("kind", "default", "shown"),
    [
        ("text", "Acme", ["Acme"]),
        ("integer", 0, ["0"]),
        ("select", "b", ["b"]),
        ("select", 2, ["2"]),
        ("boolean", True, ["true"]),
        ("boolean", False, ["false"]),
        ("checkboxes", ["a", "b"], ["a", "b"]),
        ("date", "2020-03-12", ["12", "03", "2020"]),
        ("month", "2020-03", ["03", "2020"]),
    ],
)
def test_a_default_fills_a_new_form(kind: str, default: Any, shown: list[str]) -> None:
    page = page_of(blank(field_of(kind=kind, default=default, options=_options(kind))))

    inputs = [each for each in page.all("input") if each["name"] != ":drawn"]
    ticked = [each for each in inputs if "checked" in each.attrs]
    typed = [each for each in inputs if each["type"] == "text"]
    assert [each["value"] for each in (ticked or typed)] == shown


def test_a_default_does_not_come_back_when_it_was_cleared() -> None:
    form = filled(field_of(default="Acme"), it="")

    assert form.is_valid()
    assert form.payload() == {}


@pytest.mark.parametrize(
    ("kind", "carried"),
    [
        ("text", {"it": "Acme"}),
        ("select", {"it": "b"}),
        ("boolean", {"it": "true"}),
        ("date", {"it_day": "31", "it_month": "Feb", "it_year": ""}),
        ("checkboxes", {"it": ["a", "b"]}),
    ],
)
def test_carried_entries_fill_a_new_form_as_they_were_typed(
    kind: str, carried: dict[str, Any]
) -> None:
    form = blank(
        field_of(kind=kind, options=_options(kind), default="x"), carried=entries_of(carried)
    )

    page = page_of(form)
    assert not form.is_bound
    for name, value in carried.items():
        wanted = value if isinstance(value, list) else [value]
        inputs = list(page.all("input", name=name))
        ticked = [each["value"] for each in inputs if "checked" in each.attrs]
        typed = [each["value"] for each in inputs if each["type"] == "text"]
        assert (ticked or typed) == wanted


def test_carried_items_are_all_shown() -> None:
    carried = entries_of({"people:items": "2", "people.0.name": "Ann", "people.1.name": "Bob"})

    form = blank(people(), carried=carried)

    assert [form[f"people.{n}.name"].value() for n in (0, 1)] == ["Ann", "Bob"]


def _options(kind: str) -> list[Any] | None:
    return ["a", "b", 2] if kind in {"select", "checkboxes"} else None
