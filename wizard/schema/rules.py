"""Judges objects by a JSON Schema (2020-12, without references), as its specification says.

Used for the conditions of fields and for the rules that span fields. The schema comes from a
provider, made plain and bounded by `plainschema`; patterns are limited in time.
"""

import json
from collections.abc import Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from .patterns import matches


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    """As the specification says, unanchored; but within our limits of time."""
    if isinstance(instance, str) and not matches(pattern, instance, unanchored=True):
        yield ValidationError("does not match")


def _multiple_of(_: Any, step: float, instance: Any, __: Any) -> Iterator[ValidationError]:
    """With exact decimals: 0.3 is a multiple of 0.1."""
    if isinstance(instance, int | float) and not isinstance(instance, bool):
        try:
            if Decimal(repr(instance)) % Decimal(repr(step)):
                yield ValidationError("not a multiple")
        except (InvalidOperation, DivisionByZero):
            return


_Judge: Any = extend(  # type: ignore[no-untyped-call]  # of the stubs
    Draft202012Validator, {"pattern": _pattern, "multipleOf": _multiple_of}
)


@lru_cache(512)
def judge(schema: str) -> Any:
    """The validator for the text of a JSON Schema without references."""
    return _Judge(json.loads(schema))


def holds(test: str, instance: Any) -> bool:
    """Whether an object fits a condition's JSON Schema."""
    return bool(judge(test).is_valid(instance))


@lru_cache(512)
def mentioned(test: str) -> frozenset[tuple[str, ...]]:
    """The paths that a condition looks at, from the object it judges."""
    return frozenset(_paths(json.loads(test), ()))


def _paths(node: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(node, list):
        for item in node:
            yield from _paths(item, path)
    if not isinstance(node, dict):
        return
    for keyword, value in node.items():
        if keyword in {"properties", "dependentSchemas"}:
            for name, inner in value.items():
                yield (*path, name)
                yield from _paths(inner, (*path, name))
        elif keyword == "required":
            yield from ((*path, name) for name in value)
        elif keyword == "dependentRequired":
            yield from ((*path, each) for name, names in value.items() for each in (name, *names))
        elif keyword not in {"enum", "const"}:
            yield from _paths(value, path)
