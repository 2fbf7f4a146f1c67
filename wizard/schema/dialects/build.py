"""One field spec from the attributes that a dialect gives it; nothing raises.

Whatever the dialect, a reader comes here with a key and a `Named` object. What cannot be understood
becomes a warning with its path.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wizard.schema.fields import NESTED, FieldSpec, Option
from wizard.schema.values import clean, text, whole, words
from wizard.schema.wording import item_name

from .attributes import (
    condition,
    date_format,
    default,
    label_of,
    limit,
    pattern,
    section_of,
)
from .kinds import CHOICES, PARTS, TEXTS, kind_of
from .names import Named, flag
from .options import read_options

MAX_FIELDS = 1000
MAX_DEPTH = 6
MAX_KEY = 200
MAX_WARNINGS = 200

TYPED = frozenset({"text", "integer", "number", "decimal"})  # a choice where options are named
SEVERAL = frozenset({"multiselect", "checkboxes", "list"})

Specs = tuple[FieldSpec, ...]


@dataclass
class Context:
    """What the readers of one document share: its warnings, its bounds, and the way inwards.

    `read(node, path, depth, section, required)` reads the fields of any node of any dialect.
    """

    reader: Callable[..., Specs]
    document: Any = None  # as a whole: references may lead out of the part that is read
    warnings: list[str] = field(default_factory=list)
    rules: Mapping[str, Any] | None = None  # JSON Schema for the whole payload
    count: int = 0  # of fields
    choices: int = 0  # between sets
    unasked: set[str] = field(default_factory=set)  # properties that are left out, by name

    def read(self, *args: Any, **kwargs: Any) -> Specs:
        return self.reader(self, *args, **kwargs)

    def warn(self, path: str, problem: str) -> None:
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(f"{path or 'schema'}: {problem}")

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
        parents = {key[:at] for key in specs for at, char in enumerate(key) if char == "."}
        for key in parents & specs.keys():
            if specs[key].kind not in NESTED:
                self.warn(key, "a value and an object at once: it is sent as the object")
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
    """The spec of a field object. `required` and `section` count where it does not say itself.

    `unanchored`: it is of a JSON Schema, where a pattern may fit a part of the value.
    """
    if flag(named.get("enabled")) is False or flag(named.get("read_only")) is True:
        return None
    if context.too_many(path):
        return None
    wished, unknown = kind_of(named)
    if unknown:
        context.warn(path, f"unknown type {unknown[:40]!r}, drawn as text")
    made = _structure(context, wished, named, path, depth)
    if made is None:
        return None
    kind, options, children = made
    lost = wished in CHOICES and not options
    needed = required if named.required is None else named.required
    given = default(context, named.get("default"), kind, path)
    if kind != "hidden" and (constant := _constant(named, kind, options, needed, given)):
        kind, given = "hidden", constant.value
    label = label_of(named, key)
    spec = FieldSpec(
        key=key,
        label=label,
        kind=kind,
        required=needed,
        section=section_of(named) or section,
        help=words(named.get("help")),
        example="" if lost else words(named.get("example")),  # "Choose a bank"
        default=given,
        options=options,
        min_length=whole(named.get("min_length")),
        max_length=whole(named.get("max_length")),
        minimum=text(named.get("minimum")) or None,
        maximum=text(named.get("maximum")) or None,
        above=limit(named.get("above")),
        below=limit(named.get("below")),
        multiple_of=limit(named.get("multiple_of")),
        format=date_format(context, named, kind, path),
        pattern=pattern(context, named.get("pattern"), path),
        unanchored=unanchored and bool(named.get("pattern")),
        pattern_message=words(named.get("pattern_message")),
        sensitive=flag(named.get("sensitive")) is True,
        visible_when=condition(context, named.get("visible_when"), path, "always shown"),
        required_when=condition(context, named.get("required_when"), path, "optional"),
        refresh=flag(named.get("refresh")) is True,
        fields=tuple(_with_label(child, label) for child in children),
        min_items=whole(named.get("min_items")) or 0,
        max_items=whole(named.get("max_items")),
    )
    if unanchored:
        return spec
    spec = _counted(spec)
    return _repeated(spec) if named.several and spec.kind not in {*SEVERAL, "hidden"} else spec


def _structure(
    context: Context, kind: str, named: Named, path: str, depth: int
) -> tuple[str, tuple[Option, ...], Specs] | None:
    """The kind that it turns out to be, the options and the fields inside; None for nothing."""
    options = read_options(context, named.get("options"), f"{path}.options")
    children: Specs = ()
    if kind in {"group", *PARTS} or (kind == "list" and not options):
        children = _children(context, kind, named, path, depth)
        if not children:
            context.warn(path, f"a {kind} without fields is left out")
            return None
    if kind == "list" and (options or (options := _own_options(children))):
        return "multiselect", options, ()
    if options and kind in TYPED:
        kind = "select"
    if kind in CHOICES and not options:
        context.warn(path, f"a {kind} without options, drawn as text")
        kind = "text"
    return kind, options, children


def _counted(spec: FieldSpec) -> FieldSpec:
    """`min` and `max` are lengths of a text and items of a list, and limits of anything else."""
    least, most = whole(spec.minimum), whole(spec.maximum)
    if spec.kind in TEXTS:
        low, high = spec.min_length, spec.max_length
        low, high = least if low is None else low, most if high is None else high
        return replace(spec, minimum=None, maximum=None, min_length=low, max_length=high)
    if spec.kind in SEVERAL:
        few, many = spec.min_items or least or 0, most if spec.max_items is None else spec.max_items
        return replace(spec, minimum=None, maximum=None, min_items=few, max_items=many)
    return spec


def _repeated(spec: FieldSpec) -> FieldSpec:
    """A field of which several answers may be given: a list whose items are mere values."""
    item = replace(
        spec,
        key="",
        label=item_name(spec.label),
        required=True,
        section="",
        default=None,
        visible_when=None,
        required_when=None,
    )
    return FieldSpec(
        spec.key,
        spec.label,
        "list",
        spec.required,
        section=spec.section,
        help=spec.help,
        visible_when=spec.visible_when,
        required_when=spec.required_when,
        fields=(item,),
    )


def _children(context: Context, kind: str, named: Named, path: str, depth: int) -> Specs:
    """What stands in a group, or in each item of a list."""
    inner, items = named.children, named.get("items")
    if kind == "list" and (not inner or inner is items):
        return _items(context, items, f"{path}.items", depth)
    if inner:
        names = named.item.get("required")
        node = {"fields": inner, "required": names} if isinstance(names, list) else inner
        return context.read(node, f"{path}.fields", depth + 1)
    if kind in PARTS:
        return PARTS[kind]
    if isinstance(named.item.get("properties"), Mapping):
        return context.read({**named.item, "type": "object"}, path, depth + 1)
    return ()


def _items(context: Context, items: Any, path: str, depth: int) -> Specs:
    """The fields of an item, or the one field of an item that is a mere value."""
    if isinstance(items, list):
        if len(items) != 1:
            return context.read(items, path, depth + 1)
        items = items[0]
    if isinstance(items, str):
        items = {"type": items}
    if not isinstance(items, Mapping) or context.too_deep(path, depth + 1):
        return ()
    inner = Named(items).children
    if inner or isinstance(items.get("properties"), Mapping):
        return context.read(inner or items, path, depth + 1)
    one = build(context, "", Named(items), path, depth=depth + 1, required=True)
    return (one,) if one else ()


def _with_label(spec: FieldSpec, of_list: str) -> FieldSpec:
    """An item that is a mere value is called as its list is."""
    return spec if spec.key or spec.label else replace(spec, label=item_name(of_list))


def _own_options(children: Specs) -> tuple[Option, ...]:
    """The options of a list whose items are a choice."""
    single = len(children) == 1 and not children[0].key
    return children[0].options if single else ()


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
