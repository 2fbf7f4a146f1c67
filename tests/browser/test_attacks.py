"""Pages of another origin do nothing with a run, also where the browser sends its cookie along."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.portal import START, Portal
from wizard import launches
from wizard.carriers import cookie_name
from wizard.models import Run


def opened(page: Page, server: LiveServer, origin: str) -> str:
    """Address of a run that pages of this origin may show; it has been looked at."""
    run, secret = launches.open_run(provider="detected", operator="operator-1", origin=origin)
    cookie = {"name": cookie_name(run.pk), "value": secret, "url": server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # a plain dict is one
    page.goto(f"{server.url}/w/{run.pk}/type/")
    expect(page.get_by_role("heading", level=1)).to_have_text(START)
    return page.url


def at_portal(page: Page, portal: Portal, html: str) -> None:
    """A page of that origin with this in it. To the browser, ports of one host are one site."""
    page.goto(f"{portal.url}/empty")
    page.set_content(html, wait_until="commit")


def test_a_form_of_the_portal_s_own_page_is_refused(
    open_page: Callable[..., Page], portal: Portal, live_server: LiveServer, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    target = opened(page, live_server, portal.url)
    at_portal(
        page,
        portal,
        f'<form method="post" action="{target}" target="wizard"><button>Send</button></form>'
        '<iframe name="wizard"></iframe>',
    )

    page.get_by_role("button", name="Send").click()

    heading = page.frame_locator("iframe").get_by_role("heading", level=1)
    expect(heading).to_have_text("We could not accept this form")
    assert not Run.objects.get().begun


def test_a_page_of_another_origin_does_not_show_the_run(
    chromium: Browser, portal: Portal, live_server: LiveServer
) -> None:
    # Given somebody with a run that only another portal's pages may show
    with chromium.new_context() as context:
        page = context.new_page()
        target = opened(page, live_server, "https://portal.example")

        # When an attacker's page shows it in a frame
        with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            at_portal(page, portal, f'<iframe name="wizard" src="{target}"></iframe>')

        # Then there is nothing in it
        (shown,) = page.frames[1:]
        shown.wait_for_url("chrome-error:**", wait_until="commit")
