"""A portal of another origin, with a strict content policy: the page that shows the wizard."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Frame, Locator, Page, expect
from pytest_django import Settings

from tests.browser.operator import Operator
from tests.wizard import signing
from wizard.demo_portal.server import KID
from wizard.demo_portal.server import Portal as SamplePortal
from wizard.management.commands.demo import one_portal

START = "Choose what to create"
SCRIPT = "/static/wizard/embed.js"
README = (Path(settings.BASE_DIR) / "README.md").read_text()
# The raw messages of every frame, and what embed.js makes of them for the portal.
LISTEN = """
window.heard = [];
window.told = [];
addEventListener("message", ({ data, origin }) => heard.push({ ...data, origin }));
for (const type of ["ready", "resize", "step", "dirty", "completed", "updated", "cancelled",
                    "expiring", "expired", "error", "unknown"]) {
  document.addEventListener("profile-wizard:" + type, ({ target, detail }) => {
    const { type, run, seq, data } = detail;
    told.push({ element: target.id, type, run, seq, data });
  });
}
"""

# Without scripts: what a portal that renders its page by itself can do.
PLAIN = """<form method="post" action="{wizard}/launch" target="wizard">
<input type="hidden" name="launch_token" value="{token}"><button>New profile</button></form>
<div id="one">
<iframe name="wizard" title="Create a profile" width="100%" height="600"></iframe></div>"""


def introduce(settings: Settings, wizard: str, origin: str) -> None:
    """The wizard knows the portal of this origin, by its public key."""
    for name, value in one_portal(wizard, origin, signing.key("ed")["key"]).items():
        setattr(settings, name, value)


def readme(language: str) -> str:
    """The first example in this language that the README has."""
    return README.partition(f"```{language}\n")[2].partition("```")[0]


class Portal(ThreadingHTTPServer):
    """`/marked` embeds by attributes and launches by `/token`; `/bare` has two empty elements;
    `/readme` has what the README says, and launches by `/wizard-token`; `/plain` has no script,
    but a form with a token and a frame of 600 px.

    `answers`: status, type and body that `/token` gives next, instead of a token.
    `refuses`: how many of the next tokens are signed with a key that the wizard does not know.
    `claims`: others than usual, for the next tokens. `headers`: more of them, for all pages.
    `planted`: markup that somebody else has put into them.
    """

    daemon_threads = True

    def __init__(self, wizard: str, base: str = "http://localhost") -> None:
        super().__init__(("127.0.0.1", 0), PortalHandler)
        self.wizard = wizard
        self.url = f"{base}:{self.server_port}"
        self.others = ""  # further origins that may be framed
        self.answers: list[tuple[int, str, str]] = []
        self.refuses = 0
        self.claims: dict[str, Any] = {}
        self.headers: dict[str, str] = {}
        self.planted = ""
        self.tokens: list[str] = []

    def mint(self) -> str:
        usual = {"iss": self.url, "origin": self.url, "aud": f"{self.wizard}/launch"}
        claims = signing.claims(**(usual | {"sub": "operator-1"} | self.claims))
        self.tokens.append(signing.sign(claims, KID, by="other" if self.refuses > 0 else "ed"))
        self.refuses -= 1
        return self.tokens[-1]

    def policy(self) -> str:
        return (
            f"default-src 'none'; script-src {self.wizard}; connect-src 'self'; img-src data:; "
            "base-uri 'none'; "
            f"frame-src {self.wizard}{self.others}; form-action {self.wizard}; "
            "require-trusted-types-for 'script'"
        )

    def page(self, path: str) -> str:
        """With room above and below, so that there is something to scroll."""
        head = (
            '<!doctype html><html lang="en"><title>Portal</title><link rel="icon" href="data:,">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
        )
        if path == "/readme":
            return head + readme("html").replace("https://wizard.example", self.wizard)
        launch = ' data-launch="/token"' if path == "/marked" else ""
        script = f'<script src="{self.wizard}{SCRIPT}"{launch} defer></script>'
        body = '<div id="one"></div><div id="two"></div>'
        if path == "/marked":
            body = '<div id="one" data-profile-wizard></div>'
        elif path == "/plain":
            script, body = "", PLAIN.format(wizard=self.wizard, token=self.mint())
        room = "<br>" * 12
        top = f'{head}{script}<h1>Portal</h1><input aria-label="Note">'
        return f"{top}{room}{body}{self.planted}{room}"


class PortalHandler(BaseHTTPRequestHandler):
    server: Portal

    def do_GET(self) -> None:
        portal = self.server
        if self.path in {"/token", "/wizard-token"}:
            body = json.dumps({"launch_token": portal.mint()})
            default = (200, "application/json", body)
            self._answer(*(portal.answers.pop(0) if portal.answers else default))
        elif self.path == "/empty":
            self._answer(200, "text/html", "<!doctype html><title>Empty</title>")
        else:
            self._answer(200, "text/html", portal.page(self.path))

    def _answer(self, status: int, content_type: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{content_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        if self.path != "/empty":
            self.send_header("Content-Security-Policy", self.server.policy())
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Tests print nothing."""


@contextmanager
def served(portal: Portal) -> Iterator[Portal]:
    with portal:
        thread = threading.Thread(target=portal.serve_forever, args=(0.05,))
        thread.start()
        yield portal
        portal.shutdown()
        thread.join()


class Embedded(Operator):
    """An operator at the portal; the wizard's controls are in the frame of one of its elements.

    A new launch brings a new frame, which is found all the same.
    """

    def __init__(self, portal: Portal | SamplePortal, page: Page, element: str = "one") -> None:
        self.portal = portal
        self.host = page
        self.element = page.locator(f"#{element}")
        super().__init__(self.element.frame_locator("iframe"))  # type: ignore[arg-type]  # finds what a page finds

    @property
    def iframe(self) -> Locator:
        return self.element.locator("iframe")

    @property
    def frame(self) -> Frame:
        frame = self.iframe.element_handle().content_frame()
        assert frame is not None
        return frame

    def mount(self, options: str = "") -> None:
        """By script, at this element; `give` answers with a token and is the launch unless told."""
        self.host.evaluate(
            f"""id => {{
              const give = async () => (await (await fetch("/token")).json()).launch_token;
              const element = document.getElementById(id);
              window.handles ??= {{}};
              handles[id] = ProfileWizard.mount(element, {{ launch: give, {options} }});
            }}""",
            self.element.get_attribute("id"),
        )

    def asks_to_close(self) -> None:
        self.element.evaluate("element => ProfileWizard.get(element).requestClose()")

    def heard(self, kind: str = "") -> list[dict[str, Any]]:
        """The messages that have reached the portal's window, from whomever."""
        heard: list[dict[str, Any]] = self.host.evaluate("heard")
        return [each for each in heard if kind in ("", each.get("type"))]

    def told(self, kind: str = "") -> list[dict[str, Any]]:
        """What embed.js has told the portal of this element."""
        told: list[dict[str, Any]] = self.host.evaluate("told")
        mine = [each for each in told if each["element"] == self.element.get_attribute("id")]
        return [each for each in mine if kind in ("", each["type"])]

    def waits_for(self, kind: str, times: int = 1) -> dict[str, Any]:
        """Until the portal was told so, so often; the last one."""
        element = self.element.get_attribute("id")
        self.host.wait_for_function(
            "([id, type, times]) => "
            "told.filter((each) => each.element === id && each.type === type).length >= times",
            arg=[element, kind, times],
        )
        return self.told(kind)[-1]

    def is_loaded(self) -> None:
        self.frame.wait_for_load_state()

    def fits(self) -> None:
        """The frame is as high as its page: no scrollbar inside."""
        self.frame.wait_for_function(
            "() => { const { scrollHeight, clientHeight, scrollWidth, clientWidth } ="
            " document.documentElement;"
            " return scrollHeight <= clientHeight && scrollWidth <= clientWidth; }"
        )

    def has_no_scrollbar(self, width: int) -> None:
        """In a window of this width. Without scripts nobody makes the frame higher."""
        self.host.set_viewport_size({"width": width, "height": 900})
        inside = self.iframe.evaluate("frame => frame.clientWidth")
        html = self.page.locator("html")
        expect(html).to_have_js_property("clientWidth", inside)
        assert html.evaluate("html => html.scrollWidth") <= inside
        if self.host.url.endswith("/marked"):
            self.fits()

    def scrolls_down(self) -> None:
        """The portal's page, to the end of the frame's, so that its top is out of view."""
        self.fits()
        self.button("Continue").scroll_into_view_if_needed()
        self.host.wait_for_function("() => one.getBoundingClientRect().top < -1")

    def top(self) -> float:
        """Of the element in the portal's viewport, in px."""
        return float(self.element.evaluate("element => element.getBoundingClientRect().top"))

    def is_told_to_try_again(self) -> None:
        expect(self.element.get_by_role("alert")).to_be_visible()
        expect(self.iframe).to_have_count(0)
        self.element.get_by_role("button", name="Try again").click()


def at_details(embedded: Embedded) -> None:
    embedded.choose("Sole trader", "United Kingdom")
    embedded.sees("Enter sole trader details")
