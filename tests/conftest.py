"""What many tests need: a running sandbox, a configured provider, a run to work in."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from pytest_django import Settings

from wizard import carriers, launches, providers
from wizard.models import Run
from wizard.providers import caching
from wizard.sandbox import customers, keys
from wizard.sandbox import opentransact as sandbox_opentransact
from wizard.sandbox.server import SandboxServer

ORIGIN = "https://portal.example"

# The property tests of schemas run 1,000 examples in all, and 10,000 in CI, the same every time;
# the ledger's machine, 1,000 steps and 10,000.
QUIETLY = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
BASE = settings(deadline=None, suppress_health_check=QUIETLY)
settings.register_profile("local", BASE, max_examples=170)
settings.register_profile("thorough", BASE, max_examples=1_700, derandomize=True, database=None)
settings.load_profile("thorough" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    with SandboxServer(tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite3") as server:
        yield server


@pytest.fixture(autouse=True)
def cache_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever another test has found of its own."""
    monkeypatch.setattr(caching, "_away_until", 0.0)


@pytest.fixture
def fresh_providers() -> Iterator[None]:
    """Providers are made anew from the settings, and nothing is cached from the last test."""
    providers.configured.cache_clear()
    cache.clear()
    yield
    for provider in providers.configured().values():
        provider.close()
    providers.configured.cache_clear()


@pytest.fixture
def sandbox(
    running_sandbox: SandboxServer, settings: Settings, fresh_providers: None
) -> SandboxServer:
    """An empty sandbox that the wizard is configured for."""
    running_sandbox.reset()
    settings.DETECTED_BASE_URL = f"{running_sandbox.url}/api/v1/public"
    settings.DETECTED_TOKEN_URL = f"{running_sandbox.url}/oauth/token"
    return running_sandbox


@pytest.fixture
def opentransact(sandbox: SandboxServer, settings: Settings) -> SandboxServer:
    """The sandbox, with the wizard configured for OpenTransact as well, and both applications."""
    applications = customers.APPLICATIONS[keys.CUSTOMER].items()
    settings.OPENTRANSACT_BASE_URL = f"{sandbox.url}{sandbox_opentransact.PREFIX}"
    settings.OPENTRANSACT_API_KEY = keys.issue(time.time())
    settings.OPENTRANSACT_APPLICATIONS = [f"{id_}={name}" for id_, name in applications]
    providers.configured.cache_clear()
    return sandbox


@pytest.fixture
def open_run(db: None) -> Callable[..., Run]:
    """Opens a run for a test client, as a launch does for a browser."""

    def open_(client: Client, *, provider: str = "detected", ext: str = "") -> Run:
        run, secret = launches.open_run(
            provider=provider, operator="operator-1", origin=ORIGIN, portal="test", ext=ext
        )
        client.cookies[carriers.cookie_name(run.pk)] = secret
        return run

    return open_


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Time stands still, for the wizard and for its providers' waits, but for what this adds."""
    now, passed = timezone.now(), 0.0

    def pass_(seconds: float) -> None:
        nonlocal passed
        passed += seconds

    clock = SimpleNamespace(monotonic=lambda: passed)
    monkeypatch.setattr("wizard.providers.pauses.time", clock)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(seconds=passed))

    return pass_


@pytest.fixture
def released(sandbox: SandboxServer, passes: Callable[[float], None]) -> Callable[[], None]:
    """Lets the time pass that the provider asked us to wait."""

    def release() -> None:
        sandbox._database.query("UPDATE faults SET until = 0")
        passes(11)

    return release
