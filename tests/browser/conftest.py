"""Chromium for the tests that only a browser can make: Debian's, driven by Playwright."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.developer import Developer
from tests.browser.operator import Operator
from tests.browser.portal import LISTEN, START, Embedded, Portal, introduce, served
from tests.browser.two_origins import WIZARD, TwoOrigins, two_origins
from tests.wizard import signing
from wizard import launches
from wizard.carriers import cookie_name
from wizard.demo_portal.server import Portal as SamplePortal
from wizard.models import Run
from wizard.sandbox.server import SandboxServer

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
PATIENCE = 10_000  # ms; only a failing test waits that long
# The browser and htmx report every 4xx, 5xx and lost connection, which many tests are about.
FAILED_REQUESTS = ("Failed to load resource", "Response Status Error Code", "htmx:")
HERE = {"localhost", "127.0.0.1"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    if not CHROMIUM.exists():
        reason = f"no browser at {CHROMIUM}: install Debian's package chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Playwright's loop runs in this thread, where Django's ORM is used by fixtures.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages in contexts of their own.

    A script or console error, a resource that the policy blocked or a request to another machine
    fails the test.
    """
    contexts = []
    complaints: list[str] = []

    def read(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(FAILED_REQUESTS):
            complaints.append(message.text)

    def watch(request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme.startswith("http") and url.hostname not in HERE:
            complaints.append(f"a request left this machine: {request.url}")

    def open_(
        *, javascript: bool = True, width: int = 1280, height: int = 900, beside: Page | None = None
    ) -> Page:
        """`beside`: another page, in whose browser this one is to be a further tab."""
        if beside is None:
            context = chromium.new_context(
                java_script_enabled=javascript,
                viewport={"width": width, "height": height},
                reduced_motion="reduce",
            )
            context.on("console", read)
            context.on("weberror", lambda error: complaints.append(str(error.error)))
            context.on("request", watch)
            contexts.append(context)
        page = context.new_page() if beside is None else beside.context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def start_run(live_server: LiveServer) -> Callable[..., Run]:
    """Opens a run in a page, as the launch from a portal does; the page shows its first step."""

    def start(page: Page, *, provider: str = "detected", ext: str = "") -> Run:
        run, secret = launches.open_run(
            provider=provider,
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


@pytest.fixture
def origins(
    driver: Playwright,
    tmp_path: Path,
    settings: Settings,
    transactional_db: None,
    sandbox: SandboxServer,
) -> Iterator[TwoOrigins]:
    """The wizard and a portal on two sites over TLS."""
    settings.SECURE_COOKIES = True
    settings.ALLOWED_HOSTS = [WIZARD]
    with two_origins(settings, driver, tmp_path, CHROMIUM, ARGUMENTS) as both:
        yield both


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Every test that asks for an operator runs with JavaScript on and off, unless it says else."""
    return bool(request.param)


@pytest.fixture
def operator(
    open_page: Callable[..., Page],
    start_run: Callable[..., Run],
    sandbox: SandboxServer,
    javascript: bool,
) -> Operator:
    """An operator at the first step of a new run."""
    page = open_page(javascript=javascript)
    start_run(page)
    return Operator(page)


@pytest.fixture
def developer(
    open_page: Callable[..., Page],
    live_server: LiveServer,
    sandbox: SandboxServer,
    javascript: bool,
) -> Developer:
    """Signs in on the way to the lab."""
    User.objects.create_user("sam", password="correct horse", is_staff=True)
    page = open_page(javascript=javascript)
    page.goto(f"{live_server.url}/lab/")
    page.get_by_label("Username").fill("sam")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Log in").click()
    developer = Developer(page)
    developer.sees("Schema lab")
    return developer


@pytest.fixture
def portal(live_server: LiveServer, sandbox: SandboxServer, settings: Settings) -> Iterator[Portal]:
    """A server of another origin, which the wizard knows; in DEBUG, as it speaks plain http."""
    settings.DEBUG = True
    with served(Portal(live_server.url)) as portal:
        introduce(settings, live_server.url, portal.url)
        yield portal


@pytest.fixture
def sample_portal(
    live_server: LiveServer, sandbox: SandboxServer, settings: Settings
) -> Iterator[SamplePortal]:
    """That of `make demo`, which the wizard knows by its key; in DEBUG, as it speaks plain http."""
    with SamplePortal(0, live_server.url, signing.private("ed").decode()) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        settings.DEBUG = True
        settings.RESULT_SIGNING_KEYS = signing.private("es").decode()
        introduce(settings, live_server.url, server.origin)
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def visit(open_page: Callable[..., Page], portal: Portal) -> Callable[..., Page]:
    """Opens a page of the portal, in which what is told is kept."""

    def visit_(path: str, *, width: int = 1280, height: int = 900) -> Page:
        page = open_page(width=width, height=height)
        page.add_init_script(LISTEN)
        page.goto(f"{portal.url}{path}")
        return page

    return visit_


@pytest.fixture
def marked(portal: Portal, visit: Callable[..., Page]) -> Embedded:
    """An operator at the first step, in a portal that embeds by attributes alone."""
    embedded = Embedded(portal, visit("/marked"))
    embedded.sees(START)
    return embedded
