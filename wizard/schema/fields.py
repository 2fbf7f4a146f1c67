"""FieldSpec: our one frozen form of a field that a provider asks for.

Specs are made by `dialects`, drawn by `forms`, turned into a payload by `payload`, frozen in the
run as plain JSON and filed with the submission. Nothing here knows HTTP, settings or models.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

# The kinds of the canonical shape. Any other kind is drawn as text.
KINDS = frozenset(
    {"text", "textarea", "email", "phone", "url", "number", "integer", "decimal", "money"}
    | {"percent", "boolean", "date", "month", "year", "country", "subdivision", "currency"}
    | {"select", "radio", "multiselect", "checkboxes", "address", "person-name", "group", "list"}
    | {"hidden"}
)
NESTED = frozenset({"group", "list", "address", "person-name"})


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the value that is sent and the words that are shown."""

    value: Any
    label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """The field is asked for only while the field `key` has one of `values`."""

    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One input. `key` is the dotted path in the payload, spelled as the provider spells it.

    Inside a `group` or a `list` the keys of `fields` are relative to their parent. Lengths are
    characters; `minimum` and `maximum` are numbers or ISO dates, kept as text.
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
    pattern: str = ""
    pattern_message: str = ""
    sensitive: bool = False
    visible_when: Condition | None = None
    refresh: bool = False
    fields: tuple["FieldSpec", ...] = ()
    min_items: int = 0
    max_items: int | None = None

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
            elif name == "visible_when":
                value = {"key": value.key, "in": list(value.values)}
            out[name] = value
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`; reads only what we froze ourselves."""
        values = {name: value for name, value in data.items() if name in _NAMES}
        if "fields" in values:
            values["fields"] = tuple(cls.from_json(child) for child in values["fields"])
        if "options" in values:
            values["options"] = tuple(Option(o["value"], o["label"]) for o in values["options"])
        if "visible_when" in values:
            condition = values["visible_when"]
            values["visible_when"] = Condition(condition["key"], tuple(condition["in"]))
        return cls(**values)


_DEFAULTS: dict[str, Any] = {
    f.name: f.default for f in fields(FieldSpec) if f.name not in {"key", "label", "kind"}
}


_NAMES = {"key", "label", "kind", *_DEFAULTS}


@dataclass(frozen=True, slots=True)
class Schema:
    """The specs of one form in the provider's order, and what the reader could not understand."""

    specs: tuple[FieldSpec, ...]
    warnings: tuple[str, ...] = field(default=(), compare=False)

    def __iter__(self) -> Iterator[FieldSpec]:
        return iter(self.specs)

    def to_json(self) -> list[dict[str, Any]]:
        return [spec.to_json() for spec in self.specs]

    @classmethod
    def from_json(cls, data: list[dict[str, Any]]) -> Self:
        return cls(tuple(FieldSpec.from_json(item) for item in data))

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the specs: two schemas that ask the same have the same digest."""
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def walk(specs: tuple[FieldSpec, ...]) -> Iterator[FieldSpec]:
    """Every spec, the nested ones after their parent."""
    for spec in specs:
        yield spec
        yield from walk(spec.fields)
