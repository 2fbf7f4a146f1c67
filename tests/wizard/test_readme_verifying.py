"""What the README tells portals to run verifies a result token, over HTTP."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.wizard.signing import BASE, ISS, OTHER, private
from wizard import result_tokens
from wizard.models import Run, Submission

README = (Path(project.BASE_DIR) / "README.md").read_text()
SECTION = README.partition("### Verify what was created")[2]
EXAMPLE = SECTION.partition("```python\n")[2].partition("```")[0]


def ran(wizard: str, portal: str, token: str) -> subprocess.CompletedProcess[str]:
    """The example for this wizard and portal, in place of those that it names."""
    program = EXAMPLE.replace(BASE, wizard).replace(ISS, portal)
    return subprocess.run(
        [sys.executable, "-c", program, token],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.django_db(transaction=True)
def test_the_python_example_verifies_a_result_token(
    live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUBLIC_BASE_URL = live_server.url
    settings.RESULT_SIGNING_KEYS = private("es").decode()
    run = Run(portal=ISS, operator="operator-17")
    token = result_tokens.token(run, Submission(profile_id="profile-7", ext="order-1"))

    good, other = (ran(live_server.url, portal, token) for portal in (ISS, OTHER))
    monkeypatch.setattr(result_tokens, "TYP", "kyb-launch+jwt")
    misused = ran(live_server.url, ISS, result_tokens.token(run, Submission(profile_id="p-7")))

    assert (good.returncode, good.stdout) == (0, "operator-17 order-1 profile-7\n"), good.stderr
    assert other.returncode != 0
    assert "InvalidAudienceError" in other.stderr
    assert (misused.returncode, misused.stderr) == (1, "that is no result\n")
