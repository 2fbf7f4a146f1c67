"""Forms of one schema share its fields and what is drawn of them: nothing of one is in another."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.utils import timezone, translation

from tests.schema.build import Json, blank, field_of, filled, html_of, schema_of
from wizard.schema.fields import FieldSpec, Schema, thawed
from wizard.schema.forms import ROOM, SchemaForm, form_class

BOXES = field_of("colours", "checkboxes", options=["red", "green", "blue"])
PEOPLE = field_of("people", "list", fields=[field_of("name", required=True)], min_items=1)
ADDRESS = field_of("address", "group", fields=[field_of("line", required=True)])
EVERYTHING: list[Json] = [
    field_of("name", required=True),
    field_of("kind", "select", options=["a", "b"]),
    field_of("tax", required=False, required_when={"field": "kind", "value": "a"}),
    field_of("more", visible_when={"field": "name", "value": "x"}),
    field_of("born", "date"),
    BOXES,
    PEOPLE,
    ADDRESS,
]
SECRET = "Jane Secret Doe"
ENTRIES: dict[str, list[str]] = {
    "name": [SECRET],
    "kind": ["a"],
    "tax": ["tax 77"],
    "born_day": ["13"],
    "colours": ["red", "green"],
    "people.0.name": [SECRET],
    "address.line": ["1 Hidden Street"],
}


def drawn(form: SchemaForm) -> str:
    return html_of(form)


def other_uses() -> None:
    """All that may be done with a form of the same schema."""
    carried = blank(*EVERYTHING, carried=ENTRIES)
    drawn(carried)
    carried["name"].help_text = carried["address.line"].help_text = "From the portal"
    drawn(carried)
    wrong = filled(*EVERYTHING, **{name: values for name, values in ENTRIES.items() if values})
    wrong.is_valid()
    wrong.add_error("name", "The provider knows it already")
    drawn(wrong)
    empty = filled(*EVERYTHING, name="")
    assert not empty.is_valid()
    drawn(empty)


def test_a_form_is_drawn_as_if_there_had_been_no_other() -> None:
    form_class.cache_clear()
    other_uses()
    after = drawn(blank(*EVERYTHING))

    form_class.cache_clear()
    assert after == drawn(blank(*EVERYTHING))
    assert SECRET not in after


def test_what_was_entered_is_drawn_after_a_blank_form_was() -> None:
    drawn(blank(*EVERYTHING))

    carried = drawn(blank(*EVERYTHING, carried=ENTRIES))

    for text in (SECRET, "tax 77", 'value="13"', "1 Hidden Street"):
        assert text in carried


def test_errors_are_drawn_after_a_blank_form_was() -> None:
    drawn(blank(*EVERYTHING))

    assert "Enter name" in drawn(filled(*EVERYTHING))


def test_what_is_said_beside_a_blank_field_is_said_in_that_form_only() -> None:
    form = blank(*EVERYTHING)
    form["born"].help_text = "From the portal"

    assert "From the portal" in drawn(form)
    assert "From the portal" not in drawn(blank(*EVERYTHING))


def test_forms_that_are_made_at_the_same_time_share_their_fields(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form_type = form_class(schema_of(field_of("once")))
    create = form_type._create
    meanwhile: list[SchemaForm] = []

    def slow(self: SchemaForm, spec: FieldSpec) -> forms.Field:
        made = create(self, spec)
        if not meanwhile:
            meanwhile.append(self)
            meanwhile[0] = form_type()
        return made

    monkeypatch.setattr(form_type, "_create", slow)

    assert form_type().fields["once"] is meanwhile[0].fields["once"]


def test_a_condition_that_holds_in_one_form_holds_in_no_other() -> None:
    demanding = filled(*EVERYTHING, kind="a", name=SECRET)
    assert demanding.fields["tax"].required
    assert "more" not in demanding.fields

    assert not filled(*EVERYTHING, kind="b", name=SECRET).fields["tax"].required
    assert "more" in filled(*EVERYTHING, name="x").fields
    assert demanding.fields["tax"].required


def test_an_optional_group_is_relaxed_only_where_it_is_blank() -> None:
    relaxed = filled(*EVERYTHING, name=SECRET)
    begun = filled(*EVERYTHING, **{"name": SECRET, "address.line": " 1 High Street"})

    assert not relaxed.fields["address.line"].required
    assert begun.fields["address.line"].required
    assert blank(*EVERYTHING).fields["address.line"].required


def test_a_field_that_decides_about_others_asks_again_in_each_form() -> None:
    for form in (blank(*EVERYTHING), filled(*EVERYTHING), blank(*EVERYTHING)):
        assert form.fields["kind"].widget.attrs["data-redraw"] == "true"
        assert "data-redraw" not in form.fields["tax"].widget.attrs


def test_the_same_field_has_a_name_under_each_prefix() -> None:
    form_type = form_class(schema_of(*EVERYTHING))
    pages = [html_of(form_type(prefix=prefix)) for prefix in ("search", "details")]

    assert 'name="search-name"' in pages[0]
    assert 'name="details-name"' in pages[1]
    assert "search-" not in pages[1]


def test_several_ticked_boxes_are_drawn_whatever_else_is_given_at_first() -> None:
    form = form_class(schema_of(BOXES))(
        carried={"colours": ["red", "blue"]}, initial={"colours": "blue"}
    )

    assert form["colours"].value() == ["red", "blue"]
    assert html_of(form).count(" checked") == 2


def test_what_is_given_at_first_is_left_as_it_was() -> None:
    given = {"name": "x"}

    form_class(schema_of(*EVERYTHING))(carried=ENTRIES, initial=given)

    assert given == {"name": "x"}


def test_forms_in_another_language_have_fields_of_their_own() -> None:
    form_type = form_class(Schema((FieldSpec("where", "Where", "country"),)))
    with translation.override("de"):
        german = html_of(form_type())

    assert "Germany" in html_of(form_type())
    assert "Deutschland" in german


def test_what_is_kept_of_drawn_fields_has_a_bound() -> None:
    fields = [field_of(f"country{number}", "country") for number in range(40)]
    form = blank(*fields)
    whole = html_of(form)
    kept = sum(map(len, type(form).drawn_blank.values()))

    assert len(whole) > ROOM > kept > ROOM / 2
    assert html_of(blank(*fields)) == whole


def test_items_of_a_list_are_not_kept() -> None:
    entries = {"people:items": ["50"]}
    html_of(blank(PEOPLE, carried=entries))

    assert not blank(PEOPLE).drawn_blank


def test_the_same_frozen_schema_has_one_form_class() -> None:
    frozen = schema_of(*EVERYTHING).to_json()
    schema = thawed(frozen)

    assert thawed(dict(frozen)) is schema
    assert form_class(schema, "GB") is form_class(Schema.from_json(frozen), "GB")
    assert form_class(schema, "GB") is not form_class(schema, "FR")
    assert form_class(schema, "GB") is not form_class(schema, "GB", autofill=True)


@pytest.mark.parametrize("change", [{"label": "Other"}, {"required": False}, {"max_length": 5}])
def test_another_schema_has_another_form(change: Json) -> None:
    schema, other = schema_of(EVERYTHING[0]), schema_of({**EVERYTHING[0], **change})

    assert thawed(schema.to_json()) != thawed(other.to_json())
    assert form_class(schema) is not form_class(other)


def test_a_limit_that_is_today_is_that_of_each_day(monkeypatch: pytest.MonkeyPatch) -> None:
    born = field_of("born", "date", max="today")
    entered = {"born_day": "2", "born_month": "3", "born_year": "2030"}
    judged = []
    for day in (1, 2):
        monkeypatch.setattr(timezone, "now", lambda day=day: datetime(2030, 3, day, tzinfo=UTC))
        judged.append(filled(born, **entered).is_valid())

    assert judged == [False, True]
