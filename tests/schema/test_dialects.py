"""Untrusted JSON is read into specs; what is not understood is a warning, never an error."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schema.build import Json, blank, field_of, html_of, schema_of
from wizard.schema.dialects import read_schema
from wizard.schema.dialects.build import MAX_DEPTH, MAX_FIELDS, MAX_KEY
from wizard.schema.dialects.kinds import CHOICES, PARTS
from wizard.schema.fields import KINDS, Condition, FieldSpec, Option, walk
from wizard.schema.forms import form_class
from wizard.schema.values import MAX_TEXT

NAME = FieldSpec("name", "Name")
BARE: list[Json] = [{"key": "name", "label": "Name"}]


@pytest.mark.parametrize(
    "document",
    [BARE, {"data": BARE}, {"fields": BARE}, {"data": {"fields": BARE}}, {"data": {"data": BARE}}],
)
def test_the_list_of_fields_is_found_bare_or_wrapped(document: Any) -> None:
    schema = read_schema(document)

    assert schema.specs == (NAME,)
    assert schema.warnings == ()


@pytest.mark.parametrize("document", [[], {"data": []}, {"fields": []}, {"data": {"fields": []}}])
def test_an_empty_list_is_a_schema_without_fields(document: Any) -> None:
    assert list(read_schema(document)) == []
    assert read_schema(document).warnings == ()


def test_every_attribute_of_the_contract_is_read() -> None:
    full = {
        "key": "registered_address.postcode",
        "label": "Postcode",
        "type": "select",
        "required": True,
        "section": "Registered address",
        "help": "As in the register",
        "placeholder": "AB1 2CD",
        "default": "ltd",
        "options": [{"value": "ltd", "label": "Private limited"}, "plc", 3],
        "min_length": 2,
        "max_length": "8",
        "min": 0,
        "max": 9.5,
        "pattern": "[A-Z]+",
        "pattern_message": "Letters only",
        "sensitive": True,
        "visible_when": {"key": "entity_type", "in": ["ltd", True, None]},
        "refresh": True,
        "min_items": 1,
        "max_items": 10,
    }

    assert schema_of(full).specs == (
        FieldSpec(
            key="registered_address.postcode",
            label="Postcode",
            kind="select",
            required=True,
            section="Registered address",
            help="As in the register",
            example="AB1 2CD",
            default="ltd",
            options=(Option("ltd", "Private limited"), Option("plc", "plc"), Option(3, "3")),
            min_length=2,
            max_length=8,
            minimum="0",
            maximum="9.5",
            pattern="[A-Z]+",
            pattern_message="Letters only",
            sensitive=True,
            visible_when=Condition("entity_type", ("ltd", True)),
            refresh=True,
            min_items=1,
            max_items=10,
        ),
    )


@pytest.mark.parametrize("kind", sorted(KINDS - {"alternatives"}))
def test_every_kind_of_the_contract_is_known(kind: str) -> None:
    options = ["a"] if kind in CHOICES else []
    schema = schema_of(field_of(kind=kind, options=options, fields=[field_of("inner")]))

    assert [spec.kind for spec in schema] == [kind]
    assert schema.warnings == ()


@pytest.mark.parametrize(
    ("written", "kind"), [("constant", "hidden"), ("TEXT", "text"), (None, "text"), ("", "text")]
)
def test_kinds_have_other_names(written: Any, kind: str) -> None:
    assert [spec.kind for spec in schema_of(field_of(kind=written))] == [kind]


def test_an_unknown_kind_is_text_with_a_warning() -> None:
    schema = schema_of(field_of(), field_of("sign", "signature"))

    assert [spec.kind for spec in schema] == ["text", "text"]
    assert schema.warnings == ("[1]: unknown type 'signature', drawn as text",)


@pytest.mark.parametrize("kind", sorted(PARTS))
def test_an_address_and_a_name_have_known_parts_unless_the_schema_says(kind: str) -> None:
    assert next(iter(schema_of(field_of(kind=kind)))).fields == PARTS[kind]
    own = next(iter(schema_of(field_of(kind=kind, fields=[field_of("zip")]))))
    assert [spec.key for spec in own.fields] == ["zip"]


@pytest.mark.parametrize("kind", ["select", "radio", "multiselect", "checkboxes"])
@pytest.mark.parametrize(
    "options", [None, [], {}, "a,b", [None, [], {"hint": "A"}], [{"key": "", "name": "Choose"}]]
)
def test_a_choice_without_options_is_text(kind: str, options: Any) -> None:
    schema = schema_of(field_of(kind=kind, options=options))

    assert [spec.kind for spec in schema] == ["text"]
    assert any("without options" in warning for warning in schema.warnings)


@pytest.mark.parametrize("kind", ["group", "list"])
@pytest.mark.parametrize("fields", [None, [], {}, [7], [{"key": ""}]])
def test_a_group_without_fields_is_left_out(kind: str, fields: Any) -> None:
    schema = schema_of(field_of(kind=kind, fields=fields))

    assert list(schema) == []
    assert schema.warnings


@pytest.mark.parametrize(
    "key", [None, "", ".", "a.", ".a", "a..b", 7.5, True, [], {}, "k" * (MAX_KEY + 1)]
)
def test_a_field_without_a_usable_key_is_left_out_with_a_warning(key: Any) -> None:
    schema = schema_of({**field_of(), "key": key}, field_of("kept"))

    assert [spec.key for spec in schema] == ["kept"]
    assert len(schema.warnings) == 1


def test_a_number_is_a_key_where_nothing_else_is() -> None:
    numbered = {"id": 7, "label": "Seven"}

    assert [spec.key for spec in schema_of(numbered, {**numbered, "name": "eight"})] == [
        "7",
        "eight",
    ]


@pytest.mark.parametrize(
    ("key", "label"), [("a.post_code", "Post code"), ("_", "_"), ("É-a", "É a")]
)
@pytest.mark.parametrize("written", [None, "", "  ", [], {}])
def test_a_field_without_a_label_is_labelled_by_its_key(key: str, label: str, written: Any) -> None:
    assert next(iter(schema_of({"key": key, "label": written}))).label == label


def test_of_two_fields_with_one_key_the_first_counts() -> None:
    schema = schema_of(field_of(label="One"), field_of(label="Two"))

    assert [spec.label for spec in schema] == ["One"]
    assert schema.warnings == ("[1]: this key occurs twice, the first one counts",)


@pytest.mark.parametrize(
    "document",
    [7, 0, "fields", "", True, False, {"data": None}, {"fields": "x"}, {"data": {"a": []}}],
)
def test_what_is_no_list_of_fields_is_an_empty_schema_with_a_warning(document: Any) -> None:
    schema = read_schema(document)

    assert list(schema) == []
    assert schema.warnings == ("schema: a list of fields was expected",)


@pytest.mark.parametrize("document", [None, [], {}, {"data": []}, {"data": {"fields": {}}}])
def test_an_empty_document_asks_nothing_and_is_no_fault(document: Any) -> None:
    schema = read_schema(document)

    assert (list(schema), schema.warnings) == ([], ())


def test_null_in_every_attribute_says_nothing() -> None:
    names = (
        "label type required section help placeholder default options min_length max_length"
        " min max pattern pattern_message sensitive visible_when refresh fields min_items"
    )
    schema = schema_of({"key": "name", **dict.fromkeys(names.split(), None), "max_items": None})

    assert schema.specs == (NAME,)
    assert schema.warnings == ()


@pytest.mark.parametrize("odd", [-1, 1.5, "x", "²", True, [], {}, float("nan"), float("inf")])
def test_a_length_that_is_no_whole_number_is_no_rule(odd: Any) -> None:
    spec = next(iter(schema_of(field_of(min_length=odd, max_length=odd, max_items=odd))))

    assert (spec.min_length, spec.max_length, spec.max_items) == (None, None, None)


@pytest.mark.parametrize("odd", ["false", "no", 0, "perhaps", [], {}, None])
def test_only_a_yes_makes_a_field_required(odd: Any) -> None:
    assert not next(iter(schema_of(field_of(required=odd)))).required


@pytest.mark.parametrize("said", [{"required": "true"}, {"mandatory": 1}, {"optional": False}])
def test_a_yes_may_be_written_in_other_ways(said: Json) -> None:
    assert next(iter(schema_of(field_of(**said)))).required


@pytest.mark.parametrize("odd", [[], "a", {"key": "a"}, {"in": ["x"]}, {"key": "a", "in": {}}])
def test_a_condition_that_is_not_understood_shows_the_field(odd: Any) -> None:
    schema = schema_of(field_of(visible_when=odd))

    assert next(iter(schema)).visible_when is None
    assert "always shown" in schema.warnings[0]


def test_nesting_stops_at_a_depth() -> None:
    nested = field_of("leaf")
    for _ in range(50):
        nested = field_of("g", "group", fields=[field_of("sibling"), nested])

    schema = schema_of(nested)

    assert len(list(walk(schema.specs))) == 2 * MAX_DEPTH
    assert any("nested deeper" in warning for warning in schema.warnings)


def test_five_thousand_fields_are_cut_with_one_warning() -> None:
    schema = schema_of(*(field_of(f"k{n}") for n in range(5000)))

    assert len(schema.specs) == MAX_FIELDS
    assert len(schema.warnings) == 1


def test_endless_texts_are_cut() -> None:
    endless = "x" * 100_000
    spec = next(iter(schema_of(field_of(label=endless, help=endless, section=endless))))

    assert {len(spec.label), len(spec.help), len(spec.section)} == {MAX_TEXT}


@pytest.mark.parametrize("part", ["label", "help", "section", "default", "placeholder"])
def test_half_a_surrogate_pair_can_be_sent_to_a_browser(part: str) -> None:
    # json.loads() reads "\ud800" as a string that no page can be encoded with.
    document = json.loads(json.dumps([field_of(**{part: "a\ud800b"})]))

    html = html_of(form_class(read_schema(document))())

    assert html.encode()


def test_html_in_keys_stays_in_the_key_and_out_of_names() -> None:
    key = '"><script>alert(1)</script>'

    form = blank(field_of(key))

    assert next(iter(form.leaves.values())).path == (key,)
    assert "<script" not in html_of(form)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=4,
)
ATTRIBUTES = (
    "label type required section help placeholder default options pattern pattern_message fields"
    " min max min_length max_length min_items max_items visible_when refresh sensitive"
)
odd_fields = st.fixed_dictionaries(
    {"key": st.text(min_size=1, max_size=4) | json_values},
    optional=dict.fromkeys(ATTRIBUTES.split(), json_values)
    | {"type": st.sampled_from(sorted(KINDS)) | json_values},
)


@given(
    json_values | st.lists(odd_fields, max_size=3) | st.builds(lambda f: {"fields": f}, json_values)
)
@settings(deadline=None, max_examples=150)
def test_no_json_raises(document: Any) -> None:
    schema = read_schema(document)

    assert json.dumps(schema.to_json())
    assert len(schema.digest) == 64
