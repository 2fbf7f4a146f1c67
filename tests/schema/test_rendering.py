"""A form as HTML: what belongs together is tied together, and nothing hostile gets out."""

from typing import Any

import pytest

from tests.schema.build import Json, Page, blank, field_of, filled, html_of, page_of, sent, words
from wizard.forms import error_summary
from wizard.schema.dialects.kinds import CHOICES
from wizard.schema.forms import SchemaForm

REQUIRED: Json = {"required": True}
AB = [{"value": "a", "label": "Alpha"}, {"value": "b", "label": "Beta"}]
EVERY: list[Json] = [
    field_of("text", help="Help of text"),
    field_of("area", "textarea", **REQUIRED),
    field_of("mail", "email", **REQUIRED),
    field_of("sum", "money", **REQUIRED),
    field_of("radio", "radio", options=AB, help="Help of radio", **REQUIRED),
    field_of("long", "select", options=[f"v{n}" for n in range(9)], **REQUIRED),
    field_of("boxes", "checkboxes", options=AB, help="Help of boxes", **REQUIRED),
    field_of("born", "date", help="Help of born", **REQUIRED),
    field_of("since", "month", **REQUIRED),
    field_of("home", "group", fields=[field_of("city", **REQUIRED)], help="Help", **REQUIRED),
    field_of("people", "list", fields=[field_of("name", **REQUIRED)], help="Help", min_items=2),
    field_of("sect", section="A section", **REQUIRED),
]
FORMS = {
    "new": blank(*EVERY),
    "empty": filled(*EVERY),
    "prefixed": sent(EVERY, {}, prefix="details"),
    "wrong": filled(*EVERY, **{"sum": "x", "born_day": "31", "people:items": "1", "mail": "x"}),
}
each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())


@each_form
def test_every_input_has_a_label_or_a_legend(form: SchemaForm) -> None:
    page = page_of(form)
    labelled = {label["for"] for label in page.all("label")}

    for each in page.all("input", "select", "textarea"):
        if each["type"] != "hidden":
            assert each["id"] in labelled
    assert labelled - {""} <= set(page.ids)
    for fieldset in page.all("fieldset"):
        legends = [e for e in page.all("legend") if e.inside[-1] is fieldset]
        assert len(legends) == 1
        assert words(legends[0])


@each_form
def test_no_id_occurs_twice(form: SchemaForm) -> None:
    ids = page_of(form).ids

    assert len(ids) == len(set(ids))


@each_form
def test_every_description_exists(form: SchemaForm) -> None:
    page = page_of(form)
    named = [name for each in page.elements for name in each["aria-describedby"].split()]

    assert named
    assert set(named) <= set(page.ids)


@pytest.mark.parametrize(
    ("name", "tag", "described"),
    [
        ("text", "input", "id_text_helptext"),
        ("mail", "input", "id_mail_error"),
        ("area", "textarea", "id_area_error"),
        ("long", "select", "id_long_error"),
        ("radio", "fieldset", "id_radio_helptext id_radio_error"),
        ("boxes", "fieldset", "id_boxes_helptext id_boxes_error"),
        ("born", "fieldset", "id_born_helptext id_born_error"),
    ],
)
def test_hint_and_error_describe_the_input_or_its_fieldset(
    name: str, tag: str, described: str
) -> None:
    suffix = "_field" if tag == "fieldset" else ""

    assert (
        page_of(FORMS["empty"]).one(tag, id=f"id_{name}{suffix}")["aria-describedby"] == described
    )


@pytest.mark.parametrize(
    ("name", "inputs"),
    [("mail", 1), ("radio", 2), ("boxes", 2), ("born_day", 1), ("born_year", 1), ("long", 1)],
)
def test_an_input_says_that_it_is_wrong_only_when_it_is(name: str, inputs: int) -> None:
    wrong = list(page_of(FORMS["empty"]).all("input", "select", name=name))

    assert [each["aria-invalid"] for each in wrong] == ["true"] * inputs
    assert "aria-invalid" not in html_of(FORMS["new"])
    assert 'class="error"' not in html_of(FORMS["new"])


def test_choices_dates_groups_and_lists_are_groups_with_a_name() -> None:
    page = page_of(FORMS["new"])

    legends = {e.inside[-1]["id"]: words(e) for e in page.all("legend") if e.inside[-1]["id"]}
    fields = {f"id_{name}_field": name.capitalize() for name in ("radio", "boxes", "born", "since")}
    assert legends == {"id_people": "People"} | fields
    items = [page.one(id=e["aria-labelledby"]) for e in page.all("div", role="group")]
    assert [words(each) for each in items] == ["People 1", "People 2"]
    assert {"Home", "A section"} <= {words(e) for e in page.all("legend")}
    assert words(page.one("h2")) == "A section"


@pytest.mark.parametrize("kind", ["text", "date", "boolean", "checkboxes", "group", "country"])
@pytest.mark.parametrize(("required", "label"), [(False, "It (optional)"), (True, "It")])
def test_optional_fields_say_so_and_required_ones_have_no_mark(
    kind: str, required: bool, label: str
) -> None:
    fields = [field_of("x", required=True)]
    options = ["a", "b"] if kind in CHOICES else []
    form = blank(field_of(kind=kind, options=options, fields=fields, required=required))

    named = [words(e) for e in page_of(form).all("label", "legend")]

    assert label in named
    assert not any("*" in each for each in named)


@pytest.mark.parametrize(
    ("rules", "legend"),
    [({}, "It (optional)"), (REQUIRED, "It"), ({"min_items": 1}, "It")],
    ids=str,
)
def test_a_list_says_whether_it_is_optional(rules: Json, legend: str) -> None:
    form = blank(field_of("it", "list", fields=[field_of("x")], **rules))

    assert words(next(page_of(form).all("legend"))) == legend


@pytest.mark.parametrize("rules", [{}, {"required": True}])
def test_a_field_of_a_begun_optional_group_is_not_marked_optional(rules: Json) -> None:
    group = field_of("g", "group", fields=[field_of("x", **rules), field_of("y")])

    marked = [words(e) for e in page_of(filled(group, **{"g.y": "1"})).all("label")]

    assert marked == ["X" if rules else "X (optional)", "Y (optional)"]


# -- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["empty", "prefixed", "wrong"])
def test_the_summary_says_what_the_fields_say_and_leads_there(name: str) -> None:
    form = FORMS[name]
    page = page_of(form)
    at_fields = [words(e).replace("Error: ", "") for e in page.all("p") if e["class"] == "error"]

    summary = error_summary(form)

    assert sorted(each["text"] for each in summary) == sorted(at_fields)
    assert summary
    for each in summary:
        assert each["to"] in page.ids, each


def test_the_summary_is_in_page_order_and_links_to_the_first_input() -> None:
    links = [(each["to"], each["text"]) for each in error_summary(FORMS["empty"])]

    assert links[:8] == [
        ("id_area", "Enter area"),
        ("id_mail", "Enter mail"),
        ("id_sum", "Enter sum"),
        ("id_radio_0", "Select radio"),
        ("id_long", "Select long"),
        ("id_boxes_0", "Select boxes"),
        ("id_born_day", "Enter born"),
        ("id_since_month", "Enter since"),
    ]


def test_what_was_typed_is_still_there_after_an_error() -> None:
    page = page_of(FORMS["wrong"])

    assert page.one("input", name="sum")["value"] == "x"
    assert page.one("input", name="born_day")["value"] == "31"


# -- lists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "count", "buttons"),
    [
        ({}, "0", ["Add item"]),
        ({}, "1", ["Remove Item 1", "Add another item"]),
        ({"max_items": 1}, "1", ["Remove Item 1"]),
        ({"min_items": 1}, "1", ["Add another item"]),
    ],
)
def test_a_list_offers_what_may_be_done(rules: Json, count: str, buttons: list[str]) -> None:
    items = field_of("it", "list", label="Items", fields=[field_of("x")], **rules)
    page = page_of(filled(items, **{"it:items": count}))

    assert [words(e) for e in page.all("button")] == buttons
    assert page.one("input", name="it:items")["value"] == count


# -- hostile text --------------------------------------------------------------------------------

EVIL = """"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}{% now "Y" %}"""


def _evil(kind: str, key: str) -> Json:
    options = [{"value": value, "label": EVIL} for value in (EVIL, "other")]
    rules: dict[str, Any] = dict.fromkeys(("label", "help", "placeholder", "section"), EVIL)
    nested = [{"key": EVIL, "label": EVIL, "required": True}]
    rules |= {
        "options": options if kind in CHOICES else [],
        "fields": nested,
        "pattern_message": EVIL,
        "pattern": "x",
    }
    return field_of(key, kind, default=EVIL, min_items=1, required=True, **rules)


@pytest.mark.parametrize(
    "kind", ["text", "textarea", "select", "checkboxes", "date", "group", "list", "boolean"]
)
@pytest.mark.parametrize("entered", [None, EVIL])
def test_hostile_texts_are_escaped_everywhere(kind: str, entered: str | None) -> None:
    fields = [_evil(kind, EVIL), _evil(kind, "it")]
    posted = dict.fromkeys(("it", "it_day", "it_month", "it_year"), EVIL)
    form = blank(*fields) if entered is None else filled(*fields, **posted)

    html = html_of(form)

    assert not {e.tag for e in Page(html).elements} & {"script", "img"}
    assert not any(name.startswith("on") for e in Page(html).elements for name in e.attrs)
    assert "&lt;script&gt;" in html
    assert "{{ 7|add:7 }}" in html.replace("&quot;", '"')
    if form.is_bound:
        assert error_summary(form)
