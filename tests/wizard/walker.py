"""Walks through a run as a browser without JavaScript does: fills in what the last page shows."""

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from wizard.models import Run

DIALOG = re.compile("<dialog.*?</dialog>", re.DOTALL)
FORM = "application/x-www-form-urlencoded"
Sent = str | Iterable[str] | None


class Page(HTMLParser):
    """What a test looks at on a page: texts by the tag or class they stand in, inputs, links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inputs: dict[str, list[str]] = {}
        self.links: dict[str, str] = {}  # text -> href
        self.buttons: set[tuple[str, str]] = set()
        self.texts: dict[str, list[str]] = {}
        self.ids: set[str] = set()
        self.open: list[str] = []  # ids of open cards
        self._open: list[tuple[str, str]] = []  # (tag, what its text is collected as)
        self._select = self._href = ""
        self.feed(DIALOG.sub("", html))  # closed, so nobody sees it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "input":
            if name and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
                self.inputs.setdefault(name, []).append(value)
            return
        if tag in {"br", "meta", "link"}:
            return
        if tag == "details" and "open" in given and "id" in given:
            self.open.append(given["id"])
        if tag == "button":
            self.buttons.add((name, value))
        self._select = name if tag == "select" else self._select
        self._href = given.get("href", "") if tag == "a" else self._href
        if tag == "option" and "selected" in given:
            self.inputs.setdefault(self._select, []).append(value)
        kind = "textarea " + name if tag == "textarea" else f"{tag}.{given.get('class', '')}"
        self.texts.setdefault(kind, []).append("")
        self._open.append((tag, kind))

    def handle_data(self, data: str) -> None:
        for _, kind in self._open:
            self.texts[kind][-1] += data

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            opened, kind = self._open.pop()
            if opened == "a":
                self.links[" ".join(self.texts[kind][-1].split())] = self._href
            if kind.startswith("textarea "):
                self.inputs[kind.removeprefix("textarea ")] = [self.texts[kind][-1].strip()]
            if opened == tag:
                return

    def all(self, kind: str) -> list[str]:
        """The texts of a kind such as `p.error`, with single spaces."""
        return [" ".join(text.split()) for text in self.texts.get(kind, [])]


class Walker:
    """A client that holds one run's secret. Redirects are followed; `trail` lists every URL.

    `within`: what comes before the run's address where the secret stands in it.
    """

    def __init__(self, client: Client, run: Run, within: str = "") -> None:
        self.client, self.run, self.base = client, run, f"{within}/w/{run.pk}/"
        self.trail: list[str] = []
        self.first: Any = None  # the answer before any redirect

    def get(self, step: str = "", **query: str) -> "Walker":
        url = self.base + (f"{step}/" if step else "") + (f"?{urlencode(query)}" if query else "")
        return self._take(url, self.client.get(url))

    def post(
        self,
        step: str,
        fields: Mapping[str, Sent] | None = None,
        press: tuple[str, str] | None = None,
        query: str = "",
        whole: Mapping[str, Sent] | None = None,
        **more: Sent,
    ) -> "Walker":
        """Send the step's form as last drawn, with these fields changed; None leaves one out.

        `press`: name and value of the button. `whole`: fields by their unprefixed names."""
        url = f"{self.base}{step}/{query}"
        drawn = getattr(self, "url", "").partition("?")[0] == url.partition("?")[0]
        if not drawn and step != "another":  # that button stands on the receipt
            self._take(url, self.client.get(url))
        own = {f"{step}-{name}": value for name, value in {**(fields or {}), **more}.items()}
        data: dict[str, Sent] = {**self.page.inputs, **own, **(whole or {})}
        data |= {press[0]: press[1]} if press else {}
        sent = {name: value for name, value in data.items() if value is not None}
        return self._take(url, self.client.post(url, urlencode(sent, doseq=True), FORM))

    def _take(self, url: str, response: Any) -> "Walker":
        self.first = response
        while response.status_code in {301, 302, 303}:
            self.trail.append(url)
            url = response["Location"].split("#")[0]
            response = self.client.get(url)
        self.trail.append(url)
        self.url, self.response, self.status = url, response, response.status_code
        self.html = HttpResponse.getvalue(response).decode()
        self.page = Page(self.html)
        self.step = url.removeprefix(self.base).partition("/")[0]
        self.title = "".join(self.page.all("title."))
        self.h1 = "".join(self.page.all("h1."))
        self.errors = self.page.all("p.error")
        self.summary = self.page.all("div.error-summary")
        self.notices = self.page.all("div.notice") + self.page.all("div.notice removed")
        return self
