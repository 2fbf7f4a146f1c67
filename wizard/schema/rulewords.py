"""Rules written as words, `required|string|max:255`, or as a list of rules, as attributes.

The words are those of Laravel's validation (https://laravel.com/docs/validation), which other
dialects borrow. A rule that is not known here is the provider's to judge.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Attributes = dict[str, Any]

FLAGS: dict[str, Attributes] = {
    "required": {"required": True},
    "nullable": {"required": False},
    "sometimes": {"required": False},
    "optional": {"required": False},
    "string": {"type": "text"},
    "integer": {"type": "integer"},
    "int": {"type": "integer"},
    "numeric": {"type": "number"},
    "number": {"type": "number"},
    "decimal": {"type": "decimal"},
    "boolean": {"type": "boolean"},
    "bool": {"type": "boolean"},
    "accepted": {"type": "boolean", "required": True},
    "array": {"type": "list"},
    "date": {"type": "date"},
    "email": {"type": "email"},
    "url": {"type": "url"},
    "active_url": {"type": "url"},
    "alpha": {"pattern": r"\p{L}+"},
    "alpha_num": {"pattern": r"[\p{L}\p{N}]+"},
    "alpha_dash": {"pattern": r"[\p{L}\p{N}_-]+"},
    "phone": {"type": "phone"},
}
DATE_LETTERS = str.maketrans({"d": "DD", "m": "MM", "Y": "YYYY"})
NUMBERS = {"integer", "number", "decimal", "money", "percent"}


def _condition(text: str) -> Attributes:
    key, *values = text.split(",")
    return {"required_when": {"key": key, "in": values}}


def _present(text: str) -> Attributes:
    keys = text.split(",")
    return {"required_when": {"any": [{"key": key, "operator": "present"} for key in keys]}}


def undelimited(pattern: str) -> str:
    """`/^[A-Z]+$/i` without its delimiters."""
    found = re.fullmatch(r"([/#~])(.*)\1([a-z]*)", pattern, re.DOTALL)
    if not found:
        return pattern
    return f"(?i){found[2]}" if "i" in found[3] else found[2]


def _range(text: str) -> Attributes:
    low, _, high = text.partition(",")
    return {"min": low, "max": high or low}


VALUED: dict[str, Callable[[str], Attributes]] = {
    "min": lambda text: {"min": text},
    "max": lambda text: {"max": text},
    "between": _range,
    "size": lambda text: {"min": text, "max": text},
    "digits": lambda text: {"type": "text", "pattern": f"[0-9]{{{text}}}"},
    "digits_between": lambda text: {"type": "text", "pattern": f"[0-9]{{{text}}}"},
    "in": lambda text: {"options": [value.strip('"') for value in text.split(",")]},
    "regex": lambda text: {"pattern": text},
    "date_format": lambda text: {"type": "date", "format": text.translate(DATE_LETTERS)},
    "after_or_equal": lambda text: {"min": text},
    "before_or_equal": lambda text: {"max": text},
    "after": lambda text: {"above": text},
    "before": lambda text: {"below": text},
    "gt": lambda text: {"above": text},
    "lt": lambda text: {"below": text},
    "gte": lambda text: {"min": text},
    "lte": lambda text: {"max": text},
    "multiple_of": lambda text: {"multiple_of": text},
    "required_if": _condition,
    "required_with": _present,
}


def is_words(raw: Any) -> bool:
    """Whether a string (or a list of them) are rules: `required|max:255`."""
    parts = _parts(raw)
    return bool(parts) and all(isinstance(part, str) for part in parts) and _known(parts[0])


def _parts(raw: Any) -> list[Any]:
    if isinstance(raw, str):  # a pattern may contain the bar itself, so it comes last
        head, regex, pattern = raw.partition("regex:")
        return [part for part in head.split("|") if part] + ([regex + pattern] if regex else [])
    return raw if isinstance(raw, list) else []


def _known(part: str) -> bool:
    name, colon, _ = part.partition(":")
    return name in VALUED if colon else name in FLAGS


def attributes(raw: Any) -> Attributes:
    """The attributes in words, or in a list of words and of rule objects.

    `[{"required": true}, {"type": "max", "value": 5}]` is read as well.
    """
    found: Attributes = {}
    for part in _parts(raw):
        if isinstance(part, str):
            name, colon, value = part.partition(":")
            more = VALUED[name](value) if colon and name in VALUED else FLAGS.get(name, {})
            found |= more
        elif isinstance(part, Mapping):
            found |= _rule_object(part)
    return _typed(found)


def _rule_object(rule: Mapping[Any, Any]) -> Attributes:
    name = next((rule[n] for n in ("rule", "name", "type", "validator") if n in rule), None)
    said = rule["args"] if isinstance(rule.get("args"), Mapping) else rule
    value = next((said[n] for n in ("value", "arg", "limit", "param") if n in said), True)
    if isinstance(name, str) and name in FLAGS and value is True:
        return FLAGS[name]
    if isinstance(name, str) and not {"pattern", "min", "max", "len"} & rule.keys():
        message = {"pattern_message": rule["message"]} if name in {"pattern", "regex"} else {}
        return {name: value, **(message if "message" in rule else {})}
    return {key: value for key, value in rule.items() if key != "message" or "pattern" in rule}


def _typed(found: Attributes) -> Attributes:
    """`min` and `max` are lengths of a text, items of a list, and limits of a number or date."""
    kind = found.get("type", "text")
    if kind in NUMBERS or kind in {"date", "boolean"}:
        return found
    names = {"min": "min_items", "max": "max_items"} if kind == "list" else {}
    names = names or {"min": "min_length", "max": "max_length"}
    return {names.get(name, name): value for name, value in found.items()}
