"""The wizard and a portal on two sites over TLS, as browsers see them in the wild.

`https://wizard.test`, `https://portal.test` and an attacker's site are this machine, by the
browser's resolver rules and with a certificate made for the test. What it does with cookies of
another site is set in its profile, which is made anew for every test.
"""

import datetime
import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Route
from pytest_django import Settings

from tests.browser.portal import LISTEN, Embedded, Portal, introduce, served

WIZARD, PORTAL, ATTACKER = "wizard.test", "portal.test", "attacker.test"
NAMES = (WIZARD, PORTAL, ATTACKER)
# What a profile of Chromium says of cookies; without a word Debian's blocks those of third parties.
COOKIES: dict[str, dict[str, Any]] = {
    "default": {"cookie_controls_mode": 0, "block_third_party_cookies": False},
    "third-party-blocked": {"cookie_controls_mode": 1, "block_third_party_cookies": True},
    "all-blocked": {"default_content_setting_values": {"cookies": 2}},
}
# Whatever a policy blocks is told in the console, also where the browser says nothing of it.
COMPLAIN = """addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  console.error(`${violatedDirective} blocked ${blockedURI}`));"""


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
        connection, address = super().get_request()  # type: ignore[misc]  # of the server beside it
        # The handshake happens at the first read, in the thread of the connection.
        wrapped = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return wrapped, address

    def handle_error(self, *_: Any) -> None:
        pass


class WizardServer(OverTLS, ThreadedWSGIServer):
    def setup_environ(self) -> None:
        super().setup_environ()
        self.base_environ["HTTPS"] = "on"


class SecurePortal(OverTLS, Portal):
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


# -- the browser ----------------------------------------------------------------------------------


@dataclass
class TwoOrigins:
    """Opens the portal's page in browsers of their own, with the wizard in its frame."""

    wizard: str
    portal: Portal
    browser: Callable[[str, bool], BrowserContext]
    complaints: list[str] = field(default_factory=list)
    meant: list[str] = field(default_factory=list)

    def open(self, cookies: str = "default", *, javascript: bool = True) -> Embedded:
        """The wizard by embed.js or, without scripts, by a form that the operator sends.

        Whatever a page complains of, or asks elsewhere, fails the test.
        """
        context = self.browser(cookies, javascript)
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("console", self._read)
        context.route(lambda url: urlsplit(url).hostname not in NAMES, self._refuse)
        context.add_init_script(COMPLAIN + LISTEN)
        page = context.pages[0] if context.pages else context.new_page()
        return self.launch(page, "/marked" if javascript else "/plain")

    def launch(self, page: Page, path: str = "", **claims: str) -> Embedded:
        """Into a page of the portal that is loaded anew."""
        self.portal.claims = claims
        page.goto(f"{self.portal.url}{path}" if path else page.url)
        if page.url.endswith("/plain"):
            page.get_by_role("button", name="New profile").click()
        embedded = Embedded(self.portal, page)
        embedded.page.get_by_role("main").wait_for()
        return embedded

    def await_complaint(self, page: Page, words: str, *more: str) -> None:
        """The browser is meant to complain of this, and may of `more`, however often and late."""
        for _ in range(200):
            if any(words in each for each in self.complaints):
                break
            page.wait_for_timeout(50)
        assert any(words in each for each in self.complaints)
        self.meant += (words, *more)

    def wrong(self) -> list[str]:
        """What the browser has complained of."""
        meant = self.meant
        return [each for each in self.complaints if not any(words in each for words in meant)]

    def _read(self, said: ConsoleMessage) -> None:
        failed = ("Failed to load resource", "Response Status")
        if said.type == "error" and not said.text.startswith(failed):
            self.complaints.append(said.text)

    def _refuse(self, route: Route) -> None:
        self.complaints.append(f"a request left this machine: {route.request.url}")
        route.abort()


@contextmanager
def two_origins(
    settings: Settings, playwright: Playwright, folder: Path, executable: Path, arguments: list[str]
) -> Iterator[TwoOrigins]:
    """Both servers, which know each other, and browsers that find them."""
    with ExitStack() as stack:
        tls = certificate(folder)
        wizard = stack.enter_context(wizard_server(tls))
        SecurePortal.tls = tls
        portal = stack.enter_context(served(SecurePortal(wizard, f"https://{PORTAL}")))
        introduce(settings, wizard, portal.url)
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
        assert origins.wrong() == []
