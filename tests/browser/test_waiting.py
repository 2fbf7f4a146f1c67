"""A provider that asks for time: the page counts it down; one button does the same again."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import Locator, expect

from tests.browser.operator import Operator
from tests.browser.test_back_and_forth import count
from tests.browser.test_trouble import at_once, searching, trouble
from wizard import providers
from wizard.sandbox.server import SandboxServer

OVER = "You can try again now."


def wait_told(operator: Operator) -> Locator:
    """What the page says of the wait, in the box that tells why."""
    trouble(operator, "The provider is busy")
    return operator.page.locator(".error-summary [data-wait]")


def test_a_busy_provider_is_asked_again_after_the_wait_and_not_before(
    operator: Operator, sandbox: SandboxServer, released: Callable[[], None]
) -> None:
    # Given a search that the provider has no time for
    searching(operator, "Rate Limit Ltd")
    expect(wait_told(operator)).to_be_visible()
    assert operator.field("Name").input_value() == "Rate Limit Ltd"

    # When it is tried again too early from another tab, the provider is not asked
    other = operator.page.context.new_page()
    other.goto(operator.page.url)
    form = other.evaluate("[...new FormData(document.getElementById('step'))]")
    again = operator.page.request.post(operator.page.url, form=dict(form))
    assert again.status == 503
    other.close()
    assert count(sandbox, "POST search") == 1

    # And in time it is
    released()
    operator.page.goto(operator.page.url)
    operator.press("Search")
    operator.sees("1 match for “Rate Limit Ltd”")
    assert count(sandbox, "POST search") == 2


@at_once
def test_the_wait_is_counted_down_and_said_twice(
    operator: Operator, sandbox: SandboxServer, released: Callable[[], None]
) -> None:
    # Given a clock that the test turns
    page = operator.page
    page.clock.install()
    page.reload()
    searching(operator, "Rate Limit Ltd")
    told, status = wait_told(operator), page.locator("#status")
    expect(page.locator(":focus")).to_contain_text("The provider is busy")
    expect(told).to_contain_text("Try again in 10 seconds.")
    expect(status).to_have_text("Try again in 10 seconds.")

    # And the button that would ask again, for which it is the reason, does nothing
    again = operator.button("Try again")
    for each in (again, operator.button("Search")):
        expect(each).to_be_disabled()
        expect(each).to_have_accessible_description("Try again in 10 seconds.")
    expect(operator.button("Enter details manually")).to_be_enabled()
    again.click(force=True)
    operator.page.get_by_label("Name", exact=True).press("Enter")
    again.focus()
    page.keyboard.press("Enter")
    assert count(sandbox, "POST search") == 1

    # When time passes, it is seen and not said
    page.clock.fast_forward(4000)
    expect(told).to_have_text("Try again in 6 seconds.")
    expect(status).to_have_text("Try again in 10 seconds.")

    # And when it is over, it is said
    page.clock.fast_forward(6000)
    expect(told).to_have_text(OVER)
    expect(status).to_have_text(OVER)

    # And the same button asks again
    expect(again).to_have_accessible_description("")
    released()
    again.click()
    operator.sees("1 match for “Rate Limit Ltd”")


@pytest.mark.parametrize("javascript", [False], ids=["no-script"])
def test_without_scripts_the_button_answers_with_the_rest(operator: Operator) -> None:
    searching(operator, "Rate Limit Ltd")

    expect(wait_told(operator)).to_be_visible()
    expect(operator.button("Try again")).to_be_enabled()


def test_the_wait_stands_there_after_a_reload_and_in_another_tab(operator: Operator) -> None:
    searching(operator, "Rate Limit Ltd")
    expect(wait_told(operator)).to_be_visible()

    operator.page.goto(operator.page.url)
    expect(wait_told(operator)).to_be_visible()
    assert operator.field("Name").input_value() == "Rate Limit Ltd"

    other = operator.page.context.new_page()
    other.goto(operator.page.url)
    expect(wait_told(Operator(other))).to_be_visible()


def test_what_failed_is_done_again_by_its_button_and_not_another(
    operator: Operator, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given an operator who passes over the search while the provider is away
    operator.choose("Company", "United Kingdom")
    operator.sees("Find the company")
    operator.page.get_by_label("Name", exact=True).fill("Acme")
    client = providers.get("detected").client  # type: ignore[attr-defined]  # Detected's own
    with monkeypatch.context() as away:
        away.setattr(client, "base_url", "http://127.0.0.1:9/api")
        operator.press("Enter details manually")
        trouble(operator, "The provider is not answering")

    # When it is there again
    operator.press("Try again")

    # Then nothing was searched, and what was typed is there
    operator.sees("Enter company details")
    assert operator.field("Registered name").input_value() == "Acme"
    assert count(sandbox, "POST search") == 0


def test_a_choice_is_sent_again_from_the_page_that_cannot_draw_it(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a first page whose list of types can no longer be had
    operator.sees("Choose what to create")
    with monkeypatch.context() as away:
        cache.clear()
        client = providers.get("detected").client  # type: ignore[attr-defined]  # Detected's own
        away.setattr(client, "base_url", "http://127.0.0.1:9/api")
        operator.choose("Company", "United Kingdom")
        operator.sees("The provider is not answering")

    operator.press("Try again")

    operator.sees("Find the company")
