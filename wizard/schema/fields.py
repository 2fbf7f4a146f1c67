"""FieldSpec: our one frozen form of a field that a provider asks for.

Specs are made by `dialects`, drawn by `forms`, turned into a payload by `payload`, frozen in the
run as plain JSON and filed with the submission. Nothing here knows HTTP, settings or models.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from typing import Any, Self

# The kinds of the canonical shape. Any other kind is drawn as text.
KINDS = frozenset(
    {"text", "textarea", "email", "phone", "url", "number", "integer", "decimal", "money"}
    | {"percent", "boolean", "date", "month", "year", "datetime", "time"}
    | {"country", "subdivision", "currency"}
    | {"select", "radio", "multiselect", "checkboxes", "address", "person-name", "group", "list"}
    | {"hidden", "alternatives"}
)
NESTED = frozenset({"group", "list", "address", "person-name"})


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the value that is sent and the words that are shown."""

    value: Any
    label: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(data.get("value"), data.get("label", str(data.get("value", ""))))


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds while the field `key` has one of `values`; or while a JSON Schema, `test`, fits.

    `key` is looked for beside the field, then outwards. `test` (JSON text; draft 2020-12, without
    references) judges the object in which the field stands, or one that is `up` levels above;
    what is blank or hidden is absent from it.
    """

    key: str = ""
    values: tuple[Any, ...] = ()
    test: str = ""
    up: int = 0

    def to_json(self) -> dict[str, Any]:
        if self.test:
            return {"test": json.loads(self.test), **({"up": self.up} if self.up else {})}
        return {"key": self.key, "in": list(self.values)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self | None:
        """None for one of another version, which is of a shape that is not known."""
        if "test" in data:
            return cls(test=canonical(data["test"]), up=data.get("up", 0))
        return cls(data["key"], tuple(data["in"])) if {"key", "in"} <= data.keys() else None


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One input. `key` is the dotted path in the payload, spelled as the provider spells it.

    Inside a `group` or a `list` the keys of `fields` are relative to their parent. The `fields` of
    `alternatives` are groups, of which one is chosen; it is sent in place of the whole, and
    neither its key nor that of the alternatives stands in the payload. A list or group whose
    `default` is empty is sent as that where nothing of it was answered. Lengths are characters;
    limits are numbers or ISO dates, kept as text.
    """

    key: str
    label: str
    kind: str = "text"
    required: bool = False
    section: str = ""
    help: str = ""
    example: str = ""
    default: Any = None
    options: tuple[Option, ...] = ()
    min_length: int | None = None
    max_length: int | None = None
    minimum: str | None = None
    maximum: str | None = None
    above: str | None = None  # a limit that is not allowed itself
    below: str | None = None
    multiple_of: str | None = None
    format: str = ""  # how a date is sent, such as "DD/MM/YYYY"; blank: as ISO 8601
    pattern: str = ""
    unanchored: bool = False  # the pattern may fit a part of the value, as in JSON Schema
    pattern_message: str = ""
    sensitive: bool = False
    visible_when: Condition | None = None
    required_when: Condition | None = None
    refresh: bool = False  # an answer may change the schema: ask the provider for it again
    fields: tuple["FieldSpec", ...] = ()
    min_items: int = 0
    max_items: int | None = None
    literal: bool = False  # dots in the key are part of it

    def to_json(self) -> dict[str, Any]:
        """A JSON object with the attributes that differ from their default."""
        out: dict[str, Any] = {"key": self.key, "label": self.label, "kind": self.kind}
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            if value == default:
                continue
            if name == "fields":
                value = [child.to_json() for child in value]
            elif name == "options":
                value = [{"value": option.value, "label": option.label} for option in value]
            elif name in _CONDITIONS:
                value = value.to_json()
            out[name] = value
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`; reads only what we froze ourselves, in any version.

        Unknown names are passed over, missing ones have their default, an unknown kind is text.
        """
        values = {name: value for name, value in data.items() if name in _NAMES}
        values = {"key": "", "label": values.get("key", ""), **values}
        if values.get("kind") not in KINDS:
            values["kind"] = "text"
        if "fields" in values:
            values["fields"] = tuple(cls.from_json(child) for child in values["fields"])
        if "options" in values:
            values["options"] = tuple(Option.from_json(each) for each in values["options"])
        for name in _CONDITIONS & values.keys():
            values[name] = Condition.from_json(values[name])
        return cls(**values)


_DEFAULTS: dict[str, Any] = {
    f.name: f.default for f in fields(FieldSpec) if f.name not in {"key", "label", "kind"}
}

_NAMES = {"key", "label", "kind", *_DEFAULTS}
_CONDITIONS = {"visible_when", "required_when"}


@dataclass(frozen=True)
class Schema:
    """The specs of one form in the provider's order, and what the reader could not understand.

    `rules`: a JSON Schema (2020-12, without references) for the whole payload, where the provider
    has rules that no single field can hold.
    """

    specs: tuple[FieldSpec, ...]
    warnings: tuple[str, ...] = field(default=(), compare=False)
    rules: Mapping[str, Any] | None = None

    def __iter__(self) -> Iterator[FieldSpec]:
        return iter(self.specs)

    def to_json(self) -> dict[str, Any]:
        """{"specs": [...], "rules": {...}}; no rules, no key for them. Warnings are not kept."""
        out: dict[str, Any] = {"specs": [spec.to_json() for spec in self.specs]}
        if self.rules:
            out["rules"] = dict(self.rules)
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        specs = tuple(FieldSpec.from_json(item) for item in data.get("specs", ()))
        return cls(specs, rules=data.get("rules"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the specs: two schemas that ask the same have the same digest."""
        return digest(self.to_json())

    def __hash__(self) -> int:
        return hash(self.digest)


def thawed(frozen: Mapping[str, Any]) -> Schema:
    """What a run has frozen. Runs that froze the same share one schema, and what is made of it."""
    return _thawed(json.dumps(frozen))


@lru_cache(64)
def _thawed(frozen: str) -> Schema:
    return Schema.from_json(json.loads(frozen))


def canonical(value: Any) -> str:
    """JSON text that is the same for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)


def digest(value: Any) -> str:
    """SHA-256 (hex) of that text."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def walk(specs: tuple[FieldSpec, ...]) -> Iterator[FieldSpec]:
    """Every spec, the nested ones after their parent."""
    for spec in specs:
        yield spec
        yield from walk(spec.fields)
