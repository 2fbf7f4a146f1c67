"""What a node of unknown JSON looks like: a field, a map of rules, the name of a field.

A provider may also answer with what is no schema at all, an error or a page of search results; that
must not become a form. So what is read as a field has to say something of a field.
"""

import re
from collections.abc import Mapping
from typing import Any

from wizard.schema.fields import KINDS
from wizard.schema.patterns import MAX_PATTERN
from wizard.schema.values import is_scalar

from . import rulewords
from .kinds import KIND_ALIASES, LAYOUT, kind_of_type
from .names import COMMON, KNOWN, TELLING, TYPE_NAMES, Named, plain

REGEX = re.compile(r"\[[^\]]+\]|\\[dDwWsSpP]|\{\d+(,\d*)?\}|\.[*+]")
NAME = re.compile(r"[^\s<>{}]+")
# As in the schemas of programs, where "name": "String" says what a name is.
DATA_TYPES = frozenset({"String", "Number", "Boolean", "Date", "Integer", "Float", "Decimal"})
TYPES = KINDS | KIND_ALIASES.keys() | DATA_TYPES
REQUIRED = frozenset({"required", "minimum", "mandatory", "currentlydue", "pastdue"})
OPTIONAL = frozenset({"optional", "additional", "eventuallydue", "recommended"})
SURE_KEYS = frozenset({"key", "field", "fieldname", "fieldid"})
MAX_DEPTH = 4


def tells(named: Named) -> bool:
    """Whether an object says something that only a field has."""
    return not TELLING.isdisjoint(named.names) or any(map(_is_type, named.all("type")))


def _is_type(raw: Any) -> bool:
    return isinstance(raw, str | list) and bool(kind_of_type(raw))


def is_record(named: Named, *, beside_fields: bool) -> bool:
    """Whether an object is a row of data rather than a field: it says things that no field has.

    `beside_fields`: it stands among others that surely are fields.
    """
    if tells(named) or named.names <= COMMON | TYPE_NAMES:
        return False
    return not beside_fields or not (named.label or named.get("type"))


def is_field(node: Mapping[Any, Any]) -> bool:
    """Whether an object is a field by itself; a form has an id and a name, too."""
    named = Named(node)
    if not isinstance(named.key, str) or (named.children is not None and not named.has_key):
        return False
    types = [kind_of_type(raw) for raw in named.all("type")]
    if named.children is not None:
        return any(kind in {"group", "list"} for kind in types)
    if is_types(node):
        return False
    return any(types) if types else tells(named) or bool(SURE_KEYS & named.names)


def is_name(node: Any) -> bool:
    """Whether a text may be the name of a field, not a sentence and not a piece of HTML."""
    return isinstance(node, str) and bool(NAME.fullmatch(node))


def is_types(node: Mapping[Any, Any]) -> bool:
    """Whether an object is a map of name -> type: `{"name": "string", "employees": "integer"}`."""
    if "type" in node and node.get("name") not in ("string", "String"):
        return False
    values = list(node.values())
    return len(values) > 1 and all(isinstance(v, str) and v in TYPES for v in values)


def is_map(node: Mapping[Any, Any]) -> bool:
    """Whether an object is a map of rules rather than one field, or something else."""
    if is_types(node):
        return True
    if not all(map(is_rule, node.values())) or not any(map(is_telling, node.values())):
        return False
    return not any(_is_attribute(plain(name), value, node) for name, value in node.items())


def _is_attribute(name: str, value: Any, node: Mapping[Any, Any]) -> bool:
    """Whether what may be the attribute of a field is one, not a field of that name."""
    if name not in KNOWN or not is_scalar(value):
        return False
    if value in TYPES:
        return name in TYPE_NAMES or not any(isinstance(v, Mapping) for v in node.values())
    patterns = any(isinstance(v, str) and is_regex(v) for v in node.values())
    return not is_telling(value) and not (patterns and name in TYPE_NAMES)


def is_rule(value: Any) -> bool:
    """Whether a value may stand in a map of rules."""
    return value is None or is_scalar(value) or isinstance(value, Mapping) or is_telling(value)


def is_telling(value: Any, depth: int = 0) -> bool:
    """Whether a value can only be rules, not a mere text or some data."""
    if isinstance(value, Mapping):
        inner = value.values()
        return (
            tells(Named(value))
            or any(rulewords.is_words(v) for v in inner if isinstance(v, str))
            or any(is_regex(v) for n, v in value.items() if isinstance(v, str) and _is_own(n))
            or (
                depth < MAX_DEPTH
                and any(is_telling(v, depth + 1) for v in inner if not is_scalar(v))
            )
        )
    if rulewords.is_words(value) or is_items(value):
        return True
    return isinstance(value, str) and (is_regex(value) or value in TYPES)


def _is_own(name: Any) -> bool:
    """Whether a name can be that of a field: `name` and `type` are, beside a pattern."""
    return plain(name) not in KNOWN or plain(name) in TYPE_NAMES or plain(name) == "name"


def is_items(value: Any) -> bool:
    """`["String"]` or `[{"type": "String"}]`: the rules of each item of a list."""
    if not isinstance(value, list) or len(value) != 1:
        return False
    return str(value[0]) in DATA_TYPES if is_scalar(value[0]) else is_telling(value[0], MAX_DEPTH)


def is_regex(value: str) -> bool:
    if len(value) > MAX_PATTERN:
        return False
    return bool(value.startswith("^") or value.endswith("$") or REGEX.search(value))


def bucketed(node: Mapping[Any, Any]) -> list[tuple[Any, bool]]:
    """(name, required) of lists that are called `required` and `optional`, the required first."""
    found = []
    for name, value in node.items():
        word = plain(name).removesuffix("fields")
        if word in REQUIRED | OPTIONAL and isinstance(value, list | Mapping):
            found.append((name, word in REQUIRED))
    return sorted(found, key=lambda pair: not pair[1])


def holds_fields(node: Any) -> bool:
    """Whether an object has fields of its own, as a section or a set has."""
    if not isinstance(node, Mapping):
        return False
    return isinstance(Named(node).children, list) or bool(bucketed(node))


def is_layout(named: Named) -> bool:
    """Whether an object arranges fields on the page and has no part in the payload."""
    word = plain(named.get("type") or "")
    return word in LAYOUT or (word == "table" and "rows" in named.names)
