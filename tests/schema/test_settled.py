"""A page with a part of the questions: what is settled is not drawn and stays as it is stored."""

from typing import Any

from tests.schema.build import Json, blank, entries_of, field_of, filled, html_of
from wizard.schema.forms import SchemaForm

NAME = field_of("name", required=True)
BOX = field_of("box", "checkboxes", options=["a", "b"])
PEOPLE = field_of("people", "list", fields=[field_of("who")], min_items=1)
MORE = field_of("more", visible_when={"key": "name", "in": ["x"]})
FIELDS: list[Json] = [NAME, BOX, PEOPLE, MORE]
STORED = entries_of({"name": "x", "box": ["a"], "people:items": "2", "people.1.who": "Bob"})


def settled(form: SchemaForm, *names: str) -> SchemaForm:
    form.settled = frozenset(names)
    return form


def names(form: SchemaForm) -> set[str]:
    html = html_of(form)
    return {name for name in form.fields if f'name="{name}"' in html}


def part(**entered: Any) -> SchemaForm:
    """What a browser sends of a page without the name and the people."""
    form = settled(blank(*FIELDS, carried=STORED), "name", "people", "more")
    return filled(*FIELDS, **{form.page_name: form.page, form.drawn_name: form.drawn}, **entered)


def test_what_is_settled_is_not_drawn_lists_with_all_that_is_in_them() -> None:
    form = settled(blank(*FIELDS, carried=STORED), "name", "people")

    assert names(form) == {"box", "more"}
    assert "people" not in html_of(form)
    assert (form.page, form.drawn) == ("box", "more")


def test_a_whole_page_says_all_that_is_on_it_a_list_once() -> None:
    form = blank(*FIELDS, carried=STORED)

    assert (form.page, form.drawn) == ("name box people", "more")
    assert filled(*FIELDS, **{":page": form.page}).whole


def test_a_page_that_says_nothing_was_whole() -> None:
    assert filled(*FIELDS, name="x").whole


def test_what_was_not_on_the_page_stays_as_it_is_stored_and_what_was_is_taken() -> None:
    sent = part(box=["b"])

    assert not sent.whole
    assert sent.entries(STORED) == {**STORED, "box": ["b"]}


def test_what_was_emptied_on_the_page_is_not_taken_from_what_is_stored() -> None:
    assert "box" not in part().entries(STORED)


def test_what_is_sent_for_a_question_that_was_not_on_the_page_is_not_taken() -> None:
    assert part(name="forged").entries(STORED)["name"] == ["x"]


def test_questions_that_the_schema_has_gained_since_the_page_are_unseen() -> None:
    page = {":page": "name box people", ":drawn": ""}
    new = field_of("new")

    assert filled(*FIELDS, new, name="y", **page).unseen() == ["new"]
    assert filled(*FIELDS, name="y", **page).unseen() == []
