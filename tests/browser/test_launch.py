"""A page of another origin posts a token into its frame, as a portal does."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.wizard import signing
from wizard.models import Run
from wizard.sandbox.server import SandboxServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = """<!doctype html><title>Portal</title><link rel="icon" href="data:,">
<form method="post" action="{action}" target="wizard">
<input type="hidden" name="launch_token" value="{token}"><button>Open</button></form>
<iframe name="wizard" title="Create a profile" width="800" height="600"></iframe>"""


class Portal(ThreadingHTTPServer):
    """Serves one page: `html`."""

    html = ""

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Portal)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.server.html.encode())

    def log_message(self, *_: object) -> None:
        """Quietly."""


@pytest.fixture
def portal(live_server: LiveServer, settings: Settings) -> Iterator[Portal]:
    """Another origin, which is configured; in DEBUG, as it speaks plain http."""
    with Portal(("localhost", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.DEBUG = True
        settings.PUBLIC_BASE_URL = live_server.url
        entry = {"origins": [server.origin], "keys": {"ed": signing.key("ed")}}
        settings.PORTALS = json.dumps({signing.ISS: entry})
        yield server
        server.shutdown()
        thread.join()


def launch(page: Page, portal: Portal, server: LiveServer, **changed: str) -> None:
    action = f"{server.url}/launch"
    token = signing.token(**{"aud": action, "origin": portal.origin, **changed})
    portal.html = PAGE.format(action=action, token=token)
    page.goto(portal.origin)
    page.get_by_role("button", name="Open").click()


@pytest.mark.usefixtures("sandbox")
def test_the_wizard_opens_in_the_frame_of_the_portal(
    open_page: Callable[..., Page], portal: Portal, live_server: LiveServer, javascript: bool
) -> None:
    page = open_page(javascript=javascript)

    launch(page, portal, live_server, name="Jane")

    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Choose what to create")
    assert Run.objects.get().origin == portal.origin
    inside = [each.url for each in page.frames[1:]]
    assert inside == [f"{live_server.url}/w/{Run.objects.get().pk}/type/"]


def test_a_refusal_is_to_be_seen_in_the_frame(
    open_page: Callable[..., Page],
    portal: Portal,
    live_server: LiveServer,
    sandbox: SandboxServer,
) -> None:
    page = open_page()

    launch(page, portal, live_server, aud="https://elsewhere.example/launch")

    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("We could not open this page")
    assert not Run.objects.exists()
