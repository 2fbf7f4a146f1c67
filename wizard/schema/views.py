"""What several JSON Schemas that describe one object say together.

`allOf` is laid together; `if`, `dependentRequired`, `dependentSchemas` and branches that are told
apart by a property become tests, which are JSON Schemas themselves.
"""

from dataclasses import dataclass, field
from typing import Any

from .plainschema import Node
from .values import is_scalar

Test = Node
MAX_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Added:
    """A property that is there on a condition only."""

    name: str
    test: Test
    node: Node


@dataclass
class View:
    properties: dict[str, list[Node]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    required_when: dict[str, list[Test]] = field(default_factory=dict)
    added: list[Added] = field(default_factory=list)
    narrowed: dict[str, list[tuple[Test, Node]]] = field(default_factory=dict)  # on a condition
    choices: list[tuple[Test | None, list[Node]]] = field(default_factory=list)

    def unnamed(self) -> list[str]:
        """What is required although nothing is said about it."""
        said = {*self.properties, *(each.name for each in self.added)}
        for _, branches in self.choices:
            said.update(name for branch in branches for name in view_of([branch]).properties)
        return sorted(self.required - said)


def every(*tests: Test) -> Test:
    parts = [
        part for test in tests for part in (test["allOf"] if set(test) == {"allOf"} else [test])
    ]
    return parts[0] if len(parts) == 1 else {"allOf": parts}


def some(tests: list[Test]) -> Test:
    return tests[0] if len(tests) == 1 else {"anyOf": tests}


def view_of(nodes: list[Node]) -> View:
    """The view of an object that all `nodes` describe."""
    view = View()
    conditional: list[tuple[Test, Node]] = []
    branches: list[tuple[Test | None, list[Node]]] = []
    for node in nodes:
        _lay(node, view, conditional, branches)
    added: dict[str, list[tuple[Test, Node]]] = {}
    rounds = 0
    while (conditional or branches) and rounds < MAX_ROUNDS:
        rounds += 1
        if branches:
            test, each = branches.pop(0)
            _branch(test, each, view, conditional)
            continue
        test, node = conditional.pop(0)
        inner = View()
        more: list[tuple[Test, Node]] = []
        inner_branches: list[tuple[Test | None, list[Node]]] = []
        _lay(node, inner, more, inner_branches)
        for name, schemas in inner.properties.items():
            one = schemas[0] if len(schemas) == 1 else {"allOf": schemas}
            if name in view.properties:
                view.narrowed.setdefault(name, []).append((test, one))
            else:
                one = {**one, "x-required": True} if name in inner.required else one
                added.setdefault(name, []).append((test, one))
        for name in inner.required:
            view.required_when.setdefault(name, []).append(test)
        for name, tests in inner.required_when.items():
            view.required_when.setdefault(name, []).extend(every(test, each) for each in tests)
        conditional += [(every(test, other), each) for other, each in more]
        branches += [(every(test, t) if t else test, each) for t, each in inner_branches]
    view.added = [each for name, found in added.items() for each in _grouped(name, found)]
    return view


def _lay(
    node: Node,
    view: View,
    conditional: list[tuple[Test, Node]],
    branches: list[tuple[Test | None, list[Node]]],
) -> None:
    for name, inner in node.get("properties", {}).items():
        view.properties.setdefault(name, []).append(inner)
    view.required |= set(node.get("required", ()))
    for name, wanted in node.get("dependentRequired", {}).items():
        for each in wanted:
            view.required_when.setdefault(each, []).append({"required": [name]})
    for name, inner in node.get("dependentSchemas", {}).items():
        conditional.append(({"required": [name]}, inner))
    if "if" in node:
        if "then" in node:
            conditional.append((node["if"], node["then"]))
        if "else" in node:
            conditional.append(({"not": node["if"]}, node["else"]))
    for inner in node.get("allOf", ()):
        _lay(inner, view, conditional, branches)
    branches.extend((None, node[word]) for word in ("oneOf", "anyOf") if word in node)


def _grouped(name: str, found: list[tuple[Test, Node]]) -> list[Added]:
    """The same property under several conditions is one; different ones stay apart."""
    apart: list[tuple[Node, list[Test]]] = []
    for test, node in found:
        same = next((tests for known, tests in apart if known == node), None)
        if same is None:
            apart.append((node, [test]))
        else:
            same.append(test)
    return [Added(name, some(tests), node) for node, tests in apart]


def _branch(
    test: Test | None,
    branches: list[Node],
    view: View,
    conditional: list[tuple[Test, Node]],
) -> None:
    """Branches are conditions, a choice, or nothing that asks for more fields."""
    own = [view_of([branch]) for branch in branches]
    new = [[name for name in each.properties if name not in view.properties] for each in own]
    deeper = any(each.added or each.choices for each in own)
    if not any(new) and not deeper:
        return
    name = _discriminator(own, view)
    if not name:
        if len(branches) > 1:
            view.choices.append((test, branches))
        else:
            conditional.append((test or {}, branches[0]))
        return
    for branch, each in zip(branches, own, strict=True):
        told = {"properties": {name: _wanted(each.properties[name])}, "required": [name]}
        conditional.append((every(test, told) if test else told, branch))


def _discriminator(own: list[View], view: View) -> str:
    """The property of the object whose value tells the branches apart, or nothing."""
    names = [n for n in view.properties if all(n in each.properties for each in own)]
    for name in names:
        values = [_wanted(each.properties[name]) for each in own]
        if all(values) and all(value not in values[:at] for at, value in enumerate(values)):
            return name
    return ""


def _wanted(schemas: list[Node]) -> Node:
    """The values that a branch wants of a property, as a schema; empty where it names none."""
    for schema in schemas:
        values: Any = [schema["const"]] if "const" in schema else schema.get("enum")
        if values and all(is_scalar(value) for value in values):
            return {"enum": values}
    return {}
