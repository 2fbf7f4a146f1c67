"""Drives the wizard as an operator does: by what is written on the page, never by its markup."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs

from playwright.sync_api import Locator, Page, Response, Route, expect


def named(label: str) -> re.Pattern[str]:
    """A label or legend, whether or not the page marks it as optional."""
    return re.compile(rf"^{re.escape(label)}( \(optional\))?$")


def keeps(typed: str) -> Callable[[Response], bool]:
    """Whether an answer says that this text is kept, to its last letter."""

    def keeps_(answer: Response) -> bool:
        sent = parse_qs(answer.request.post_data or "")
        return answer.ok and "keep" in sent and [typed] in sent.values()

    return keeps_


def redraws(answer: Response) -> bool:
    """Whether it is the page with the questions that the answers so far bring up."""
    return "redraw" in parse_qs(answer.request.post_data or "")


def hold(page: Page, address: str, times: int | None = None) -> list[Route]:
    """Requests to there wait until the test lets them go on: those that do, in order."""
    waiting: list[Route] = []

    def wait(route: Route) -> None:  # playwright asks a handler for its parameters
        waiting.append(route)

    page.route(address, wait, times=times)
    return waiting


class Operator:
    """Somebody at a page. Every action waits for what it needs; none of them asserts more."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def field(self, label: str) -> Locator:
        """An input by its label or a group by its legend, such as "Director 1: Full name"."""
        outer, _, inner = label.rpartition(": ")
        within = self.page.get_by_role("group", name=outer, exact=True) if outer else self.page
        grouped = within.get_by_role("group", name=named(inner))
        return within.get_by_label(named(inner)).or_(grouped)

    def card(self, item: str) -> Locator:
        """The head of an item of a repeated group, such as "Director 1", open or closed."""
        return self.page.locator("summary").filter(has_text=re.compile(rf"^{re.escape(item)}\b"))

    def turn(self, item: str) -> None:
        """Open the card of an item, or close it."""
        self.card(item).click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        self.button(name).click()

    def is_loaded(self) -> None:
        """Also its scripts, which change the fields and take over from plain requests."""
        self.page.wait_for_load_state()

    def sees(self, heading: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.is_loaded()

    def choose(self, type_: str, country: str = "") -> None:
        """`country`: blank for a type that has none."""
        self.page.get_by_role("radio", name=type_, exact=True).check()
        if country:
            self.fill(self.page.get_by_label("Country", exact=True), country)
        self.press("Continue")

    def search(self, name: str) -> None:
        self.page.get_by_label("Name", exact=True).fill(name)
        self.press("Search")

    def pick(self, row: str) -> None:
        self.page.get_by_role("radio", name=row, exact=True).check()
        self.press("Continue")

    def none_of_these(self) -> None:
        self.pick("None of these")

    def fill_details(self, answers: dict[str, str]) -> None:
        for label, answer in answers.items():
            self.fill(self.field(label), answer)

    def fill(self, field: Locator, answer: str) -> None:
        """Type, select, find, tick or write a date ("3 2 2001"), whichever the field is."""
        field.wait_for()
        self.is_loaded()
        tag = field.evaluate("element => element.tagName")
        if tag == "SELECT":
            field.select_option(label=answer)
        elif field.get_attribute("role") == "combobox":
            field.fill(answer)
            self.options(answer).click()
        elif tag != "FIELDSET":
            field.fill(answer)
        elif field.get_by_label("Year", exact=True).count():
            *_, month, year = parts = answer.split()
            if len(parts) == 3:
                field.get_by_label("Day", exact=True).fill(parts[0])
            field.get_by_label("Month", exact=True).fill(month)
            field.get_by_label("Year", exact=True).fill(year)
        else:
            field.get_by_label(answer, exact=True).check()

    def options(self, name: str | None = None) -> Locator:
        """Those that a long list shows at the moment, or the one of this name."""
        return self.page.get_by_role("listbox").get_by_role("option", name=name, exact=True)

    def create(self) -> None:
        self.sees("Check the details before creating the profile")
        self.press("Create profile")

    def rows(self) -> list[str]:
        """The names that the search has found, as this page of matches shows them."""
        group = self.page.get_by_role("group", name="Which one is it?")
        group.wait_for()
        return [row.strip() for row in group.locator("label").all_inner_texts()][:-1]

    def tries_until(self, heading: str, name: str) -> None:
        """Press a button or follow a link until the page has this heading."""
        again = self.page.get_by_role("button", name=name).or_(
            self.page.get_by_role("link", name=name)
        )
        arrived = self.page.get_by_role("heading", level=1, name=heading, exact=True)
        for _ in range(100):
            again.or_(arrived).first.wait_for()
            if arrived.count():
                return
            again.or_(arrived).first.click()  # a page that asks by itself may have just arrived
        raise AssertionError(f"{heading!r} did not come")

    def reference(self) -> str:
        """The profile's reference on the receipt."""
        self.sees("Profile created")
        shown = self.page.get_by_text(re.compile(r"^Reference")).locator("strong")
        return shown.inner_text()
