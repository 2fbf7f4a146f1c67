"""Two hosts of different versions, as a program, for a moment; `make topology` is the long run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.bench import topology
from tests.bench.proxy import configuration
from tests.bench.test_chaos import row

FLOWS = 48
LONGEST = 300  # seconds; on a quiet machine it takes thirty


def older() -> str:
    """A copy of this version will do where there is no history."""
    known = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", "HEAD~1"], cwd=settings.BASE_DIR, check=False
    )
    return "HEAD" if known.returncode else "HEAD~1"


def test_nobody_loses_anything_while_hosts_of_two_versions_are_killed(tmp_path: Path) -> None:
    for reason in topology.missing():
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    command = ["-m", "tests.bench.topology", "--flows", str(FLOWS), "--operators", "16"]
    options = ["--kill", "3", "--other", older(), "--keep", str(tmp_path)]

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


def test_no_form_is_sent_to_a_second_host_once_it_may_have_arrived(tmp_path: Path) -> None:
    written = configuration(tmp_path, 20001, 20002, [20003, 20004])

    assert "server 127.0.0.1:20003 fail_timeout=1s; server 127.0.0.1:20004" in written
    assert "non_idempotent" not in written
