"""Untrusted values of a schema as bounded, clean ones."""

import re
from typing import Any

MAX_TEXT = 1000
_ABBREVIATIONS = "iban bic swift vat id url uri ssn ein tin utr lei mcc iso ip uk us eu dob kyc gst"
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())


def is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)


def clean(value: Any) -> Any:
    """A scalar that can be written as UTF-8: JSON may hold half a surrogate pair."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def text(value: Any) -> str:
    """A bounded string of a scalar, else an empty one."""
    return str(clean(str(value).strip()[:MAX_TEXT])) if is_scalar(value) else ""


def whole(value: Any) -> int | None:
    """A whole number of at least 0, also from text; anything else is no rule."""
    if isinstance(value, bool) or not text(value).isascii() or not text(value).isdigit():
        return None
    return int(text(value)[:9])


def humanise(key: str) -> str:
    """A label from a key: `registered_address.postCode` -> `Post code`."""
    last = key.rsplit(".", 1)[-1]
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", " ", last)
    words = " ".join(_lowered(word) for word in re.split(r"[\s_-]+", words) if word)
    return (words[:1].upper() + words[1:]) or key


def _lowered(word: str) -> str:
    """`Code` -> `code`; an abbreviation such as `IBAN` stays, and `iban` becomes one."""
    if word.lower() in ABBREVIATIONS:
        return word.upper()
    return word if word.isupper() and len(word) > 1 else word[:1].lower() + word[1:]
