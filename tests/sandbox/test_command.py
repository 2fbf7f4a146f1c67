"""The management command, as its own process."""

import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

START = """
import sys
from django.conf import settings
settings.configure(BASE_DIR=sys.argv[1])
from django.core.management.base import CommandError
from wizard.management.commands.sandbox import Command
Command().run_from_argv(["manage.py", "sandbox", *sys.argv[2:]])
"""
ROOT = Path(__file__).parents[2]


def start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", START, str(folder), *arguments],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_runs_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with start(tmp_path, "--port", "0") as process:
        assert process.stdout
        assert process.stderr
        url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
        with urlopen(url) as page:
            status = page.status
        process.send_signal(signal.SIGTERM)
        code = process.wait(5)
        said = process.stderr.read()

    assert (status, code, said) == (200, 0, "")
    assert (tmp_path / ".data" / "sandbox.sqlite3").exists()


def test_says_how_to_reach_both_providers(tmp_path: Path) -> None:
    with start(tmp_path, "--port", "0") as process:
        assert process.stdout
        url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
        lines: list[str] = []
        while not (lines and lines[-1].startswith("Application Elsewhere")):
            lines.append(process.stdout.readline())
        process.terminate()
    said = "".join(lines)

    assert f"Base URL of Detected: {url}/api/v1/public\n" in said
    assert f"Base URL of OpenTransact: {url}/opentransact\n" in said
    assert "API key, for a year: ey" in said
    assert "Application Marketplace: e1e3a176-" in said


def test_a_port_in_use_says_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with start(tmp_path, "--port", port) as process:
            _, said = process.communicate(timeout=10)

    assert process.returncode == 1
    assert f"Port {port} is in use" in said
    assert "--port" in said


def test_a_file_that_is_no_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("these are notes, not a database\n" * 100)
    with start(tmp_path, "--port", "0", "--database", str(tmp_path / "notes.txt")) as process:
        _, said = process.communicate(timeout=10)

    assert process.returncode == 1
    assert "cannot be used" in said
