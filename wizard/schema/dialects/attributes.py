"""The attributes of a field, each read by itself from what a provider says; nothing raises."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from wizard.schema.fields import Condition, FieldSpec

from .conditions import read_condition
from .names import Named
from .rulewords import undelimited
from .values import clean, humanise, is_scalar, text, words

MAX_PATTERN = 1000
TOO_LONG = "a pattern that is no text, or too long, is left to the provider"


class Warns(Protocol):
    def warn(self, path: str, problem: str) -> None: ...


def label_of(named: Named, key: str) -> str:
    """The words for a field; a label that merely repeats the key is written as words."""
    label = named.label
    return label if label and label != key else humanise(key)


def section_of(named: Named) -> str:
    """The heading; where it is a machine's name, in words."""
    section = words(named.get("section"))
    return humanise(section) if re.fullmatch(r"[a-z][\w-]*", section, re.ASCII) else section


def condition(context: Warns, raw: Any, path: str, otherwise: str) -> Condition | None:
    """A condition; one that says nothing is none, and in a list of lists one of them must hold."""
    unset = isinstance(raw, Mapping) and raw and not any(raw.values())
    if unset or (is_scalar(raw) and not raw):
        return None
    if isinstance(raw, list) and raw and all(isinstance(each, list) for each in raw):
        raw = {"any": [{"all": each} for each in raw]}
    return read_condition(context, raw, path, otherwise)


def pattern(context: Warns, raw: Any, path: str) -> str:
    """A pattern is taken whole or not at all: a part of it would mean something else."""
    if isinstance(raw, str) and len(raw) <= MAX_PATTERN:
        return undelimited(raw)
    if raw is not None:
        context.warn(path, TOO_LONG)
    return ""


def default(context: Warns, raw: Any, kind: str, path: str) -> Any:
    if kind == "hidden" or raw is None:
        return raw
    if is_scalar(raw):
        return clean(raw)
    if isinstance(raw, list) and all(is_scalar(item) for item in raw):
        return [clean(item) for item in raw]
    context.warn(path, "a default that is not a value is left out")
    return None


def limit(raw: Any) -> str | None:
    """A number as text; True and False are no limits (draft 4 of JSON Schema has them so)."""
    return None if isinstance(raw, bool) else text(raw) or None


def in_order(found: Iterable[tuple[Any, str, FieldSpec]]) -> list[tuple[str, FieldSpec]]:
    """(path, spec) of (order, path, spec): sorted where everything says its place."""
    found = list(found)
    places = [_number(order) for order, _, _ in found]
    if None not in places:
        found = [each for _, each in sorted(zip(places, found, strict=True), key=lambda p: p[0])]
    return [(path, spec) for _, path, spec in found]


def _number(raw: Any) -> Any:
    """A place among others; half of them say -1 for "anywhere"."""
    try:
        number = float(text(raw))
    except ValueError:
        return None
    return number if number >= 0 else None
