"""Every answer as a row for "check your answers"."""

from dataclasses import replace
from typing import Any

import pytest

from tests.schema.build import Json, date_entries, field_of, filled, page_of, sent
from wizard.answers import Row, Section, sections
from wizard.providers.base import Match
from wizard.schema.forms import SchemaForm
from wizard.state import State
from wizard.steps import Step

STATE = State(type="company", type_label="Company", country="GB", country_name="United Kingdom")
OPTIONS = [{"value": 1, "label": "Alpha"}, {"value": False, "label": "Beta"}]


def details(form: SchemaForm) -> list[Section]:
    assert form.is_valid(), form.errors
    return sections(STATE, {Step.DETAILS: form})[1:]


def rows(*fields: Json, **entered: Any) -> list[Row]:
    return [row for section in details(filled(*fields, **entered)) for row in section.rows]


def lines(*fields: Json, **entered: Any) -> dict[str, list[str]]:
    return {row.label: row.lines for row in rows(*fields, **entered)}


@pytest.mark.parametrize(
    ("kind", "entered", "shown"),
    [
        ("text", {"it": " Acme "}, ["Acme"]),
        ("textarea", {"it": "1 High St\r\nLeeds\n\nUK"}, ["1 High St", "Leeds", "", "UK"]),
        ("date", date_entries("it", "02", "jan", "2020"), ["2 January 2020"]),
        ("integer", {"it": "0"}, ["0"]),
        ("money", {"it": "1,234.50"}, ["1234.50"]),
        ("boolean", {"it": "false"}, ["No"]),
        ("boolean", {"it": "true"}, ["Yes"]),
        ("country", {"it": "GB"}, ["United Kingdom"]),
        ("select", {"it": "1"}, ["Alpha"]),
        ("select", {"it": "false"}, ["Beta"]),
        ("checkboxes", {"it": ["1", "false"]}, ["Alpha", "Beta"]),
        ("text", {"it": "<b>bold</b>"}, ["<b>bold</b>"]),
    ],
)
def test_an_answer_is_shown_as_the_operator_would_write_it(
    kind: str, entered: dict[str, Any], shown: list[str]
) -> None:
    options = OPTIONS if kind in {"select", "checkboxes"} else None

    assert lines(field_of(kind=kind, options=options), **entered) == {"It": shown}


@pytest.mark.parametrize("kind", ["text", "date", "boolean", "checkboxes", "country", "number"])
def test_an_optional_field_without_an_answer_has_a_row_without_lines(kind: str) -> None:
    options = OPTIONS if kind == "checkboxes" else None

    assert lines(field_of(kind=kind, options=options)) == {"It": []}


def test_a_hidden_field_and_a_constant_have_no_row() -> None:
    hidden = field_of(visible_when={"key": "kind", "in": ["x"]})

    assert lines(field_of("kind"), hidden, field_of("c", "hidden", default=1)) == {"Kind": []}


def test_the_pair_comes_first_and_leads_to_its_step() -> None:
    first = sections(STATE, {})

    assert [(s.title, s.step) for s in first] == [("Type and country", Step.TYPE)]
    assert [(row.label, row.lines) for row in first[0].rows] == [
        ("Type", ["Company"]),
        ("Country", ["United Kingdom"]),
    ]


def test_a_chosen_row_of_the_register_is_shown_with_its_details() -> None:
    row = Match("1", "r", "ACME LTD", (("Number", "01234567"),)).to_json()
    state = replace(STATE, results={"id": "r", "rows": [row]}, choice=0)

    chosen = sections(state, {})[1]

    assert (chosen.title, chosen.step) == ("From the register", Step.RESULTS)
    assert [(each.label, each.lines) for each in chosen.rows] == [
        ("Name", ["ACME LTD"]),
        ("Number", ["01234567"]),
    ]
    assert chosen.rows[0].anchor == "id_results-match_0"


def test_sections_have_their_headings_and_the_first_one_a_name() -> None:
    found = details(filled(field_of("a"), field_of("b", section="Contact")))

    assert [(s.title, s.step) for s in found] == [
        ("Company details", Step.DETAILS),
        ("Contact", Step.DETAILS),
    ]


GROUP = field_of("home", "group", fields=[field_of("line"), field_of("city")])


def test_a_group_is_named_before_its_fields_unless_its_section_says_so() -> None:
    entered = {"home.line": "1"}

    assert list(lines(GROUP, **entered)) == ["Home: Line", "Home: City"]
    assert list(lines({**GROUP, "section": "Home"}, **entered)) == ["Line", "City"]


def test_an_optional_group_without_answers_has_no_rows_and_a_required_one_has() -> None:
    assert rows(GROUP) == []
    assert list(lines({**GROUP, "required": True})) == ["Home: Line", "Home: City"]


def test_items_of_a_list_are_numbered_and_blank_ones_left_out() -> None:
    directors = field_of("d", "list", label="Directors", fields=[field_of("name"), GROUP])
    entered = {"d:items": "3", "d.0.name": "Ann", "d.2.home.city": "Leeds"}

    assert lines(directors, **entered) == {
        "Director 1: Name": ["Ann"],
        "Director 3: Name": [],
        "Director 3: Home: Line": [],
        "Director 3: Home: City": ["Leeds"],
    }


def test_items_of_items_say_whose_they_are() -> None:
    inner = field_of("homes", "list", label="Homes", fields=[field_of("city")])
    outer = field_of("d", "list", label="Directors", fields=[inner])
    entered = {"d:items": "2", "d.0.homes:items": "1", "d.1.homes:items": "1"}

    found = rows(outer, **entered, **{"d.0.homes.0.city": "Leeds", "d.1.homes.0.city": "York"})

    assert [row.label for row in found] == [
        "Director 1: Home 1: City",
        "Director 2: Home 1: City",
    ]


def test_a_list_in_a_group_says_which_group_it_is_in() -> None:
    inner = field_of("d", "list", label="Directors", fields=[field_of("name")])
    group = field_of("board", "group", fields=[inner])

    assert list(lines(group, **{"board.d:items": "1", "board.d.0.name": "Ann"})) == [
        "Board: Director 1: Name"
    ]


@pytest.mark.parametrize("prefix", [None, "details"])
def test_every_row_leads_to_an_input_that_exists(prefix: str | None) -> None:
    kinds = ["text", "textarea", "date", "month", "boolean", "country", "money"]
    fields = [field_of(kind, kind) for kind in kinds]
    fields += [field_of("boxes", "checkboxes", options=OPTIONS), {**GROUP, "required": True}]
    fields += [field_of("d", "list", fields=[field_of("name"), field_of("born", "date")])]
    at = f"{prefix}-" if prefix else ""
    form = sent(fields, {f"{at}d:items": "1", f"{at}d.0.name": "Ann"}, prefix=prefix)

    anchors = [row.anchor for section in details(form) for row in section.rows]

    assert len(anchors) == len(fields) + 2
    assert set(anchors) <= set(page_of(form).ids)
