"""One running sandbox for all tests of this folder, emptied before each."""

from collections.abc import Iterator

import pytest

from tests.sandbox.caller import Caller
from tests.sandbox.opentransact_caller import OpenTransactCaller
from wizard.sandbox.server import SandboxServer


class Clock:
    """The sandbox's idea of the time; tests move it on instead of waiting."""

    def __init__(self) -> None:
        self.now = 1_750_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="session")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[SandboxServer]:
    with SandboxServer(tmp_path_factory.mktemp("sandbox") / "s.sqlite3", clock=clock) as server:
        yield server


@pytest.fixture
def sandbox(running: SandboxServer) -> SandboxServer:
    running.reset()
    return running


@pytest.fixture
def caller(sandbox: SandboxServer) -> Caller:
    return Caller(sandbox.url).login()


@pytest.fixture
def transact(sandbox: SandboxServer, clock: Clock) -> OpenTransactCaller:
    return OpenTransactCaller(sandbox.url, clock.now)
