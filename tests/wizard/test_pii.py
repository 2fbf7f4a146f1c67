"""What operators enter stands in no log and in no address, whatever happens."""

import pytest
from pytest_django import Settings

from tests.wizard import journey as j
from tests.wizard.logs import Collector
from tests.wizard.walker import Walker
from wizard.sandbox.server import SandboxServer

PLANTED = {
    "name": "Reject Zanzibarov Ltd",
    "registration_number": "87654321",
    "email": "zanzibarov@example.com",
    "directors.0.name": "Yolanda Zanzibarov",
    "registered_address.line_1": "7 Zanzibarov Street",
    "phone": "+44 20 7946 7777",
}
TRACES = ["zanzibarov", "87654321", "7946 7777", "79467777"]


def traces(lines: list[str]) -> list[str]:
    return [line for line in lines if any(trace in line.lower() for trace in TRACES)]


def told(walker: Walker) -> list[str]:
    """Addresses and titles, which browsers and proxies keep."""
    return [*walker.trail, walker.title]


def test_a_whole_way_leaves_no_answer_in_logs_addresses_and_titles(
    everything: Collector, walker: Walker, sandbox: SandboxServer
) -> None:
    seen: list[str] = []
    search = {key: PLANTED[key] for key in ("name", "registration_number")}

    seen += told(j.choose(walker).post("search", {**search, "city": "x" * 99}))
    seen += told(walker.post("search", {**search, "city": ""}))
    seen += told(walker.post("results", match="none"))
    seen += told(walker.post("details", {**j.COMPANY, **PLANTED, "email": "zanzibarov"}))
    seen += told(walker.post("details", email=PLANTED["email"]))
    seen += told(j.create(walker))
    assert walker.errors
    seen += told(walker.post("details", name="Zanzibarov Ltd"))
    seen += told(j.create(walker))

    assert walker.h1 == "Profile created"
    assert "Zanzibarov Ltd" in sandbox.profiles()[0]["name"]
    assert len(everything.lines) > 10
    assert traces(everything.lines) == []
    assert traces(seen) == []


@pytest.mark.parametrize("magic", ["Broken", "Down", "Timeout", "Rate Limit"])
def test_a_failing_provider_leaves_no_answer_in_the_logs(
    everything: Collector, settings: Settings, walker: Walker, magic: str
) -> None:
    settings.PROVIDER_READ_SECONDS = settings.PROVIDER_WRITE_SECONDS = 0.5
    planted = {**j.COMPANY, **PLANTED, "name": f"{magic} Zanzibarov"}
    j.search(walker, f"{magic} Zanzibarov")

    walker.post("search", press=("by_hand", "1"))
    walker.post("details", planted)
    j.create(walker)

    assert walker.step == "receipt"
    assert traces(everything.lines) == []
    assert traces(told(walker)) == []


def test_a_crash_of_ours_leaves_no_answer_in_the_logs(
    everything: Collector, walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wizard import submissions

    j.to_check(walker, PLANTED)

    def crash(*_: object) -> None:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(submissions, "digest", crash)
    j.create(walker)

    assert walker.status == 500
    assert walker.h1 == "There is a problem with the service"
    assert any("a bug of ours" in line for line in everything.lines)
    assert traces(everything.lines) == []
