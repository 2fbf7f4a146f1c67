"""One profile, however often and from wherever "Create profile" is pressed."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.operator import Operator
from tests.browser.test_back_and_forth import CHECK, at_check, count
from wizard.sandbox.server import SandboxServer

SLOW = "Slow 1s Cakes"  # the sandbox takes a second to create it


def arrives(operator: Operator) -> str:
    """The profile's reference, once it is there; without JavaScript somebody has to look."""
    operator.tries_until("Profile created", "Check again")
    return operator.reference()


def test_a_double_click_creates_one_profile(operator: Operator, sandbox: SandboxServer) -> None:
    at_check(operator, SLOW)

    operator.button("Create profile").dblclick(no_wait_after=True)

    assert arrives(operator) == sandbox.profiles()[0]["id"]
    assert len(sandbox.profiles()) == 1
    assert count(sandbox, "POST profiles") == 1


def test_two_tabs_of_one_run_create_one_profile(
    operator: Operator, sandbox: SandboxServer, open_page: Callable[..., Page]
) -> None:
    # Given the last page of a run in two tabs
    at_check(operator, SLOW)
    other = Operator(open_page(beside=operator.page))
    other.page.goto(operator.page.url)
    other.sees(CHECK)

    # When both are sent while the provider takes its time
    operator.button("Create profile").click(no_wait_after=True)
    other.button("Create profile").click(no_wait_after=True)

    # Then both end at the one profile
    assert arrives(operator) == arrives(other)
    assert len(sandbox.profiles()) == 1
    assert count(sandbox, "POST profiles") == 1


def test_back_after_the_creation_and_pressing_again_creates_nothing(
    operator: Operator, sandbox: SandboxServer, open_page: Callable[..., Page]
) -> None:
    # Given a created profile, and a tab that still shows the page before
    at_check(operator)
    stale = Operator(open_page(beside=operator.page))
    stale.page.goto(operator.page.url)
    operator.create()
    reference = operator.reference()

    # When the operator goes back, and presses the button that is still there in the other tab
    operator.page.go_back()
    stale.create()

    # Then both see the receipt of the one profile
    assert operator.reference() == reference
    assert stale.reference() == reference
    assert len(sandbox.profiles()) == 1
    assert count(sandbox, "POST profiles") == 1


def test_create_another_starts_with_nothing_of_the_last_one(
    operator: Operator, sandbox: SandboxServer
) -> None:
    at_check(operator)
    operator.create()
    operator.reference()

    operator.press("Create another profile")

    operator.sees("Choose what to create")
    assert not operator.page.get_by_role("radio", name="Sole trader").is_checked()
    at_check(operator, "Jane's Bread")
    operator.create()
    operator.reference()
    assert [each["name"] for each in sandbox.profiles()] == ["Jane's Cakes", "Jane's Bread"]


def test_what_is_stopped_is_gone(operator: Operator, sandbox: SandboxServer) -> None:
    at_check(operator)
    address = operator.page.url
    operator.page.get_by_role("link", name="Cancel").click()
    operator.sees("Do you want to stop?")
    operator.page.get_by_role("link", name="Go back to the form").click()
    operator.sees(CHECK)

    operator.page.get_by_role("link", name="Cancel").click()
    operator.press("Delete and stop")

    operator.sees("You have stopped")
    operator.page.goto(address)
    operator.sees("Your session has ended")
    expect(operator.page.get_by_text("Jane's Cakes")).to_have_count(0)
    assert sandbox.profiles() == []
