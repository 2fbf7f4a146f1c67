"""What a provider answers in place of a schema does not become a form without a word."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.schema.dialects import read_schema

ROW = {"lookup_id": "1", "name": "ACME LTD", "registration_number": "1", "status": "active"}
NO_SCHEMAS: dict[str, Any] = {
    "message": {"message": "Not found"},
    "oauth error": {"error": "invalid_client", "error_description": "Unknown"},
    "errors": {"errors": ["Too short", "Unknown"]},
    "field errors": {"message": "Invalid.", "errors": {"name": ["The name is required."]}},
    "json:api errors": {
        "errors": [{"status": "422", "code": "10013", "title": "t", "detail": "d"}]
    },
    "stripe error": {"error": {"type": "invalid_request_error", "message": "m", "code": "c"}},
    "problem": {"type": "about:blank", "title": "Not found", "status": 404, "detail": "d"},
    "google error": {"error": {"code": 400, "message": "m", "details": [{"@type": "t"}]}},
    "currencycloud error": {"error_code": "e", "error_messages": {"a": [{"code": "c"}]}},
    "airwallex error": {"code": "c", "details": {"errors": [{"source": "a.b", "code": "x"}]}},
    "rapyd error": {"status": {"error_code": "X", "status": "ERROR", "message": "m"}},
    "html": "<html><body>Bad gateway</body></html>",
    "html in a list": ["<p>Bad gateway</p>"],
    "sentences": ["Not found", "An error occurred"],
    "number": 7,
    "numbers": [1, 2, 3],
    "token": {"token_type": "Bearer", "expires_in": 3600, "access_token": "x"},
    "results": {"response_id": "r", "data": [{**ROW, "previous_names": []}], "meta": {"total": 1}},
    "results with ids": {"items": [{**ROW, "id": "1", "address": {"city": "Leeds"}}]},
    "types": {"data": [{"type": "company", "name": "Company", "countries": [{"code": "GB"}]}]},
    "profile": {"data": {"id": "u", "customer_reference": "c", "review_status": "processed"}},
    "named profile": {"data": {"id": "u", "name": "Acme", "status": "processed"}},
    "full profile": {
        "customer_reference": "c",
        "Company": {"Domains": []},
        "Profile": {"Data": {}},
    },
    "json:api": {"data": [{"type": "profiles", "id": "1", "attributes": {"a": 1}, "links": {}}]},
    "page": {"data": [{"id": 1, "name": "A", "email": "a@b.c"}], "links": {}, "meta": {"to": 1}},
    "people": [{"name": "Ann", "email": "a@example.com"}],
    "webhook": {"event": "Profile.created", "timestamp": 1, "data": {"id": "u", "team": {"id": 1}}},
}


@pytest.mark.parametrize("name", NO_SCHEMAS)
def test_it_is_an_empty_schema_with_a_warning(name: str) -> None:
    schema = read_schema(NO_SCHEMAS[name])

    assert list(schema) == []
    assert schema.warnings


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": "1", "name": "Ann", "active": True}],
        [{"code": "GB", "name": "United Kingdom"}, {"code": "FR", "name": "France"}],
        {"data": [{"id": 1, "title": "A book"}]},
    ],
)
def test_what_may_be_rows_as_well_as_fields_is_read_with_a_warning(rows: Any) -> None:
    schema = read_schema(rows)

    assert schema.specs
    assert schema.warnings == ("schema: nothing but names, these may be no fields",)


def test_a_stranger_among_fields_is_read_as_a_field() -> None:
    schema = read_schema([{"id": "a", "type": "text"}, {"id": "b", "type": "stamp", "by": "hand"}])

    assert [spec.key for spec in schema] == ["a", "b"]
    assert schema.warnings == ("[1]: unknown type 'stamp', drawn as text",)


SAMPLES = [
    json.loads(path.read_text("utf-8"))
    for folder in ("examples", "dialects")
    for path in sorted((Path(__file__).parent / folder).glob("*.json"))
]
STRANGE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
    st.sampled_from(["", [], {}, [[]], [{}], {"a": {}}, "required|max:5", "^(a+)+$", "x" * 5000]),
    st.sampled_from(["type", "fields", "text", "list", "object", "$ref", "\ud800", {"$ref": "#"}]),
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A sample in which something is put in the place of something else, a few times."""
    document = deepcopy(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        places = list(_places(document))
        if not places:
            break
        parent, name = places[draw(st.integers(0, len(places) - 1))]
        other, from_ = places[draw(st.integers(0, len(places) - 1))]
        parent[name] = deepcopy(draw(st.just(other[from_]) | STRANGE))
    return document


def _places(node: Any) -> Any:
    inner = node.items() if isinstance(node, dict) else enumerate(node)
    for name, value in list(inner):
        yield node, name
        if isinstance(value, dict | list):
            yield from _places(value)


@given(mutated())
@settings(deadline=2000, max_examples=300)
def test_no_change_of_a_sample_raises(document: Any) -> None:
    schema = read_schema(document)

    assert json.dumps(schema.to_json())
