"""The options of a choice, in whatever shape a provider lists them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wizard.schema.fields import Option
from wizard.schema.values import Warns, clean, is_scalar, text, words

from .names import OPTION_LISTS, flag, plain

MAX_OPTIONS = 10_000
MAX_GROUPS = 4  # inside each other
VALUES = ("value", "const", "key", "code", "id", "name", "label", "title", "text")
LABELS = ("label", "title", "displayname", "name", "text", "description")
NEGATIVE = frozenset({"active", "enabled", "visible"})
POSITIVE = frozenset({"hidden", "disabled", "inactive", "archived"})


def read_options(context: Warns, raw: Any, path: str) -> tuple[Option, ...]:
    """Scalars, pairs, {value, label} and {key|code, name}, a map value -> label; no blank ones."""
    items = list(_items(raw))
    if len(items) > MAX_OPTIONS:
        context.warn(path, f"more than {MAX_OPTIONS}, the rest is left out")
    options = []
    for item in items[:MAX_OPTIONS]:
        if _is_passed_over(item):
            continue
        option = _option(item)
        if option is None:
            context.warn(path, "an option that is not a value")
        elif option.value != "":  # the provider's "choose one"
            options.append(option)
    return tuple(_told_apart(context, options, path))


def _told_apart(context: Warns, options: list[Option], path: str) -> Iterator[Option]:
    """A browser sends text: it cannot choose between `1` and `"1"`."""
    known: dict[str, Any] = {}
    for option in options:
        sent = option.value if isinstance(option.value, str) else json.dumps(option.value)
        if sent in known and type(known[sent]) is not type(option.value):
            context.warn(path, "two options whose values look alike, the first one counts")
        else:
            known.setdefault(sent, option.value)
            yield option


def _items(raw: Any, depth: int = 0) -> Iterator[Any]:
    """What may be options, also from groups of them under headings."""
    if isinstance(raw, str) and "|" in raw:
        yield from (part.strip() for part in raw.split("|"))
    elif isinstance(raw, Mapping):
        inner = _inner(raw)
        pairs = [{"value": value, "label": label} for value, label in raw.items()]
        yield from pairs if inner is None else _items(inner, depth + 1)
    elif isinstance(raw, list):
        for item in raw:
            inner = _inner(item) if isinstance(item, Mapping) and depth < MAX_GROUPS else None
            yield from [item] if inner is None else _items(inner, depth + 1)


def _inner(group: Mapping[Any, Any]) -> list[Any] | None:
    lists = (value for name, value in group.items() if plain(name) in OPTION_LISTS)
    return next((value for value in lists if isinstance(value, list)), None)


def _is_passed_over(item: Any) -> bool:
    """Whether an option cannot be chosen any more."""
    if not isinstance(item, Mapping):
        return False
    said = {plain(name): flag(value) for name, value in item.items()}
    return any(said.get(name) is False for name in NEGATIVE) or any(
        said.get(name) is True for name in POSITIVE
    )


def _option(item: Any) -> Option | None:
    """An option, or None for what is none."""
    value, label = item, ""
    if isinstance(item, list) and len(item) == 2:
        value, label = item[0], words(item[1])
    elif isinstance(item, Mapping):
        known = {plain(name): found for name, found in item.items() if found is not None}
        value = next((known[name] for name in VALUES if name in known), None)
        label = next(filter(None, (words(known.get(name)) for name in LABELS)), "")
    return Option(clean(value), label or text(value)) if is_scalar(value) else None
