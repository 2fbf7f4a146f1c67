"""Untrusted values of a schema as bounded, clean ones."""

import re
from collections.abc import Mapping
from typing import Any, Protocol

MAX_TEXT = 1000
_ABBREVIATIONS = (
    "iban bic swift vat id url uri ssn ein tin utr lei mcc iso ip uk us eu dob kyc gst tos"
)
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
# `postCode`, `line1`
WORD_STARTS = r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])|(?<=[a-z]{3})(?=[0-9]$)"
LANGUAGES = ("en", "default", "userlocalized")


class Warns(Protocol):
    """Whoever notes what could not be understood, with its path."""

    def warn(self, path: str, problem: str) -> None: ...


def is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)


def clean(value: Any) -> Any:
    """A scalar that can be written as UTF-8: JSON may hold half a surrogate pair."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def is_deep(document: Any, most: int) -> bool:
    """Whether a JSON document has more levels than that."""
    level = [document]
    for _ in range(most):
        level = [child for node in level for child in _children(node)]
        if not level:
            return False
    return True


def _children(node: Any) -> list[Any]:
    if isinstance(node, Mapping):
        return list(node.values())
    return node if isinstance(node, list) else []


def text(value: Any) -> str:
    """A bounded string of a scalar, else an empty one."""
    return str(clean(str(value).strip()[:MAX_TEXT])) if is_scalar(value) else ""


def words(value: Any, depth: int = 3) -> str:
    """The text of a label, of which there may be one a language: English, or the first one."""
    if not isinstance(value, Mapping) or not depth:
        return text(value)
    names = sorted(value, key=lambda name: not str(name).lower().startswith(LANGUAGES))
    return next(filter(None, (words(value[name], depth - 1) for name in names)), "")


def whole(value: Any) -> int | None:
    """A whole number of at least 0, also from text; anything else is no rule."""
    if isinstance(value, bool) or not text(value).isascii() or not text(value).isdigit():
        return None
    return int(text(value)[:9])


def humanise(key: str) -> str:
    """A label from a key: `registered_address.postCode` -> `Post code`."""
    last = key.rsplit(".", 1)[-1]
    spaced = re.sub(WORD_STARTS, " ", last)
    found = [_lowered(word) for word in re.split(r"[\s_:-]+", spaced) if word]
    if len(found) > 1 and found[-1] == "no":
        found[-1] = "number"
    label = " ".join(found)
    return (label[:1].upper() + label[1:]) or key


def _lowered(word: str) -> str:
    """`Code` -> `code`; an abbreviation such as `IBAN` stays, and `iban` becomes one."""
    if word.lower() in ABBREVIATIONS:
        return word.upper()
    return word if word.isupper() and len(word) > 1 else word[:1].lower() + word[1:]
