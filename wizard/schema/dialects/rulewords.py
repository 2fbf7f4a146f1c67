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
    "file": {"type": "file"},
    "image": {"type": "image file"},
}
WORD = re.compile(r"[a-z_]+(:.+)?", re.DOTALL)


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
    "date_format": lambda text: {"type": "date", "format": text},
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
# Of a rule that is an object: what its value, and a pattern, is called.
VALUES = ("value", "arg", "limit", "param", "regex", "expression")


def is_words(raw: Any) -> bool:
    """Whether a string (or a list of them) are rules: `required|max:255`."""
    parts = _parts(raw)
    return all(isinstance(part, str) and WORD.fullmatch(part) for part in parts) and any(
        map(_is_known, parts)
    )


def _parts(raw: Any) -> list[Any]:
    if isinstance(raw, str):  # a pattern may contain the bar itself, so it comes last
        head, regex, pattern = raw.partition("regex:")
        return [part for part in head.split("|") if part] + ([regex + pattern] if regex else [])
    return raw if isinstance(raw, list) else []


def _is_known(part: str) -> bool:
    name, colon, _ = part.partition(":")
    return name in FLAGS or (name in VALUED and bool(colon))


def attributes(raw: Any) -> Attributes:
    """The attributes in words, or in a list of words and of rule objects.

    `[{"required": true}, {"type": "max", "value": 5}]` is read as well.
    """
    found: Attributes = {}
    for part in _parts(raw):
        if isinstance(part, str):
            found |= _word(*part.partition(":")[::2])
        elif isinstance(part, Mapping):
            found |= _rule_object(part)
    return found


def _word(name: str, value: str = "") -> Attributes:
    return VALUED[name](value) if value and name in VALUED else FLAGS.get(name, {})


def _rule_object(rule: Mapping[Any, Any]) -> Attributes:
    """One rule: by its name, `{"name": "min", "args": {"limit": 3}}`, or by what it says."""
    name = next((rule[n] for n in ("rule", "name", "type", "validator") if n in rule), None)
    args = rule["args"] if isinstance(rule.get("args"), Mapping) else rule
    value = next((args[n] for n in VALUES if n in args), None)
    found: Attributes = {}
    if not isinstance(name, str) or (value is None and name not in FLAGS):
        for what, said in rule.items():
            found |= _said(str(what), said)
    elif value is None or value is True:
        found = FLAGS.get(name, {name: value})
    else:
        found = _word(name, str(value)) or {name: value}
    if "pattern" not in found:  # the message of another rule
        return {what: said for what, said in found.items() if what != "message"}
    return {**found, "message": rule["message"]} if "message" in rule else found


def _said(what: str, said: Any) -> Attributes:
    """`"max": 5`, `"in": ["a", "b"]`, `"size": {"min": 2}`, `"regexp": {"pattern": "^a"}`."""
    if what == "in":
        return {"options": said}
    return dict(said) if isinstance(said, Mapping) else {what: said}
