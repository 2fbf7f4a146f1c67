"""The table of keywords that rule an object, or lay schemas together."""

from jsonschema import Draft4Validator, Draft7Validator

from tests.schema.build import Json
from tests.schema.keywords import TEXT, WHOLE, case, having, of

US_OR_CA = {"enum": ["US", "CA"]}
IS_US = having("country", country={"const": "US"})
ADDRESS = having("street", street=TEXT, zip=TEXT)
STREET = {"street": "x"}
HOME = {"it": STREET}
REFERRING = having(it={"$ref": "#/$defs/address"})
KIND = having("kind", kind={"enum": ["a", "b"]})
A_OR_B = [
    having("x", kind={"enum": ["a"]}, x=TEXT),
    having("y", kind={"const": "b"}, y=TEXT),
]


def of_kind(name: str, *required: str, **properties: Json) -> Json:
    return having("kind", *required, kind={"const": name}, **properties)


OBJECTS = [
    case("properties", having(a=TEXT, b=WHOLE), [{}, {"a": "x"}, {"a": "x", "b": 1}], [{"b": "x"}]),
    of("properties", ADDRESS, [STREET], [{"zip": "1"}]),
    case(
        "properties", having(**{"a.b": TEXT, "a b": TEXT, "é": TEXT}), [{"a.b": "1", "é": "2"}], []
    ),
    case("required", having("a", a=TEXT, b=TEXT), [{"a": "x"}], [{}, {"b": "x"}]),
    case("required", having("it", it=ADDRESS), [HOME], [{}, {"it": {"zip": "1"}}]),
    case("required", having("it", it=having(a=TEXT)), [{"it": {}}, {"it": {"a": "x"}}], []),
    case("required", having("a", b=TEXT), [{"a": "x"}, {"a": "x", "b": "y"}], [{"b": "y"}]),
    case(
        "required",
        having("it", it={"type": "array", "items": TEXT}),
        [{"it": []}, {"it": ["a"]}],
        [],
    ),
    case("minProperties", {**having(a=TEXT, b=TEXT), "minProperties": 1}, [{"b": "x"}], [{}]),
    case(
        "maxProperties",
        {**having(a=TEXT, b=TEXT), "maxProperties": 1},
        [{}, {"a": "x"}],
        [{"a": "x", "b": "x"}],
    ),
    case("propertyNames", {**having(a=TEXT), "propertyNames": {"maxLength": 3}}, [{"a": "x"}], []),
    case(
        "propertyNames",
        {**having(a=TEXT, long=TEXT), "propertyNames": {"maxLength": 3}},
        [{"a": "x"}],
        [{"long": "x"}],
    ),
    case(
        "additionalProperties", {**having(a=TEXT), "additionalProperties": False}, [{"a": "x"}], []
    ),
    case(
        "patternProperties",
        {**having(ab=TEXT), "patternProperties": {"^a": {"minLength": 2}}},
        [{"ab": "xy"}],
        [{"ab": "x"}],
    ),
    case(
        "unevaluatedProperties",
        {**having(a=TEXT), "unevaluatedProperties": False},
        [{"a": "x"}],
        [],
    ),
    # laid together
    case(
        "allOf",
        {"allOf": [having("a", a=TEXT), having(b=WHOLE)]},
        [{"a": "x"}, {"a": "x", "b": 1}],
        [{}, {"b": 1}],
    ),
    case(
        "allOf",
        {**having(a=TEXT), "allOf": [having("a", a={"minLength": 2}), having(a={"maxLength": 3})]},
        [{"a": "xy"}],
        [{}, {"a": "x"}, {"a": "xyzz"}],
    ),
    of(
        "allOf",
        {**TEXT, "allOf": [{"pattern": "^a"}, {"pattern": "b$"}]},
        ["ab"],
        ["a", "b"],
    ),
    of("allOf", {"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]}, ["b"], ["a", "c"]),
    case(
        "anyOf",
        {**having(a=TEXT, b=TEXT), "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        [{"a": "x"}, {"b": "x"}, {"a": "x", "b": "x"}],
        [{}],
    ),
    of("anyOf", {"anyOf": [{"const": "a", "title": "A"}, {"const": "b"}]}, ["a", "b"], ["c"]),
    of("anyOf", {"anyOf": [{"type": "string", "maxLength": 2}, {"type": "null"}]}, ["x"], ["xyz"]),
    of("anyOf", {**TEXT, "anyOf": [{"pattern": "^a"}, {"minLength": 3}]}, ["a", "bcd"], ["b"]),
    of("anyOf", {"anyOf": [having("n", n=TEXT), {"type": "null"}]}, [{"n": "x"}], []),
    case(
        "oneOf",
        {**having(a=TEXT, b=TEXT), "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        [{"a": "x"}, {"b": "x"}],
        [{}, {"a": "x", "b": "x"}],
    ),
    of("oneOf", {"oneOf": [{"const": 1, "title": "One"}, {"const": 2, "title": "Two"}]}, [1], [3]),
    case(
        "oneOf",
        {
            "type": "object",
            "oneOf": [having("iban", iban=TEXT), having("no", "sort", no=TEXT, sort=TEXT)],
        },
        [{"iban": "x"}, {"no": "x", "sort": "y"}],
        [{}, {"no": "x"}],
    ),
    case(
        "oneOf",
        {**KIND, "oneOf": A_OR_B},
        [{"kind": "a", "x": "1"}, {"kind": "b", "y": "1"}],
        [{}, {"kind": "a"}, {"kind": "b"}],
    ),
    case(
        "oneOf",
        {"oneOf": [of_kind("p", "n", n=TEXT), of_kind("c", "no", no=WHOLE)]},
        [{"kind": "p", "n": "x"}, {"kind": "c", "no": 1}],
        [{"kind": "p"}, {"kind": "c", "no": "x"}],
    ),
    case(
        "not",
        {**having(a=TEXT), "not": having("a", a={"const": "x"})},
        [{}, {"a": "y"}],
        [{"a": "x"}],
    ),
    case(
        "not",
        {**having(a=TEXT, b=TEXT), "not": {"required": ["a", "b"]}},
        [{"a": "x"}, {}],
        [{"a": "x", "b": "x"}],
    ),
    of("not", {**TEXT, "not": {"enum": ["x", "y"]}}, ["a"], ["x", "y"]),
    of("not", {**WHOLE, "not": {"minimum": 5}}, [4], [5]),
    # on a condition
    case(
        "if",
        {**having(country=US_OR_CA, zip=TEXT), "if": IS_US, "then": {"required": ["zip"]}},
        [{}, {"country": "CA"}, {"country": "US", "zip": "1"}],
        [{"country": "US"}],
    ),
    case(
        "then",
        {
            **having(country=US_OR_CA),
            "if": IS_US,
            "then": having("state", state={**TEXT, "maxLength": 2}),
        },
        [{"country": "CA"}, {"country": "US", "state": "NY"}],
        [{"country": "US"}, {"country": "US", "state": "New York"}],
    ),
    case(
        "else",
        {
            **having("country", country=US_OR_CA),
            "if": IS_US,
            "else": having("province", province=TEXT),
        },
        [{"country": "US"}, {"country": "CA", "province": "x"}],
        [{"country": "CA"}],
    ),
    case(
        "if",
        {
            **having(country=US_OR_CA, zip=TEXT),
            "if": IS_US,
            "then": having(zip={"pattern": "^[0-9]{5}$"}),
            "else": having(zip={"pattern": "^[A-Z]"}),
        },
        [{}, {"country": "US", "zip": "12345"}, {"country": "CA", "zip": "K1A"}],
        [{"country": "US", "zip": "K1A"}, {"country": "CA", "zip": "12345"}],
    ),
    case(
        "if",
        {
            **having(it=having(country=US_OR_CA, zip=TEXT)),
            "if": having("it", it=IS_US),
            "then": having(it=having("state", state=TEXT)),
        },
        [{}, {"it": {"country": "CA"}}, {"it": {"country": "US", "state": "NY"}}],
        [{"it": {"country": "US"}}],
    ),
    case(
        "if",
        {
            **having(n=WHOLE),
            "if": having("n", n={"minimum": 10}),
            "then": having("why", why=TEXT),
        },
        [{}, {"n": 9}, {"n": 10, "why": "x"}],
        [{"n": 10}],
    ),
    of(
        "if",
        {**TEXT, "if": {"pattern": "^a"}, "then": {"minLength": 3}},
        ["b", "abc"],
        ["ab"],
    ),
    case(
        "dependentRequired",
        {**having(card=TEXT, address=TEXT), "dependentRequired": {"card": ["address"]}},
        [{}, {"address": "x"}, {"card": "1", "address": "x"}],
        [{"card": "1"}],
    ),
    case(
        "dependentSchemas",
        {**having(card=TEXT), "dependentSchemas": {"card": having("address", address=TEXT)}},
        [{}, {"card": "1", "address": "x"}],
        [{"card": "1"}],
    ),
    case(
        "dependencies",
        {**having(card=TEXT, address=TEXT), "dependencies": {"card": ["address"]}},
        [{}, {"card": "1", "address": "x"}],
        [{"card": "1"}],
        library=Draft7Validator,
    ),
    case(
        "dependencies",
        {**having(kind={"enum": ["a", "b"]}), "dependencies": {"kind": {"oneOf": A_OR_B}}},
        [{}, {"kind": "a", "x": "1"}, {"kind": "b", "y": "1"}],
        [{"kind": "a"}, {"kind": "b"}],
        library=Draft7Validator,
    ),
    # references
    case("$ref", {**REFERRING, "$defs": {"address": ADDRESS}}, [{}, HOME], [{"it": {"zip": "1"}}]),
    case(
        "$ref",
        having(it=ADDRESS, other={"$ref": "#/properties/it"}),
        [{"other": STREET}],
        [{"other": {"zip": "1"}}],
    ),
    case(
        "$ref",
        having(it={"$ref": "#/$defs/a%20b~1c", "maxLength": 3})
        | {"$defs": {"a b/c": {**TEXT, "minLength": 2}}},
        [{"it": "ab"}],
        [{"it": "a"}, {"it": "abcd"}],
    ),
    case("$defs", {**REFERRING, "$defs": {"address": ADDRESS}}, [HOME], [{"it": {"zip": "1"}}]),
    case(
        "definitions",
        {**having(it={"$ref": "#/definitions/address"}), "definitions": {"address": ADDRESS}},
        [HOME],
        [{"it": {"zip": "1"}}],
        library=Draft7Validator,
    ),
    case(
        "$anchor",
        {**having(it={"$ref": "#home"}), "$defs": {"x": {"$anchor": "home", **ADDRESS}}},
        [HOME],
        [{"it": {"zip": "1"}}],
    ),
    case(
        "$id",
        {**having(it={"$ref": "/home"}), "$defs": {"x": {"$id": "/home", **ADDRESS}}},
        [HOME],
        [{"it": {"zip": "1"}}],
    ),
    case(
        "$schema",
        {"$schema": "http://json-schema.org/draft-04/schema#", **having("a", a=TEXT)},
        [{"a": "x"}],
        [{}],
        library=Draft4Validator,
    ),
]
