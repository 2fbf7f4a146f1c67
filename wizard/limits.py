"""What a launch narrows: at which providers, which types, in which countries.

`limits` is {"providers": [name], "types": [code], "countries": [ISO 3166-1 alpha-2]}; what is
absent is not narrowed. A type that is asked for without a country is not narrowed by countries.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from . import providers as registry
from .providers.base import ProfileType, Provider
from .providers.profiles import Profile

Limits = Mapping[str, list[str]]

ENTRIES = {
    "providers": re.compile(r"[a-z0-9_-]{1,40}", re.ASCII),
    "types": re.compile(r"[\x21-\x7e]{1,200}"),
    "countries": re.compile(r"[A-Z]{2}"),
}


def read(claim: Any) -> dict[str, list[str]]:
    """The claim as it was signed. Raises ValueError.

    Also for a name that is not known: what was meant to narrow must not be passed over.
    """
    if not isinstance(claim, dict):
        raise ValueError("limits must be an object")
    for name, values in claim.items():
        entry = ENTRIES.get(name)
        if entry is None or not isinstance(values, list) or not values:
            raise ValueError("limits must be lists of providers, types or countries")
        if not all(isinstance(value, str) and entry.fullmatch(value) for value in values):
            raise ValueError("an entry of the limits is not a code")
    return claim


def allow(limits: Limits, name: str, value: str) -> bool:
    """Whether a value of that name (`providers`, `types` or `countries`) is within the limits."""
    return name not in limits or value in limits[name]


def providers(limits: Limits) -> dict[str, Provider]:
    """Those that are configured and allowed, by name."""
    return {
        name: provider
        for name, provider in registry.configured().items()
        if allow(limits, "providers", name)
    }


def types(limits: Limits, offered: Iterable[ProfileType]) -> list[ProfileType]:
    """The allowed types, each with the allowed ones of its countries."""
    found = []
    for kind in offered:
        countries = tuple(c for c in kind.countries if allow(limits, "countries", c.code))
        if allow(limits, "types", kind.code) and (countries or not kind.countries):
            found.append(replace(kind, countries=countries))
    return found


def may_change(limits: Limits, profile: Profile) -> bool:
    """Whether the profile can be changed, and is of a type that is allowed."""
    return profile.answers is not None and allow(limits, "types", profile.type)


def may_go_on(limits: Limits, provider: str, kind: str, country: str) -> bool:
    """Whether what a run has chosen so far (blank: nothing yet) is allowed by other limits."""
    return (
        (not provider or provider in providers(limits))
        and (not kind or allow(limits, "types", kind))
        and (not country or allow(limits, "countries", country))
    )
