"""What may be wrong with a portal's theme: shapes, unknown names, colours hard to tell apart."""

import base64
import binascii
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from . import contrast
from .themes import MADE, own_colours, with_made

COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
RADIUS = re.compile(r"(?:1?\d|2[0-4])(?:\.\d{1,3})?px|[01](?:\.\d{1,4})?rem", re.ASCII)
FAMILY = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,59}", re.ASCII)
MAX_FAMILIES = 10
LOGO = re.compile(r"data:image/(png|svg\+xml);base64,([A-Za-z0-9+/]+={0,2})", re.ASCII)
LOGO_BYTES = 16 * 1024  # it stands in every page
MARKS = {"png": b"\x89PNG\r\n\x1a\n", "svg+xml": b"<svg"}
ALT = 100  # characters
GROUNDS = ("page", "input", "soft", "brand-soft")
# WCAG 2.2, success criteria 1.4.3 (text) and 1.4.11 (controls): what stands on what.
TEXT, CONTROL = 4.5, 3.0
ON: dict[float, dict[str, tuple[str, ...]]] = {
    TEXT: {
        "text": (*GROUNDS, "error-soft", "success-soft"),
        "muted": GROUNDS,
        "brand": GROUNDS,
        "brand-strong": GROUNDS,
        "on-brand": ("brand", "brand-strong"),
        "error": ("page", "input", "error-soft"),
        "error-strong": ("page", "error-soft"),
        "success": ("success-soft",),
    },
    CONTROL: {"border": ("page", "input"), "focus": GROUNDS, "success": ("page",)},
}
USES = {TEXT: "and text needs", CONTROL: "and a control needs"}


def problems(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What cannot be used, and how to mend it."""
    for name, value in raw.items():
        if name not in PARTS:
            yield f"theme has no {name!r}.", f"Known are {', '.join(PARTS)}."
        else:
            yield from PARTS[name](name, value)


def _about_logo(_: str, logo: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(logo, dict) or logo.keys() != {"src", "alt"}:
        yield "theme: logo must have src and alt, and nothing else.", "Write both, as text."
        return
    alt, src = logo["alt"], logo["src"]
    if not isinstance(alt, str) or not alt.strip() or not alt.isprintable() or len(alt) > ALT:
        yield "theme: the logo's alt cannot be used.", f"Say whose it is, in {ALT} characters."
    if not isinstance(src, str) or not _is_image(src):
        yield (
            f"theme: the logo's src is no PNG or SVG of at most {LOGO_BYTES >> 10} KB.",
            "Write it as data:image/png;base64,... or data:image/svg+xml;base64,...",
        )


def _is_image(src: str) -> bool:
    found = LOGO.fullmatch(src)
    try:
        data = base64.b64decode(found[2], validate=True) if found else b""
    except binascii.Error:
        return False
    if not found or len(data) > LOGO_BYTES:
        return False
    mark = MARKS[found[1]]
    return mark in data if found[1] == "svg+xml" else data.startswith(mark)


def _about_radius(_: str, radius: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(radius, str) or not RADIUS.fullmatch(radius):
        yield f"theme: {radius!r} is no radius.", "Write 0px to 24px, or 0rem to 1rem."


def _about_font(_: str, font: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(font, list) or not 1 <= len(font) <= MAX_FAMILIES:
        yield "theme: font must be a list of families.", 'Write it such as ["Inter", "serif"].'
        return
    for family in font:
        if not isinstance(family, str) or not FAMILY.fullmatch(family):
            hint = "Use letters, digits, spaces, - and _ of ASCII, and no quotes."
            yield f"theme: {family!r} is no name of a font.", hint


def _about_colours(scheme: str, given: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(given, dict):
        yield f"theme: {scheme} must be an object.", 'Write it such as {"brand": "#1d5bb8"}.'
        return
    known = own_colours(scheme)
    wrong = list(_about_values(scheme, given, known))
    yield from wrong or _about_contrast(scheme, {**known, **with_made(given, scheme)})


def _about_values(
    scheme: str, given: Mapping[str, Any], known: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for name, value in given.items():
        if name not in known:
            yield f"theme: {scheme} has no colour {name!r}.", f"Known are {', '.join(known)}."
        elif not isinstance(value, str) or not COLOUR.fullmatch(value):
            yield f"theme: {scheme}: {value!r} is no colour for {name}.", "Write it as #rrggbb."


def _about_contrast(scheme: str, colours: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for least, pairs in ON.items():
        for name, grounds in pairs.items():
            for ground in grounds:
                ratio = contrast.ratio(colours[name], colours[ground])
                if ratio < least:
                    pair = f"{name} ({colours[name]}) on {ground} ({colours[ground]})"
                    shown = math.floor(ratio * 100) / 100
                    made = f"{_where_from(name)}{_where_from(ground)}"
                    yield (
                        f"theme: {scheme}: {pair} has {shown:.2f}:1, {USES[least]} {least:g}:1.",
                        f"Give other values; {made}what is not given is the wizard's own.",
                    )


def _where_from(name: str) -> str:
    if name not in MADE or MADE[name][0] == MADE[name][1]:
        return ""
    return f"{name} is made of {MADE[name][0]} and {MADE[name][1]} unless it is given; "


PARTS = {
    "logo": _about_logo,
    "light": _about_colours,
    "dark": _about_colours,
    "radius": _about_radius,
    "font": _about_font,
}
