"""What several JSON Schemas that describe one object say together.

`allOf` is laid together; `if`, `dependentRequired`, `dependentSchemas` and branches that are told
apart by a property become tests, which are JSON Schemas themselves.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from wizard.schema.values import is_scalar

from .plainschema import Node

Test = Node
MAX_CONDITIONS = 2_000


@dataclass(frozen=True, slots=True)
class Added:
    """A property that is there on a condition only."""

    name: str
    test: Test
    node: Node
    required: bool


@dataclass
class View:
    properties: dict[str, list[Node]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    required_when: dict[str, list[Test]] = field(default_factory=dict)
    added: list[Added] = field(default_factory=list)
    narrowed: dict[str, list[tuple[Test, Node]]] = field(default_factory=dict)  # on a condition
    choices: list[tuple[Test | None, list[Node]]] = field(default_factory=list)
    named: set[str] = field(default_factory=set)  # in branches that ask for nothing new
    whole: bool = True  # False: there were too many conditions

    def unnamed(self) -> list[str]:
        """What is required although nothing is said about it."""
        said = {*self.properties, *(each.name for each in self.added)}
        for _, branches in self.choices:
            said.update(name for branch in branches for name in view_of([branch]).properties)
        return sorted({*self.required, *self.required_when, *self.named} - said)


def view_of(nodes: list[Node], known: dict[int, View] | None = None) -> View:
    """The view of an object that all `nodes` describe; `known`: views of branches, by identity."""
    laying = _Laying({} if known is None else known)
    for node in nodes:
        laying.lay(node)
    return laying.finished()


def both(outer: Test | None, inner: Test) -> Test:
    """The test that one and the other hold."""
    tests = [inner] if outer is None else [outer, inner]
    parts = [
        part for test in tests for part in (test["allOf"] if set(test) == {"allOf"} else [test])
    ]
    return parts[0] if len(parts) == 1 else {"allOf": parts}


def some(tests: list[Test]) -> Test:
    return tests[0] if len(tests) == 1 else {"anyOf": tests}


class _Laying:
    """Lays schemas into one view; what depends on others waits until those are known."""

    def __init__(self, known: dict[int, View]) -> None:
        self.view, self.known = View(), known
        self.added: dict[str, list[tuple[Test, Node]]] = {}
        self.conditional: deque[tuple[Test, Node]] = deque()
        self.branches: deque[tuple[Test | None, list[Node]]] = deque()

    def lay(self, node: Node, test: Test | None = None) -> None:
        """Lay down what a schema says, always or while `test` holds."""
        for name, inner in node.get("properties", {}).items():
            self._property(name, inner, test)
        for name in node.get("required", ()):
            self._required(name, test)
        for name, wanted in node.get("dependentRequired", {}).items():
            for each in wanted:
                self._required(each, both(test, {"required": [name]}))
        for name, inner in node.get("dependentSchemas", {}).items():
            self.conditional.append((both(test, {"required": [name]}), inner))
        if "if" in node:
            for word, condition in (("then", node["if"]), ("else", {"not": node["if"]})):
                if word in node:
                    self.conditional.append((both(test, condition), node[word]))
        for inner in node.get("allOf", ()):
            self.lay(inner, test)
        self.branches.extend((test, node[word]) for word in ("oneOf", "anyOf") if word in node)

    def finished(self) -> View:
        rounds = 0
        while (self.conditional or self.branches) and rounds < MAX_CONDITIONS:
            rounds += 1
            if self.branches:
                self._branch(*self.branches.popleft())
            else:
                test, node = self.conditional.popleft()
                self.lay(node, test)
        self.view.whole = not self.conditional and not self.branches
        for name, found in self.added.items():
            self.view.added += self._grouped(name, found)
        return self.view

    def _property(self, name: str, node: Node, test: Test | None) -> None:
        if test is None:
            self.view.properties.setdefault(name, []).append(node)
        elif name in self.view.properties:
            self.view.narrowed.setdefault(name, []).append((test, node))
        else:
            self.added.setdefault(name, []).append((test, node))

    def _required(self, name: str, test: Test | None) -> None:
        if test is None:
            self.view.required.add(name)
        else:
            self.view.required_when.setdefault(name, []).append(test)

    def _grouped(self, name: str, found: list[tuple[Test, Node]]) -> list[Added]:
        """The same property under several conditions is one; different ones stay apart."""
        by_test: list[tuple[Test, list[Node]]] = _paired(found)
        merged = [(n[0] if len(n) == 1 else {"allOf": n}, test) for test, n in by_test]
        when = self.view.required_when.get(name, [])
        return [
            Added(name, some(tests), node, all(test in when for test in tests))
            for node, tests in _paired(merged)
        ]

    def _branch(self, test: Test | None, branches: list[Node]) -> None:
        """Branches are conditions, a choice, or nothing that asks for more fields."""
        if len(branches) == 1:
            self.lay(branches[0], test)
            return
        own = [self._own(branch) for branch in branches]
        known = self.view.properties.keys()
        if not any(each.properties.keys() - known or each.added or each.choices for each in own):
            self.view.named.update(name for each in own for name in each.required)
            return
        name = _discriminator(own, self.view)
        if not name:
            self.view.choices.append((test, branches))
            return
        for branch, each in zip(branches, own, strict=True):
            told = {"properties": {name: _wanted(each.properties[name])}, "required": [name]}
            self.conditional.append((both(test, told), branch))

    def _own(self, branch: Node) -> View:
        """The view of a branch alone, made once however often it is looked at."""
        if id(branch) not in self.known:
            self.known[id(branch)] = view_of([branch], self.known)
        return self.known[id(branch)]


def _paired(found: list[tuple[Any, Any]]) -> list[tuple[Any, list[Any]]]:
    """(a, b) pairs as each a with all of its b."""
    pairs: list[tuple[Any, list[Any]]] = []
    for one, other in found:
        same = next((others for known, others in pairs if known == one), None)
        if same is None:
            pairs.append((one, [other]))
        else:
            same.append(other)
    return pairs


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
