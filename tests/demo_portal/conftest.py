"""A sample portal that listens, and the wizard that it is for."""

import threading
from collections.abc import Iterator

import pytest

from tests.demo_portal.wizard import Wizard
from tests.wizard import signing
from wizard.demo_portal.server import Portal


@pytest.fixture
def wizard() -> Iterator[Wizard]:
    with Wizard() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def portal(wizard: Wizard) -> Iterator[Portal]:
    address = f"http://127.0.0.1:{wizard.server_port}"
    with Portal(0, address, signing.private("ed").decode()) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
