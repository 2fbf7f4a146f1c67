"""A short chaos run, as a program, so that the long one still works when it is wanted."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

FLOWS = 32
LONGEST = 300  # seconds; on a quiet machine it takes fifteen


def test_nothing_is_made_twice_lost_or_stuck_in_a_short_chaos_run(tmp_path: Path) -> None:
    options = ["--faults", "1", "--kill", "2", "--hosts", "1"]

    said = told_by("tests.bench.chaos", "--flows", str(FLOWS), "--keep", str(tmp_path), *options)

    assert said["flows begun"] == said["profiles at the sandbox"] == str(FLOWS)
    assert said["workers killed"] != "0"


def told_by(program: str, *options: str) -> dict[str, str]:
    """The table that it ends with, by the names of its rows."""
    ended = subprocess.run(
        [sys.executable, "-m", program, *options],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return {name.strip(): value for name, value in map(row, ended.stdout.splitlines())}


def row(line: str) -> tuple[str, str]:
    name, _, value = line.rpartition(" ")
    return name, value
