"""Hypothesis strategies: JSON Schemas, and right answers to them; and what only looks like one."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.schema.build import Json
from tests.schema.strategies import HOSTILE, scalars, words

# -- values -------------------------------------------------------------------------------------

TEXTS = ["x", "é☎", "<b>", "{{ x }}", "a.b", "5", "true"]
TITLED = [{"const": "a", "title": '"><script>'}, {"const": "b"}, {"const": 3, "title": "Three"}]
# A schema of a single value, and values that fit it.
VALUES: list[tuple[Json, list[Any]]] = [
    ({"type": "string"}, TEXTS),
    ({"type": ["null", "string"], "title": "{% x %}", "description": "'>"}, TEXTS),
    ({"type": "string", "minLength": 2, "maxLength": 4}, ["ab", "é☎é", "abcd"]),
    ({"type": "string", "pattern": "^[A-Z]{2}"}, ["AB", "ABc 1"]),
    ({"type": "string", "pattern": "b", "examples": ["abc"]}, ["b", "abc"]),
    ({"type": "string", "format": "email"}, ["a@example.com"]),
    ({"type": "string", "format": "uri", "maxLength": 30}, ["https://example.com/?a=1"]),
    ({"type": "string", "format": "date"}, ["2024-02-29"]),
    ({"type": "string", "not": {"enum": ["no", "nein"]}}, ["x"]),
    ({"type": "string", "if": {"pattern": "^a"}, "then": {"minLength": 3}}, ["b", "abc"]),
    ({"anyOf": [{"type": "string", "maxLength": 9}, {"type": "null"}]}, TEXTS),
    ({"type": "integer"}, [0, -3, 10**9]),
    ({"type": "integer", "minimum": 2, "exclusiveMaximum": 9, "default": 3}, [2, 8]),
    ({"type": "number", "multipleOf": 0.5}, [0, 1.5, -2]),
    ({"type": "number", "exclusiveMinimum": 0, "maximum": 1}, [0.1, 1]),
    ({"type": "boolean"}, [True, False]),
    ({"type": "boolean", "enum": [False]}, [False]),
    ({"enum": ["a", "b"], "default": "b"}, ["a", "b"]),
    ({"enum": [1, 2.5, True, "1 "]}, [1, 2.5, True, "1 "]),
    ({"enum": [each for each in HOSTILE if each.strip()]}, ['"><script>alert(1)</script>', "%s"]),
    ({"oneOf": TITLED}, ["a", "b", 3]),
    ({"allOf": [{"enum": ["a", "b", "c"]}, {"enum": ["b", "c", "d"]}]}, ["b", "c"]),
]
KEYS = ["a", "b", "a.b", "a b", "a_b", "a_day", "type", "properties", "é", "0", *HOSTILE[:4]]
GIVEN = ["x", "yy", "Yyyy"]


@dataclass
class Made:
    """A schema, a right instance, and the definitions that the schema refers to."""

    schema: Json
    instance: Any
    defs: Json = field(default_factory=dict)

    def whole(self) -> Json:
        return {**self.schema, "$defs": self.defs} if self.defs else self.schema


@st.composite
def values(draw: st.DrawFn) -> Made:
    schema, right = draw(st.sampled_from(VALUES))
    return Made(deepcopy(schema), draw(st.sampled_from(right)))


@st.composite
def lists(draw: st.DrawFn, depth: int) -> Made:
    """A list of one and the same thing, which is right however often it is given."""
    item = draw(objects(depth - 1) if depth else values())
    schema: Json = {"type": "array", "items": item.schema}
    count = draw(st.integers(1, 2))
    if draw(st.booleans()):
        schema |= {"minItems": draw(st.integers(0, count)), "maxItems": 2}
    if draw(st.booleans()) and count == 1:
        schema["uniqueItems"] = True
    if not {"enum", "oneOf", "allOf"}.isdisjoint(item.schema):  # checkboxes: each once
        count, schema["minItems"] = 1, 0
    return Made(schema, [item.instance] * count, item.defs)


@st.composite
def properties(draw: st.DrawFn, depth: int) -> Made:
    """A property's schema, perhaps behind a reference or an `allOf`."""
    kinds = ["value", "value", "value", *(["object", "list"] if depth else [])]
    kind = draw(st.sampled_from(kinds))
    found = {"value": values(), "object": objects(depth - 1), "list": lists(depth - 1)}
    made = draw(found[kind])
    if draw(st.booleans()):
        made.schema = {**made.schema, "title": draw(words), "description": draw(words)}
    wrapped = draw(st.sampled_from(["", "", "$ref", "allOf"]))
    if wrapped == "$ref":
        name = f"d{len(made.defs)}~/ %{depth}"
        escaped = name.replace("~", "~0").replace("/", "~1").replace("%", "%25").replace(" ", "%20")
        if name in made.defs:
            return made
        return Made({"$ref": f"#/$defs/{escaped}"}, made.instance, {**made.defs, name: made.schema})
    return Made({"allOf": [made.schema]}, made.instance, made.defs) if wrapped else made


# -- objects ------------------------------------------------------------------------------------


@st.composite
def objects(draw: st.DrawFn, depth: int = 2) -> Made:
    """An object with a required text, so that something of it is always answered."""
    schema: Json = {"type": "object", "properties": {"own": {"type": "string"}}}
    made = Made(schema, {"own": draw(st.sampled_from(GIVEN))})
    required, optional = ["own"], list[str]()
    for key in draw(st.lists(st.sampled_from(KEYS), max_size=3, unique=True)):
        inner = draw(properties(depth))
        if any(made.defs.get(name, each) != each for name, each in inner.defs.items()):
            continue
        made.defs |= inner.defs
        schema["properties"][key] = inner.schema
        needed, given = draw(st.booleans()), draw(st.booleans())
        if needed or given:
            made.instance[key] = inner.instance
        (required if needed else optional).append(key)
    if draw(st.booleans()):
        schema["properties"]["fixed"] = {"const": draw(st.sampled_from([1, "c", False]))}
        made.instance["fixed"] = schema["properties"]["fixed"]["const"]
    schema["required"] = required
    for rule in draw(st.lists(st.sampled_from(RULES), max_size=2, unique=True)):
        rule(draw, made, optional)
    return made


def _laid_apart(draw: st.DrawFn, made: Made, optional: list[str]) -> None:
    """Some of it stands in `allOf`."""
    apart = {"required": made.schema.pop("required"), "properties": {}}
    for name in draw(st.lists(st.sampled_from(sorted(made.schema["properties"])), unique=True)):
        apart["properties"][name] = made.schema["properties"].pop(name)
    made.schema.setdefault("allOf", []).append(apart)


def _on_a_condition(draw: st.DrawFn, made: Made, optional: list[str]) -> None:
    then, other = draw(values()), draw(values())
    made.schema.setdefault("properties", {})["kind"] = {"enum": ["p", "q"]}
    chosen = draw(st.sampled_from(["p", "q", None]))
    made.schema |= {
        "if": {"properties": {"kind": {"const": "p"}}, "required": ["kind"]},
        "then": {"properties": {"then": then.schema}, "required": ["then"]},
        "else": {"properties": {"else": other.schema}},
    }
    if chosen:
        made.instance["kind"] = chosen
    if chosen == "p":
        made.instance["then"] = then.instance
    elif draw(st.booleans()):
        made.instance["else"] = other.instance


def _dependent(draw: st.DrawFn, made: Made, optional: list[str]) -> None:
    given = [name for name in optional if name in made.instance]
    missing = [name for name in optional if name not in made.instance]
    if given:
        made.schema["dependentRequired"] = {given[0]: [given[-1], "own"]}
    elif missing:
        made.schema["dependentSchemas"] = {missing[0]: {"required": ["more"]}}


def _some_of(draw: st.DrawFn, made: Made, optional: list[str]) -> None:
    given = [name for name in optional if name in made.instance]
    missing = [name for name in optional if name not in made.instance]
    if given and missing:
        keyword = draw(st.sampled_from(["anyOf", "oneOf"]))
        groups = [{"required": given[:1]}, {"required": missing[:1]}]
        made.schema.setdefault("allOf", []).append({keyword: groups})


def _alternatives(draw: st.DrawFn, made: Made, optional: list[str]) -> None:
    names = ["one", "two"]
    sets = [{"properties": {n: {"type": "string"}}, "required": [n], "title": n} for n in names]
    made.schema["oneOf"] = sets
    made.instance[draw(st.sampled_from(names))] = draw(st.sampled_from(GIVEN))


RULES = [_laid_apart, _on_a_condition, _dependent, _some_of, _alternatives]


def paths(node: Any, defs: Json, base: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of everything that a generated schema has a property for, or requires by name."""
    if "$ref" in node:
        name = node["$ref"].removeprefix("#/$defs/").replace("%20", " ").replace("%25", "%")
        yield from paths(defs[name.replace("~1", "/").replace("~0", "~")], defs, base)
    for name, inner in node.get("properties", {}).items():
        yield (*base, name)
        yield from paths(inner, defs, (*base, name))
    yield from ((*base, name) for name in node.get("required", ()))
    for names in node.get("dependentRequired", {}).values():
        yield from ((*base, name) for name in names)
    for inner in node.get("dependentSchemas", {}).values():
        yield from paths(inner, defs, base)
    several = [*node.get("allOf", ()), *node.get("anyOf", ()), *node.get("oneOf", ())]
    for inner in [*several, *(node[n] for n in ("items", "then", "else") if n in node)]:
        yield from paths(inner, defs, base)


def sent_paths(payload: Any, base: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(payload, list):
        for item in payload:
            yield from sent_paths(item, base)
    elif isinstance(payload, dict):
        for name, inner in payload.items():
            yield (*base, name)
            yield from sent_paths(inner, (*base, name))


# -- what only looks like a schema ----------------------------------------------------------------

KEYWORDS = [
    "type",
    "properties",
    "required",
    "items",
    "prefixItems",
    "enum",
    "const",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "$ref",
    "$defs",
    "definitions",
    "$anchor",
    "$id",
    "$schema",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "format",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
    "pattern",
    "minimum",
    "maximum",
    "multipleOf",
    "exclusiveMinimum",
    "minProperties",
    "propertyNames",
    "additionalProperties",
    "patternProperties",
    "default",
    "title",
    "enumNames",
    "nullable",
    "readOnly",
    "examples",
    "visible_when",
    "required_when",
    "errorMessage",
    "kind",
]
TYPES = ["string", "number", "integer", "boolean", "object", "array", "null", "int", "x"]
REFERENCES = ["#", "#/properties/a", "#/$defs/a", "#a", "http://x/y", "a", "#/allOf/0", "#//~"]
loose = scalars | st.sampled_from([*TYPES, *REFERENCES, "(", "(a+)+$", 10**400, -1, 0.5])


def _soup(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(KEYWORDS)
    return (
        st.dictionaries(names, inner, max_size=5)
        | st.dictionaries(st.sampled_from(["a", "b", "properties", *HOSTILE]), inner, max_size=3)
        | st.lists(inner, max_size=3)
    )


soup = st.recursive(loose, _soup, max_leaves=20)
documents = st.dictionaries(st.sampled_from(KEYWORDS), soup, max_size=8)


@st.composite
def mutated(draw: st.DrawFn) -> Json:
    """A schema in which something is not what its keyword wants."""
    document = draw(objects()).whole()
    for _ in range(draw(st.integers(1, 3))):
        node: Any = document
        while True:
            name = draw(st.sampled_from(sorted(node))) if isinstance(node, dict) else 0
            if not isinstance(node[name], dict | list) or not node[name] or draw(st.booleans()):
                break
            node = node[name]
        node[name] = draw(soup)
    return document
