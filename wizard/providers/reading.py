"""Tolerant reading of provider JSON: names are compared without case, `_` and `-`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wizard.schema.dialects.names import plain
from wizard.schema.values import clean

IDENTIFIER = re.compile(r"[\x21-\x7e]{1,200}")
MAX_TEXT = 300


def first(data: Any, *names: str) -> Any:
    """The value of the first of `names` that the object has and that is not null."""
    if not isinstance(data, Mapping):
        return None
    known = {plain(key): value for key, value in data.items() if value is not None}
    return next((known[plain(name)] for name in names if plain(name) in known), None)


def identifier(value: Any) -> str:
    """An id of 1 to 200 visible ASCII characters, or an empty string."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and IDENTIFIER.fullmatch(value) else ""


def text(value: Any, depth: int = 3) -> str:
    """A short line of text of whatever stands there; objects and lists become "a, b"."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        parts = [text(item, depth - 1) for item in value[:20]] if depth else []
        return ", ".join(filter(None, parts))[:MAX_TEXT]
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    shown = clean(str(value)[: 2 * MAX_TEXT])
    return " ".join(shown.split())[:MAX_TEXT]


def messages(value: Any) -> Iterator[str]:
    """The error messages in a string, a list or an object with a message."""
    for item in value if isinstance(value, list) else [value]:
        found = text(
            first(item, "message", "detail", "title") if isinstance(item, Mapping) else item
        )
        if found:
            yield found
