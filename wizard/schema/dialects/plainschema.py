"""A JSON Schema of any draft as one of 2020-12 without references, safe to read and to judge by.

References inside the document are put in place, older keywords are written as the newer ones
(https://json-schema.org/specification), values that a keyword does not allow are left out, and the
whole is bounded. References to other documents are not fetched.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from wizard.schema.judging import UNDECIDED
from wizard.schema.patterns import MAX_PATTERN
from wizard.schema.values import clean, is_scalar, text

from .attributes import TOO_LONG
from .build import Context
from .discriminators import told_apart

Node = dict[str, Any]

MAX_NODES = 20_000
MAX_NESTING = 40
SAME_REFERENCE = 1  # how often a reference may stand inside of itself
TYPES = {
    **{t: t for t in ("string", "number", "integer", "boolean", "object", "array", "null")},
    "int": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "decimal": "number",
    "numeric": "number",
    "bool": "boolean",
    "str": "string",
    "text": "string",
    "dict": "object",
    "map": "object",
    "list": "array",
}
# What is only to be read, in any form.
_ANNOTATIONS = (
    "title label description default example examples format readOnly writeOnly enumNames"
    " x-enumNames x-enum-varnames errorMessage placeholder x-order propertyOrder order help hint"
    " pattern_message contentEncoding tooltip enabled displayName caption refresh"
    " refreshRequirementsOnChange visible_when section kind widget EndUserDisplay x-cut"
)
ANNOTATIONS = frozenset(_ANNOTATIONS.split())
COUNTS = (
    *("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
    *("minContains", "maxContains"),
)
NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
ONE = (
    *("not", "if", "then", "else", "contains", "propertyNames", "additionalProperties"),
    *("unevaluatedProperties", "unevaluatedItems"),
)
MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = ("properties", "patternProperties", "dependentSchemas")


class Plain:
    """Makes the nodes of one document plain."""

    def __init__(self, context: Context, document: Any, path: str = "") -> None:
        self.context, self.document = context, document
        self.nodes = 0
        self.anchors = dict(_anchors(document, MAX_NESTING))
        # Until draft 7 a reference stands alone; what is beside it does not count.
        dialect = document.get("$schema", "") if isinstance(document, Mapping) else ""
        self.alone = (
            bool(re.search(r"draft-0[3-7]", dialect)) if isinstance(dialect, str) else False
        )
        self.whole = self.node(document, path, ())

    def node(self, raw: Any, path: str, inside: tuple[str, ...], nesting: int = 0) -> Node:
        """One schema. `inside`: the references that it was reached by."""
        self.nodes += 1
        if isinstance(raw, bool):
            return {} if raw else {"not": {}}
        if not isinstance(raw, Mapping):
            self.context.warn(path, "a schema was expected")
            return {}
        if self.nodes > MAX_NODES or nesting > MAX_NESTING:
            self.context.warn(path, "the schema is too large, the rest is left out")
            return {UNDECIDED: True}
        made = self._keywords(raw, path, inside, nesting + 1)
        reference = raw.get("$ref", raw.get("$dynamicRef", raw.get("$recursiveRef")))
        if isinstance(reference, str):
            target = self._referenced(reference, path, inside, nesting)
            beside = {k: v for k, v in made.items() if k in ANNOTATIONS} if self.alone else made
            made = (
                {**target, **beside}
                if beside.keys() <= ANNOTATIONS
                else beside | {"allOf": [target, *beside.get("allOf", [])]}
            )
        return made

    def _referenced(self, reference: str, path: str, inside: tuple[str, ...], nesting: int) -> Node:
        if inside.count(reference) > SAME_REFERENCE:
            self.context.warn(path, "what stands inside of itself is left out there")
            return {"x-cut": True, UNDECIDED: True}
        target = self._find(reference)
        if target is None:
            self.context.warn(path, f"the reference {reference[:60]!r} leads nowhere")
            return {UNDECIDED: True}
        return self.node(target, path, (*inside, reference), nesting + 1)

    def _find(self, reference: str) -> Any:
        """The node at `#/definitions/x`, `#anchor` or an `$id`; None where there is none."""
        base, _, fragment = reference.partition("#")
        found = self.anchors.get(reference) or self.anchors.get(base or f"#{fragment}")
        if found is None and base and base not in self.anchors:
            return None
        if not fragment.startswith("/"):
            return found if fragment or base else self.document
        # What is read may be a part of the document, which its references start from.
        roots = [self.anchors.get(base)] if base else [self.document, self.context.document]
        return next((n for root in roots if (n := _at(root, fragment)) is not None), None)

    def _keywords(self, raw: Mapping[str, Any], path: str, inside: tuple[str, ...], n: int) -> Node:
        raw = _unwrapped(raw)
        made: Node = {name: raw[name] for name in ANNOTATIONS if raw.get(name) is not None}

        def inner(value: Any, where: str) -> Node:
            return self.node(value, f"{path}.{where}" if path else where, inside, n)

        self._types(raw, made, path)
        self._pattern(raw, made, path)
        _limits(raw, made)
        for name in ONE:
            if isinstance(raw.get(name), bool | Mapping):
                made[name] = inner(raw[name], name)
        for name in MANY:
            if isinstance(raw.get(name), list) and raw[name]:
                made[name] = [inner(each, f"{name}[{at}]") for at, each in enumerate(raw[name])]
                made[name] = told_apart(raw, name, made[name])
        for name in NAMED:
            if isinstance(raw.get(name), Mapping):
                made[name] = dict(_named(raw[name], inner, path, self.context))
        _items(raw, made, inner)
        _required(raw, made)
        _dependencies(raw, made, inner)
        return made

    def _types(self, raw: Mapping[str, Any], made: Node, path: str) -> None:
        """`int` is integer, `["string", "null"]` stays, `date` is a string of that format."""
        said = raw.get("type")
        names = said if isinstance(said, list) else [] if said is None else [said]
        types: list[str] = []
        for name in names:
            known = TYPES.get(text(name).lower())
            if known:
                types.append(known)
            elif isinstance(name, str) and name:
                made["kind"] = name  # not a type of JSON Schema; whoever reads it may know it
            else:
                self.context.warn(path, "a type that is not understood")
        if raw.get("nullable") is True and types and "null" not in types:
            types.append("null")
            if isinstance(raw.get("enum"), list) and None not in raw["enum"]:
                made["enum"] = [*raw["enum"], None]
        if types:
            made["type"] = types[0] if len(types) == 1 else list(dict.fromkeys(types))

    def _pattern(self, raw: Mapping[str, Any], made: Node, path: str) -> None:
        pattern = raw.get("pattern")
        if isinstance(pattern, str) and len(pattern) <= MAX_PATTERN:
            made["pattern"] = clean(pattern)
        elif pattern is not None:
            made[UNDECIDED] = True
            self.context.warn(path, TOO_LONG)


def _at(node: Any, pointer: str) -> Any:
    """What a JSON pointer (RFC 6901) leads to; None where that is nothing."""
    for part in pointer[1:].split("/"):
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(node, list) and key.isascii() and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        elif isinstance(node, Mapping) and key in node:
            node = node[key]
        else:
            return None
    return node


def _limits(raw: Mapping[str, Any], made: Node) -> None:
    for name in (*COUNTS, *NUMBERS):
        if (number := _number(raw.get(name), whole=name in COUNTS)) is not None:
            made[name] = number
    for bound in ("Minimum", "Maximum"):  # draft 4 and OpenAPI 3.0: a flag beside the limit
        if raw.get(f"exclusive{bound}") is True and bound.lower() in made:
            made[f"exclusive{bound}"] = made.pop(bound.lower())
    if made.get("multipleOf", 1) <= 0:
        del made["multipleOf"]
    if isinstance(raw.get("enum"), list) and raw["enum"]:
        made.setdefault("enum", raw["enum"])  # one with null may stand there
    if "const" in raw:
        made["const"] = raw["const"]
    if isinstance(raw.get("uniqueItems"), bool):
        made["uniqueItems"] = raw["uniqueItems"]


def _items(raw: Mapping[str, Any], made: Node, inner: Callable[..., Node]) -> None:
    """Until 2019-09 a list of `items` says what stands at each position."""
    items = raw.get("items")
    if isinstance(items, list):
        made["prefixItems"] = [inner(each, f"items[{at}]") for at, each in enumerate(items)]
        items = raw.get("additionalItems")
    if isinstance(items, bool | Mapping):
        made["items"] = inner(items, "items")


def _unwrapped(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """In the place of properties may stand a whole schema, with properties of its own."""
    inner = raw.get("properties")
    if not isinstance(inner, Mapping) or not isinstance(inner.get("properties"), Mapping):
        return raw
    if not any(isinstance(inner.get(name), str) for name in ("type", "title", "$schema")):
        return raw
    both = [raw.get("required"), inner.get("required")]
    required = [name for names in both if isinstance(names, list) for name in names]
    return {**raw, "properties": inner["properties"], "required": required}


def _named(
    raw: Mapping[Any, Any], inner: Callable[..., Node], path: str, context: Context
) -> Iterator[tuple[str, Node]]:
    for name, value in raw.items():
        if isinstance(value, bool | Mapping):
            yield str(clean(name)), inner(value, str(name))
        else:
            context.warn(f"{path}.{name}".lstrip("."), "this is no schema and is left out")


def _required(raw: Mapping[str, Any], made: Node) -> None:
    """The list of names; and, as draft 3 has it, `required: true` at a property."""
    said = raw.get("required")
    names = [name for name in said if isinstance(name, str)] if isinstance(said, list) else []
    properties = raw.get("properties")
    for name, value in properties.items() if isinstance(properties, Mapping) else ():
        if isinstance(value, Mapping) and value.get("required") is True:
            names.append(str(name))
    if names:
        made["required"] = list(dict.fromkeys(map(clean, names)))


def _dependencies(raw: Mapping[str, Any], made: Node, inner: Callable[..., Node]) -> None:
    """Until draft 7 `dependencies` are lists of names or schemas."""
    for keyword in ("dependencies", "dependentRequired"):
        said = raw.get(keyword)
        for name, wanted in said.items() if isinstance(said, Mapping) else ():
            wanted = [wanted] if isinstance(wanted, str) else wanted  # noqa: PLW2901  # draft 3
            if isinstance(wanted, list):
                names = [each for each in wanted if isinstance(each, str)]
                made.setdefault("dependentRequired", {})[str(name)] = names
            elif isinstance(wanted, bool | Mapping):
                schemas = made.setdefault("dependentSchemas", {})
                schemas[str(name)] = inner(wanted, f"{keyword}.{name}")


def _number(raw: Any, *, whole: bool) -> int | float | None:
    """A limit as JSON Schema wants it, also from text; None where it is none."""
    if isinstance(raw, bool) or raw is None or not is_scalar(raw):
        return None
    try:
        number = float(raw)
        exact = int(str(raw)) if re.fullmatch(r"-?\d{1,30}", str(raw)) else number
    except (ValueError, OverflowError):
        return None
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124  # NaN
        return None
    if whole:
        return int(number) if number == int(number) and number >= 0 else None
    return exact


def _anchors(node: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """(reference, node) of everything that has a name of its own."""
    if depth == 0:
        return
    if isinstance(node, list):
        for item in node:
            yield from _anchors(item, depth - 1)
    if isinstance(node, Mapping):
        for name in ("$anchor", "$dynamicAnchor"):
            if isinstance(node.get(name), str):
                yield f"#{node[name]}", node
        for name in ("$id", "id"):
            if isinstance(node.get(name), str):
                yield node[name], node
        for value in node.values():
            yield from _anchors(value, depth - 1)
