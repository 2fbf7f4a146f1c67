"""Visits the schema lab as a browser without JavaScript does: sends what the page shows."""

import json
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.wizard.walker import FORM, Page

FIELDS: list[dict[str, Any]] = [
    {"key": "name", "label": "Name", "required": True},
    {"key": "region", "label": "Region", "type": "subdivision"},
    {"key": "vat", "label": "VAT", "type": "boolean"},
    {"key": "number", "label": "Number", "visible_when": {"key": "vat", "in": [True]}},
    {"key": "owners", "label": "Owners", "type": "list", "fields": [{"key": "name"}]},
]


class Visitor:
    """Somebody at the lab without JavaScript: sends what the page shows, with these changes."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.get()

    def get(self) -> "Visitor":
        return self._take(self.client.get("/lab/"))

    def press(self, button: str, value: str = "1", **fields: Any) -> "Visitor":
        changes = {name.replace("__", "-"): given for name, given in fields.items()}
        sent = {**self.page.inputs, **changes, button: value}
        sent = {name: given for name, given in sent.items() if given is not None}
        return self._take(self.client.post("/lab/", urlencode(sent, doseq=True), FORM))

    def paste(self, schema: Any, **fields: Any) -> "Visitor":
        text = schema if isinstance(schema, str) else json.dumps(schema)
        return self.press("paste", paste__schema=text, **fields)

    def fetch(self, profile: str, country: str, which: str = "details") -> "Visitor":
        return self.press(
            "fetch", fetch__profile=profile, fetch__country=country, fetch__which=which
        )

    def _take(self, response: Any) -> "Visitor":
        self.status = response.status_code
        self.html = response.content.decode()
        self.page = Page(self.html)
        return self

    @property
    def summary(self) -> list[str]:
        return self.page.all("div.error-summary")

    @property
    def shown(self) -> list[Any]:
        """The JSON on the page: the payload, if there is one, and the specs."""
        return [json.loads(text) for text in self.page.texts.get("pre.", [])]
