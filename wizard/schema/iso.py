"""Countries, subdivisions and currencies of the ISO lists, as options."""

from functools import cache
from typing import Any

import pycountry

from .fields import Option


@cache
def countries() -> tuple[Option, ...]:
    """All of ISO 3166-1, by name."""
    rows = [(getattr(c, "common_name", c.name), c.alpha_2) for c in pycountry.countries]
    return tuple(Option(code, name) for name, code in sorted(rows))


@cache
def country_names() -> dict[str, str]:
    """Name by alpha-2 code."""
    return {str(option.value): option.label for option in countries()}


@cache
def currencies() -> tuple[Option, ...]:
    """All of ISO 4217, by code."""
    rows = [(c.alpha_3, c.name) for c in pycountry.currencies]
    return tuple(Option(code, f"{code} – {name}") for code, name in sorted(rows))


@cache
def subdivisions(country: str) -> tuple[Option, ...]:
    """ISO 3166-2 of one country, by name; empty for an unknown country."""
    rows: Any = pycountry.subdivisions
    rows = rows.get(country_code=country) or () if country else ()
    return tuple(Option(s.code, s.name) for s in sorted(rows, key=lambda s: s.name))
