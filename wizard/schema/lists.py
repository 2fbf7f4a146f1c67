"""Lists of field objects, flat or in groups and sections; and lists of mere names."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .build import Context, Specs, build
from .fields import FieldSpec
from .kinds import KIND_ALIASES, LAYOUT, SILENT
from .names import Named, plain
from .values import humanise, text

GENERATED = re.compile(r"[a-z]{1,6}[ _-]?\d+")  # `page1` is a name, but says nothing


def read_list(
    context: Context, items: list[Any], path: str, depth: int, section: str, required: bool | None
) -> Specs:
    """The specs of a list; `section` and `required` count for what does not say itself."""
    found: list[tuple[str, FieldSpec]] = []
    orders: dict[int, float] = {}
    for index, item in enumerate(items):
        at = f"{path}[{index}]"
        specs = _item(context, item, at, depth, section, required)
        order = Named(item).get("order") if isinstance(item, Mapping) else None
        if isinstance(order, int | float) and not isinstance(order, bool):
            orders |= dict.fromkeys(range(len(found), len(found) + len(specs)), order)
        found += [(at, spec) for spec in specs]
    if found and len(orders) == len(found):
        found = [found[at] for at in sorted(orders, key=lambda at: orders[at])]
    return context.once(found)


def _item(
    context: Context, item: Any, path: str, depth: int, section: str, required: bool | None
) -> Specs:
    """A name, one field, or those of a section: an object with fields but no key of its own."""
    if isinstance(item, str):  # to be named is to be required
        return named_only(context, item, path, required is not False)
    if not isinstance(item, Mapping):
        context.warn(path, "a field object was expected")
        return ()
    named = Named(item)
    inner = named.children
    kind = plain(named.get("type") or "")
    if kind in SILENT:
        return ()
    layout = kind in LAYOUT
    nests = KIND_ALIASES.get(kind, kind) in {"group", "list"} and isinstance(named.name, str)
    if isinstance(inner, list) and (layout or not (named.has_key or nests)):
        return _section(context, named, inner, f"{path}.fields", depth, section)
    key = context.key(named.key, path)
    if not key:
        return ()
    spec = build(context, key, named, path, depth=depth, section=section, required=required is True)
    return (spec,) if spec else ()


def _section(
    context: Context, named: Named, inner: list[Any], path: str, depth: int, section: str
) -> Specs:
    heading = text(named.label) or text(named.name)
    heading = "" if GENERATED.fullmatch(heading) else heading
    if len(inner) > 1 or not heading:
        return context.read(inner, path, depth + 1, heading or section)
    # One field in a group of its own: the group has its label.
    specs = context.read(inner, path, depth + 1, section)
    bare = isinstance(inner[0], Mapping) and not text(Named(inner[0]).label)
    return tuple(replace(spec, label=heading) for spec in specs) if bare else specs


def named_only(context: Context, name: str, path: str, required: bool) -> Specs:
    """A field of which nothing but its dotted key is known; its parents are its section."""
    key = context.key(name.strip(), path)
    if not key or context.too_many(path):
        return ()
    parents, _, _ = key.rpartition(".")
    section = humanise(parents.replace(".", " ")) if parents else ""
    return (FieldSpec(key, humanise(key), required=required, section=section),)
