"""The wizard and a portal on two sites over TLS, as browsers see them in the wild.

`https://wizard.test`, `https://portal.test` and an attacker's site are this machine, by the
browser's resolver rules and with a certificate made for the test. What it does with cookies of
another site is set in its profile, which is made anew for every test.
"""

import datetime
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.http import HttpRequest, HttpResponse
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from playwright.sync_api import BrowserContext, ConsoleMessage, Frame, Page, Playwright, Route

from config.urls import handler400, handler404, handler500
from tests.browser.operator import Operator
from wizard import resuming
from wizard.carriers import hand_over

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

WIZARD, PORTAL, ATTACKER = "wizard.test", "portal.test", "attacker.test"
NAMES = (WIZARD, PORTAL, ATTACKER)
# What a profile of Chromium says of cookies; without a word Debian's blocks those of third parties.
COOKIES: dict[str, dict[str, Any]] = {
    "default": {"cookie_controls_mode": 0, "block_third_party_cookies": False},
    "third-party-blocked": {"cookie_controls_mode": 1, "block_third_party_cookies": True},
    "all-blocked": {"default_content_setting_values": {"cookies": 2}},
}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Portal</title>
<link rel="icon" href="data:,"><script>
const heard = [];
addEventListener("message", ({ origin, source, data }) => {
  if (source !== document.querySelector("iframe").contentWindow) return;
  heard.push({ origin, ...data });
  const hello = { ns: "profile-wizard", v: 1, type: "hello", data: { v: [1] } };
  if (data.type === "ready") source.postMessage(hello, origin);
  if (data.data.height) document.querySelector("iframe").height = data.data.height;
});
</script>
<h1>Portal</h1><input aria-label="Note">
<form method="post" action="%(launch)s" target="wizard"><input type="hidden" name="ext" value="">
<button>New profile</button></form>
<iframe name="wizard" title="Create a profile" width="100%%" height="600"></iframe></html>"""


@csrf_exempt
def launch(request: HttpRequest) -> HttpResponse:
    """A launch that needs no signature; it comes from the portal's page, by a form."""
    return hand_over(
        request,
        *resuming.open_or_resume(
            operator="operator-1",
            origin=request.headers["Origin"],
            portal="test",
            ext=request.POST["ext"],
        ),
    )


urlpatterns = [path("unsigned-launch/", launch), path("", include("wizard.urls"))]


# -- servers --------------------------------------------------------------------------------------


def certificate(folder: Path) -> ssl.SSLContext:
    """A context of a server that all names are certified for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, WIZARD)])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(each) for each in NAMES])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


class OverTLS:
    """A server whose connections are wrapped; a browser's that come to nothing are no error."""

    tls: ssl.SSLContext

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()  # type: ignore[misc]
        # The handshake happens at the first read, in the thread of the connection.
        wrapped = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return wrapped, address

    def handle_error(self, *_: Any) -> None:
        pass


class WizardServer(OverTLS, ThreadedWSGIServer):
    def setup_environ(self) -> None:
        super().setup_environ()
        self.base_environ["HTTPS"] = "on"


class PortalServer(OverTLS, ThreadingHTTPServer):
    launch = ""  # address that the form goes to


class PortalHandler(BaseHTTPRequestHandler):
    server: PortalServer

    def do_GET(self) -> None:
        body = (PAGE % {"launch": self.server.launch}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


class WizardThread(LiveServerThread):
    server_class = WizardServer

    def _create_server(self, connections_override: Any = None) -> WizardServer:
        return WizardServer(
            (self.host, self.port),
            QuietWSGIRequestHandler,
            allow_reuse_address=False,
            connections_override=connections_override,
        )


@contextmanager
def wizard_server(tls: ssl.SSLContext) -> Iterator[str]:
    """The wizard over TLS; yields its origin."""
    WizardServer.tls = tls
    thread = WizardThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"https://{WIZARD}:{thread.port}"
    thread.terminate()


@contextmanager
def portal_server(tls: ssl.SSLContext, launch: str) -> Iterator[str]:
    """A page of another site with the wizard's frame; yields its origin."""
    server = PortalServer(("127.0.0.1", 0), PortalHandler)
    server.tls, server.launch = tls, launch
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://{PORTAL}:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


# -- the browser ----------------------------------------------------------------------------------


class Framed(Operator):
    """An operator at the portal's page: the wizard's controls are inside the frame."""

    def __init__(self, portal: Page) -> None:
        self.portal = portal
        portal.frame_locator("iframe").get_by_role("main").wait_for()
        frame = portal.frame(name="wizard")
        assert frame is not None
        self.frame: Frame = frame
        super().__init__(frame)  # type: ignore[arg-type]  # a frame finds what a page finds

    def heard(self, kind: str) -> list[dict[str, Any]]:
        """The data of the messages of this type that the portal's page has received."""
        heard: list[dict[str, Any]] = self.portal.evaluate("heard")
        return [each["data"] for each in heard if each["type"] == kind]


@dataclass
class TwoOrigins:
    """Opens the portal's page in browsers of their own, and launches the wizard in its frame."""

    wizard: str
    portal: str
    browser: Callable[[str, bool], BrowserContext]
    complaints: list[str] = field(default_factory=list)

    def open(self, cookies: str = "default", *, javascript: bool = True) -> Page:
        """The portal's page. Whatever a page complains of, or asks elsewhere, fails the test."""
        context = self.browser(cookies, javascript)
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("console", self._read)
        context.route(lambda url: urlsplit(url).hostname not in NAMES, self._refuse)
        page = context.pages[0] if context.pages else context.new_page()
        page.goto(f"{self.portal}/")
        return page

    def launch(self, page: Page, ext: str = "") -> Framed:
        page.locator("[name=ext]").evaluate("(input, ext) => { input.value = ext; }", ext)
        with page.expect_event("framenavigated", lambda frame: frame.name == "wizard"):
            page.get_by_role("button", name="New profile").click()
        return Framed(page)

    def await_complaint(self, page: Page, words: str) -> None:
        """The browser is meant to complain of this."""
        for _ in range(100):
            if any(words in each for each in self.complaints):
                break
            page.wait_for_timeout(50)
        assert any(words in each for each in self.complaints)
        self.complaints[:] = [each for each in self.complaints if words not in each]

    def _read(self, said: ConsoleMessage) -> None:
        failed = ("Failed to load resource", "Response Status")
        if said.type == "error" and not said.text.startswith(failed):
            self.complaints.append(said.text)

    def _refuse(self, route: Route) -> None:
        self.complaints.append(f"a request left this machine: {route.request.url}")
        route.abort()


@contextmanager
def two_origins(
    playwright: Playwright, folder: Path, executable: Path, arguments: list[str]
) -> Iterator[TwoOrigins]:
    """Both servers, and browsers that find them. The test's URLs are those of this module."""
    with ExitStack() as stack:
        tls = certificate(folder)
        wizard = stack.enter_context(wizard_server(tls))
        portal = stack.enter_context(portal_server(tls, f"{wizard}/unsigned-launch/"))
        rules = ", ".join(f"MAP {name} 127.0.0.1" for name in NAMES)

        def browser(cookies: str, javascript: bool) -> BrowserContext:
            profile = folder / f"profile-{cookies}-{javascript}"
            (profile / "Default").mkdir(parents=True)
            preferences = json.dumps({"profile": COOKIES[cookies]})
            (profile / "Default" / "Preferences").write_text(preferences)
            context = playwright.chromium.launch_persistent_context(
                profile,
                executable_path=executable,
                args=[*arguments, f"--host-resolver-rules={rules}"],
                ignore_https_errors=True,
                java_script_enabled=javascript,
                reduced_motion="reduce",
            )
            stack.callback(context.close)
            return context

        origins = TwoOrigins(wizard, portal, browser)
        yield origins
        assert origins.complaints == []
