"""Each magic name, at the search and at create, over real HTTP."""

import time
from http.client import RemoteDisconnected

import pytest

from tests.sandbox.caller import GB_COMPANY, Caller
from tests.sandbox.conftest import Clock
from wizard.sandbox.server import SandboxServer


def test_no_match_finds_nothing_and_can_be_created_by_hand(caller: Caller) -> None:
    found = caller.search(name="No Match Ltd").json

    assert found["response_id"]
    assert (found["data"], found["meta"]["total"]) == ([], 0)
    assert caller.create_named("No Match Ltd").status == 201


def test_many_rows_stay_below_a_megabyte(caller: Caller) -> None:
    found = caller.search(name="Many " + "W" * 150)

    assert len(found.json["data"]) == found.json["meta"]["total"] == 5000
    assert len(found.body) < 1_000_000
    assert len({row["lookup_id"] for row in found.json["data"]}) == 5000
    assert caller.choose(found, 4999).status == 201


def test_slow_goes_on_after_its_seconds(caller: Caller) -> None:
    start = time.monotonic()
    found = caller.search(name="Slow 1s Ltd")

    assert time.monotonic() - start >= 1
    assert found.json["data"][0]["name"] == "Slow 1s Ltd"


def test_timeout_creates_nothing(caller: Caller, sandbox: SandboxServer) -> None:
    with pytest.raises(TimeoutError):
        caller.search(name="Timeout", timeout=0.2)
    with pytest.raises(TimeoutError):
        caller.create_named("Timeout", timeout=0.2)

    assert sandbox.profiles() == []
    assert [(r["path"][-9:], r["status"]) for r in sandbox.requests()[1:]] == [
        ("ic/search", None),
        ("/profiles", None),
    ]


def test_timeout_after_create_has_created(caller: Caller, sandbox: SandboxServer) -> None:
    found = caller.search(name="Timeout After Create")
    with pytest.raises(TimeoutError):
        caller.choose(found, timeout=0.3)
    with pytest.raises(TimeoutError):
        caller.create_named("Timeout After Create", timeout=0.3)

    assert len(sandbox.profiles()) == 2


def test_lost_answer_has_created(caller: Caller, sandbox: SandboxServer) -> None:
    found = caller.search(name="Lost Answer")
    with pytest.raises(RemoteDisconnected):
        caller.choose(found)
    with pytest.raises(RemoteDisconnected):
        caller.create_named("Lost Answer")

    assert len(sandbox.profiles()) == 2


def test_reject_names_fields_of_the_pair(caller: Caller, sandbox: SandboxServer) -> None:
    match = caller.choose(caller.search(name="Reject Ltd"))
    by_hand = caller.create_named("Reject Ltd")
    person = caller.create(
        {
            "trading_name": "Jane's Flowers",
            "full_name": "Reject Me",
            "date_of_birth": "1980-01-01",
            "business_address": GB_COMPANY["registered_address"],
            "email": "jane@example.com",
        },
        "sole_trader",
    )

    assert match.json["errors"].keys() == {"lookup_id"}
    assert by_hand.json["errors"].keys() == {"name", "registered_address.postcode"}
    assert person.json["errors"].keys() == {"trading_name", "business_address.postcode"}
    assert sandbox.profiles() == []


def test_rate_limit_ends_after_its_seconds(caller: Caller, clock: Clock) -> None:
    first = caller.search(name="Rate Limit")
    clock.now += 4
    second = caller.search(name="rate limit")
    other_route = caller.create_named("Rate Limit")
    clock.now += 6
    third = caller.search(name="Rate Limit")

    assert (first.status, first.headers["Retry-After"]) == (429, "10")
    assert (second.status, second.headers["Retry-After"]) == (429, "6")
    assert (other_route.status, other_route.headers["Retry-After"]) == (429, "10")
    assert (third.status, third.json["meta"]["total"]) == (200, 1)


def test_down_is_always_down(caller: Caller) -> None:
    calls = [caller.search(name="Down"), caller.search(name="Down"), caller.create_named("Down")]

    assert [answer.status for answer in calls] == [503, 503, 503]


def test_broken_is_not_json(caller: Caller, sandbox: SandboxServer) -> None:
    for answer in (caller.search(name="Broken"), caller.create_named("Broken")):
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/html")
        with pytest.raises(ValueError, match="Expecting value"):
            _ = answer.json
    assert sandbox.profiles() == []


def test_expire_token_revokes_it_once(caller: Caller) -> None:
    first = caller.search(name="Expire Token")
    same_token = caller.get("/search/types")
    caller.login()

    assert (first.status, same_token.status) == (401, 401)
    assert caller.search(name="Expire Token").status == 200
    assert caller.create_named("Expire Token").status == 401


def test_expired_results_are_refused_at_create(caller: Caller) -> None:
    answer = caller.choose(caller.search(name="Expired Results"))

    assert answer.status == 422
    assert answer.json["errors"].keys() == {"response_id"}
