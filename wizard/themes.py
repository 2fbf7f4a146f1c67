"""How the wizard looks at a portal: `theme` of its entry in PORTALS, every part optional.

    {"logo": {"src": "data:image/png;base64,...", "alt": "Acme Bank"},    PNG or SVG
     "light": {"brand": "#0b6e4f", "on-brand": "#ffffff"},                colours, by name
     "dark": {"brand": "#7fd1ae"},                                        where the page is dark
     "radius": "4px",                                                     of corners
     "font": ["Inter", "sans-serif"]}                                     families, none is loaded

The names of the colours are those of the custom properties in wizard.css (`--wz-colour-<name>`).
What is not given is made of what is (MADE), or is the wizard's own. Nothing of a theme reaches a
style sheet that is not a colour, a length or a family name; see `theme_problems`.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

from . import contrast

PATH = "theme/"
SCHEMES = {"light": "wizard.css", "dark": "dark.css"}  # and where its own colours stand
GENERIC = {"sans-serif", "serif", "monospace", "system-ui", "ui-sans-serif", "ui-serif"}
# What a colour is made of where it is not given: another one, and a share of a third in it.
MADE = {
    "brand-strong": ("brand", "text", 0.25),
    "brand-soft": ("brand", "page", 0.93),
    "focus": ("brand", "brand", 0.0),
    "error-strong": ("error", "text", 0.25),
    "error-soft": ("error", "page", 0.94),
    "success-soft": ("success", "page", 0.94),
    "soft": ("page", "text", 0.04),
    "line": ("page", "text", 0.15),
    "input": ("page", "page", 0.0),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet of a portal; another content has another address, so it may be kept."""

    css: str

    @property
    def name(self) -> str:
        """A part of the SHA-256 of what is in it, in hexadecimal."""
        return hashlib.sha256(self.css.encode()).hexdigest()[:32]

    @property
    def address(self) -> str:
        """From the root of the host, where the wizard is served."""
        return f"/{PATH}{self.name}.css"


@dataclass(frozen=True, slots=True)
class Theme:
    """`light`: also what is the same in both schemes. `logo`: its src and alt."""

    light: Sheet | None = None
    dark: Sheet | None = None
    logo: Mapping[str, str] | None = None

    @property
    def sheets(self) -> list[Sheet]:
        return [sheet for sheet in (self.light, self.dark) if sheet]


def read(raw: Mapping[str, Any]) -> Theme:
    """The theme, of what `theme_problems` finds nothing wrong with."""
    basics = {"radius": raw["radius"]} if "radius" in raw else {}
    if "font" in raw:
        basics["font"] = _family_list(raw["font"])
    light = _rule(basics) + _coloured(raw, "light")
    # With the weight of the wizard's own, which is more than that of a light sheet.
    dark = _coloured(raw, "dark").replace(":root", ":root:root")
    return Theme(Sheet(light) if light else None, Sheet(dark) if dark else None, raw.get("logo"))


def _coloured(raw: Mapping[str, Any], scheme: str) -> str:
    """Not on paper, where the wizard's own colours are black on white."""
    colours = with_made(raw.get(scheme, {}), scheme)
    rule = _rule({f"colour-{name}": value for name, value in colours.items()})
    return f"@media screen{{{rule}}}" if rule else ""


def _rule(properties: Mapping[str, str]) -> str:
    body = ";".join(f"--wz-{name}:{value}" for name, value in properties.items())
    return f":root{{{body}}}" if body else ""


def _family_list(families: list[str]) -> str:
    named = families if GENERIC.intersection(families) else [*families, "sans-serif"]
    return ",".join(each if each in GENERIC else f'"{each}"' for each in named)


def with_made(given: Mapping[str, str], scheme: str) -> dict[str, str]:
    """The given colours, and those that are made of them."""
    whole = {**own_colours(scheme), **given}
    made = {
        name: contrast.mixed(whole[of], whole[other], share)
        for name, (of, other, share) in MADE.items()
        if name not in given and {of, other} & given.keys()
    }
    return {name: value.lower() for name, value in {**given, **made}.items()}


@cache
def own_colours(scheme: str) -> dict[str, str]:
    """The wizard's own, by name, from its style sheet; in its first rule."""
    text = (settings.BASE_DIR / "static" / "wizard" / SCHEMES[scheme]).read_text()
    found = re.findall(r"--wz-colour-([a-z-]+): #([0-9a-f]{6}|[0-9a-f]{3});", text.split("}")[0])
    return {name: f"#{v if len(v) == 6 else ''.join(c * 2 for c in v)}" for name, v in found}
