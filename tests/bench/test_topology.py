"""Two hosts of different versions, as a program, for a moment; `make topology` is the long run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.bench import topology
from tests.bench.test_chaos import row

FLOWS = 48
LONGEST = 300  # seconds; on a quiet machine it takes thirty


def test_nobody_loses_anything_while_hosts_of_two_versions_are_killed(tmp_path: Path) -> None:
    for reason in topology.missing():
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    command = ["-m", "tests.bench.topology", "--flows", str(FLOWS), "--operators", "16"]
    options = ["--kill", "3", "--keep", str(tmp_path)]

    ended = subprocess.run(
        [sys.executable, *command, *options],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    said = {name.strip(): value for name, value in map(row, ended.stdout.splitlines())}
    assert said["flows begun"] == said["profiles at the sandbox"] == str(FLOWS)
    assert said["hosts killed"] != "0"
    assert said["hosts restarted by the newer version"] == "2"
