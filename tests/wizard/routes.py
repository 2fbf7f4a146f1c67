"""Every address that is served, found out from the URL configuration, with odd values in it."""

import random
import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
REGEX = re.compile(r"\(\?P<(\w+)>.*?\)")
STEPS = ("type", "search", "results", "details", "check")
ODD = (
    "x",
    "-",
    "_",
    "0",
    "x" * 500,
    "\u0663",
    "ⅷ",
    "__class__",
    "None",
    "%00",
    "\0",
    "a.b",
    "..",
    "\xff",
)
# What a parameter of that name is, beside odd values.
VALUES: dict[str, tuple[str, ...]] = {
    "step": STEPS,
    "found": ("absent", "exists", "left"),
    "profile_id": ("p-1", "p-3", "p-34", "p-99", "x" * 200),
    "name": ("x", "0" * 64),
    "object_id": ("1", "999999", "9" * 40, "_5F", "1/2"),
    "id": ("1", "9" * 40),
    "content_type_id": ("1", "9" * 40),
    "app_label": ("auth", "wizard"),
    "url": ("x", "x/", "wizard"),
}


def all_of(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """Each route as `ResolverMatch.route` has it."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            yield from all_of(each.url_patterns, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            pattern = str(each.pattern)
            yield prefix + (pattern.removeprefix("^") if prefix else pattern)


def filled(route: str, known: Mapping[str, str], dice: random.Random) -> str:
    """An address of the route. `known`: what leads somewhere, such as the run's id."""

    def value(name: str) -> str:
        if dice.random() < 0.08:
            return dice.choice((*ODD, str(uuid.uuid4()), str(uuid.uuid4()).upper()))
        if name in known:
            return known[name]
        assert name in VALUES, f"say in {__name__} what <{name}> of {route} can be"
        return dice.choice(VALUES[name])

    text = PARAMETER.sub(lambda found: value(found[2]), REGEX.sub(r"<\1>", route))
    return "/" + re.sub(r"[\^$\\]", "", text)
