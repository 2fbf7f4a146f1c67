"""The attributes of a field, each read by itself from what a provider says; nothing raises."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from wizard.schema import formats
from wizard.schema.fields import Condition, FieldSpec
from wizard.schema.patterns import MAX_PATTERN
from wizard.schema.values import Warns, clean, humanise, is_scalar, text, words

from .conditions import read_condition
from .kinds import kind_of_format
from .names import Named
from .rulewords import undelimited

TOO_LONG = "a pattern that is no text, or too long, is left to the provider"


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


DATE_PARTS = {"date": ("day", "month", "year"), "month": ("month", "year")}


def date_format(context: Warns, named: Named, kind: str, path: str) -> str:
    """How a date is sent, as the schema spells it; nothing where it names only a kind."""
    said = text(named.get("format"))
    if kind not in {*DATE_PARTS, "datetime"} or not said or kind_of_format(said) == kind:
        return ""
    if kind != "datetime" and not formats.named(said, DATE_PARTS[kind]):
        context.warn(path, f"the format {said[:40]!r} is not known, sent as ISO 8601")
        return ""
    return said
