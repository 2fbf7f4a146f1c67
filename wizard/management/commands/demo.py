"""Run the wizard, the sandbox and a sample portal together, until Ctrl-C.

The wizard goes by one host name and the portal by another, so that browsers see two sites.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard.demo_portal.server import HOST as PORTAL_HOST
from wizard.demo_portal.server import KID
from wizard.sandbox import customers, detected, jsonapi, keys, opentransact

HOST = "127.0.0.1"
START_SECONDS = 60
# What a developer's own .env may hold for a deployment.
INDEPENDENT = {
    "ALLOWED_HOSTS": HOST,
    "PORTALS_FILE": "",
    "SECURE_COOKIES": "1",  # browsers keep them for this machine without TLS, and in frames only so
    "TRUST_FORWARDED_PROTO": "0",
    "PROVIDER_PROXY": "",
    "DETECTED_AUDIENCE": "",
    "DETECTED_SCOPE": "",
    "DETECTED_TOKEN_JSON": "0",
    "OPENTRANSACT_MEDIA_TYPE": jsonapi.MEDIA_TYPE,
}

# The portal's own colours.
THEME = {"light": {"brand": "#6929c4"}, "dark": {"brand": "#c4a1ff"}}


class Command(BaseCommand):
    help = "Start the wizard, the sandbox and a sample portal, and print their addresses."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="of the wizard; the next two are taken as well"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # the base's signature
        if not settings.DEBUG:
            raise CommandError("The demo is for development machines: run it with DEBUG=1.")
        port = options["port"]
        ports = range(port, port + 3)
        for wanted in ports:
            _require_free(wanted)
        call_command("migrate", verbosity=0)
        wizard, sandbox = (f"http://{HOST}:{each}" for each in (port, port + 1))
        portal = f"http://{PORTAL_HOST}:{port + 2}"
        key, public = key_pair()
        environment = {
            **os.environ,
            "DEBUG": "1",
            **INDEPENDENT,
            **both_providers(sandbox),
            **one_portal(wizard, portal, public),
            "RESULT_SIGNING_KEYS": key_pair()[0],
            "PROVIDER_FIELDS_SECONDS": "0",  # the sandbox may be told to ask for something else
        }
        portals_own = {"PORTAL_PORT": str(port + 2), "PORTAL_WIZARD": wizard, "PORTAL_KEY": key}
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        children: list[subprocess.Popen[bytes]] = []
        try:
            sandbox_command = ["manage.py", "sandbox", "--port", str(port + 1)]
            wizard_command = ["manage.py", "runserver", f"{HOST}:{port}", "--noreload"]
            children.append(_start(sandbox_command, environment))
            children.append(_start(wizard_command, environment))
            children.append(_start(["-m", "wizard.demo_portal"], {**os.environ, **portals_own}))
            for wanted in ports:
                _wait_for(wanted, children)
            self.stdout.write(
                f"\nPortal:  {portal}/  (another system, which embeds the wizard: open this)\n"
                f"Wizard:  {wizard}/lab/  (its schema lab)\n"
                f"Sandbox: {sandbox}/  (magic names to try, log of its requests)\n"
                f"Ctrl-C stops all of it.\n"
            )
            self.stdout.flush()
            while all(child.poll() is None for child in children):
                time.sleep(0.2)
            raise CommandError("A part of the demo has ended; its message stands above.")
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        finally:
            _stop(children)


def both_providers(sandbox: str) -> dict[str, str]:
    """The settings with which the wizard reaches both providers of the sandbox at this address."""
    applications = customers.APPLICATIONS[keys.CUSTOMER].items()
    return {
        "DETECTED_BASE_URL": f"{sandbox}{detected.PREFIX}",
        "DETECTED_TOKEN_URL": f"{sandbox}/oauth/token",
        "DETECTED_CLIENT_ID": detected.CLIENT_ID,
        "DETECTED_CLIENT_SECRET": detected.CLIENT_SECRET,
        "OPENTRANSACT_BASE_URL": f"{sandbox}{opentransact.PREFIX}",
        "OPENTRANSACT_API_KEY": keys.issue(time.time()),
        "OPENTRANSACT_APPLICATIONS": ",".join(f"{id_}={name}" for id_, name in applications),
    }


def one_portal(wizard: str, portal: str, public: str) -> dict[str, str]:
    """The settings with which the wizard may be launched by the portal of this origin.

    `public`: the portal's public key, in PEM.
    """
    keys = {KID: {"alg": "EdDSA", "key": public}}
    entry = {"origins": [portal], "keys": keys, "theme": THEME}
    return {"PUBLIC_BASE_URL": wizard, "PORTALS": json.dumps({portal: entry})}


def key_pair() -> tuple[str, str]:
    """For as long as this demo runs: private and public, in PEM."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A child in a group of its own, so that Ctrl-C reaches this process alone."""
    return subprocess.Popen(  # noqa: S603  # our own command
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            raise CommandError(
                f"Port {port} cannot be used. Choose another one: make demo PORT=8100"
            ) from None


def _wait_for(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    """Until the server on the port answers."""
    deadline = time.monotonic() + START_SECONDS
    direct = build_opener(ProxyHandler({}))  # whatever proxy the environment names
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            with direct.open(f"http://{HOST}:{port}/", timeout=5):  # our own server
                return
        except HTTPError:  # an answer as well
            return
        except (URLError, OSError):
            time.sleep(0.1)
    raise CommandError(f"The server on port {port} did not start; its message stands above.")
