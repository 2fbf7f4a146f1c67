"""An operator who types fast, and one who reloads: nothing is lost and nothing jumps."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.operator import Operator
from wizard.models import Run
from wizard.sandbox.server import SandboxServer


def test_a_country_is_found_by_typing_while_the_countries_are_narrowed(
    open_page: Callable[..., Page], start_run: Callable[..., Run], sandbox: SandboxServer
) -> None:
    page = open_page()
    start_run(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    page.route(
        "**/type/",
        lambda route: held.append(route) if route.request.method == "POST" else route.continue_(),
    )

    page.get_by_role("radio", name="Company", exact=True).check()
    page.get_by_label("Country", exact=True).focus()
    page.keyboard.type("United ")
    for route in held:
        route.continue_()
    page.unroute("**/type/")
    page.keyboard.type("K")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Country", exact=True)).to_have_value("United Kingdom")


def test_what_was_typed_before_a_reload_is_there_after_it(
    open_page: Callable[..., Page], start_run: Callable[..., Run], sandbox: SandboxServer
) -> None:
    page = open_page()
    start_run(page)
    operator = Operator(page)
    operator.choose("Sole trader", "United Kingdom")

    with page.expect_response(lambda answer: answer.status == 204):
        page.get_by_label("Trading name").fill("Lantern Rep")
    page.reload()

    expect(page.get_by_label("Trading name")).to_have_value("Lantern Rep")


def test_a_form_that_is_sent_while_it_is_kept_is_not_out_of_date(
    open_page: Callable[..., Page], start_run: Callable[..., Run], sandbox: SandboxServer
) -> None:
    page = open_page()
    start_run(page)
    operator = Operator(page)
    operator.choose("Company", "United Kingdom")

    page.get_by_label("Name").fill("Acme")
    page.evaluate("dispatchEvent(new Event('pagehide'))")  # keeps it at once
    operator.press("Search")

    expect(page.get_by_role("heading", level=1)).to_contain_text("matches for")
    expect(page.get_by_role("region", name="Notice")).to_have_count(0)
