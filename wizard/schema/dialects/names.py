"""The names under which providers write the same thing, and how an object is read by them.

Names are compared without case, `_`, `-` and `#`: `validationRegexp` is `validation_regexp`. `name`
is the machine key in some dialects and the label in others: it is the label where a key stands too.
What a dialect puts into an inner object (`{"key": ..., "rule": {"pattern": ...}}`) is read as if
it stood beside the key.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from wizard.schema.values import is_scalar, text, words

from . import rulewords

ALIASES = {
    "key": "key path id field field_id field_name code ref model logical_name question_id",
    "label": ("label title caption display_name question question_text string date_label text"),
    "type": (
        "type kind input_type field_type data_type attribute_type attribute_data_type answer_type"
        " control_type value_type widget subtype"
    ),
    "required": "required is_required mandatory is_mandatory presence required_level",
    "optional": "optional is_optional nillable defaulted_on_create",
    "section": "section group_name category fieldset",
    "help": "help help_text hint hint_text tip tooltip description instructions doc info",
    "example": "example placeholder display_format sample",
    "default": "default default_value initial initial_value value",
    "options": (
        "options values_allowed allowed_values choices enum allowed selection selection_options"
        " select_options option_set picklist_values list_items possible_values permitted_values"
        " values symbols data"
    ),
    "min_length": "min_length min_len minimum_length",
    "max_length": "max_length max_len maximum_length length",
    "minimum": "min minimum min_value",
    "maximum": "max maximum max_value",
    "above": "above exclusive_minimum greater_than",
    "below": "below exclusive_maximum less_than",
    "multiple_of": "multiple_of step",
    "scale": "scale precision decimal_places symbol",
    "format": "date_format format display_format",
    "pattern": (
        "pattern regex regexp validation_regexp validation_regex reg_exp allowed_pattern"
        " validation_pattern regular_expression match matches"
    ),
    "pattern_message": (
        "pattern_message validation_message error_message message constraint_description"
        " custom_message invalid_message"
    ),
    "sensitive": "sensitive is_sensitive secret no_echo write_only masked",
    "visible_when": (
        "visible_when visible_if show_when show_if shown_when depends_on display_when"
        " display_if conditional conditional_logic condition conditions when"
    ),
    "required_when": "required_when required_if mandatory_when mandatory_if",
    "refresh": (
        "refresh refresh_requirements_on_change refresh_on_change alters_dynamic_fields"
        " invalidates_input_fields"
    ),
    "fields": (
        "fields group children inputs questions elements components field_group sub_fields"
        " template_elements keys"
    ),
    "items": "items item child",
    "several": (
        "multiple is_multiple multi multi_select is_multi_select allow_multiple"
        " allow_multiple_selection list repeated repeatable is_array"
    ),
    "single": "only_one_option single",
    "min_items": "min_items min_occurs min_selected",
    "max_items": "max_items max_occurs max_selected",
    "order": "order position sort_order display_order property_order sequence rank",
    "enabled": "enabled is_enabled active createable is_valid_for_create",
    "hidden": "hidden hide is_hidden end_user_display visibility",
    "read_only": "read_only is_read_only calculated computed disabled",
}
# Inner objects whose attributes belong to the field (`properties` is Typeform's, `type` Avro's).
FACETS = (
    "field schema rule rules validate validation validations validators constraints props"
    " template_options attributes settings answer_settings config input input_props flags"
    " properties question question_item data type options"
    " string_attribute_constraints number_attribute_constraints"
)
FACET_ENDS = ("question",)
RULES = ("rule", "rules", "validate", "validation", "validations", "validators", "constraints")
MAX_FACETS = 4  # inside each other
YES = frozenset(
    {"true", "yes", "y", "1", "on", "required", "mandatory"}
    | {"applicationrequired", "systemrequired"}
)
NO = frozenset({"false", "no", "n", "0", "off", "optional"})
# Where fields stand, in layouts; elsewhere these names may hold a number.
CONTAINERS = ("rows", "columns", "pages", "sections", "steps", "tabs", "panels", "items")
# Where the options of a choice stand, when they have an object of their own.
OPTION_LISTS = ("options", "values", "items", "choices", "children")


MARKS = re.compile(r"[_\-\s#]")
WORD = 64  # characters; what is longer is no name of ours


def plain(name: Any) -> str:
    """`lookupId`, `lookup_id` and `Lookup-Id` are the same name."""
    word = str(name)
    return _plain(word) if len(word) <= WORD else _unmarked(word)


@lru_cache(4096)
def _plain(word: str) -> str:
    return _unmarked(word)


def _unmarked(word: str) -> str:
    return MARKS.sub("", word).lower()


def _plain_names(names: str) -> tuple[str, ...]:
    return tuple(map(plain, names.split()))


_PLAIN = {what: _plain_names(names) for what, names in ALIASES.items()}
_FACETS = _plain_names(FACETS)
KNOWN = frozenset({"name", *(name for names in _PLAIN.values() for name in names)})
# Attributes that may be objects themselves: no fields of a map.
STRUCTURAL = frozenset(_FACETS).union(
    *(_PLAIN[what] for what in ("options", "default", "fields", "items", "label", "help")),
    *(_PLAIN[what] for what in ("visible_when", "required_when", "required", "pattern")),
)
# What a mere record has too: a row of search results has an id, a name and a description.
COMMON = frozenset({"name"}).union(
    *(_PLAIN[what] for what in ("key", "label", "section", "help", "example", "default", "order")),
    *(_PLAIN[what] for what in ("enabled", "hidden", "scale", "items")),
)
TYPE_NAMES = frozenset(_PLAIN["type"])
PATTERNS = frozenset(_PLAIN["pattern"])
TELLING = KNOWN - COMMON - TYPE_NAMES - set(_PLAIN["pattern_message"])


class Named:
    """A provider's object, read by what its attributes mean."""

    def __init__(self, item: Mapping[Any, Any]) -> None:
        self.item = item
        self._levels = list(_levels(item))

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
    def names(self) -> set[str]:
        """What is said of the field, by plain name; what is empty says nothing."""
        items = (item for level in self._levels for item in level.items())
        return {name for name, value in items if value not in ("", [], {})}

    @property
    def key(self) -> Any:
        """The machine key: a text before a number."""
        keys = [found for found in self.all("key") if is_scalar(found) and found != ""]
        texts = [found for found in keys if isinstance(found, str)]
        numbers = [str(found) for found in keys if type(found) is int]
        return next(iter(texts), None) or self.name or next(iter(numbers), None)

    @property
    def name(self) -> Any:
        return next(self._found(("name",)), None)

    @property
    def has_key(self) -> bool:
        """Whether something else than a `name` is the key."""
        return any(isinstance(found, str) for found in self.all("key"))

    @property
    def label(self) -> str:
        """The words for the field; a `name` counts where something else is the key."""
        own = next(filter(None, map(words, self.all("label"))), "")
        return own or (words(self.name) if self.has_key else "")

    @property
    def heading(self) -> str:
        """The words for a group of fields, which may have nothing but a name."""
        return self.label or words(self.name)

    @property
    def required(self) -> bool | None:
        """Whether an answer is needed; None where the object does not say."""
        said = flag(self.get("required"))
        optional = [flag(found) for found in self.all("optional")]
        if said is None and any(each is not None for each in optional):
            return True not in optional
        return said

    @property
    def children(self) -> Any:
        """The list or the map of the fields that stand in this object, or None."""
        for found in self.all("fields"):
            if isinstance(found, list | Mapping):
                return found
        return next(filter(_holds_objects, self._found(CONTAINERS)), None)

    @property
    def several(self) -> bool | None:
        """Whether several answers may be given; None where the object does not say."""
        one = flag(self.get("single"))
        return flag(self.get("several")) if one is None else not one

    @property
    def shown(self) -> bool:
        """False for what is sent without being asked: `"hidden": true`, `"Display": "Hide"`."""
        said = self.get("hidden")
        return flag(said) is not True and plain(said) not in {"hide", "hidden"}


def _levels(item: Mapping[Any, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    """The attributes of an object by plain name, then those of the facets in it."""
    outer = {plain(name): value for name, value in item.items() if value is not None}
    named = [name for name in outer if name in _FACETS or name.endswith(FACET_ENDS)]
    facets = [n for n in sorted(named, key=_facet_order) if _is_facet(n, outer[n])]
    inner = [(name, outer.pop(name)) for name in facets]
    yield outer
    for name, level in inner if depth < MAX_FACETS else []:
        more = level if isinstance(level, Mapping) else rulewords.attributes(level)
        own = {} if name in _FACETS else {"type": name}  # `dateQuestion`
        yield from _levels({**own, **more}, depth + 1)


def _facet_order(name: str) -> int:
    return _FACETS.index(name) if name in _FACETS else len(_FACETS)


def _is_facet(name: str, value: Any) -> bool:
    if isinstance(value, Mapping):
        return name not in {"options", "data"} or _is_settings(value)
    if name not in RULES or not isinstance(value, list) or not value:
        return name in RULES and isinstance(value, str) and rulewords.is_words(value)
    return all(isinstance(item, Mapping) or rulewords.is_words([item]) for item in value)


def _is_settings(value: Mapping[Any, Any]) -> bool:
    """Whether what is called `options` are settings, not a map value -> label or a list."""
    if any(plain(name) in OPTION_LISTS for name in value):
        return False
    labels = list(value.values())
    named = len(labels) > 1 and all(isinstance(label, Mapping) for label in labels)
    return not (named or all(isinstance(label, str) for label in labels))


def _holds_objects(found: Any) -> bool:
    return isinstance(found, list) and any(isinstance(item, Mapping | list) for item in found)


def flag(value: Any) -> bool | None:
    """A yes or no however it is written, or None; also of `{"value": true, "message": "..."}`."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return next((flag(inner) for name, inner in value.items() if plain(name) == "value"), None)
    word = text(value).lower()
    return True if word in YES else False if word in NO else None
