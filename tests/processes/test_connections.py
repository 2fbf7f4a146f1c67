"""A process has few connections to PostgreSQL, and none is held by whoever waits for a provider."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from tests.processes.ledgers import connected
from tests.processes.servers import Browser, Gunicorn, production, wait_until
from tests.processes.test_bulkhead import unanswered
from tests.wizard import journey
from wizard.sandbox.server import SandboxServer

CONNECTIONS, OPERATORS = 2, 12


@pytest.fixture
def server(
    postgresql: dict[str, str],
    sandbox: SandboxServer,
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Gunicorn]:
    """One worker with fewer connections than operators who wait for the register."""
    patience = {"PROVIDER_READ_SECONDS": "22", "PROVIDER_WRITE_SECONDS": "15"}
    few = {"DATABASE_CONNECTIONS": str(CONNECTIONS)}
    environment = production(sandbox.url, postgresql, **patience, **few)
    with Gunicorn(environment, tmp_path / "gunicorn.log", 1) as server:
        yield server
    with django_db_blocker.unblock(), connected(postgresql) as ledger:
        ledger.clear()


@pytest.fixture
def watcher(postgresql: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgresql["DATABASE_URL"], autocommit=True) as watcher:
        yield watcher


def connections(watcher: psycopg.Connection) -> int:
    """Of the server to its database."""
    [(count,)] = watcher.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    return int(count)


def test_pages_are_answered_while_more_operators_wait_for_a_provider_than_there_are_connections(
    server: Gunicorn, sandbox: SandboxServer, watcher: psycopg.Connection
) -> None:
    with ThreadPoolExecutor(OPERATORS) as pool:
        names = [f"operator-{number}" for number in range(OPERATORS + 1)]
        reader, *operators = (Browser(server).launch(sub=name) for name in names)
        for operator in (reader, *operators):
            journey.choose(operator)

        searches = [pool.submit(each.post, "search", name="Timeout Ltd") for each in operators]
        try:
            wait_until(lambda: unanswered(sandbox) == OPERATORS, "all of them wait")

            assert connections(watcher) <= CONNECTIONS
            assert reader.get("search").h1 == "Find the company"
            assert journey.search(reader, "Brass Lantern Ltd").status == 200
            assert not any(search.done() for search in searches)
        finally:
            server.kill()


def test_many_operators_at_once_share_the_connections(
    server: Gunicorn, watcher: psycopg.Connection
) -> None:
    seen = []

    def walk(number: int) -> str:
        operator = Browser(server).launch(sub=f"another-{number}")
        journey.create(journey.to_check(operator))
        seen.append(connections(watcher))
        return operator.h1

    with ThreadPoolExecutor(OPERATORS) as pool:
        ends = list(pool.map(walk, range(OPERATORS)))

    assert ends == ["Profile created"] * OPERATORS
    assert 0 < max(seen) <= CONNECTIONS
