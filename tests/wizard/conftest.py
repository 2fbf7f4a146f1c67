"""Walkers over the real sandbox, and a fake provider for faults that HTTP cannot show."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.wizard import signing
from tests.wizard.fake import PERSON, FakeProvider
from tests.wizard.logs import Collector
from tests.wizard.visitor import Visitor
from tests.wizard.walker import Walker
from wizard import providers
from wizard.models import Run
from wizard.sandbox.server import SandboxServer

Walk = Callable[..., Walker]


@pytest.fixture
def walk(open_run: Callable[..., Run]) -> Walk:
    """A walker in a new run of its own. `client`: another walker's, for two runs in a browser."""

    def start(client: Client | None = None, provider: str = "detected", ext: str = "") -> Walker:
        client = client or Client(enforce_csrf_checks=True, raise_request_exception=False)
        return Walker(client, open_run(client, provider=provider, ext=ext))

    return start


@pytest.fixture
def walker(sandbox: SandboxServer, walk: Walk) -> Walker:
    """A walker in a run over the sandbox."""
    return walk()


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    """The one configured provider, named "fake"."""
    cache.clear()
    provider = FakeProvider()
    monkeypatch.setattr(providers, "configured", lambda: {"fake": provider})
    return provider


@pytest.fixture
def fake_walker(fake: FakeProvider, walk: Walk) -> Walker:
    return walk(provider="fake")


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> dict[str, FakeProvider]:
    """Two configured providers; what the other one creates has no country."""
    cache.clear()
    first, other = FakeProvider("first", "First"), FakeProvider("other", "Other")
    other.types = [PERSON]
    named = {"first": first, "other": other}
    monkeypatch.setattr(providers, "configured", lambda: named)
    return named


@pytest.fixture
def visitor(db: None, settings: Settings, fake: FakeProvider) -> Visitor:
    """A developer at the lab, with the fake as the one provider."""
    settings.DEBUG = True
    return Visitor()


@pytest.fixture
def portal(settings: Settings) -> Callable[..., None]:
    """Two portals are configured. Call it to change the options of the first one."""

    def configure(**options: Any) -> None:
        settings.PUBLIC_BASE_URL = signing.BASE
        settings.PORTALS = signing.registry(**options)

    configure()
    return configure


@pytest.fixture
def one_connection(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that comes as a server hands it on leaves the test's own connection open."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def everything() -> Iterator[Collector]:
    """All that LOG_LEVEL=DEBUG writes, also by loggers that do not propagate."""
    collector = Collector()
    root = logging.getLogger()
    apart = [
        logger
        for name in logging.Logger.manager.loggerDict
        if not (logger := logging.getLogger(name)).propagate
    ]
    before = root.level
    root.setLevel(logging.DEBUG)
    for logger in (root, *apart):
        logger.addHandler(collector)
    yield collector
    root.setLevel(before)
    for logger in (root, *apart):
        logger.removeHandler(collector)
