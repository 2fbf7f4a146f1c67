"""The items of a repeated group as cards: what they are called and which of them are open."""

from typing import Any

import pytest

from tests.schema.build import (
    Json,
    blank,
    date_entries,
    entries_of,
    field_of,
    filled,
    page_of,
    words,
)
from wizard.schema.cards import LONGEST, Card
from wizard.schema.forms import SchemaForm

REQUIRED: Json = {"required": True}
NAME = field_of("name", **REQUIRED)
ROLE = field_of("role", "select", options={"chair": "The chair", "member": "A member"})


def people(*fields: Json, **rules: Any) -> Json:
    return field_of("d", "list", label="Directors", fields=list(fields), **rules)


def cards(form: SchemaForm, *path: int) -> list[Card]:
    """The cards of the form's one repeated group, or those within one of its items."""
    found: list[Card] = form.sections()[0]["nodes"][0]["cards"]
    for position in path:
        nodes = found[position].nodes
        found = next(node["cards"] for node in nodes if "cards" in node)
    return found


def card(*fields: Json, **entered: Any) -> Card:
    """The card of one item, with its entries by the names of its fields."""
    inner = {f"d.0.{name}": value for name, value in entered.items()}
    return cards(blank(people(*fields), carried=entries_of({"d:items": "1", **inner})))[0]


# -- what they are called ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entered", "title", "more"),
    [
        ({"name": "Ann", "town": "Leeds"}, "Ann", "Leeds"),
        ({"town": "Leeds", "name": "Ann"}, "Ann", "Leeds"),
        ({"first_name": "Ann", "middle_name": "", "last_name": "Lee"}, "Ann Lee", ""),
        ({"title": "Dr", "givenName": "Ann", "surname": "Lee"}, "Ann Lee", "Dr"),
        (
            {"town": "Ely", "shop": "No 7", "street": "Mill Lane", "door": "b"},
            "Ely",
            "No 7, Mill Lane",
        ),
    ],
)
def test_an_item_is_called_by_its_name_else_by_its_first_text(
    entered: dict[str, str], title: str, more: str
) -> None:
    shown = card(*map(field_of, entered), **entered)

    assert (shown.legend, shown.title, shown.more) == ("Director 1", title, more)


def test_choices_and_dates_are_told_as_the_page_says_them_and_name_nothing() -> None:
    born = field_of("since", "date")
    entered = {"role": "chair", **date_entries("since", "3", "feb", "2001")}

    shown = card(ROLE, born, **entered)

    assert (shown.title, shown.more) == ("", "The chair, 3 February 2001")


@pytest.mark.parametrize(
    ("kind", "entered"),
    [
        ("textarea", {"it": "A long story"}),
        ("boolean", {"it": "true"}),
        ("percent", {"it": "25"}),
        ("select", {"it": "neither"}),
        ("date", date_entries("it", "31", "2", "2001")),
        ("month", date_entries("it", "", "", "2001")),
        ("checkboxes", {"it": ["a", "b"]}),
    ],
)
def test_what_says_nothing_by_itself_is_not_on_the_card(kind: str, entered: Json) -> None:
    shown = card(field_of("it", kind, options=["a", "b"]), **entered)

    assert (shown.title, shown.more) == ("", "")


def test_what_is_sensitive_or_stands_in_something_that_is_stays_off_the_card() -> None:
    home = field_of("home", "group", fields=[field_of("city")], sensitive=True)

    shown = card(field_of("name", sensitive=True), home, **{"name": "Ann", "home.city": "Leeds"})

    assert (shown.title, shown.more, shown.open) == ("", "", False)


def test_a_long_answer_is_cut_and_put_on_one_line() -> None:
    shown = card(NAME, field_of("town"), name="x" * 100, town="a \n b")

    assert shown.title == "x" * (LONGEST - 1) + "…"
    assert shown.more == "a b"


def test_a_card_follows_what_is_typed_also_where_it_is_wrong() -> None:
    form = filled(people(field_of("name", max_length=2)), **{"d:items": "1", "d.0.name": "Ann"})

    assert cards(form)[0].title == "Ann"


def test_answers_of_nested_items_do_not_name_the_outer_one() -> None:
    homes = field_of("homes", "list", fields=[field_of("name")])
    entered = {"homes:items": "1", "homes.0.name": "The barn"}

    assert card(homes, **entered).title == ""


# -- which are open ------------------------------------------------------------------------------


def test_only_items_that_are_not_begun_are_open_at_first() -> None:
    carried = entries_of({"d:items": "3", "d.0.name": "Ann", "d.2.name": " "})

    found = cards(blank(people(NAME), carried=carried))

    assert [each.open for each in found] == [False, True, True]


@pytest.mark.parametrize(
    ("kind", "default"), [("text", "UK"), ("select", "a"), ("checkboxes", ["a", "b"])]
)
def test_an_item_with_nothing_but_defaults_is_not_begun(kind: str, default: Any) -> None:
    fields = [field_of("it", kind, options=["a", "b"], default=default), NAME]

    assert card(*fields).open
    assert card(*fields, it=default).open
    assert not card(*fields, it=default, name="Ann").open


def test_items_with_errors_are_open() -> None:
    entered = {"d:items": "2", "d.0.name": "Ann", "d.1.role": "chair"}

    form = filled(people(NAME, ROLE), **entered)

    assert [each.open for each in cards(form)] == [False, True]


def test_an_item_with_an_error_in_or_at_its_nested_list_is_open() -> None:
    homes = field_of("homes", "list", fields=[field_of("city", max_length=3)], min_items=1)
    names = {"d:items": "3", "d.0.name": "Ann", "d.1.name": "Bob", "d.2.name": "Cy"}
    counts = {"d.0.homes:items": "1", "d.1.homes:items": "1", "d.2.homes:items": "0"}
    cities = {"d.0.homes.0.city": "Ely", "d.1.homes.0.city": "Leeds"}

    form = filled(people(NAME, homes), **names, **counts, **cities)

    assert [each.open for each in cards(form)] == [False, True, True]
    assert [each.open for each in cards(form, 1)] == [True]


@pytest.mark.parametrize(
    ("active", "outer", "inner"),
    [
        ("", [False, False], [False]),
        ("d", [False, False], [False]),
        ("d.1", [False, True], [False]),
        ("d.1.homes", [False, True], [False]),
        ("d.1.homes.0", [False, True], [True]),
        ("d.10", [False, False], [False]),
    ],
)
def test_the_item_that_was_changed_last_is_open_and_what_it_stands_in(
    active: str, outer: list[bool], inner: list[bool]
) -> None:
    homes = field_of("homes", "list", fields=[field_of("city")])
    names = {"d:items": "2", "d.0.name": "Ann", "d.1.name": "Bob"}
    carried = entries_of({**names, "d.1.homes:items": "1", "d.1.homes.0.city": "Ely"})
    form = blank(people(NAME, homes), carried=carried)

    form.active = active

    assert [each.open for each in cards(form)] == outer
    assert [each.open for each in cards(form, 1)] == inner


def test_a_card_is_drawn_as_details_whose_inputs_are_sent_open_or_not() -> None:
    carried = entries_of({"d:items": "2", "d.0.name": "Ann", "d.0.role": "member"})

    page = page_of(blank(people(NAME, ROLE), carried=carried))

    assert ["open" in each.attrs for each in page.all("details")] == [False, True]
    first, second = (words(each) for each in page.all("summary"))
    assert first == "Director 1: Ann A member EditClose"
    assert second == "Director 2 EditClose"
    name = page.one("input", name="d.0.name")
    assert name["value"] == "Ann"
    assert page.one("details", id="id_d.0") in name.inside
