"""A short chaos run: the program that `make chaos` is goes its whole way."""

import os
import subprocess
import sys

from django.conf import settings


def test_a_few_flows_end_with_one_profile_each_whatever_fails() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.chaos", "--flows", "6"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    counted = dict(line.rsplit(maxsplit=1) for line in done.stdout.splitlines())
    assert counted["submissions created"] == counted["profiles at the sandbox"] == "6"
    assert counted["workers killed"] != "0"
