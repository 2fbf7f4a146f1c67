"""A portal's look in a browser: the pages have it, in light and dark, and stay accessible."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.gallery import PAGES
from tests.browser.looks import unfit
from tests.browser.operator import Operator
from tests.wizard import signing
from wizard import theme_problems
from wizard.models import Run
from wizard.sandbox.server import SandboxServer

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="40" viewBox="0 0 160 40">'
    '<rect width="40" height="40" rx="6" fill="#8a4b00"/><text x="50" y="28" fill="#a35a00" '
    'font-family="serif" font-size="24">Juniper</text></svg>'
)
THEME: dict[str, Any] = {
    "logo": {
        "src": f"data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}",
        "alt": "Juniper Bank",
    },
    "light": {"page": "#fffaf2", "text": "#2b1d0e", "muted": "#6b5a45", "brand": "#8a4b00"},
    "dark": {"page": "#1c140b", "text": "#f5e9d9", "brand": "#f0b56a", "on-brand": "#1c140b"},
    "radius": "0px",
    "font": ["Georgia", "serif"],
}
LOOK = """() => {
  const style = (selector) => getComputedStyle(document.querySelector(selector));
  const { backgroundColor: page, colorScheme: scheme, fontFamily: font } = style("html");
  const { backgroundColor: button, borderRadius: radius } = style("button.primary");
  return { page, scheme, font, button, radius };
}"""
LIGHT = {"page": "rgb(255, 250, 242)", "scheme": "light", "button": "rgb(138, 75, 0)"}
DARK = {"page": "rgb(28, 20, 11)", "scheme": "dark", "button": "rgb(240, 181, 106)"}
BOTH = {"font": "Georgia, serif", "radius": "0px"}

at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])


@pytest.fixture(autouse=True)
def themed(settings: Settings, live_server: LiveServer) -> None:
    """The portal of the tests' runs has a theme that its check lets pass; it speaks plain http."""
    assert list(theme_problems.problems(THEME)) == []
    settings.DEBUG = True
    entry = {"origins": [live_server.url], "keys": {"ed": signing.key("ed")}, "theme": THEME}
    settings.PORTALS = json.dumps({"test": entry})


@pytest.mark.parametrize(
    ("claim", "prefers", "expected"),
    [
        ("", "light", LIGHT),
        ("", "dark", DARK),
        ("light", "dark", LIGHT),
        ("dark", "light", DARK),
    ],
)
def test_the_pages_have_the_look_of_the_portal(
    open_page: Callable[..., Page],
    start_run: Callable[..., Run],
    sandbox: SandboxServer,
    claim: str,
    prefers: Any,
    expected: dict[str, str],
) -> None:
    page = open_page()
    page.emulate_media(color_scheme=prefers)
    start_run(page)
    Run.objects.update(theme=claim)
    page.reload()

    assert page.evaluate(LOOK) == expected | BOTH
    logo = page.get_by_role("img", name="Juniper Bank")
    assert logo.evaluate("image => image.complete && image.naturalWidth") == 160


def test_on_paper_the_page_is_black_on_white(operator: Operator) -> None:
    page = operator.page
    page.emulate_media(media="print", color_scheme="dark")

    look = page.evaluate(LOOK)

    assert (look["page"], look["scheme"], look["font"]) == (
        "rgb(255, 255, 255)",
        "light",
        BOTH["font"],
    )


@at_once
@pytest.mark.parametrize(
    "name",
    [
        "type",
        "type-list",
        "many-matches",
        "details-errors",
        "details-directors",
        "check-details",
        "receipt-created",
        "expired",
    ],
)
def test_a_page_with_a_theme_is_accessible_in_light_and_dark(operator: Operator, name: str) -> None:
    PAGES[name](operator)

    assert unfit(operator.page, f"theme-{name}") == ({}, {})
