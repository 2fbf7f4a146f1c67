"""What somebody of the staff does at the schema lab."""

import json
from typing import Any

from playwright.sync_api import Page

from tests.browser.operator import Operator
from tests.browser.test_accessibility import EXCESS, photograph, violations


class Developer(Operator):
    """Somebody of the staff at the lab."""

    def paste(self, schema: Any) -> None:
        change = self.page.get_by_text("Change the schema", exact=True)
        if change.count():
            change.click()
        text = schema if isinstance(schema, str) else json.dumps(schema, indent=2)
        self.page.get_by_label("Schema (JSON)").fill(text)
        self.press("Show the form")

    def payload(self) -> Any:
        return json.loads(self.page.get_by_role("region", name="Payload").inner_text())


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
