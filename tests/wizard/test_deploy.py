"""`check --deploy`, as the README has it run before a server starts, lets nothing unsafe pass."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.processes.servers import collected
from tests.wizard import signing
from tests.wizard.test_checks import start

CHECK = (
    "runpy, sys; sys.argv = 'manage.py check --deploy --fail-level WARNING'.split(); "
    "runpy.run_path('manage.py', run_name='__main__')"
)
# Every setting that the README calls required, and what goes with a portal and a provider.
SAFE = {
    "SECRET_KEY": "Kq3vX9-wT7bN2mZ8_rL5cY1hJ6fD4sG0pQ-eU3iO9aW7xV2nB5",
    "ALLOWED_HOSTS": "wizard.example",
    "PUBLIC_BASE_URL": signing.BASE,
    "PORTALS": signing.registry(),
    "RESULT_SIGNING_KEYS": signing.private("ed").decode().replace("\n", "\\n"),
    "DETECTED_BASE_URL": "https://provider.example/api/v1/public",
    "DETECTED_CLIENT_ID": "wizard",
    "DETECTED_CLIENT_SECRET": "a secret of the provider",
    "TRUST_FORWARDED_PROTO": "1",
}


def checked(tmp_path: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    return start(tmp_path, CHECK, **{**SAFE, "STATIC_ROOT": collected(), **changed})


def test_a_deployment_as_the_readme_has_it_passes(tmp_path: Path) -> None:
    ended = checked(tmp_path)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "System check identified no issues" in ended.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "1"),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "elsewhere.example"),
        ("PUBLIC_BASE_URL", ""),
        ("PUBLIC_BASE_URL", "http://wizard.example"),
        ("PORTALS", ""),
        ("PORTALS", signing.registry(origins=["http://portal.example"])),
        ("PORTALS", signing.registry(origins=["*"])),
        ("RESULT_SIGNING_KEYS", "nonsense"),
        ("DETECTED_BASE_URL", ""),
        ("DETECTED_BASE_URL", "http://provider.example"),
        ("DETECTED_CLIENT_SECRET", ""),
        ("SECURE_COOKIES", "0"),
        ("STATIC_ROOT", "/nowhere"),
        ("METRICS_TOKEN", "short"),
        ("RUN_IDLE_SECONDS", "0"),
    ],
)
def test_what_is_unsafe_fails_and_is_named(tmp_path: Path, name: str, value: str) -> None:
    ended = checked(tmp_path, **{name: value})

    assert ended.returncode == 1
    assert name in ended.stderr


def test_static_files_of_another_version_fail(tmp_path: Path) -> None:
    """As on a host where they were not collected again: no page could be drawn."""
    manifest = json.loads(Path(collected(), "staticfiles.json").read_text())
    del manifest["paths"]["wizard/pages.css"]
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))

    ended = checked(tmp_path, STATIC_ROOT=str(tmp_path))

    assert ended.returncode == 1
    assert "STATIC_ROOT does not have the static files of this version" in ended.stderr
    assert "collectstatic" in ended.stderr
