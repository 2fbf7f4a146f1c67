"""Conditions as providers write them -> our `Condition`.

A condition on one field stays as it is, `{"key": "a", "in": [...]}`; anything more becomes a JSON
Schema for the object in which the field stands, which `judging` judges.
"""

import json
from collections.abc import Mapping
from typing import Any

from wizard.schema.fields import Condition, canonical
from wizard.schema.values import Warns, is_scalar, text

from .names import flag, plain

Test = dict[str, Any]
KEYS = ("key", "field", "when", "name", "path", "id", "property", "question")
EQUALS = ("in", "eq", "equals", "equal", "is", "value", "values", "const", "contains")
DIFFERS = ("notin", "ne", "not", "notequals", "notequal", "isnot")
MAX_PARTS = 50


def read_condition(context: Warns, raw: Any, path: str, otherwise: str) -> Condition | None:
    """A condition in one of its usual shapes; `otherwise`: what the field is without it."""
    if raw is None or raw is False:
        return None
    try:
        return _condition(raw)
    except (ValueError, RecursionError):
        context.warn(path, f"a condition that is not understood, the field is {otherwise}")
        return None


def _condition(raw: Any) -> Condition:
    """Raises ValueError for what is no condition."""
    if isinstance(raw, Mapping):
        simple = _simple(raw)
        if simple:
            return simple
    return Condition(test=canonical(_test(raw)))


def _simple(raw: Mapping[Any, Any]) -> Condition | None:
    """`{"key": "a", "in": ["x"]}`, `{"when": "a", "eq": "x", "show": true}`, `{"a": "x"}`."""
    known = {plain(name): value for name, value in raw.items()}
    key = next((known[name] for name in KEYS if isinstance(known.get(name), str)), "")
    if not key and len(raw) == 1:
        ((name, wanted),) = raw.items()
        if plain(name) not in WORDS and _values(wanted):
            return Condition(text(name), _values(wanted))
        return None
    operator = plain(known.get("operator") or known.get("op") or known.get("comparator") or "")
    found = next((known[name] for name in EQUALS if name in known), None)
    hides = flag(known.get("show")) is False
    if not key or hides or found is None or operator not in {"", "=", "==", "===", *EQUALS}:
        return None
    if isinstance(known.get("in"), list) or _values(found):
        return Condition(key, _values(found))
    raise ValueError


def _values(raw: Any) -> tuple[Any, ...]:
    items = raw if isinstance(raw, list) else [raw]
    return tuple(item for item in items if is_scalar(item))


def _test(raw: Any, depth: int = 0) -> Test:
    """A condition as a JSON Schema. Raises ValueError."""
    if depth > 5:
        raise ValueError
    if isinstance(raw, list) and raw:
        return {"allOf": [_test(item, depth + 1) for item in raw[:MAX_PARTS]]}
    if not isinstance(raw, Mapping):
        raise ValueError
    known = {plain(name): value for name, value in raw.items()}
    for name, keyword in COMBINED.items():
        if isinstance(parts := known.get(name), list) and parts:
            return {keyword: [_test(part, depth + 1) for part in parts[:MAX_PARTS]]}
    key = next((known[name] for name in KEYS if isinstance(known.get(name), str)), "")
    if not key:
        if isinstance(inverted := known.get("not"), Mapping):
            return {"not": _test(inverted, depth + 1)}
        if not raw or not all(map(_values, raw.values())) or not WORDS.isdisjoint(known):
            raise ValueError
        return {"allOf": [has(str(name), _values(wanted)) for name, wanted in raw.items()]}
    test = _comparison(key, known)
    return {"not": test} if flag(known.get("show")) is False else test


COMBINED = {"all": "allOf", "and": "allOf", "allof": "allOf", "any": "anyOf", "or": "anyOf"}
PRESENT = {"present", "exists", "notempty", "isnotempty", "filled", "answered"}
ABSENT = {"absent", "empty", "isempty", "blank", "missing"}
WORDS = frozenset({*EQUALS, *DIFFERS, *COMBINED, *KEYS, *PRESENT, *ABSENT})


def _comparison(key: str, known: Mapping[str, Any]) -> Test:
    operator = plain(known.get("operator") or known.get("op") or known.get("comparator") or "")
    wanted = next((known[name] for name in (*EQUALS, *DIFFERS) if name in known), None)
    if operator in PRESENT or any(flag(known.get(name)) for name in PRESENT):
        return at(key, {})
    if operator in ABSENT or any(flag(known.get(name)) for name in ABSENT):
        return {"not": at(key, {})}
    values = _values(wanted)
    if not values:
        raise ValueError
    if operator in {"!=", "<>", *DIFFERS} or any(name in known for name in DIFFERS):
        return {"not": has(key, values)}
    if operator in {"", "=", "==", "===", *EQUALS}:
        return has(key, values)
    raise ValueError


def at(key: str, test: Test) -> Test:
    """The value at a dotted key is there and fits."""
    for part in reversed(key.split(".")):
        test = {"properties": {part: test}, "required": [part]}
    return test


def has(key: str, values: tuple[Any, ...]) -> Test:
    """The value at a dotted key is one of `values`, or a list with one of them."""
    written = [other for value in values for other in _spellings(value)]
    one = {"enum": written}
    return at(key, {"anyOf": [one, {"type": "array", "contains": one}]})


def _spellings(value: Any) -> list[Any]:
    """A value and what it is as text: providers write `"true"` and `true` for the same answer."""
    if isinstance(value, str):
        try:
            return [value, json.loads(value)] if is_scalar(json.loads(value)) else [value]
        except ValueError:
            return [value]
    return [value, json.dumps(value)]
