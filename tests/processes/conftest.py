"""A server with the test's own database and the sandbox; other databases, which outlive servers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.processes import ledgers
from tests.processes.ledgers import Ledger
from tests.processes.servers import Gunicorn, database, production
from tests.processes.watching import WatchingSandbox
from wizard.sandbox.server import SandboxServer

Serve = Callable[..., Gunicorn]
Environment = dict[str, str]


@pytest.fixture
def serve(transactional_db: None, sandbox: SandboxServer, tmp_path: Path) -> Iterator[Serve]:
    """Starts servers, which are killed with the test. Keywords are further settings."""
    with ExitStack() as stack:

        def start(workers: int = 1, **changed: str) -> Gunicorn:
            environment = production(sandbox.url, database(), **changed)
            server = Gunicorn(environment, tmp_path / "gunicorn.log", workers)
            return stack.enter_context(server)

        yield start


@pytest.fixture(scope="session")
def sqlite(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Environment:
    with django_db_blocker.unblock():
        return ledgers.sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql(django_db_blocker: DjangoDbBlocker) -> Iterator[Environment]:
    """Skipped with a reason where there is none; in CI that is a failure."""
    with django_db_blocker.unblock(), ledgers.postgresql() as environment:
        yield environment


@pytest.fixture(params=ledgers.KINDS)
def ledger(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[Ledger]:
    """An empty database of either kind."""
    environment = request.getfixturevalue(request.param)
    with django_db_blocker.unblock(), ledgers.connected(environment) as ledger:
        yield ledger
        ledger.clear()


@pytest.fixture(scope="session")
def watching_sandbox(
    running_sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WatchingSandbox]:
    path = tmp_path_factory.mktemp("watching") / "sandbox.sqlite3"
    running_sandbox._database.query("VACUUM INTO ?", str(path))  # quicker than to make it up again
    with WatchingSandbox(path) as sandbox:
        yield sandbox


@pytest.fixture
def watching(ledger: Ledger, watching_sandbox: WatchingSandbox) -> Iterator[WatchingSandbox]:
    """Of this ledger; nothing is held at the end of the test."""
    yield watching_sandbox.begin(ledger)
    watching_sandbox.release()
