"""The names of a form's inputs, and which of what was posted is kept."""

from typing import Any

from tests.schema.build import Json, blank, entries_of, error, field_of, filled, page_of, sent

REQUIRED: Json = {"required": True}


def people(**rules: Any) -> Json:
    names = [field_of("name", **REQUIRED), field_of("role")]
    return field_of("people", "list", fields=names, **rules)


def test_entries_keep_declared_fields_only_and_as_typed() -> None:
    entered = {"name": " Acme ", "born_day": "31", "born_month": "x", "tags": ["a", "b"]}
    posted = {**entered, "evil": "1", "csrfmiddlewaretoken": "t", "people:items": "1"}
    tags = field_of("tags", "checkboxes", options=["a", "b"])
    form = filled(field_of("name"), field_of("born", "date"), tags, **posted)

    assert form.entries() == entries_of(entered)


def test_entries_of_a_list_carry_its_number_of_items_under_the_prefix() -> None:
    posted = {"details-people:items": "1", "details-people.0.name": "Ann", "people.0.name": "Eve"}
    form = sent([people()], posted, prefix="details")

    assert form.entries() == entries_of(
        {"details-people:items": "1", "details-people.0.name": "Ann"}
    )


def test_hostile_keys_have_safe_names_that_do_not_collide() -> None:
    keys = ['a"b', "a'b", "a b", "a_b", "<a>", "_a_", "ключ", "____"]
    form = filled(*map(field_of, keys), a_b="1", a_b_="2", a_b__="3", a_b___="4")

    assert len(form.fields) == len(keys)
    assert form.is_valid()
    assert form.payload() == {'a"b': "1", "a'b": "2", "a b": "3", "a_b": "4"}


def test_the_inputs_of_a_date_do_not_collide_with_another_field() -> None:
    fields = [field_of("since", "date"), field_of("since_year", "year")]

    names = [each["name"] for each in page_of(blank(*fields)).all("input")]

    assert len(set(names)) == len(names)


def test_lists_whose_names_collide_have_items_of_their_own() -> None:
    fields = [field_of(key, "list", fields=[field_of("x")]) for key in ("a b", "a_b")]

    names = [each["name"] for each in page_of(blank(*fields)).all("input")]

    assert len(set(names)) == len(names)


def test_one_path_reached_in_two_ways_does_not_raise() -> None:
    group = field_of("a", "group", fields=[field_of("b", **REQUIRED)])
    hidden = field_of("a.b", visible_when={"key": "nothing", "in": ["x"]})

    form = filled(group, hidden, **{"a.b": "1"})

    assert form.is_valid()
    assert form.payload() == {"a": {"b": "1"}}


def test_an_error_stands_at_its_field() -> None:
    form = filled(field_of("name", **REQUIRED), field_of("born", "date"), born_day="1")

    assert error(form, "name") == "Enter name"
    assert error(form, "born") == "Born must include a month and year"
