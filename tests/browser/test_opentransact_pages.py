"""The pages that OpenTransact brings: WCAG 2.2 AA, at every width, in light and dark."""

from collections.abc import Callable

import pytest

from tests.browser.looks import unfit
from tests.browser.operator import Operator
from tests.browser.test_opentransact import (
    INCOMPLETE,
    caller,
    enter_company,
    enter_person,
    open_profile,
    operator,
)
from tests.browser.test_opentransact_changes import begin_change, overtake
from tests.sandbox.opentransact_caller import OpenTransactCaller, person

__all__ = ["caller", "operator"]

pytestmark = pytest.mark.parametrize("javascript", [True], ids=["script"])


def types(*_: object) -> None:
    """At the first page already."""


def details(operator: Operator, _: OpenTransactCaller) -> None:
    operator.choose("Organization")
    for item in ("address", "email address", "metadata entry"):
        operator.press(f"Add {item}")
    operator.field("Metadata entry 1: Key").wait_for()


def alike(operator: Operator, caller: OpenTransactCaller) -> None:
    for _ in range(2):
        caller.created(person("Lantern"))
    enter_person(operator, **{"First name": "Test"})
    operator.press("Continue")
    operator.create()
    operator.page.get_by_role("alert").wait_for()


def partial(operator: Operator, _: OpenTransactCaller) -> None:
    enter_company(operator, email="expire-token@example.com")
    operator.create()
    operator.sees(INCOMPLETE)


def refused(operator: Operator, _: OpenTransactCaller) -> None:
    enter_company(operator, street="Reject Lane 1")
    operator.create()
    operator.sees(INCOMPLETE)


def mending(operator: Operator, caller: OpenTransactCaller) -> None:
    refused(operator, caller)
    operator.page.get_by_role("link", name="Change what was not accepted").click()
    operator.page.get_by_role("alert").wait_for()


def created(operator: Operator, _: OpenTransactCaller) -> None:
    enter_company(operator)
    operator.create()
    operator.reference()


def unknown(operator: Operator, _: OpenTransactCaller) -> None:
    enter_person(operator, **{"Last name": "Down"})
    operator.press("Continue")
    operator.create()
    operator.sees("We do not know yet whether the profile was created")


def profiles(operator: Operator, _: OpenTransactCaller) -> None:
    operator.page.get_by_role("link", name="See existing profiles").click()
    operator.page.locator("details.filters > summary").click()


def shown(operator: Operator, caller: OpenTransactCaller) -> None:
    open_profile(operator, begin_change(operator, caller))
    operator.sees("Test Before")


def changing(operator: Operator, caller: OpenTransactCaller) -> None:
    begin_change(operator, caller)


def changes(operator: Operator, caller: OpenTransactCaller) -> None:
    begin_change(operator, caller)
    answers = {"Last name": "After-Lantern", "Default email address": "two@example.com"}
    operator.fill_details(answers)
    operator.press("Add another metadata entry")
    operator.fill_details({"Metadata entry 2: Key": "region", "Metadata entry 2: Value": "EU"})
    operator.press("Continue")
    operator.sees("Check the changes before saving them")


def overtaken(operator: Operator, caller: OpenTransactCaller) -> None:
    overtake(operator, caller, "Theirs")
    operator.page.get_by_text("You have both changed").wait_for()


def updated(operator: Operator, caller: OpenTransactCaller) -> None:
    changes(operator, caller)
    operator.press("Save changes")
    operator.sees("Changes saved")


PAGES: dict[str, Callable[[Operator, OpenTransactCaller], None]] = {
    each.__name__: each
    for each in (
        types,
        details,
        alike,
        partial,
        refused,
        mending,
        created,
        unknown,
        profiles,
        shown,
        changing,
        changes,
        overtaken,
        updated,
    )
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_at_every_width_in_light_and_dark(
    operator: Operator, caller: OpenTransactCaller, name: str
) -> None:
    PAGES[name](operator, caller)

    assert unfit(operator.page, f"opentransact-{name}") == ({}, {})
