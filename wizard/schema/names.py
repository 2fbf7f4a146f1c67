"""The names under which providers write the same thing, and how an object is read by them.

Names are compared without case, `_` and `-`: `validationRegexp` is `validation_regexp`. `name` is
the machine key in some dialects and the label in others: it is the label where a key stands too.
What a dialect puts into an inner object (`{"key": ..., "rule": {"pattern": ...}}`) is read as if
it stood beside the key.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from . import rulewords

ALIASES = {
    "key": "key path id field field_id field_name code ref model",
    "label": "label title caption display_name question string",
    "type": "type kind input_type field_type data_type control_type widget",
    "required": "required is_required mandatory is_mandatory presence",
    "optional": "optional is_optional",
    "section": "section group_name category fieldset",
    "help": "help help_text hint tip tooltip description doc info",
    "example": "example placeholder display_format sample",
    "default": "default default_value initial initial_value value",
    "options": (
        "options values_allowed allowed_values choices enum allowed selection picklist_values"
        " list_items possible_values permitted_values values symbols data"
    ),
    "min_length": "min_length min_len minimum_length",
    "max_length": "max_length max_len maximum_length length",
    "minimum": "min minimum min_value",
    "maximum": "max maximum max_value",
    "above": "exclusive_minimum greater_than",
    "below": "exclusive_maximum less_than",
    "multiple_of": "multiple_of step",
    "format": "date_format format display_format",
    "pattern": (
        "pattern regex regexp validation_regexp validation_regex reg_exp allowed_pattern"
        " validation_pattern regular_expression"
    ),
    "pattern_message": (
        "pattern_message validation_message error_message message constraint_description"
        " custom_message invalid_message"
    ),
    "sensitive": "sensitive is_sensitive secret no_echo write_only masked",
    "visible_when": (
        "visible_when visible_if show_when show_if shown_when depends_on display_when"
        " display_if conditional condition conditions when"
    ),
    "required_when": "required_when required_if mandatory_when mandatory_if",
    "refresh": "refresh refresh_requirements_on_change refresh_on_change",
    "fields": (
        "fields group children inputs questions elements components field_group sub_fields"
        " template_elements keys"
    ),
    "min_items": "min_items min_occurs min_selected",
    "max_items": "max_items max_occurs max_selected",
    "order": "order position sort_order property_order sequence rank",
    "enabled": "enabled is_enabled active createable",
    "hidden": "hidden hide is_hidden end_user_display visibility",
    "read_only": "read_only is_read_only calculated",
}
# Inner objects whose attributes belong to the field (`properties` is Typeform's, `type` Avro's).
FACETS = (
    "field schema rule rules validate validation validations constraints props template_options"
    " attributes settings config input input_props flags properties type"
)
YES = frozenset({"true", "yes", "y", "1", "on", "required", "mandatory"})
NO = frozenset({"false", "no", "n", "0", "off", "optional"})
# Where fields stand, in layouts; elsewhere these names may hold a number.
CONTAINERS = ("rows", "columns", "pages", "sections", "steps", "tabs", "panels")


def plain(name: Any) -> str:
    """`lookupId`, `lookup_id` and `Lookup-Id` are the same name."""
    return re.sub(r"[_\-\s]", "", str(name)).lower()


_PLAIN = {what: tuple(map(plain, names.split())) for what, names in ALIASES.items()}
_FACETS = tuple(map(plain, FACETS.split()))
KNOWN = frozenset({"name", *(name for names in _PLAIN.values() for name in names)})
# Attributes that may be objects themselves: no fields of a map.
STRUCTURAL = frozenset(
    {"items", "properties", *_FACETS}
    | {n for what in ("options", "default", "visible_when", "required_when") for n in _PLAIN[what]}
) | frozenset(_PLAIN["fields"])


class Named:
    """A provider's object, read by what its attributes mean."""

    def __init__(self, item: Mapping[Any, Any]) -> None:
        outer = {plain(name): value for name, value in item.items() if value is not None}
        inner = [outer.pop(name) for name in _FACETS if _is_facet(outer.get(name))]
        self._levels = [outer]
        for level in inner:
            attributes = level if isinstance(level, Mapping) else rulewords.attributes(level)
            self._levels.append({plain(n): v for n, v in attributes.items() if v is not None})
        self.item = item

    def get(self, what: str) -> Any:
        """The value of the first alias that is there and not null; outer objects first."""
        return next(self._found(_PLAIN[what]), None)

    def all(self, what: str) -> Iterator[Any]:
        """The values of all aliases."""
        return self._found(_PLAIN[what])

    def _found(self, names: tuple[str, ...]) -> Iterator[Any]:
        for level in self._levels:
            yield from (level[name] for name in names if name in level)

    @property
    def key(self) -> Any:
        found = next((f for f in self._found(_PLAIN["key"]) if isinstance(f, str) and f), None)
        return found or self.name

    @property
    def name(self) -> Any:
        return next(self._found(("name",)), None)

    @property
    def has_key(self) -> bool:
        """Whether something else than a `name` is the key."""
        return any(isinstance(found, str) for found in self._found(_PLAIN["key"]))

    @property
    def label(self) -> Any:
        """The words for the field; a `name` counts where something else is the key."""
        own = self.get("label")
        return own or (self.has_key and self.name) or None

    @property
    def required(self) -> bool | None:
        """Whether an answer is needed; None where the object does not say."""
        said = flag(self.get("required"))
        if said is None and (optional := flag(self.get("optional"))) is not None:
            return not optional
        return said

    @property
    def children(self) -> Any:
        """The list or the map of the fields that stand in this object, or None."""
        inner = self._found((*_PLAIN["fields"], *CONTAINERS))
        return next((found for found in inner if isinstance(found, list | Mapping)), None)

    @property
    def shown(self) -> bool:
        """False for what is sent without being asked: `"hidden": true`, `"Display": "Hide"`."""
        said = self.get("hidden")
        return flag(said) is not True and plain(said) not in {"hide", "hidden"}


def _is_facet(value: Any) -> bool:
    if isinstance(value, Mapping):
        return True
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, Mapping) or rulewords.is_words([item]) for item in value)
    )


def flag(value: Any) -> bool | None:
    """A yes or no however it is written, or None."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    return True if word in YES else False if word in NO else None
