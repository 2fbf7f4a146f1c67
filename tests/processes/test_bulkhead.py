"""A provider that hangs takes some threads of the server, never all of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.processes.servers import Browser, Gunicorn, database, production, wait_until
from tests.wizard import journey
from tests.wizard.walker import Walker
from wizard.providers.bulkhead import threads_held
from wizard.sandbox.server import SandboxServer

THREADS, CALLS, OPERATORS = 16, 4, 20
MakeServer = Callable[[int], Gunicorn]


@pytest.fixture
def make_server(transactional_db: None, sandbox: SandboxServer, tmp_path: Path) -> MakeServer:
    """One worker with so many threads, for providers that hang for longer than a test."""

    def make(threads: int) -> Gunicorn:
        patience = {"PROVIDER_READ_SECONDS": "22", "PROVIDER_WRITE_SECONDS": "15"}
        calls = {"PROVIDER_CONNECTIONS": str(CALLS)}
        environment = production(sandbox.url, database(), **patience, **calls)
        return Gunicorn(environment, tmp_path / "gunicorn.log", 1, ["--threads", str(threads)])

    return make


def unanswered(sandbox: SandboxServer) -> int:
    """Searches that the register has received and says nothing to."""
    received = [each for each in sandbox.requests() if each["path"] == journey.SEARCH[1]]
    return sum(each["status"] is None for each in received)


def test_pages_without_a_provider_answer_while_every_place_at_it_hangs(
    make_server: MakeServer, sandbox: SandboxServer
) -> None:
    with make_server(THREADS) as server, ThreadPoolExecutor(OPERATORS) as pool:
        # Given a receipt, a search page, and more operators at the search than there are threads
        names = [f"operator-{number}" for number in range(OPERATORS + 2)]
        receipt, reader, *operators = (Browser(server).launch(sub=name) for name in names)
        journey.create(journey.to_check(receipt))
        for operator in (reader, *operators):
            journey.choose(operator)

        # When all of them ask a register that never answers
        def search(operator: Walker) -> Walker:
            return operator.post("search", name="Timeout Ltd")

        try:
            searches = [pool.submit(search, operator) for operator in operators]
            told = OPERATORS - CALLS
            wait_until(lambda: sum(each.done() for each in searches) == told, "all but 4 are told")

            # Then most are told to try again, and the others' pages are there while 4 still wait
            assert receipt.get("receipt").h1 == "Profile created"
            assert reader.get("search").h1 == "Find the company"
            assert unanswered(sandbox) == CALLS
            busy = [each.result() for each in searches if each.done()]
            assert len(busy) == told
            assert {walker.status for walker in busy} == {503}
            assert all("The provider is busy" in walker.summary[0] for walker in busy)
            assert all(walker.page.inputs["search-name"] == ["Timeout Ltd"] for walker in busy)
        finally:
            server.kill()


def test_a_server_whose_threads_could_all_be_held_does_not_start(make_server: MakeServer) -> None:
    held = 2 * threads_held(CALLS)

    with pytest.raises(AssertionError, match=f"may hold {held} threads and the server has {held}"):
        make_server(held).start()
