"""Two hosts of different versions, as a program, for a moment; `make topology` is the long run."""

import os
from pathlib import Path

import pytest

from tests.bench import topology
from tests.bench.test_chaos import told_by

FLOWS = 48


def test_nobody_loses_anything_while_hosts_of_two_versions_are_killed(tmp_path: Path) -> None:
    for reason in topology.missing():
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    options = ["--operators", "16", "--kill", "3", "--keep", str(tmp_path)]

    said = told_by("tests.bench.topology", "--flows", str(FLOWS), *options)

    assert said["flows begun"] == said["profiles at the sandbox"] == str(FLOWS)
    assert said["hosts killed"] != "0"
    assert said["hosts restarted by the newer version"] == "2"
