"""One property of a JSON Schema -> its spec: a field, a group, a list, a choice or a constant."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from wizard.schema.fields import FieldSpec, canonical
from wizard.schema.judging import problems
from wizard.schema.values import is_scalar, text, whole
from wizard.schema.wording import item_name

from .attributes import label_of
from .build import Context, Specs, build
from .names import Named, flag
from .plainschema import COUNTS, NUMBERS, Node

Inwards = Callable[[list[Node], str], Specs]
OBJECT = frozenset({"properties", "dependentSchemas", "patternProperties", "additionalProperties"})
STRONGEST = {
    **dict.fromkeys(("minLength", "minItems", "minimum", "exclusiveMinimum"), max),
    **dict.fromkeys(("maxLength", "maxItems", "maximum", "exclusiveMaximum"), min),
}
OWN_RULES = frozenset({"type", "pattern", "not", *COUNTS, *NUMBERS})
OPTION_NAMES = ("enumNames", "x-enumNames", "x-enum-varnames")


def read_property(
    context: Context,
    key: str,
    schemas: list[Node],
    path: str,
    depth: int,
    required: bool,
    inwards: Inwards,
) -> FieldSpec | None:
    """The spec of a property that all `schemas` describe; None where there is nothing to ask."""
    nodes = list(_flat(schemas))
    node = _merged(nodes)
    never = node.get("not") == {} or node.get("maxItems") == 0
    if flag(node.get("readOnly")) or node.get("x-cut") or never:
        return None
    kind = _type(nodes)
    if "const" in node and node["const"] is not True:
        return _constant(context, key, node, path, required)
    if kind == "object":
        return _group(context, key, nodes, node, path, required, inwards)
    if kind == "array":
        return _array(context, key, nodes, node, path, depth, required, inwards)
    return _leaf(context, key, node, kind, path, required)


def _flat(schemas: list[Node]) -> Iterator[Node]:
    """The schemas with what is not a real choice laid open: `allOf`, and a union with null."""
    for schema in schemas:
        yield schema
        yield from _flat(schema.get("allOf", []))
        for word in ("anyOf", "oneOf"):
            branches = [each for each in schema.get(word, ()) if each.get("type") != "null"]
            if len(branches) == 1:
                yield from _flat(branches)


def _merged(nodes: list[Node]) -> Node:
    """The first words and the strongest limits of several schemas."""
    made: Node = {}
    for node in nodes:
        for name, value in node.items():
            if name in STRONGEST and name in made:
                made[name] = STRONGEST[name](made[name], value)
            elif name == "enum" and "enum" in made:
                allowed = set(map(canonical, value))
                made["enum"] = [each for each in made["enum"] if canonical(each) in allowed]
            else:
                made.setdefault(name, value)
    return made


def _type(nodes: list[Node]) -> str:
    """The type that is asked for; where none is named, what the keywords are of."""
    for node in nodes:
        said = node.get("type", [])
        types = [each for each in ([said] if isinstance(said, str) else said) if each != "null"]
        if types:
            return str(types[0])
    if any(not OBJECT.isdisjoint(node) for node in nodes):
        return "object"
    if any("items" in node or "prefixItems" in node for node in nodes):
        return "array"
    inner = [each for node in nodes for word in ("anyOf", "oneOf") for each in node.get(word, ())]
    return _type(inner) if inner else ""


def _constant(
    context: Context, key: str, node: Node, path: str, required: bool
) -> FieldSpec | None:
    if node["const"] is None:
        context.warn(path, "a constant that is null is not sent")
        return None
    if context.too_many(path):
        return None
    label = label_of(Named(node), key)
    return FieldSpec(key, label, "hidden", required, default=node["const"])


def _group(
    context: Context,
    key: str,
    nodes: list[Node],
    node: Node,
    path: str,
    required: bool,
    inwards: Inwards,
) -> FieldSpec | None:
    label, help_ = label_of(Named(node), key), text(node.get("description"))
    specs = inwards(nodes, path)
    if specs:
        empty = required and not any(spec.required for spec in specs)
        default: Any = {} if empty else None  # it must be there, but nothing in it
        return FieldSpec(key, label, "group", required, help=help_, default=default, fields=specs)
    if required:  # it must be there, and nothing is asked about it
        return FieldSpec(key, label, "hidden", True, default={})
    context.warn(path, "an object without properties is left out")
    return None


def _array(
    context: Context,
    key: str,
    nodes: list[Node],
    node: Node,
    path: str,
    depth: int,
    required: bool,
    inwards: Inwards,
) -> FieldSpec | None:
    items = [each["items"] for each in nodes if "items" in each] or [{}]
    inner = f"{path}.items"
    if any("prefixItems" in each for each in nodes):
        context.warn(path, "an array with a schema for each position is left out")
        return None
    if context.too_deep(path, depth + 1):
        return None
    item = read_property(context, "", items, inner, depth + 1, True, inwards)
    if item is None:
        return None
    label, help_ = label_of(Named(node), key), text(node.get("description"))
    # One that may be left out has its minimum in the rules: none at all is right as well.
    fewest = whole(node.get("minItems")) or 0 if required else 0
    made = FieldSpec(
        key,
        label,
        "list",
        required and fewest > 0,
        help=help_,
        default=[] if required and not fewest else None,  # it must be there, but may be empty
        min_items=fewest,
        max_items=whole(node.get("maxItems")),
        fields=item.fields if item.kind == "group" else (replace(item, label=item_name(label)),),
    )
    if item.kind in {"select", "radio", "boolean", "hidden"} and item.options:
        return replace(made, kind="multiselect", options=item.options, fields=())
    return None if item.kind == "hidden" else made


def _leaf(
    context: Context, key: str, node: Node, kind: str, path: str, required: bool
) -> FieldSpec | None:
    attributes = {**node, **({"type": kind} if kind else {})}
    attributes.pop("required", None)
    attributes |= _options(node, kind)
    if attributes.get("enum"):
        attributes["enum"] = _fitting(context, attributes["enum"], node, path)
    if kind != "string" and "kind" in node:
        attributes["type"] = node["kind"]
    examples = node.get("examples")
    if isinstance(examples, list) and examples and is_scalar(examples[0]):
        attributes.setdefault("example", examples[0])
    message = node.get("errorMessage")
    if isinstance(message, dict):  # of ajv-errors: a message a keyword
        attributes["errorMessage"] = message.get("pattern") or message.get("format")
    return build(context, key, Named(attributes), path, required=required, unanchored=True)


def _options(node: Node, kind: str) -> dict[str, Any]:
    """`enum` with or without names, `oneOf` or `anyOf` of constants with titles, `const: true`."""
    if node.get("const") is True:
        return {"enum": [{"value": True, "label": "Yes"}], "type": "boolean"}
    for word in ("oneOf", "anyOf"):
        branches = [each for each in node.get(word, ()) if each.get("type") != "null"]
        found = [option for branch in branches for option in _values(branch)]
        if branches and all(map(_values, branches)):
            return {"enum": found}
    values = node.get("enum")
    if not values:
        return {}
    if kind == "boolean" and True in values and False in values:
        return {"enum": None}
    names: Any = next((node[n] for n in OPTION_NAMES if n in node), [])
    if isinstance(names, list) and len(names) == len(values):
        pairs = zip(values, names, strict=True)
        return {"enum": [{"value": v, "label": n} for v, n in pairs if v is not None]}
    return {"enum": [value for value in values if value is not None]}


def _fitting(context: Context, options: list[Any], node: Node, path: str) -> list[Any]:
    """The options that the property's other rules allow as well; all where none would be left."""
    rules = {name: value for name, value in node.items() if name in OWN_RULES}
    if not rules:
        return options
    allowed = canonical(rules)
    values = [each.get("value") if isinstance(each, dict) else each for each in options]
    pairs = zip(options, values, strict=True)
    kept = [each for each, value in pairs if not is_scalar(value) or not problems(allowed, value)]
    if kept and len(kept) < len(options):
        context.warn(path, "options that the other rules do not allow are left out")
    return kept or options


def _values(branch: Node) -> list[dict[str, Any]]:
    """The options of a branch that names its value or values."""
    values = [branch["const"]] if "const" in branch else branch.get("enum", [])
    label = text(branch.get("title") or branch.get("label") or branch.get("description"))
    one = len(values) == 1
    return [
        {"value": v, "label": label if one and label else text(v)} for v in values if is_scalar(v)
    ]
