"""Bytes that are hardly HTTP, over sockets to a real server: none is a 500, and it goes on."""

import os
import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.processes import wires
from tests.processes.conftest import Serve
from tests.processes.servers import Browser
from tests.wizard.hostile_values import PLANTED

COUNT = 2000 if "FUZZ" in os.environ else 500
SEED = os.environ.get("FUZZ_SEED", "0")
STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3})", re.MULTILINE)


def test_no_bytes_are_a_server_error_and_the_server_still_answers(serve: Serve) -> None:
    server = serve()
    run = str(uuid.uuid4())
    seeds = [f"{SEED}:{number}" for number in range(COUNT)]
    seen: set[bytes] = set()

    def send(seed: str) -> str:
        sent = wires.made(seed, run)
        statuses = set(STATUS.findall(wires.answered(server.port, sent, early=seed.endswith("9"))))
        seen.update(statuses)
        return f"{seed}: {sent[:300]!r}" if b"500" in statuses else ""

    with ThreadPoolExecutor(8) as pool:
        failures = [each for each in pool.map(send, seeds) if each]

    assert failures == []
    assert {b"400", b"403", b"404"} <= seen
    logged = server.logged()
    assert "Internal Server Error" not in logged
    assert "Error handling request" not in logged
    assert PLANTED not in logged
    assert Browser(server).launch().step == "type"


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "PATH_INFO", "Script-Name", "Path-Info"])
def test_no_header_of_a_client_that_a_proxy_passes_on_changes_the_address(
    serve: Serve, name: str
) -> None:
    server = serve()
    lines = [
        "GET /.well-known/jwks.json HTTP/1.1",
        "Host: wizard.example",
        "X-Forwarded-Proto: https",
        f"{name}: /.well-known",
    ]

    said = wires.answered(server.port, ("\r\n".join(lines) + "\r\n\r\n").encode())

    assert STATUS.findall(said) == [b"200"]
    assert b'{"keys": ' in said
