"""Answers -> the nested JSON that the provider expects.

Keys are sent exactly as the provider spelled them; blanks are left out; array items keep order.
"""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

from .fields import FieldSpec

Path = tuple[str | int, ...]


def split(key: str) -> Path:
    """The path of a dotted key; array positions are only ever added by a repeated group."""
    return tuple(key.split("."))


def keys(spec: FieldSpec) -> Path:
    """The part of the path that a spec adds: none for an item that is no object, but a value."""
    if spec.literal:
        return (spec.key,)
    return split(spec.key) if spec.key else ()


def dotted(path: Path) -> str:
    return ".".join(map(str, path))


def is_blank(value: Any) -> bool:
    return value is None or value in ("", [])


def wire(value: Any) -> Any:
    """A cleaned value as JSON: dates as ISO 8601, numbers as numbers."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list | tuple):
        return [wire(item) for item in value]
    return deepcopy(value) if isinstance(value, dict) else value  # a constant stays the schema's


def nested(
    answers: Iterable[tuple[Path, Any]], empty: Iterable[tuple[Path, Any]] = ()
) -> dict[str, Any]:
    """One JSON object from (path, value) pairs, e.g. (("address", "city"), "Leeds").

    An integer in a path is the position in an array; left-out positions close up. `empty`: what
    has to be there also where nothing of it was answered, `[]` or `{}`.
    """
    root: dict[str | int, Any] = {}
    pairs = [(path, value) for path, value in answers if not is_blank(value)]
    for path, value in [*pairs, *empty]:
        node = root
        for part in path[:-1]:
            if not isinstance(node.get(part), dict):  # a key that is leaf and parent: parent wins
                node[part] = {}
            node = node[part]
        if value in ([], {}):
            node.setdefault(path[-1], wire(value))
        elif not isinstance(node.get(path[-1]), dict):
            node[path[-1]] = wire(value)
    return _with_arrays(root)  # type: ignore[no-any-return]  # the root has only string keys


def _with_arrays(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if node and all(isinstance(key, int) for key in node):
        return [_with_arrays(node[key]) for key in sorted(node)]
    return {str(key): _with_arrays(value) for key, value in node.items()}
