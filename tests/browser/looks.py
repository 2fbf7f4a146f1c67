"""How a page looks at every width, in light and dark, and what the rules of WCAG 2.2 AA say of it.

With SCREENSHOTS=<folder> each page is also kept there as pictures, for somebody to look at.
"""

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES: dict[str, Any] = {
    "light": {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]},
    # The same markup in other colours.
    "dark": {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]},
}
EXCESS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def photograph(page: Page, name: str) -> None:
    """Keep a picture, if the environment says where."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def violations(page: Page, scheme: str) -> list[tuple[str, list[Any]]]:
    found = Axe().run(page, options=RULES[scheme]).response["violations"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]


def unfit(page: Page, name: str) -> tuple[dict[int, Any], dict[tuple[int, str], Any]]:
    """Where a page is too wide, and what axe finds in light and dark; photographed."""
    too_wide, wrong = {}, {}
    for width in (320, 360, 768, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        if excess := page.evaluate(EXCESS):
            too_wide[width] = excess
        for scheme in ("light", "dark") if width in {360, 1280} else ():
            page.emulate_media(color_scheme=scheme)
            photograph(page, f"{name}-{width}-{scheme}")
            if found := violations(page, scheme):
                wrong[width, scheme] = found
    return too_wide, wrong
