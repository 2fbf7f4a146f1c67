"""`manage.py doctor`: what is there and what is not, in plain words, without a secret."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as project
from django.core.cache import cache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.redis import RedisCache
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from pytest_django import Settings

from tests.wizard import signing
from tests.wizard.fake import FakeProvider
from wizard import configuration, launches, providers, readiness
from wizard.models import LaunchToken
from wizard.providers import caching
from wizard.providers.errors import ProviderMisbehaved, ProviderUnavailable
from wizard.sandbox.server import SandboxServer

pytestmark = pytest.mark.django_db

SECRETS = ["client-secret-1", "proxy-password", "client-id-1", signing.SECRET]


@pytest.fixture(autouse=True)
def healthy(settings: Settings) -> None:
    settings.SECURE_COOKIES = settings.SESSION_COOKIE_SECURE = True
    settings.PUBLIC_BASE_URL = signing.BASE
    settings.ALLOWED_HOSTS = ["wizard.example"]
    settings.PORTALS = signing.registry()
    settings.DETECTED_BASE_URL = "https://provider.example/api"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    provider = FakeProvider("fake", "Fake")
    monkeypatch.setattr(providers, "configured", lambda: {"fake": provider})
    yield provider
    cache.clear()


def examined() -> tuple[str, str]:
    """What is printed, and why it ends in a failure (blank: it does not)."""
    out = io.StringIO()
    try:
        call_command("doctor", stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def lines(text: str, state: str) -> list[str]:
    return [line.split(None, 1)[1] for line in text.splitlines() if line.split()[:1] == [state]]


def test_all_is_well(fake: FakeProvider) -> None:
    text, failure = examined()

    assert failure == ""
    assert lines(text, "FAILURE") == []
    assert "PUBLIC_BASE_URL https://wizard.example" in lines(text, "ok")
    assert "SECRET_KEY is set" in lines(text, "ok")
    assert "OPENTRANSACT_API_KEY is not set" in lines(text, "off")
    assert (
        "https://portal.example: pages of https://portal.example, https://portal.example:8443; "
        "keys ed (EdDSA), es (ES256), rs (RS256), hs (HS256)"
    ) in lines(text, "ok")
    assert "Fake: 2 profile types" in lines(text, "ok")
    assert "Fake: profiles can be listed" in lines(text, "ok")
    assert not LaunchToken.objects.exists()


def test_it_reaches_the_provider_over_http(sandbox: SandboxServer, settings: Settings) -> None:
    text, failure = examined()

    assert failure == ""
    assert any(line.startswith("Detected: ") and "types" in line for line in lines(text, "ok"))
    asked = [entry["path"] for entry in sandbox.requests()]
    assert "/oauth/token" in asked


def test_it_asks_again_whatever_was_kept(sandbox: SandboxServer) -> None:
    examined()
    sandbox.reset()

    examined()

    assert any("types" in entry["path"] for entry in sandbox.requests())


def test_no_secret_is_printed(fake: FakeProvider, settings: Settings) -> None:
    settings.DETECTED_CLIENT_ID = "client-id-1"
    settings.DETECTED_CLIENT_SECRET = "client-secret-1"
    settings.PROVIDER_PROXY = "http://user:proxy-password@proxy.example:3128"

    text, _ = examined()

    assert "PROVIDER_PROXY http://proxy.example:3128" in text
    known = [*SECRETS, project.SECRET_KEY, *project.ENCRYPTION_KEYS]
    assert [secret for secret in known if secret in text] == []
    assert "BEGIN" not in text


def test_every_setting_of_the_example_file_is_told() -> None:
    example = (project.BASE_DIR / ".env.example").read_text()
    named = {line.partition("=")[0] for line in example.splitlines() if line[:1].isupper()}

    assert named <= set(configuration.SETTINGS)


def test_a_check_that_fails_is_told_with_what_to_do(fake: FakeProvider, settings: Settings) -> None:
    settings.PUBLIC_BASE_URL = ""

    text, failure = examined()

    assert failure == "1 to mend, see above."
    [told] = lines(text, "FAILURE")
    assert told.startswith("PUBLIC_BASE_URL is not set. Set it such as ")


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("profile_types", ProviderUnavailable("no complete answer: ConnectTimeout")),
        ("profile_types", ProviderMisbehaved("the token was refused", status=401)),
        ("list_profiles", ProviderUnavailable("answered 503", status=503)),
    ],
)
def test_a_provider_that_does_not_answer_is_a_failure(
    fake: FakeProvider, method: str, error: Exception
) -> None:
    fake.faults[method] = error

    text, failure = examined()

    assert failure
    assert lines(text, "FAILURE") == [f"Fake: {error}"]


def test_a_provider_that_turns_out_to_list_nothing_is_none(fake: FakeProvider) -> None:
    def unlisted() -> None:
        fake.lists = False  # as Detected does
        raise ProviderMisbehaved("answered 404", status=404)

    fake.faults["list_profiles"] = unlisted

    text, failure = examined()

    assert failure == ""
    assert "Fake: profiles cannot be listed" in lines(text, "off")


def test_missing_migrations_are_told(fake: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [1, 2])

    assert "2 migrations are missing" in lines(examined()[0], "FAILURE")[0]


@pytest.mark.parametrize(
    ("vendor", "setting"), [("sqlite", "SQLITE_PATH"), ("postgresql", "DATABASE_URL")]
)
def test_a_database_that_cannot_be_written_is_told_with_its_setting(
    fake: FakeProvider, monkeypatch: pytest.MonkeyPatch, vendor: str, setting: str
) -> None:
    def refuse(**_: Any) -> None:
        raise DatabaseError("attempt to write a readonly database of user:password")

    monkeypatch.setattr(LaunchToken.objects, "create", refuse)
    monkeypatch.setattr(connection, "vendor", vendor)

    [told] = lines(examined()[0], "FAILURE")
    assert [name for name in ("SQLITE_PATH", "DATABASE_URL") if name in told] == [setting]
    assert "password" not in told


@pytest.mark.parametrize("lost", ["older", "newer"])
def test_a_key_that_is_gone_is_told(fake: FakeProvider, settings: Settings, lost: str) -> None:
    keys = {name: Fernet.generate_key().decode() for name in ("older", "newer")}
    for key in keys.values():
        settings.ENCRYPTION_KEYS = [key]
        launches.open_run(operator="o", origin="https://portal.example", data={"a": 1})
    settings.ENCRYPTION_KEYS = list(keys.values())
    assert lines(examined()[0], "FAILURE") == []

    settings.ENCRYPTION_KEYS = [key for name, key in keys.items() if name != lost]

    assert "ENCRYPTION_KEYS" in lines(examined()[0], "FAILURE")[0]


def test_what_the_settings_silence_is_not_told(fake: FakeProvider, settings: Settings) -> None:
    assert settings.SILENCED_SYSTEM_CHECKS

    assert not any("SECURE_SSL_REDIRECT" in line for line in lines(examined()[0], "warning"))

    settings.SILENCED_SYSTEM_CHECKS = []
    assert any("SECURE_SSL_REDIRECT" in line for line in lines(examined()[0], "warning"))


def test_a_cache_that_keeps_nothing_is_told(
    fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "cache", DummyCache("", {}))

    assert lines(examined()[0], "FAILURE") == ["it forgets what it is given"]


def test_a_cache_that_cannot_be_reached_is_told_by_its_setting(
    fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = RedisCache("redis://127.0.0.1:1/0", {})
    monkeypatch.setattr(readiness, "cache", gone)
    monkeypatch.setattr(caching, "cache", gone)

    assert lines(examined()[0], "FAILURE") == ["REDIS_URL cannot be used (ConnectionError)."]


def test_without_providers_and_portals_it_says_so(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(providers, "configured", dict)
    settings.PORTALS = ""

    text, _ = examined()

    assert lines(text, "off").count("none is configured") == 2
    assert any("No portal is configured." in line for line in lines(text, "warning"))
