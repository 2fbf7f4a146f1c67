"""One field spec from the attributes that a dialect gives it; nothing raises.

Whatever the dialect, a reader comes here with a key and a `Named` object. What cannot be understood
becomes a warning with its path.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .conditions import read_condition
from .fields import KINDS, FieldSpec, Option
from .kinds import CHOICES, KIND_ALIASES, PARTS, kind_of_format
from .names import Named, flag, plain
from .rulewords import undelimited
from .values import clean, humanise, is_scalar, text, whole

logger = logging.getLogger(__name__)

MAX_FIELDS = 1000
MAX_OPTIONS = 10_000
MAX_DEPTH = 6
MAX_KEY = 200
MAX_PATTERN = 1000
MAX_WARNINGS = 200
TOO_LONG = "a pattern that is no text, or too long, is left to the provider"

TYPED = frozenset({"text", "integer", "number", "decimal"})  # a choice where options are named

OPTION_VALUES = ("value", "const", "key", "code", "id", "name")
OPTION_LABELS = ("label", "title", "displayname", "name", "text", "description")
OPTION_LISTS = ("options", "values", "items", "choices", "children")
NEGATIVE = frozenset({"active", "enabled"})

Specs = tuple[FieldSpec, ...]


@dataclass
class Context:
    """What the readers of one document share: its warnings, its bounds, and the way inwards.

    `read(node, path, depth, section, required)` reads the fields of any node of any dialect.
    """

    reader: Callable[..., Specs]
    warnings: list[str] = field(default_factory=list)
    rules: Mapping[str, Any] | None = None  # JSON Schema for the whole payload
    unasked: set[str] = field(default_factory=set)  # properties that are left out, by name
    count: int = 0

    def read(self, *args: Any, **kwargs: Any) -> Specs:
        return self.reader(self, *args, **kwargs)

    def warn(self, path: str, problem: str) -> None:
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(f"{path or 'schema'}: {problem}")
            logger.warning("field schema: %s at %.100r", problem, path)

    def too_deep(self, path: str, depth: int) -> bool:
        if depth > MAX_DEPTH:
            self.warn(path, f"nested deeper than {MAX_DEPTH}")
        return depth > MAX_DEPTH

    def too_many(self, path: str) -> bool:
        self.count += 1
        if self.count == MAX_FIELDS + 1:
            self.warn(path, f"more than {MAX_FIELDS} fields, the rest is left out")
        return self.count > MAX_FIELDS

    def key(self, key: Any, path: str, *, dotted: bool = True) -> str:
        """A usable key, or an empty string."""
        usable = isinstance(key, str) and 0 < len(key) <= MAX_KEY
        if usable and (not dotted or all(key.split("."))):
            return str(clean(key))
        self.warn(path, f"a key of 1 to {MAX_KEY} characters was expected")
        return ""

    def once(self, found: list[tuple[str, FieldSpec]]) -> Specs:
        """The specs by (path, spec), of which the first with a key counts."""
        specs: dict[str, FieldSpec] = {}
        for path, spec in found:
            if spec.key in specs:
                self.warn(path, "this key occurs twice, the first one counts")
            else:
                specs[spec.key] = spec
        return tuple(specs.values())


def build(  # what a dialect says beside the object itself
    context: Context,
    key: str,
    named: Named,
    path: str,
    *,
    depth: int = 0,
    section: str = "",
    required: bool = False,
    unanchored: bool = False,
) -> FieldSpec | None:
    """The spec of a field object. `required` and `section` count where it does not say itself."""
    if flag(named.get("enabled")) is False or flag(named.get("read_only")) is True:
        return None
    if context.too_many(path):
        return None
    kind = _kind(context, named, path)
    children: Specs = ()
    if kind in PARTS and not named.children:
        children = PARTS[kind]
    elif kind in {"group", "list", *PARTS}:
        children = _children(context, kind, named, path, depth)
        if not children:
            context.warn(path, f"a {kind} without fields is left out")
            return None
    options = read_options(context, named.get("options"), f"{path}.options")
    if options and kind in TYPED:
        kind = "select"
    lost = kind in CHOICES and not options
    if lost:
        context.warn(path, f"a {kind} without options, drawn as text")
        kind = "text"
    needed = required if named.required is None else named.required
    default = _default(context, named.get("default"), kind, path)
    if kind != "hidden" and (constant := _constant(named, kind, options, needed, default)):
        kind, default = "hidden", constant.value
    return FieldSpec(
        key=key,
        label=label_of(named, key),
        kind=kind,
        required=needed,
        section=text(named.get("section")) or section,
        help=text(named.get("help")),
        example="" if lost else text(named.get("example")),  # of a choice: "Choose a bank"
        default=default,
        options=options,
        min_length=whole(named.get("min_length")),
        max_length=whole(named.get("max_length")),
        minimum=text(named.get("minimum")) or None,
        maximum=text(named.get("maximum")) or None,
        above=limit(named.get("above")),
        below=limit(named.get("below")),
        multiple_of=limit(named.get("multiple_of")),
        format=text(named.get("format")) if kind in {"date", "datetime", "month"} else "",
        pattern=_pattern(context, named.get("pattern"), path),
        unanchored=unanchored and bool(named.get("pattern")),
        pattern_message=text(named.get("pattern_message")),
        sensitive=flag(named.get("sensitive")) is True,
        visible_when=read_condition(context, named.get("visible_when"), path, "always shown"),
        required_when=read_condition(context, named.get("required_when"), path, "optional"),
        refresh=flag(named.get("refresh")) is True,
        fields=children,
        min_items=whole(named.get("min_items")) or 0,
        max_items=whole(named.get("max_items")),
    )


def label_of(named: Named, key: str) -> str:
    """The words for a field; a label that merely repeats the key is written as words."""
    label = text(named.label)
    return label if label and label != key else humanise(key)


def _kind(context: Context, named: Named, path: str) -> str:
    names = [_type_name(raw) for raw in named.all("type")]
    kinds = [KIND_ALIASES.get(plain(name), name) for name in names if name]
    known = [kind for kind in kinds if kind in KINDS and kind != "alternatives"]
    if not kinds and named.children:
        return "group"
    if not known and kinds:
        context.warn(path, f"unknown type {kinds[0][:40]!r}, drawn as text")
    # {"type": "input", "inputType": "date"}: what says more counts
    kind = next((kind for kind in known if kind != "text"), "text")
    if kind == "boolean" and plain(names[0]) == "checkbox" and named.get("options"):
        return "checkboxes"
    return kind_of_format(named.get("format")) or kind if kind == "text" else kind


def _type_name(raw: Any) -> str:
    if isinstance(raw, list):  # ["null", "string"]
        raw = next((item for item in raw if item != "null"), None)
    return text(raw).lower()


def _children(context: Context, kind: str, named: Named, path: str, depth: int) -> Specs:
    if inner := named.children:
        return context.read(inner, f"{path}.fields", depth + 1)
    items = named.item.get("items") or named.item.get("item")
    if kind == "list" and isinstance(items, Mapping):
        inner = Named(items).children
        if inner or isinstance(items.get("properties"), Mapping):
            return context.read(inner or items, f"{path}.items", depth + 1)
        one = build(context, "", Named(items), f"{path}.items", depth=depth + 1)
        return (one,) if one else ()
    if isinstance(named.item.get("properties"), Mapping):
        return context.read({**named.item, "type": "object"}, path, depth + 1)
    return ()


def _constant(
    named: Named, kind: str, options: tuple[Option, ...], needed: bool, default: Any
) -> Option | None:
    """What is sent without a choice: the only option of what must be chosen, or a hidden value."""
    if kind not in CHOICES and kind != "text":
        return None
    if not named.shown and default is not None:
        return Option(default, "")
    if len(options) == 1 and (needed or not named.shown) and kind in {"select", "radio"}:
        return options[0]
    return None


def read_options(context: Context, raw: Any, path: str) -> tuple[Option, ...]:
    """Scalars, pairs, {value, label} and {key|code, name}, a map value -> label; no blank ones."""
    if isinstance(raw, Mapping):
        inner = next((raw[name] for name in OPTION_LISTS if isinstance(raw.get(name), list)), None)
        pairs = [{"value": v, "label": w} for v, w in raw.items()]
        raw = pairs if inner is None else inner
    options: list[Option] = []
    for item in (raw if isinstance(raw, list) else [])[:MAX_OPTIONS]:
        found = _option(item)
        if isinstance(found, Option):
            options.append(found)
        elif isinstance(found, list):  # a group of options under a heading
            options += read_options(context, found, path)
        elif found is None:
            context.warn(path, "an option that is not a value")
    if isinstance(raw, list) and len(raw) > MAX_OPTIONS:
        context.warn(path, f"more than {MAX_OPTIONS}, the rest is left out")
    return tuple(options)


def _option(item: Any) -> Option | list[Any] | str | None:
    """An option, a list of more of them, "" for one to pass over, None for what is no option."""
    value, label = item, item
    if isinstance(item, list) and len(item) == 2:
        value, label = item
    elif isinstance(item, Mapping):
        known = {plain(name): found for name, found in item.items() if found is not None}
        if any(flag(known.get(name)) is False for name in NEGATIVE):
            return ""
        value = next((known[name] for name in OPTION_VALUES if name in known), None)
        label = next((known[name] for name in OPTION_LABELS if text(known.get(name))), value)
        if isinstance(label, Mapping):
            label = next(iter(label.values()), value)
        if inner := next((known[n] for n in OPTION_LISTS if isinstance(known.get(n), list)), None):
            return list(inner)
    if value == "":  # the provider's "choose one"
        return ""
    return Option(clean(value), text(label) or text(value)) if is_scalar(value) else None


def _pattern(context: Context, raw: Any, path: str) -> str:
    """A pattern is taken whole or not at all: a part of it would mean something else."""
    if isinstance(raw, str) and len(raw) <= MAX_PATTERN:
        return undelimited(raw)
    if raw is not None:
        context.warn(path, TOO_LONG)
    return ""


def _default(context: Context, raw: Any, kind: str, path: str) -> Any:
    if kind == "hidden" or raw is None:
        return raw
    if is_scalar(raw):
        return clean(raw)
    if isinstance(raw, list) and all(is_scalar(item) for item in raw):
        return [clean(item) for item in raw]
    context.warn(path, "a default that is not a value is left out")
    return None


def limit(raw: Any) -> str | None:
    """A number as text; True and False are no limits (draft 4 of JSON Schema has them so)."""
    return None if isinstance(raw, bool) else text(raw) or None
