"""A profile's metadata as a list of keys and values in a form, and back.

An Object whose values may be anything, nested too (https://docs.opentransact.com/types). A form
shows what is one line of text, a number, or true or false; all else is kept as it is, and so is our
own reference, with which a profile is found again.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from .jsonapi import mapping

REFERENCE = "wizard-reference"
KEPT = "kept-metadata"  # in the payload of a form: the keys of what it does not show
MAX_SHOWN = 100
MAX_KEY, MAX_TEXT = 200, 1000  # characters
# JSON:API's "Member Names", and what it reserves in an object that stands in an attribute.
KEY = re.compile(r"[^\W_](?:[\w -]*[^\W_])?")
RESERVED = {"links", "relationships"}
WRONG_KEY = (
    "Key must start and end with a letter or number, and only include letters, numbers, hyphens, "
    "underscores and spaces"
)


def written(value: Any) -> str:
    """A value as it is typed and as a filter has it; objects and lists as compact JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def items(metadata: Any) -> list[dict[str, str]]:
    """What a form shows: [{"key", "value"}]."""
    shown = [(key, value) for key, value in mapping(metadata).items() if _is_shown(key, value)]
    return [{"key": key, "value": written(value)} for key, value in shown[:MAX_SHOWN]]


def kept(metadata: Any) -> dict[str, Any]:
    """What a form does not show."""
    shown = {item["key"] for item in items(metadata)}
    return {key: value for key, value in mapping(metadata).items() if key not in shown}


def merged(metadata: Any, entered: Any) -> dict[str, Any]:
    """The metadata with what was entered in place of what the form showed.

    Values that were not changed keep their JSON type; a number or a truth value stays one as long
    as what is entered is one.
    """
    old = mapping(metadata)
    found = {key: _typed(value, old.get(key)) for key, value in _pairs(entered)}
    return {**found, **{k: v for k, v in kept(metadata).items() if k not in found}}


def judge(fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with the keys that were entered, by the dotted key of the field."""
    wrong: dict[str, list[str]] = {}
    taken = {*RESERVED, REFERENCE}
    kept_keys = fields.get(KEPT)
    taken |= set(kept_keys) if isinstance(kept_keys, list) else set()
    seen: set[str] = set()
    for position, (key, _) in enumerate(_pairs(fields.get("metadata"))):
        if problem := key_problem(key, taken, seen):
            wrong[f"metadata.{position}.key"] = [problem]
        seen.add(key)
    return wrong


def key_problem(key: str, taken: set[str] = RESERVED, seen: set[str] | None = None) -> str:
    """What is wrong with a key, or nothing."""
    if not KEY.fullmatch(key):
        return WRONG_KEY
    if key in taken:
        return "Enter a different key. This one is used for something else"
    return "Enter a different key. This one is already in the list" if key in (seen or ()) else ""


def _pairs(entered: Any) -> list[tuple[str, str]]:
    """(key, value) of each item, in the form's order; a value that was left blank is empty text."""
    each = [mapping(item) for item in (entered if isinstance(entered, list) else [])]
    return [(str(item.get("key", "")), str(item.get("value", ""))) for item in each]


def _is_shown(key: str, value: Any) -> bool:
    text = written(value) if isinstance(value, str | int | float) else ""
    fits = 0 < len(text) <= MAX_TEXT and text.isprintable() and text == text.strip()
    return fits and len(key) <= MAX_KEY and key != REFERENCE and not key_problem(key)


def _typed(text: str, old: Any) -> Any:
    if isinstance(old, bool | int | float):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return text
        same = isinstance(value, bool) == isinstance(old, bool)
        if same and isinstance(value, bool | int | float):
            return old if text == written(old) else value
    return text
