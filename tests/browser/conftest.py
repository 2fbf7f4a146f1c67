"""Chromium for the tests that only a browser can make: Debian's, driven by Playwright."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from wizard import launches
from wizard.models import Run
from wizard.runs import cookie_name

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        reason = f"no browser at {CHROMIUM}: install Debian's package chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Playwright's loop runs in this thread, where Django's ORM is used by fixtures.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages in contexts of their own; a console error or a blocked resource fails the test."""
    contexts, complaints = [], []

    def open_(*, javascript: bool = True, width: int = 1280, dark: bool = False) -> Page:
        context = chromium.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def start_run(live_server: LiveServer) -> Callable[..., Run]:
    """Opens a run in a page, as the launch from a portal does; the page shows its first step."""

    def start(page: Page, *, ext: str = "") -> Run:
        run, secret = launches.open_run(
            provider="detected",
            operator="operator-1",
            origin=live_server.url,
            portal="test",
            ext=ext,
        )
        cookie = {"name": cookie_name(run.pk), "value": secret, "url": live_server.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]  # a plain dict is one
        page.goto(f"{live_server.url}/w/{run.pk}/")
        return run

    return start
