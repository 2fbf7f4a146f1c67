"""A server with the test's own database and the sandbox."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.processes.servers import Gunicorn, database, production
from wizard.sandbox.server import SandboxServer

Serve = Callable[..., Gunicorn]


@pytest.fixture
def serve(transactional_db: None, sandbox: SandboxServer, tmp_path: Path) -> Iterator[Serve]:
    """Starts servers, which are killed with the test. Keywords are further settings."""
    with ExitStack() as stack:

        def start(workers: int = 1, **changed: str) -> Gunicorn:
            environment = production(sandbox.url, database(), **changed)
            server = Gunicorn(environment, tmp_path / "gunicorn.log", workers)
            return stack.enter_context(server)

        yield start
