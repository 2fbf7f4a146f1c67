"""Maps of name -> rules, nested or not; a rule may be an object, words, a regex or a constant."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from . import rulewords
from .build import Context, Specs, build, label_of, read_options
from .fields import KINDS, FieldSpec, Option
from .kinds import KIND_ALIASES
from .lists import named_only
from .names import KNOWN, STRUCTURAL, Named, plain
from .values import humanise, is_scalar, text

REGEX = re.compile(r"\[[^\]]+\]|\\[dDwWsSpP]|\{\d+(,\d*)?\}|\.[*+]")
TYPES = KINDS | KIND_ALIASES.keys()
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
    found: list[tuple[str, FieldSpec]] = []
    for name, rules in _items(node).items():
        at = f"{path}.{name}" if path else str(name)
        key = context.key(name, at)
        spec = _field(context, key, rules, at, depth, required) if key else None
        if spec:
            found.append((at, replace(spec, section=spec.section or section)))
    return context.once(found)


def _items(node: Mapping[Any, Any]) -> dict[Any, Any]:
    """The map with `directors.*.name` as a list of its own, in the place of its first name."""
    plain_items: dict[Any, Any] = {}
    for name, rules in node.items():
        base, star, inner = str(name).partition(ITEM)
        if not star or not base or (inner and not inner.startswith(".")):
            own = plain_items.get(name)
            plain_items[name] = {**_attributes(rules), **own} if isinstance(own, dict) else rules
            continue
        known = plain_items.get(base)
        if not isinstance(known, dict) or "type" not in known:
            known = {**_attributes(known), "type": "list", "fields": {}}
        plain_items[base] = {**known, "fields": {**known.get("fields", {}), inner[1:]: rules}}
    return plain_items


def _attributes(rules: Any) -> dict[Any, Any]:
    return dict(rules) if isinstance(rules, Mapping) else rulewords.attributes(rules)


def _field(
    context: Context, key: str, rules: Any, path: str, depth: int, required: bool | None
) -> FieldSpec | None:
    if isinstance(rules, Mapping):
        return _object(context, key, rules, path, depth, required)
    if rulewords.is_words(rules):
        return build(context, key, Named(rulewords.attributes(rules)), path, depth=depth)
    if isinstance(rules, bool) or rules is None:
        return next(iter(named_only(context, key, path, rules is True)), None)
    if isinstance(rules, str) and rules in TYPES:
        return build(context, key, Named({"type": rules}), path, required=required is True)
    if isinstance(rules, str) and _is_regex(rules):
        presence = required is not False
        return build(context, key, Named({"pattern": rules}), path, required=presence)
    if isinstance(rules, list) and (options := read_options(context, rules, path)):
        return FieldSpec(key, humanise(key), "select", required is True, options=options)
    if is_scalar(rules) and not context.too_many(path):
        only = (Option(rules, text(rules)),)
        return FieldSpec(key, humanise(key), "hidden", default=rules, options=only)
    context.warn(path, "rules that are not understood")
    return None


def _object(
    context: Context,
    key: str,
    rules: Mapping[Any, Any],
    path: str,
    depth: int,
    required: bool | None,
) -> FieldSpec | None:
    """A field under its rules; or a group, where objects stand in it under names of their own."""
    children = {
        name: inner
        for name, inner in rules.items()
        if plain(name) not in STRUCTURAL
        and (isinstance(inner, Mapping) or (isinstance(inner, str) and "|" in inner))
    }
    if not children:
        return build(context, key, Named(rules), path, depth=depth, required=required is True)
    if context.too_deep(path, depth + 1):
        return None
    specs = read_map(context, children, path, depth + 1, required=required)
    if not specs:
        return None
    named = Named({name: value for name, value in rules.items() if name not in children})
    needed = named.required
    if needed is None:  # a mere path: what is required in it is required
        needed = any(spec.required for spec in specs)
    label = label_of(named, key)
    return FieldSpec(key, label, "group", needed, help=text(named.get("help")), fields=specs)


def is_map(node: Mapping[Any, Any]) -> bool:
    """Whether an object is a map of rules rather than one field, or something else."""
    values = list(node.values())
    return (
        all(map(_is_rule, values))
        and any(map(_is_telling, values))
        and not any(
            plain(name) in KNOWN and is_scalar(value) and not _is_telling(value, types=False)
            for name, value in node.items()
        )
    )


def has_rule(rules: Mapping[Any, Any]) -> bool:
    """Whether an object says something of a field."""
    return any(plain(name) in KNOWN and is_scalar(value) for name, value in rules.items())


def _is_rule(value: Any) -> bool:
    return value is None or is_scalar(value) or isinstance(value, Mapping) or _is_telling(value)


def _is_telling(value: Any, *, types: bool = True) -> bool:
    """Whether a value can only be rules, not a mere text."""
    if isinstance(value, Mapping) or rulewords.is_words(value):
        return True
    return isinstance(value, str) and (_is_regex(value) or (types and value in TYPES))


def _is_regex(value: str) -> bool:
    return bool(value.startswith("^") or value.endswith("$") or REGEX.search(value))
