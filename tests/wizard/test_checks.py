"""A wrong configuration is named, with the way to mend it, before anybody is served."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from tests.wizard import signing

ROOT = Path(__file__).resolve().parents[2]
FERNET = "dGVzdHMtb25seS0wMDAwMDAwMDAwMDAwMDAwMDAwMDA="
GOOD: dict[str, Any] = {
    "DETECTED_BASE_URL": "https://provider.example/api",
    "DETECTED_TOKEN_URL": "",
    "DETECTED_CLIENT_ID": "id",
    "DETECTED_CLIENT_SECRET": "secret",
    "SECURE_COOKIES": True,
    "DEBUG": False,
    "PUBLIC_BASE_URL": signing.BASE,
    "ALLOWED_HOSTS": ["wizard.example"],
    "PORTALS": signing.registry(),
    "PORTALS_FILE": "",
    "RESULT_SIGNING_KEYS": signing.private("es").decode(),
}


def found(settings: Settings, **changed: Any) -> dict[str, str]:
    """Our own messages by id, for a good configuration with these changes."""
    for name, value in (GOOD | changed).items():
        setattr(settings, name, value)
    return {str(each.id): each.msg for each in run_checks() if "wizard" in str(each.id)}


def test_a_good_configuration_is_silent(settings: Settings) -> None:
    assert found(settings) == {}


@pytest.mark.parametrize(
    ("setting", "value", "number"),
    [
        ("SECURE_COOKIES", False, "E005"),
        ("RUN_IDLE_SECONDS", 0, "E006"),
        ("RUN_MAX_SECONDS", -5, "E006"),
        ("RUN_KEEP_SECONDS", -1, "E015"),
        ("RETENTION_DAYS", 0, "E016"),
        ("PROVIDER_CONNECT_SECONDS", 0, "E006"),
        ("PROVIDER_CONNECTIONS", 0, "E014"),
        ("PROVIDER_WRITE_SECONDS", 100, "E007"),
    ],
)
def test_a_bad_value_is_an_error_that_names_its_setting(
    settings: Settings, setting: str, value: Any, number: str
) -> None:
    messages = found(settings, **{setting: value})

    assert list(messages) == [f"wizard.{number}"]
    assert setting in messages[f"wizard.{number}"]


def test_plain_cookies_are_for_debug_only(settings: Settings) -> None:
    assert found(settings, SECURE_COOKIES=False, DEBUG=True) == {}


def start(
    tmp_path: Path, module: str = "config.settings", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Import a module in a process of its own, away from any .env of this checkout."""
    good = {"DEBUG": "0", "SECRET_KEY": "k" * 60, "ENCRYPTION_KEYS": FERNET}
    path = {"PATH": os.environ["PATH"], "SQLITE_PATH": str(tmp_path / "x.sqlite3")}
    code = f"import environs; environs.Env.read_env = lambda *a, **k: None; import {module}"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**path, **good, **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("command", ["reconcile", "purge", "rotate-keys", "doctor", "check"])
@pytest.mark.parametrize(("name", "value"), [("SECRET_KEY", ""), ("DEBUG", "perhaps")])
def test_a_command_says_in_one_line_which_setting_is_wrong(
    tmp_path: Path, command: str, name: str, value: str
) -> None:
    run = f"sys; sys.argv = ['manage.py', '{command}']; import runpy"
    ended = start(
        tmp_path, f"{run}; runpy.run_path('manage.py', run_name='__main__')", **{name: value}
    )

    assert ended.returncode == 1
    [told] = ended.stderr.splitlines()
    assert name in told


def test_the_settings_start_with_a_good_environment(tmp_path: Path) -> None:
    assert start(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("ENCRYPTION_KEYS", ""),
        ("ENCRYPTION_KEYS", "not-a-key"),
        ("ENCRYPTION_KEYS", " , "),
        ("DEBUG", "perhaps"),
        ("RUN_IDLE_SECONDS", "half an hour"),
        ("PROVIDER_READ_SECONDS", "soon"),
        ("SECURE_COOKIES", "perhaps"),
        ("DATABASE_CONNECTIONS", "0"),
        ("DATABASE_CONNECTIONS", "some"),
        ("DATABASE_URL", "wizard.sqlite3"),
        ("DATABASE_URL", "sqlite:///wizard.sqlite3"),
        ("DATABASE_URL", "postgres://[x"),
    ],
)
def test_a_bad_environment_stops_the_start_and_names_the_variable(
    tmp_path: Path, name: str, value: str
) -> None:
    ended = start(tmp_path, **{name: value})

    assert ended.returncode != 0
    assert name in ended.stderr.splitlines()[-1]
    assert value.strip(" ,") == "" or "not-a-key" not in ended.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DETECTED_BASE_URL", "nonsense"),
        ("DETECTED_BASE_URL", "http://[x"),
        ("DETECTED_BASE_URL", "http://api.example"),
        ("PROVIDER_PROXY", "rubbish"),
        ("OPENTRANSACT_BASE_URL", "https://api.example"),
        ("OPENTRANSACT_APPLICATIONS", "marketplace"),
        ("RUN_IDLE_SECONDS", "-1"),
        ("SECURE_COOKIES", "0"),
        ("PROVIDER_WRITE_SECONDS", "500"),
        ("LOG_LEVEL", "info"),
    ],
)
def test_a_server_does_not_start_with_a_bad_setting_and_names_it(
    tmp_path: Path, name: str, value: str
) -> None:
    ended = start(tmp_path, module="config.wsgi", **{name: value})

    assert ended.returncode != 0
    assert name in ended.stderr.splitlines()[-1] + ended.stderr.splitlines()[-2]


def test_a_server_starts_with_good_settings(tmp_path: Path) -> None:
    assert start(tmp_path, module="config.wsgi").returncode == 0
