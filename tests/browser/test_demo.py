"""`manage.py demo` as a developer runs it: one command starts all, one signal ends all."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

ADDRESS = re.compile(r"Portal: +(http://localhost:\d+/)")
Start = Callable[[int], subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def start_(port: int) -> subprocess.Popen[str]:
        environment = {**os.environ, "DEBUG": "1", "SQLITE_PATH": str(tmp_path / "demo.sqlite3")}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start_
    for process in started:
        process.terminate()
        process.communicate(timeout=20)


def free_ports() -> int:
    """The first of three free ports in a row."""
    while True:
        with ExitStack() as stack, suppress(OSError):
            first, *others = (stack.enter_context(socket.socket()) for _ in range(3))
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            for number, other in enumerate(others, port + 1):
                other.bind(("127.0.0.1", number))
            return port


def address(process: subprocess.Popen[str]) -> str:
    """What the command prints once everything is up."""
    assert process.stdout is not None
    for line in process.stdout:
        if found := ADDRESS.search(line):
            return found[1]
    raise AssertionError("the command ended without an address")


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_shows_the_wizard_in_a_portal_until_it_is_told_to_stop(
    start: Start, open_page: Callable[..., Page], how: signal.Signals
) -> None:
    # Given the running demo
    port = free_ports()
    process = start(port)
    portal = address(process)
    assert portal == f"http://localhost:{port + 2}/"

    # When its page is opened
    page = open_page()
    page.goto(portal)

    # Then the wizard is in it
    wizard = page.frame_locator("iframe")
    wizard.get_by_role("heading", level=1, name="Choose what to create").wait_for()
    page.get_by_role("button", name="New profile", exact=True).click()
    wizard.get_by_role("heading", level=1, name="Choose where to create the profile").wait_for()

    # And its own page, of another site, is told of a session that the portal has ended
    page.get_by_role("button", name="New profile at OpenTransact", exact=True).click()
    wizard.get_by_role("heading", level=1, name="Choose what to create").wait_for()
    page.get_by_role("button", name="Expire now").click()
    page.get_by_role("status").get_by_text("The session has ended.").wait_for()
    wizard.get_by_role("button", name="Continue").click()
    page.locator("#log strong").get_by_text("expired", exact=True).wait_for()
    wizard.get_by_role("heading", level=1, name="Choose what to create").wait_for()

    # And a signal ends it and all that it has started
    page.goto("about:blank")
    process.send_signal(how)
    process.wait(timeout=20)
    assert process.returncode == 0
    assert not any(listens(each) for each in range(port, port + 3))


@pytest.mark.parametrize("which", [0, 1, 2], ids=["its-own", "the-sandbox's", "the-portal's"])
def test_a_port_in_use_is_a_clear_error(start: Start, which: int) -> None:
    port = free_ports()
    with socket.create_server(("127.0.0.1", port + which)):
        process = start(port)
        output, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert f"Port {port + which} cannot be used." in output
    assert "Traceback" not in output
    assert not listens(port)
