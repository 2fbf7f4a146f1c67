"""The names under which providers write the same thing, and how an object is read by them.

Names are compared without case, `_` and `-`: `validationRegexp` is `validation_regexp`. `name` is
the machine key in some dialects and the label in others: it is the label where a key stands too.
"""

import re
from collections.abc import Mapping
from typing import Any

ALIASES = {
    "key": ("key", "path", "id", "field", "field_id", "code"),
    "label": ("label", "title", "caption", "display_name"),
    "type": ("type", "kind", "input_type", "field_type"),
    "required": ("required", "is_required", "mandatory", "is_mandatory"),
    "optional": ("optional", "is_optional"),
    "section": ("section", "group_name", "category"),
    "help": ("help", "help_text", "hint", "tip", "tooltip", "description"),
    "example": ("example", "placeholder", "display_format"),
    "default": ("default", "default_value", "initial"),
    "options": ("options", "values_allowed", "allowed_values", "choices", "enum", "allowed"),
    "min_length": ("min_length", "min_len"),
    "max_length": ("max_length", "max_len"),
    "minimum": ("min", "minimum", "min_value"),
    "maximum": ("max", "maximum", "max_value"),
    "pattern": ("pattern", "regex", "regexp", "validation_regexp", "validation_regex"),
    "pattern_message": ("pattern_message", "validation_message", "error_message"),
    "sensitive": ("sensitive", "is_sensitive", "secret"),
    "visible_when": ("visible_when",),
    "refresh": ("refresh", "refresh_requirements_on_change"),
    "fields": ("fields", "group", "children", "inputs", "questions", "elements"),
    "min_items": ("min_items",),
    "max_items": ("max_items",),
}


def plain(name: Any) -> str:
    """`lookupId`, `lookup_id` and `Lookup-Id` are the same name."""
    return re.sub(r"[_\-\s]", "", str(name)).lower()


_PLAIN = {what: tuple(map(plain, names)) for what, names in ALIASES.items()}


class Named:
    """A provider's object, read by what its attributes mean."""

    def __init__(self, item: Mapping[Any, Any]) -> None:
        self._known = {plain(name): value for name, value in item.items() if value is not None}

    def get(self, what: str) -> Any:
        """The value of the first alias that is there and not null."""
        found = (self._known[name] for name in _PLAIN[what] if name in self._known)
        return next(found, None)

    @property
    def key(self) -> Any:
        found = self.get("key")
        return found if isinstance(found, str) and found else self._known.get("name")

    @property
    def label(self) -> Any:
        """The words for the field; a `name` counts where something else is the key."""
        own = self.get("label")
        named = isinstance(self.get("key"), str) and self._known.get("name")
        return own or named or None

    @property
    def required(self) -> bool | None:
        """Whether an answer is needed; None where the object does not say."""
        said = flag(self.get("required"))
        if said is None and (optional := flag(self.get("optional"))) is not None:
            return not optional
        return said


def flag(value: Any) -> bool | None:
    """A yes or no however it is written, or None."""
    if isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    return words.get(str(value).strip().lower())
