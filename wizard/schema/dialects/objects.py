"""JSON Schema -> specs: drafts 4 to 2020-12 and OpenAPI, as found in practice.

Nested objects are groups, arrays of objects are lists, `if`, `dependentSchemas` and branches that
are told apart by a property are conditions, other branches with fields of their own are
alternatives. What no single field can hold is kept as rules for the whole payload.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from wizard.schema.fields import Condition, FieldSpec, canonical
from wizard.schema.judging import mentioned
from wizard.schema.values import text

from .alternatives import choice, described
from .build import Context, Specs
from .plainschema import ANNOTATIONS, MANY, NAMED, ONE, Node, Plain
from .properties import read_property
from .views import Added, Test, View, some, view_of

# Keywords that a single field, a group or a list cannot answer for.
SPANNING = frozenset(
    {"allOf", "anyOf", "oneOf", "not", "if", "dependentRequired", "dependentSchemas"}
    | {"minProperties", "maxProperties", "propertyNames", "patternProperties"}
    | {"unevaluatedProperties", "minItems", "contains", "uniqueItems", "prefixItems"}
)
MARKS = ("$ref", "$schema", "allOf", "oneOf", "anyOf")


def is_schema(node: Any) -> bool:
    """Whether a node is a JSON Schema of an object."""
    if not isinstance(node, Mapping):
        return False
    properties = node.get("properties")
    if isinstance(properties, Mapping):
        schemas = all(isinstance(value, Mapping | bool) for value in properties.values())
        return schemas or isinstance(properties.get("properties"), Mapping) or _is_object(node)
    return any(
        isinstance(node.get("$ref"), str)
        if mark == "$ref"
        else isinstance(node.get(mark), str if mark == "$schema" else list)
        and (mark == "$schema" or any(map(is_schema, node[mark])) or _is_object(node))
        for mark in MARKS
    )


def _is_object(node: Mapping[Any, Any]) -> bool:
    return node.get("type") == "object"


def read_object(context: Context, raw: Mapping[Any, Any], path: str, depth: int) -> Specs:
    """The specs of an object's schema; at the top of a document also the rules that span fields."""
    whole = Plain(context, raw, path).whole
    specs = object_specs(context, [whole], path, depth)
    if _spans(whole):
        if depth == 0:
            context.rules = _stripped(whole, context.unasked)
        else:
            context.warn(path, "rules that span fields are left to the provider here")
    return specs


def object_specs(
    context: Context,
    nodes: list[Node],
    path: str,
    depth: int,
    outer: tuple[tuple[Test, int, Node], ...] = (),
    known: AbstractSet[str] = frozenset(),
) -> Specs:
    """The specs of an object that all `nodes` describe.

    `outer`: (test, levels, schema) of what is added to it on a condition that looks at an object
    so many levels above. `known`: properties that are asked elsewhere.
    """
    if context.too_deep(path, depth):
        return ()
    view = view_of(nodes)
    if not view.whole:
        context.warn(path, "more conditions than can be read, the rest is left to the provider")
    for name in view.unnamed():
        view.properties[name] = [{}]
    for name in known:
        view.properties.pop(name, None)
    read = _Reading(context, view, path, depth)
    following: dict[str, list[Added]] = {}
    for each in view.added:
        following.setdefault(_last_controller(each.test, view), []).append(each)
    found: list[FieldSpec] = []
    for name, schemas in view.properties.items():
        found += read.base(name, schemas)
        found += [spec for each in following.get(name, ()) for spec in read.added(each)]
    found += [spec for each in following.get("", ()) for spec in read.added(each)]
    for test, levels, schema in outer:
        found += read.outer(test, levels, schema, {spec.key for spec in found})
    for number, (when, branches) in enumerate(view.choices, start=1):
        found += read.choice(number, when, branches)
    return tuple(found)


def _last_controller(test: Test, view: View) -> str:
    """The property of the page's last answer that a condition looks at."""
    names = {steps[0] for steps in mentioned(canonical(test))}
    return next((name for name in reversed(view.properties) if name in names), "")


class _Reading:
    """Reads the properties of one object."""

    def __init__(self, context: Context, view: View, path: str, depth: int) -> None:
        self.context, self.view, self.path, self.depth = context, view, path, depth

    def base(self, name: str, schemas: list[Node]) -> Iterator[FieldSpec]:
        inner = tuple((test, 1, node) for test, node in self.view.narrowed.get(name, ()))
        spec = self._spec(name, schemas, required=name in self.view.required, outer=inner)
        if spec:
            yield replace(spec, required_when=spec.required_when or self._needed(name, spec))

    def added(self, added: Added) -> Iterator[FieldSpec]:
        """A property that stands in the schema of a condition only."""
        spec = self._spec(added.name, [added.node], required=added.required)
        if spec:
            needed = self._needed(added.name, spec)
            yield replace(spec, visible_when=_condition(added.test), required_when=needed)

    def _needed(self, name: str, spec: FieldSpec) -> Condition | None:
        tests = self.view.required_when.get(name)
        return _condition(some(tests)) if tests and not spec.required else None

    def outer(self, test: Test, levels: int, schema: Node, known: set[str]) -> Iterator[FieldSpec]:
        """What an object further out adds to this one."""
        inner = view_of([schema])
        for name, schemas in inner.properties.items():
            if name in known:
                continue  # narrowed, not added: the rules judge it
            spec = self._spec(name, schemas, required=name in inner.required)
            if spec:
                yield replace(spec, visible_when=_condition(test, levels))

    def choice(self, number: int, test: Test | None, branches: list[Node]) -> Specs:
        groups = []
        for at, branch in enumerate(branches):
            path = f"{self.path}.oneOf[{at}]"
            known = self.view.properties.keys()
            specs = object_specs(self.context, [branch], path, self.depth + 1, known=known)
            label = text(branch.get("title") or branch.get("label")) or described(specs)
            groups.append(FieldSpec(str(at + 1), label or str(at + 1), "group", True, fields=specs))
        # A choice may be left open where one of its branches asks for nothing.
        needed = all(spec.fields and any(s.required for s in spec.fields) for spec in groups)
        made = choice(tuple(groups), number, required=needed)
        return (replace(made, visible_when=_condition(test)) if test else made,)

    def _spec(
        self,
        name: str,
        schemas: list[Node],
        *,
        required: bool,
        outer: tuple[tuple[Test, int, Node], ...] = (),
    ) -> FieldSpec | None:
        at = f"{self.path}.{name}" if self.path else name
        key = self.context.key(name, at, dotted=False)
        if not key:
            return None

        def inwards(nodes: list[Node], where: str) -> Specs:
            return object_specs(self.context, nodes, where, self.depth + 1, outer)

        spec = read_property(self.context, key, schemas, at, self.depth, required, inwards)
        if spec is None:
            self.context.unasked.add(name)
        return replace(spec, literal=True) if spec and "." in key else spec


def _condition(test: Test, up: int = 0) -> Condition:
    """As simple as it can be said: `{"key": "a", "in": [...]}` where one property decides."""
    said = _stripped(test)
    if said.get("type") == "object":  # which it always is
        del said["type"]
    if up == 0 and set(said) == {"properties", "required"} and len(said["properties"]) == 1:
        ((name, node),) = said["properties"].items()
        values = node.get("enum") or ([node["const"]] if "const" in node else [])
        single = said["required"] == [name] and len(node) == 1 and "." not in name
        if single and values and all(isinstance(value, str | bool) for value in values):
            return Condition(name, tuple(values))
    return Condition(test=canonical(_stripped(test)), up=up)


def _spans(node: Any) -> bool:
    """Whether anything in a schema spans fields."""
    if isinstance(node, list):
        return any(map(_spans, node))
    if not isinstance(node, Mapping):
        return False
    if not SPANNING.isdisjoint(node):
        return True
    named = [inner for name in NAMED for inner in node.get(name, {}).values()]
    return any(map(_spans, [*named, node.get("items")]))


def _stripped(node: Node, unasked: AbstractSet[str] = frozenset()) -> Node:
    """A schema with nothing in it but what judges; what nobody is asked for is not required."""
    out: Node = {}
    for name, value in node.items():
        if name in ANNOTATIONS or name.startswith("x-"):
            continue
        if name in NAMED:
            out[name] = {key: _stripped(inner, unasked) for key, inner in value.items()}
        elif name in ONE or name == "items":
            out[name] = _stripped(value, unasked)
        elif name in MANY:
            out[name] = [_stripped(each, unasked) for each in value]
        elif name == "required":
            out[name] = [each for each in value if each not in unasked]
        else:
            out[name] = value
    return out
