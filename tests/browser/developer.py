"""What somebody of the staff does at the schema lab."""

import json
from typing import Any

from tests.browser.operator import Operator


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
