"""Every address that is served, found out from the URL configuration, with odd values in it."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
REGEX = re.compile(r"\(\?P<(\w+)>.*?\)")
STEPS = ("type", "search", "results", "details", "check")
NO_RUN = "6f1c0c1e-2b0a-4c3e-9d59-0a8c5d1f7b3e"
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


def filled(
    route: str, known: Mapping[str, Sequence[str]], dice: random.Random, odd: float = 0
) -> str:
    """An address of the route. `known`: what leads somewhere, such as the run's id.

    `odd`: how often a value is one that leads nowhere.
    """

    def value(name: str) -> str:
        if dice.random() < odd:
            return dice.choice((*ODD, NO_RUN, NO_RUN.upper()))
        if name in known:
            return dice.choice(known[name])
        assert name in VALUES, f"say in {__name__} what <{name}> of {route} can be"
        return dice.choice(VALUES[name])

    text = PARAMETER.sub(lambda found: value(found[2]), REGEX.sub(r"<\1>", route))
    return "/" + re.sub(r"[\^$\\]", "", text)
