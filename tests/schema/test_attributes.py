"""The names, places and spellings in which providers say the same of a field."""

from typing import Any

import pytest

from wizard.schema.dialects import read_schema
from wizard.schema.dialects.names import ALIASES, MAX_FACETS, Named, flag
from wizard.schema.fields import FieldSpec
from wizard.schema.values import humanise, words

VALUES: dict[str, Any] = {
    "label": "Label",
    "required": True,
    "section": "Section",
    "help": "Help",
    "example": "Example",
    "default": "Default",
    "min_length": 2,
    "max_length": "9",
    "above": 1,
    "below": 9,
    "multiple_of": 0.5,
    "pattern": "^a",
    "pattern_message": "Message",
    "sensitive": True,
    "visible_when": {"key": "a", "in": ["b"]},
    "required_when": {"key": "a", "in": ["b"]},
    "refresh": True,
}
SAID = [(what, name) for what in VALUES for name in ALIASES[what].split() if name != "category"]


def only(field: Any) -> FieldSpec:
    (spec,) = read_schema([field])
    return spec


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


@pytest.mark.parametrize(("what", "name"), SAID)
def test_every_alias_is_read_in_any_spelling(what: str, name: str) -> None:
    expected = only({"key": "it", what: VALUES[what]})

    assert expected != FieldSpec("it", "It")
    for spelling in (name, _camel(name), name.upper(), name.replace("_", "-"), f"#{name}"):
        assert only({"key": "it", spelling: VALUES[what]}) == expected


FACETS = "field schema rule rules validate validations constraints props templateOptions attributes"


@pytest.mark.parametrize("facet", [*FACETS.split(), "settings", "config", "input", "properties"])
def test_attributes_may_stand_in_an_inner_object(facet: str) -> None:
    inner = {"label": "Label", "maxLength": 9, "required": True, "unheard_of": 1}

    assert only({"key": "it", facet: inner}) == FieldSpec(
        "it", "Label", required=True, max_length=9
    )


def test_the_outer_object_counts_first() -> None:
    spec = only({"path": "a.b", "required": False, "field": {"key": "b", "required": True}})

    assert (spec.key, spec.required) == ("a.b", False)


def test_objects_in_objects_are_read_to_a_depth() -> None:
    deep: dict[str, Any] = {"max_length": 9}
    for _ in range(MAX_FACETS):
        deep = {"schema": deep}

    assert only({"key": "it", **deep}).max_length == 9
    assert only({"key": "it", "schema": deep}).max_length is None


@pytest.mark.parametrize(
    "said",
    [
        *({"required": yes} for yes in ("true", "YES", 1, "1", "required", "Mandatory", "on")),
        *({"optional": no} for no in (False, "false", 0, "N")),
        {"required": {"value": True, "message": "Enter it"}},
        {"RequiredLevel": {"Value": "ApplicationRequired"}},
        {"nillable": False},
        {"nillable": False, "defaultedOnCreate": False},
        {"presence": "required"},
    ],
)
def test_it_is_required(said: dict[str, Any]) -> None:
    assert only({"key": "it", **said}).required


@pytest.mark.parametrize(
    "said",
    [
        {"required": False, "optional": False},
        {"required": None},
        {"required": ["it"]},
        {"required": {"value": False}},
        {"optional": True},
        {"nillable": True},
        {"nillable": False, "defaultedOnCreate": True},
        {"presence": "optional"},
    ],
)
def test_it_is_not_required(said: dict[str, Any]) -> None:
    assert not only({"key": "it", **said}).required


@pytest.mark.parametrize(
    "said",
    [
        {"enabled": False},
        {"active": "false"},
        {"createable": False},
        {"read_only": True},
        {"readOnly": "true"},
        {"calculated": True},
        {"disabled": True},
        {"type": "button"},
        {"type": "htmlelement"},
    ],
)
def test_what_cannot_be_answered_is_not_asked(said: dict[str, Any]) -> None:
    schema = read_schema([{"key": "a", "type": "text"}, {"key": "b", **said}])

    assert [spec.key for spec in schema] == ["a"]
    assert schema.warnings == ()


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ({"type": "text", "min": 2, "max": "9"}, {"min_length": 2, "max_length": 9}),
        ({"type": "email", "max": 9}, {"max_length": 9}),
        ({"type": "text", "max": 9, "maxLength": 5}, {"max_length": 5}),
        ({"type": "number", "min": 2, "max": "9.5"}, {"minimum": "2", "maximum": "9.5"}),
        ({"type": "date", "min": "2020-01-01"}, {"minimum": "2020-01-01"}),
        ({"type": "list", "items": "text", "min": 1, "max": 3}, {"min_items": 1, "max_items": 3}),
        ({"type": "checkboxes", "options": [1, 2], "max": 1}, {"max_items": 1}),
    ],
)
def test_a_minimum_is_of_what_the_kind_has(said: dict[str, Any], rules: dict[str, Any]) -> None:
    spec = only({"key": "it", **said}).to_json()

    limits = {"min_length", "max_length", "minimum", "maximum", "min_items", "max_items"}
    assert {name: spec[name] for name in limits & spec.keys()} == rules


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ({"type": "input", "inputType": "date"}, "date"),
        ({"type": ["null", "integer"]}, "integer"),
        ({"type": {"type": "int"}}, "integer"),
        ({"type": "number", "rules": [{"name": "integer"}]}, "integer"),
        ({"type": "Input.Date"}, "date"),
        ({"type": "EmailAddressField"}, "email"),
        ({"type": "control_textbox"}, "text"),
        ({"type": "string", "format": "email"}, "email"),
        ({"type": "currency"}, "currency"),
        ({"type": "currency", "precision": 2}, "money"),
        ({"dateQuestion": {"includeYear": True}}, "date"),
        ({"type": "INT"}, "integer"),
        ({"type": "text", "multiple": True}, "list"),
    ],
)
def test_the_type_that_says_more_counts(types: dict[str, Any], kind: str) -> None:
    assert only({"key": "it", **types}).kind == kind


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ({"label": {"de": "Name", "en": "Full name"}}, "Full name"),
        ({"label": {"default": "Name", "fr": "Nom"}}, "Name"),
        ({"label": {"fr": "Nom"}}, "Nom"),
        ({"DisplayName": {"UserLocalizedLabel": {"Label": "Name"}}}, "Name"),
        ({"label": "", "title": "Name"}, "Name"),
        ({"label": "it"}, "It"),
        ({"label": [], "title": {}}, "It"),
    ],
)
def test_a_label_in_several_languages_or_none(said: dict[str, Any], label: str) -> None:
    assert only({"key": "it", **said}).label == label


@pytest.mark.parametrize(
    ("written", "heading"),
    [("company_details", "Company details"), ("Your Company", "Your Company"), ("KYC", "KYC")],
)
def test_the_name_of_a_section_is_written_as_words(written: str, heading: str) -> None:
    assert only({"key": "it", "section": written}).section == heading


@pytest.mark.parametrize("said", [0, "", False, None, {"show": None, "when": None, "eq": ""}])
def test_a_condition_that_says_nothing_is_none(said: Any) -> None:
    schema = read_schema([{"key": "it", "conditional": said}])

    assert (next(iter(schema)).visible_when, schema.warnings) == (None, ())


def test_in_a_list_of_lists_of_conditions_one_list_must_hold() -> None:
    rule = {"field": "a", "operator": "==", "value": "x"}

    condition = only({"key": "it", "conditional_logic": [[rule], [rule, rule]]}).visible_when

    assert condition is not None
    assert condition.test.startswith('{"anyOf":[{"allOf":')


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("registered_address.postCode", "Post code"),
        ("regNo", "Reg number"),
        ("no", "No"),
        ("company.address.line1", "Line 1"),
        ("sha256", "Sha256"),
        ("ssn_last_4", "SSN last 4"),
        ("custom:age", "Custom age"),
        ("bic_swift", "BIC SWIFT"),
        ("tos_acceptance", "TOS acceptance"),
    ],
)
def test_keys_as_words(key: str, label: str) -> None:
    assert humanise(key) == label


def test_a_flag_and_words_of_anything() -> None:
    strange: list[Any] = [None, [], {}, {"value": {}}, {"a": {"b": {"c": {"d": "x"}}}}]

    assert [flag(odd) for odd in (*strange, 7, "perhaps")] == [None] * 7
    assert [words(odd) for odd in strange] == [""] * 5
    assert Named({}).key is None
