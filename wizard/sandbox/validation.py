"""Check a nested JSON object against a list of fields, and say per dotted key what is wrong."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from wizard.sandbox.catalogue import Field

Errors = dict[str, list[str]]

LARGEST = 1e18  # JSON's 1e999 reads as infinity, which no JSON can say again

ADDRESS: list[Field] = [
    {"key": key, "label": key, "type": "text", "required": key in ("line_1", "city")}
    for key in ("line_1", "line_2", "city", "region", "postcode")
] + [{"key": "country", "label": "country", "type": "country", "required": True}]
PERSON_NAME: list[Field] = [
    {"key": key, "label": key, "type": "text", "required": key != "middle_name"}
    for key in ("first_name", "middle_name", "last_name")
]


def validate(fields: list[Field], data: Any) -> Errors:
    """Empty where the data are right."""
    errors: Errors = {}
    _check_object(fields, data, "", errors)
    return errors


def _check_object(fields: list[Field], data: Any, prefix: str, errors: Errors) -> None:
    if not isinstance(data, dict):
        errors[prefix.rstrip(".") or "fields"] = ["This must be an object."]
        return
    _check_keys(_tree(fields), data, prefix, errors)
    for field in fields:
        key, path = field["key"], f"{prefix}{field['key']}"
        value = _value(data, key)
        if path in errors:
            continue
        if not _visible(field, data):
            if value is not None:
                errors[path] = ["This does not apply to the other answers and must be absent."]
        elif value is None:
            if field.get("required"):
                errors[path] = [f"The {field['label'].lower()} is required."]
        elif value in ("", [], {}):
            errors[path] = ["A blank answer must be absent."]
        else:
            _check_value(field, value, path, errors)


def _tree(fields: list[Field]) -> dict[str, Any]:
    """Dotted keys as nested dicts; a leaf is None."""
    tree: dict[str, Any] = {}
    for field in fields:
        *branches, leaf = field["key"].split(".")
        level = tree
        for branch in branches:
            level = level.setdefault(branch, {})
        level[leaf] = None
    return tree


def _check_keys(tree: dict[str, Any], data: dict[str, Any], prefix: str, errors: Errors) -> None:
    for key, value in data.items():
        path = f"{prefix}{key}"
        if key not in tree:
            errors[path] = ["This field is not known."]
        elif value is None:
            errors[path] = ["A blank answer must be absent."]
        elif tree[key] is not None:
            if isinstance(value, dict) and value:
                _check_keys(tree[key], value, f"{path}.", errors)
            else:
                errors[path] = ["This must be an object and not empty."]


def _value(data: dict[str, Any], key: str) -> Any:
    value: Any = data
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _visible(field: Field, data: dict[str, Any]) -> bool:
    condition = field.get("visible_when")
    if condition is None:
        return True
    value = _value(data, condition["key"])
    chosen = value if isinstance(value, list) else [value]
    return any(each in condition["in"] for each in chosen)


def _check_value(field: Field, value: Any, path: str, errors: Errors) -> None:
    kind = field["type"]
    if kind == "list":
        _check_list(field, value, path, errors)
    elif kind in ("group", "address", "person-name"):
        fallback = {"address": ADDRESS, "person-name": PERSON_NAME}.get(kind, [])
        _check_object(field.get("fields") or fallback, value, f"{path}.", errors)
    else:
        message = _KINDS.get(kind, _text)(field, value) or _bounds(field, value)
        if message:
            errors[path] = [message]


def _check_list(field: Field, value: Any, path: str, errors: Errors) -> None:
    low, high = field.get("min_items", 0), field.get("max_items", 100)
    if not isinstance(value, list) or not low <= len(value) <= high:
        errors[path] = [f"Give {low} to {high} of these."]
        return
    for position, item in enumerate(value):
        _check_object(field["fields"], item, f"{path}.{position}.", errors)


# Each of these says what is wrong with a value of its kind, or answers "".


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        return "This must be a string."
    if len(value) < field.get("min_length", 0):
        return f"This must have at least {field['min_length']} characters."
    longest = field.get("max_length", 10_000)
    if len(value) > longest:
        return f"This must have at most {longest} characters."
    if field.get("pattern") and not re.fullmatch(field["pattern"], value):
        return str(field["pattern_message"])
    return ""


def _shaped(pattern: str, message: str) -> Callable[[Field, Any], str]:
    def check(field: Field, value: Any) -> str:
        wrong = _text(field, value)
        return wrong or ("" if re.fullmatch(pattern, value) else message)

    return check


def _number(_: Field, value: Any) -> str:
    right = isinstance(value, int | float) and not isinstance(value, bool)
    return "" if right and abs(value) < LARGEST else "This must be a number."


def _integer(_: Field, value: Any) -> str:
    right = isinstance(value, int) and not isinstance(value, bool)
    return "" if right else "This must be a whole number."


def _boolean(_: Field, value: Any) -> str:
    return "" if isinstance(value, bool) else "This must be true or false."


def _date(_: Field, value: Any) -> str:
    try:
        # fromisoformat() also reads 20240131, which is not the form that is asked for.
        right = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        right = False
    return "" if right else "This must be a date like 2024-01-31."


def _option(field: Field, value: Any) -> str:
    known = [option["value"] for option in field.get("options", [])]
    # A bool equals 0 or 1 in Python; an option value is always a string here.
    if not isinstance(value, str) or (known and value not in known):
        return f"The selected {field['label'].lower()} is invalid."
    return ""


def _options(field: Field, value: Any) -> str:
    if not isinstance(value, list) or len({str(each) for each in value}) != len(value):
        return "This must be a list of different options."
    return next(filter(None, (_option(field, each) for each in value)), "")


def _constant(field: Field, value: Any) -> str:
    return "" if value == field.get("default") else "This must have its given value."


def _bounds(field: Field, value: Any) -> str:
    """min and max; dates and months are ISO text and compare as such."""
    low, high = field.get("min"), field.get("max")
    if low is not None and value < low:
        return f"This must be {low} or more."
    if high is not None and value > high:
        return f"This must be {high} or less."
    return ""


_KINDS: dict[str, Callable[[Field, Any], str]] = {
    "email": _shaped(r"[^@\s]+@[^@\s]+\.[^@\s]+", "This must be an email address."),
    "phone": _shaped(r"\+?[0-9() ./-]{5,30}", "This must be a phone number."),
    "url": _shaped(r"https?://[^\s/]+\S*", "This must be a web address."),
    "month": _shaped(r"[0-9]{4}-(?:0[1-9]|1[0-2])", "This must be a month like 2024-01."),
    "country": _shaped(r"[A-Z]{2}", "This must be a country code of 2 letters."),
    "currency": _shaped(r"[A-Z]{3}", "This must be a currency code of 3 letters."),
    **dict.fromkeys(("number", "decimal", "money", "percent"), _number),
    **dict.fromkeys(("integer", "year"), _integer),
    **dict.fromkeys(("select", "radio", "subdivision"), _option),
    **dict.fromkeys(("multiselect", "checkboxes"), _options),
    "boolean": _boolean,
    "date": _date,
    "hidden": _constant,
    "constant": _constant,
}
