"""Maps of name -> rules, nested or not; a rule may be an object, words, a regex or a constant."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wizard.schema.fields import FieldSpec, Option
from wizard.schema.values import humanise, is_scalar, text, words

from . import rulewords
from .attributes import in_order, label_of
from .build import Context, Specs, build
from .kinds import SILENT
from .lists import named_only
from .names import PATTERNS, STRUCTURAL, Named, plain
from .options import read_options
from .shapes import TYPES, is_items, is_layout, is_map, is_record, is_regex, is_telling

ITEM = ".*"


def read_map(
    context: Context,
    node: Mapping[Any, Any],
    path: str,
    depth: int,
    section: str = "",
    required: bool | None = None,
) -> Specs:
    """The specs of a map; `required`: what a name that says nothing of it is."""
    found: list[tuple[Any, str, FieldSpec]] = []
    for name, rules in _with_lists(node).items():
        at = f"{path}.{name}" if path else str(name)
        key = context.key(name, at)
        specs = _field(context, key, rules, at, depth, required) if key else ()
        order = Named(rules).get("order") if isinstance(rules, Mapping) else None
        found += [(order, at, replace(spec, section=spec.section or section)) for spec in specs]
    return context.once(in_order(found))


def _with_lists(node: Mapping[Any, Any]) -> dict[Any, Any]:
    """The map with `directors.*.name` as a list of its own, in the place of its first name."""
    made: dict[Any, Any] = {}
    for name, rules in node.items():
        base, star, inner = str(name).partition(ITEM)
        if not star or not base or (inner and not inner.startswith(".")):
            own = made.get(name)
            made[name] = {**_attributes(rules), **own} if isinstance(own, dict) else rules
            continue
        known = {**_attributes(made.get(base)), "type": "list"}
        if inner:
            known["fields"] = {**known.get("fields", {}), inner[1:]: rules}
        else:
            known["items"] = _attributes(rules)
        made[base] = known
    return made


def _attributes(rules: Any) -> dict[Any, Any]:
    return dict(rules) if isinstance(rules, Mapping) else rulewords.attributes(rules)


def _field(
    context: Context, key: str, rules: Any, path: str, depth: int, required: bool | None
) -> Specs:
    if isinstance(rules, Mapping):
        return _object(context, key, rules, path, depth, required)
    if isinstance(rules, bool) or rules is None:
        return named_only(context, key, path, rules is True)
    if (said := _said(rules)) is not None:
        present = "pattern" in said and not rulewords.is_words(rules)  # to be there is to be needed
        needed = required is True or (present and required is not False)
        spec = build(context, key, Named(said), path, depth=depth, required=needed)
        return (spec,) if spec else ()
    if isinstance(rules, list) and (options := read_options(context, rules, path)):
        return (FieldSpec(key, humanise(key), "select", required is True, options=options),)
    if is_scalar(rules) and not context.too_many(path):
        only = (Option(rules, text(rules)),)
        return (FieldSpec(key, humanise(key), "hidden", default=rules, options=only),)
    context.warn(path, "rules that are not understood")
    return ()


def _said(rules: Any) -> dict[Any, Any] | None:
    """The attributes in rules that are no object: words, a type, that of items, or a regex."""
    if isinstance(rules, str) and rules in TYPES:
        return {"type": rules}
    if rulewords.is_words(rules):
        return rulewords.attributes(rules)
    if is_items(rules):
        return {"type": "list", "items": rules[0]}
    return {"pattern": rules} if isinstance(rules, str) and is_regex(rules) else None


def _object(
    context: Context,
    key: str,
    rules: Mapping[Any, Any],
    path: str,
    depth: int,
    required: bool | None,
) -> Specs:
    """A field under its rules; or a group, where objects stand in it under names of their own."""
    named = Named(rules)
    if plain(named.get("type") or "") in SILENT:
        return ()
    nested = is_map(rules) and PATTERNS.isdisjoint(map(plain, rules))
    children = rules if nested else _inner_fields(rules)
    if not children:
        if is_record(named, beside_fields=True):
            context.warn(path, "an object that says nothing of a field is left out")
            return ()
        spec = build(context, key, named, path, depth=depth, required=required is True)
        return (spec,) if spec else ()
    if context.too_deep(path, depth + 1):
        return ()
    named = Named({name: value for name, value in rules.items() if name not in children})
    if is_layout(named):
        return read_map(context, children, path, depth + 1, label_of(named, key), required)
    specs = read_map(context, children, path, depth + 1, required=required)
    needed = named.required
    if needed is None:  # a mere path: what is required in it is required
        needed = any(spec.required for spec in specs)
    label, help_ = label_of(named, key), words(named.get("help"))
    return (FieldSpec(key, label, "group", needed, help=help_, fields=specs),) if specs else ()


def _inner_fields(rules: Mapping[Any, Any]) -> dict[Any, Any]:
    """The fields that stand among the attributes of an object, under names of their own."""
    return {
        name: inner
        for name, inner in rules.items()
        if plain(name) not in STRUCTURAL
        and (
            isinstance(inner, Mapping)
            or (isinstance(inner, str) and "|" in inner)
            or (isinstance(inner, list) and is_telling(inner))
        )
    }
