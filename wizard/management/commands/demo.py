"""Run the sandbox and the wizard together, with a sample portal page, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard.sandbox import customers, detected, jsonapi, keys, opentransact

HOST = "127.0.0.1"
START_SECONDS = 60
# What a developer's own .env may hold for a deployment.
INDEPENDENT = {
    "ALLOWED_HOSTS": HOST,
    "SECURE_COOKIES": "0",
    "TRUST_FORWARDED_PROTO": "0",
    "PROVIDER_PROXY": "",
    "DETECTED_AUDIENCE": "",
    "DETECTED_SCOPE": "",
    "DETECTED_TOKEN_JSON": "0",
    "OPENTRANSACT_MEDIA_TYPE": jsonapi.MEDIA_TYPE,
}


class Command(BaseCommand):
    help = "Start the sandbox (on the next port) and the wizard, and print the portal's address."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="of the wizard and the portal")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # the base's signature
        if not settings.DEBUG:
            raise CommandError("The demo is for development machines: run it with DEBUG=1.")
        port = options["port"]
        for wanted in (port, port + 1):
            _require_free(wanted)
        call_command("migrate", verbosity=0)
        sandbox = f"http://{HOST}:{port + 1}"
        environment = {**os.environ, "DEBUG": "1", **INDEPENDENT, **both_providers(sandbox)}
        environment["PUBLIC_BASE_URL"] = f"http://{HOST}:{port}"
        environment["RESULT_SIGNING_KEYS"] = new_signing_key()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        children: list[subprocess.Popen[bytes]] = []
        try:
            children.append(_start(["sandbox", "--port", str(port + 1)], environment))
            children.append(_start(["runserver", f"{HOST}:{port}", "--noreload"], environment))
            for wanted in (port, port + 1):
                _wait_for(wanted, children)
            self.stdout.write(
                f"\nPortal:  http://{HOST}:{port}/demo/\n"
                f"Sandbox: http://{HOST}:{port + 1}/  (magic names to try, log of its requests)\n"
                f"Ctrl-C stops both.\n"
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


def new_signing_key() -> str:
    """For as long as this demo runs."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A child in a group of its own, so that Ctrl-C reaches this process alone."""
    manage = str(Path(settings.BASE_DIR) / "manage.py")
    command = [sys.executable, manage, *arguments]
    return subprocess.Popen(  # noqa: S603  # our own command
        command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
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
        except (URLError, OSError):
            time.sleep(0.1)
    raise CommandError(f"The server on port {port} did not start; its message stands above.")
