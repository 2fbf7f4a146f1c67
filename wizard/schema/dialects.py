"""Reads a provider's field schema (untrusted JSON) into field specs.

The shape is a list of field objects, bare or wrapped, nested or in groups and sections, under any
of the usual names (`names`). Nothing raises: what cannot be understood becomes a warning with its
path.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .fields import KINDS, Condition, FieldSpec, Option, Schema
from .names import Named, flag

logger = logging.getLogger(__name__)

MAX_FIELDS = 1000
MAX_OPTIONS = 10_000
MAX_DEPTH = 6
MAX_KEY = 200
MAX_TEXT = 1000
WRAPPERS = ("data", "fields", "required_fields", "form", "schema", "items")

OPTION_VALUES = ("value", "const", "key", "code", "id")
OPTION_LABELS = ("label", "title", "name", "text", "description")

KIND_ALIASES = {
    "string": "text",
    "tel": "phone",
    "bool": "boolean",
    "int": "integer",
    "float": "decimal",
    "object": "group",
    "array": "list",
    "constant": "hidden",
    "dropdown": "select",
    "person_name": "person-name",
    "name": "person-name",
}

# What an address or a person's name consists of where the schema does not say.
PARTS = {
    "address": (
        FieldSpec("line_1", "Address line 1", required=True),
        FieldSpec("line_2", "Address line 2"),
        FieldSpec("city", "Town or city", required=True),
        FieldSpec("region", "County, state or region"),
        FieldSpec("postcode", "Postcode"),
        FieldSpec("country", "Country", "country", required=True),
    ),
    "person-name": (
        FieldSpec("first_name", "First name", required=True),
        FieldSpec("middle_name", "Middle name"),
        FieldSpec("last_name", "Last name", required=True),
    ),
}


def read_schema(document: Any) -> Schema:
    """The specs in a schema document; an empty list of fields gives a schema without specs."""
    reader = _Reader()
    specs = reader.fields(_unwrap(document), "", 0)
    return Schema(specs, tuple(reader.warnings))


def _unwrap(document: Any) -> Any:
    for _ in range(MAX_DEPTH):
        if not isinstance(document, Mapping):
            break
        found = (document[name] for name in WRAPPERS if document.get(name) is not None)
        inner = next(found, None)
        if inner is None:
            break
        document = inner
    return document


class _Reader:
    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.count = 0

    def warn(self, path: str, problem: str) -> None:
        self.warnings.append(f"{path or 'schema'}: {problem}")
        logger.warning("field schema: %s at %.100r", problem, path)

    def fields(self, items: Any, path: str, depth: int, section: str = "") -> tuple[FieldSpec, ...]:
        """The specs of a list; `section` is the heading of what names none itself."""
        if not items:
            return ()
        if not isinstance(items, list):
            self.warn(path, "a list of fields was expected")
            return ()
        if depth > MAX_DEPTH:
            self.warn(path, f"nested deeper than {MAX_DEPTH}")
            return ()
        specs: dict[str, FieldSpec] = {}
        for index, item in enumerate(items):
            at = f"{path}[{index}]"
            for spec in self.field_or_section(item, at, depth, section):
                if spec.key in specs:
                    self.warn(at, "this key occurs twice, the first one counts")
                else:
                    specs[spec.key] = spec
        return tuple(specs.values())

    def field_or_section(
        self, item: Any, path: str, depth: int, section: str
    ) -> tuple[FieldSpec, ...]:
        """One field, or those of a section: an object with fields but no key of its own."""
        if not isinstance(item, Mapping):
            self.warn(path, "a field object was expected")
            return ()
        named = Named(item)
        inner = named.get("fields")
        if isinstance(inner, list) and not isinstance(named.get("key"), str):
            heading = text(named.label) or text(named.key)
            if len(inner) == 1:  # one field in a group of its own: the group has its label
                specs = self.fields(inner, f"{path}.fields", depth + 1, section)
                return tuple(
                    replace(spec, label=heading or spec.label)
                    if spec.label == humanise(spec.key)
                    else spec
                    for spec in specs
                )
            return self.fields(inner, f"{path}.fields", depth + 1, heading or section)
        spec = self.field(named, path, depth, section)
        return (spec,) if spec else ()

    def field(self, named: Named, path: str, depth: int, section: str) -> FieldSpec | None:
        key = named.key
        if not isinstance(key, str) or not all(key.split(".")) or len(key) > MAX_KEY:
            self.warn(path, f"a key of 1 to {MAX_KEY} characters was expected")
            return None
        self.count += 1
        if self.count > MAX_FIELDS:
            if self.count == MAX_FIELDS + 1:
                self.warn(path, f"more than {MAX_FIELDS} fields, the rest is left out")
            return None
        kind = self.kind(named.get("type"), path)
        children: tuple[FieldSpec, ...] = ()
        if kind in PARTS and not named.get("fields"):
            children = PARTS[kind]
        elif kind in {"group", "list", *PARTS}:
            children = self.fields(named.get("fields"), f"{path}.fields", depth + 1)
            if not children:
                self.warn(path, f"a {kind} without fields is left out")
                return None
        options = self.options(named.get("options"), path)
        if options and kind == "text" and text(named.get("type")).lower() in {"", "string"}:
            kind = "select"
        if kind in {"select", "radio", "multiselect", "checkboxes"} and not options:
            self.warn(path, f"a {kind} without options, drawn as text")
            kind = "text"
        return FieldSpec(
            key=key,
            label=text(named.label) or humanise(key),
            kind=kind,
            required=named.required is True,
            section=text(named.get("section")) or section,
            help=text(named.get("help")),
            example=text(named.get("example")),
            default=self.default(named.get("default"), kind, path),
            options=options,
            min_length=whole(named.get("min_length")),
            max_length=whole(named.get("max_length")),
            minimum=text(named.get("minimum")) or None,
            maximum=text(named.get("maximum")) or None,
            pattern=self.pattern(named.get("pattern"), path),
            pattern_message=text(named.get("pattern_message")),
            sensitive=flag(named.get("sensitive")) is True,
            visible_when=self.condition(named.get("visible_when"), path),
            refresh=flag(named.get("refresh")) is True,
            fields=children,
            min_items=whole(named.get("min_items")) or 0,
            max_items=whole(named.get("max_items")),
        )

    def kind(self, raw: Any, path: str) -> str:
        name = text(raw).lower() or "text"
        kind = KIND_ALIASES.get(name, name)
        if kind not in KINDS:
            self.warn(path, f"unknown type {name[:40]!r}, drawn as text")
            return "text"
        return kind

    def options(self, raw: Any, path: str) -> tuple[Option, ...]:
        """Scalars, {value, label} and {key|code, name}, or a map value -> label; no blank ones."""
        if isinstance(raw, Mapping):
            raw = [{"value": value, "label": label} for value, label in raw.items()]
        options = []
        for item in (raw if isinstance(raw, list) else [])[:MAX_OPTIONS]:
            value, label = item, item
            if isinstance(item, Mapping):
                value = next((item[n] for n in OPTION_VALUES if item.get(n) is not None), None)
                label = next((item[n] for n in OPTION_LABELS if text(item.get(n))), value)
            if is_scalar(value) and value != "":  # a blank one is the provider's "choose one"
                options.append(Option(clean(value), text(label)))
            elif value != "":
                self.warn(f"{path}.options", "an option that is not a value")
        if isinstance(raw, list) and len(raw) > MAX_OPTIONS:
            self.warn(f"{path}.options", f"more than {MAX_OPTIONS}, the rest is left out")
        return tuple(options)

    def pattern(self, raw: Any, path: str) -> str:
        """A pattern is taken whole or not at all: a part of it would mean something else."""
        if isinstance(raw, str) and len(raw) <= MAX_TEXT:
            return raw
        if raw is not None:
            self.warn(path, "a pattern that is no text, or too long, is left to the provider")
        return ""

    def default(self, raw: Any, kind: str, path: str) -> Any:
        if kind == "hidden":
            return raw
        if is_scalar(raw):
            return clean(raw)
        if raw is None:
            return None
        if isinstance(raw, list) and all(is_scalar(item) for item in raw):
            return [clean(item) for item in raw]
        self.warn(path, "a default that is not a value is left out")
        return None

    def condition(self, raw: Any, path: str) -> Condition | None:
        if raw is None:
            return None
        values = raw.get("in") if isinstance(raw, Mapping) else None
        if isinstance(values, list) and text(raw.get("key")):
            return Condition(text(raw["key"]), tuple(v for v in values if is_scalar(v)))
        self.warn(path, "a condition that is not understood, the field is always shown")
        return None


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
    """A label from a key: `registered_address.post_code` -> `Post code`."""
    words = key.rsplit(".", 1)[-1].replace("_", " ").replace("-", " ").strip()
    return (words[:1].upper() + words[1:]) or key
