"""Judges objects by a JSON Schema (2020-12, without references), as its specification says.

Used for the conditions of fields and for the rules that span fields. The schema comes from a
provider, made plain and bounded by `plainschema`; patterns are limited in time. What cannot be
decided (such a pattern, or a schema in another document) is nobody's error, under `not` either.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from .patterns import decided
from .values import is_scalar

UNDECIDED = "undecided"  # as a keyword of a schema, and of an error that is none


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    """As the specification says, unanchored; but within our limits of time."""
    fits = decided(pattern, instance, whole=False) if isinstance(instance, str) else True
    if not fits:
        yield ValidationError("", validator="pattern" if fits is False else UNDECIDED)


def _undecided(*_: Any) -> Iterator[ValidationError]:
    yield ValidationError("", validator=UNDECIDED)


def _multiple_of(_: Any, step: float, instance: Any, __: Any) -> Iterator[ValidationError]:
    """With exact decimals: 0.3 is a multiple of 0.1."""
    if isinstance(instance, int | float) and not isinstance(instance, bool):
        try:
            if Decimal(repr(instance)) % Decimal(repr(step)):
                yield ValidationError("not a multiple")
        except (InvalidOperation, DivisionByZero):
            return


def _not(judge: Any, schema: Any, instance: Any, __: Any) -> Iterator[ValidationError]:
    if (fits := _fits(judge, schema, instance)) is not False:
        yield ValidationError("", validator="not" if fits else UNDECIDED)


def _if(judge: Any, test: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    fits = _fits(judge, test, instance)
    word = "then" if fits else "else"
    if fits is not None and word in schema:
        yield from judge.descend(instance, schema[word], schema_path=word)


def _fits(judge: Any, schema: Any, instance: Any) -> bool | None:
    """None: that cannot be decided."""
    errors = list(judge.evolve(schema=schema).iter_errors(instance))
    return False if any(map(_is_decided, errors)) else None if errors else True


_OURS = {"pattern": _pattern, "multipleOf": _multiple_of, "not": _not, "if": _if}
_Judge: Any = extend(  # type: ignore[no-untyped-call]  # of the stubs
    Draft202012Validator, {**_OURS, UNDECIDED: _undecided}
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


# -- what is wrong --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """What breaks a rule, at a path of the payload.

    `keyword`: "required" (`names` are missing), "some" (at least one of `names`), "one" (only one
    of them), "blank" (`names`, or what is there, must not be there), "few" and "many" (against
    `limit`), "same" (items that repeat), "contains" (one of `names`), or any other one.
    """

    path: tuple[str | int, ...]
    keyword: str
    names: tuple[str, ...] = ()
    limit: Any = 0


SIZES = {
    **dict.fromkeys(("minItems", "minProperties"), "few"),
    **dict.fromkeys(("maxItems", "maxProperties"), "many"),
}


def problems(schema: str, payload: Any) -> list[Problem]:
    """Everything in a payload that breaks the rules; empty where it is right."""
    errors = sorted(judge(schema).iter_errors(payload), key=lambda error: len(error.absolute_path))
    return [found for error in errors if _is_decided(error) for found in _problems(error)]


def _is_decided(error: Any) -> bool:
    return error.validator != UNDECIDED and all(map(_is_decided, error.context or ()))


def _problems(error: Any) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    if "propertyNames" in error.absolute_schema_path and isinstance(error.instance, str):
        yield Problem(path, "blank", (error.instance,))
        return
    match error.validator:
        case "required":
            yield Problem(
                path, "required", tuple(n for n in error.validator_value if n not in error.instance)
            )
        case "dependentRequired":
            wanted = (w for name, w in error.validator_value.items() if name in error.instance)
            missing = [each for names in wanted for each in names if each not in error.instance]
            yield Problem(path, "required", tuple(dict.fromkeys(missing)))
        case "anyOf" | "oneOf":
            yield from _branches(error, path)
        case keyword if keyword in SIZES:
            yield Problem(path, SIZES[keyword], limit=error.validator_value)
        case "uniqueItems":
            yield Problem(path, "same")
        case "contains":
            wanted = error.validator_value.get("enum", [error.validator_value.get("const")])
            yield Problem(path, "contains", tuple(str(each) for each in wanted if is_scalar(each)))
        case "not" if error.validator_value == {}:
            yield Problem(path, "blank")
        case keyword if isinstance(error.validator_value, int | float):
            yield Problem(path, keyword, limit=error.validator_value)
        case _:
            data = error.validator in {"const", "enum"}  # no schema, whatever it looks like
            names = () if data else _first_names(error.validator_value)
            yield Problem(path, str(error.validator), names)


def _branches(error: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """None of the branches fits, or more than one of `oneOf`."""
    wanted = [name for branch in error.validator_value for name in branch.get("required", ())]
    names = tuple(dict.fromkeys(wanted))
    if not error.context:  # each of several branches is right
        yield Problem(
            path, "one" if names else "oneOf", names or _first_names(error.validator_value)
        )
    elif names and not any(name in error.instance for name in names) and _is_missing(error):
        yield Problem(path, "some", names)
    else:  # what comes closest, as a person would mend it
        branches: dict[Any, list[Any]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        nearest = min(branches.values(), key=_distance)
        yield from (found for inner in nearest for found in _problems(inner))


def _is_missing(error: Any) -> bool:
    return all(inner.validator == "required" for inner in error.context)


def _distance(errors: list[Any]) -> tuple[bool, int]:
    """A branch whose constants do not fit is far away; else fewer errors are nearer."""
    return any(error.validator in {"const", "enum", "type"} for error in errors), len(errors)


def _first_names(node: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path[0] for path in _paths(node, ())))
