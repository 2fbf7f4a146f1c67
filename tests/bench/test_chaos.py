"""A short chaos run, as a program, so that the long one still works when it is wanted."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

FLOWS = 32
LONGEST = 300  # seconds; on a quiet machine it takes fifteen


def test_nothing_is_made_twice_lost_or_stuck_in_a_short_chaos_run(tmp_path: Path) -> None:
    command = ["-m", "tests.bench.chaos", "--flows", str(FLOWS), "--keep", str(tmp_path)]
    options = ["--faults", "1", "--kill", "2", "--hosts", "1"]
    environment = {**os.environ, "DATABASE_URL": ""}

    ended = subprocess.run(
        [sys.executable, *command, *options],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    said = {name.strip(): value for name, value in map(row, ended.stdout.splitlines())}
    assert said["flows begun"] == said["profiles at the sandbox"] == str(FLOWS)
    assert said["workers killed"] != "0"


def row(line: str) -> tuple[str, str]:
    name, _, value = line.rpartition(" ")
    return name, value
