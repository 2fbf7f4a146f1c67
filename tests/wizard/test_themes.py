"""A portal's look becomes style sheets of nothing but colours, lengths and names of fonts."""

import base64
import json
import re
from typing import Any

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from tests.wizard import signing
from wizard import theme_problems, themes
from wizard.themes import read

PNG = b"\x89PNG\r\n\x1a\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'


def told(theme: dict[str, Any]) -> list[str]:
    return [message for message, _ in theme_problems.problems(theme)]


def logo(data: bytes = PNG, kind: str = "png", alt: Any = "Acme Bank") -> dict[str, Any]:
    text = base64.b64encode(data).decode()
    return {"logo": {"src": f"data:image/{kind};base64,{text}", "alt": alt}}


# -- what it becomes --------------------------------------------------------------------------


def test_no_theme_is_no_style_sheet() -> None:
    assert read({}).sheets == []
    assert read({"light": {}, "dark": {}}).sheets == []


def test_each_scheme_has_a_style_sheet_and_what_is_the_same_stands_in_the_first() -> None:
    theme = read(
        {
            "light": {"success": "#0B6E4F"},
            "dark": {"success": "#7fd1ae"},
            "radius": "0.5rem",
            "font": ["Fira Sans", "system-ui"],
        }
    )

    assert theme.light
    assert theme.light.css == (
        ':root{--wz-radius:0.5rem;--wz-font:"Fira Sans",system-ui}'
        "@media screen{:root{--wz-colour-success:#0b6e4f;--wz-colour-success-soft:#f0f6f4}}"
    )
    assert theme.dark
    assert theme.dark.css == (
        "@media screen{:root:root{--wz-colour-success:#7fd1ae;--wz-colour-success-soft:#1b2325}}"
    )


def test_a_font_that_is_missing_is_replaced_by_one_of_its_kind() -> None:
    light = read({"font": ["Inter"]}).light

    assert light
    assert light.css == ':root{--wz-font:"Inter",sans-serif}'


def test_what_is_given_is_not_made_of_other_colours() -> None:
    colours = themes.with_made({"brand": "#0b6e4f", "focus": "#000000"}, "light")

    assert colours["focus"] == "#000000"
    assert colours["brand-strong"] == "#0f5b46"
    assert "success-soft" not in colours


def test_another_content_has_another_address() -> None:
    first, other, same = (
        read({"radius": radius}).sheets[0].address for radius in ("4px", "5px", "4px")
    )

    assert first == same != other
    assert re.fullmatch(r"/theme/[0-9a-f]{32}\.css", first)


# -- what may be wrong ------------------------------------------------------------------------


def test_the_wizards_own_colours_can_be_told_apart_and_are_the_same_in_both_schemes() -> None:
    names = [list(themes.own_colours(scheme)) for scheme in themes.SCHEMES]

    assert names[0] == names[1]
    assert len(names[0]) == 17
    assert told({scheme: themes.own_colours(scheme) for scheme in themes.SCHEMES}) == []
    assert themes.MADE.keys() | {n for pairs in theme_problems.ON.values() for n in pairs} <= set(
        names[0]
    )


@pytest.mark.parametrize(
    ("theme", "message"),
    [
        (
            {"light": {"text": "#777777", "muted": "#555555"}},
            "theme: light: text (#777777) on page (#ffffff) has 4.47:1, and text needs 4.5:1.",
        ),
        (
            {"light": {"brand": "#0b6e4f", "on-brand": "#5fc09f"}},
            "theme: light: on-brand (#5fc09f) on brand (#0b6e4f) has 2.83:1, and text needs 4.5:1.",
        ),
        (
            {"dark": {"brand": "#1d5bb8"}},
            "theme: dark: brand (#1d5bb8) on page (#15181c) has 2.74:1, and text needs 4.5:1.",
        ),
        (
            {"light": {"muted": "#808080"}},
            "theme: light: muted (#808080) on page (#ffffff) has 3.94:1, and text needs 4.5:1.",
        ),
        (
            {"light": {"error": "#ff5555"}},
            "theme: light: error (#ff5555) on page (#ffffff) has 3.14:1, and text needs 4.5:1.",
        ),
        (
            {"dark": {"success": "#0b6e4f"}},
            "theme: dark: success (#0b6e4f) on page (#15181c) has 2.84:1, and a control needs 3:1.",
        ),
        (
            {"light": {"border": "#a0a0a0"}},
            "theme: light: border (#a0a0a0) on page (#ffffff) has 2.61:1, and a control needs 3:1.",
        ),
        (
            {"light": {"focus": "#ffdd00"}},
            "theme: light: focus (#ffdd00) on page (#ffffff) has 1.34:1, and a control needs 3:1.",
        ),
    ],
)
def test_colours_that_are_hard_to_tell_apart_are_named(theme: dict[str, Any], message: str) -> None:
    assert message in told(theme)


def test_the_start_is_stopped_and_the_portal_is_named(settings: Settings) -> None:
    theme = {"light": {"border": "#a0a0a0", "input": "#fafafa"}}
    settings.PORTALS = json.dumps({signing.ISS: signing.portal(theme=theme)})

    found = [each for each in run_checks() if each.id == "wizard.E020"]

    assert [each.msg for each in found] == [
        f"PORTALS: portal '{signing.ISS}': theme: light: border (#a0a0a0) on {ground} "
        f"has {ratio}:1, and a control needs 3:1."
        for ground, ratio in (("page (#ffffff)", "2.61"), ("input (#fafafa)", "2.50"))
    ]
    assert all(each.is_serious() for each in found)


def test_of_a_colour_that_was_made_it_is_said_of_what() -> None:
    ((message, hint),) = theme_problems.problems({"light": {"brand": "#d4351c"}})

    assert "brand (#d4351c) on brand-soft (#fcf1ef)" in message
    assert "brand-soft is made of brand and page unless it is given" in hint


UNSAFE = ["red;}*{display:none", "url(//x.example)", "#12345g", "#123", "#1234567", "red", 7, None]


@pytest.mark.parametrize("value", [*UNSAFE, "#123456\n", "\uff03123456"])
def test_a_colour_is_six_hexadecimal_digits(value: Any) -> None:
    assert told({"light": {"brand": value}}) == [f"theme: light: {value!r} is no colour for brand."]


@pytest.mark.parametrize("value", ["0", "4", "25px", "2rem", "1em", "-1px", "1px;}", "4px\n", 7])
def test_a_radius_is_a_small_length(value: Any) -> None:
    assert told({"radius": value}) == [f"theme: {value!r} is no radius."]


@pytest.mark.parametrize("value", ["0px", "24px", "0.375rem", "1rem"])
def test_a_radius_may_be(value: str) -> None:
    assert told({"radius": value}) == []


@pytest.mark.parametrize(
    "value", ['a"b', "a;b", "a,b", "url(x)", "a\\b", "", " a", "a\n", "x" * 61, "é", 7]
)
def test_a_family_is_a_plain_name(value: Any) -> None:
    assert told({"font": ["Inter", value]}) == [f"theme: {value!r} is no name of a font."]


@pytest.mark.parametrize("value", ["Inter", [], ["Inter"] * 11, {}])
def test_a_font_is_a_list_of_families(value: Any) -> None:
    assert told({"font": value}) == ["theme: font must be a list of families."]


def test_names_that_are_not_known_are_told_with_those_that_are() -> None:
    ((message, hint),) = theme_problems.problems({"colours": {}})
    assert message == "theme has no 'colours'."
    assert hint == "Known are logo, light, dark, radius, font."

    ((message, hint),) = theme_problems.problems({"dark": {"primary": "#000000"}})
    assert message == "theme: dark has no colour 'primary'."
    assert hint.startswith("Known are page, text, muted, brand, ")

    assert told({"light": []}) == ["theme: light must be an object."]


@pytest.mark.parametrize(
    "good", [logo(), logo(SVG, "svg+xml"), logo(PNG + b"\0" * (16 * 1024 - 8)), {"logo": None}]
)
def test_a_logo_may_be_a_small_png_or_svg(good: dict[str, Any]) -> None:
    expected = [] if good["logo"] else ["theme: logo must have src and alt, and nothing else."]
    assert told(good) == expected


@pytest.mark.parametrize(
    "bad",
    [
        logo(PNG + b"\0" * (16 * 1024 - 7)),
        logo(SVG),
        logo(PNG, "svg+xml"),
        logo(b"GIF89a", "gif"),
        {"logo": {"src": "https://portal.example/logo.png", "alt": "Acme"}},
        {"logo": {"src": 'data:image/png;base64,"onerror=', "alt": "Acme"}},
        {"logo": {"src": "data:image/png;base64,A", "alt": "Acme"}},
        {"logo": {"src": "javascript:alert(1)", "alt": "Acme"}},
        {"logo": {"src": None, "alt": "Acme"}},
    ],
)
def test_another_logo_is_refused(bad: dict[str, Any]) -> None:
    assert told(bad) == ["theme: the logo's src is no PNG or SVG of at most 16 KB."]


@pytest.mark.parametrize("alt", ["", " ", None, "a\nb", "x" * 101])
def test_a_logo_says_whose_it_is(alt: Any) -> None:
    assert told(logo(alt=alt)) == ["theme: the logo's alt cannot be used."]


@pytest.mark.parametrize("raw", ["text", {"src": "x"}, {"src": "x", "alt": "x", "href": "x"}])
def test_a_logo_has_two_parts(raw: Any) -> None:
    assert told({"logo": raw}) == ["theme: logo must have src and alt, and nothing else."]
