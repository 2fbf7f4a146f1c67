"""Tolerant reading of provider JSON: names are compared without case, `_` and `-`."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from wizard.schema.dialects.names import plain
from wizard.schema.values import clean

IDENTIFIER = re.compile(r"[\x21-\x7e]{1,200}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}\S{0,20}", re.ASCII)
MAX_TEXT = 300
MAX_NUMBER = 10**9


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


def count(value: Any) -> int | None:
    """A count from 0; None where it says nothing usable."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value <= MAX_NUMBER else None


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


def moment(value: Any) -> datetime | None:
    """The point in time in ISO 8601 text with a time of day; in UTC where it names no zone."""
    if isinstance(value, str) and MOMENT.fullmatch(value):
        with suppress(ValueError, OverflowError):
            found = datetime.fromisoformat(value)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def humanised(code: str) -> str:
    """`incorporated_on` and `dateOfIncorporation` as words."""
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in code)
    words = " ".join(words.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:]


def messages(value: Any) -> Iterator[str]:
    """The error messages in a string, a list or an object with a message."""
    for item in value if isinstance(value, list) else [value]:
        found = text(
            first(item, "message", "detail", "title") if isinstance(item, Mapping) else item
        )
        if found:
            yield found
