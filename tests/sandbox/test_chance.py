"""Faults that happen by chance, over real HTTP, and how often they do."""

from collections import Counter
from http.client import IncompleteRead, RemoteDisconnected
from typing import Any

import pytest

from tests.sandbox.caller import GB_COMPANY, Caller
from wizard.sandbox import chance
from wizard.sandbox.chance import KINDS, Chance
from wizard.sandbox.messages import NoAnswer, Reply, refusal
from wizard.sandbox.server import SandboxServer


def always(sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(sandbox._chance, "_throw", lambda: (kind, 0.1))


@pytest.mark.parametrize(
    ("kind", "status", "created"),
    [
        ("down", 503, 0),
        ("rate limit", 429, 0),
        ("unauthenticated", 401, 0),
        ("broken", 200, 0),
        ("slow", 201, 1),
        ("failed", 500, 1),
        ("broken after", 200, 1),
        ("", 201, 1),
    ],
)
def test_a_fault_is_answered_and_what_was_asked_for_is_done_or_not(
    caller: Caller,
    sandbox: SandboxServer,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    status: int,
    created: int,
) -> None:
    always(sandbox, monkeypatch, kind)

    answer = caller.create(GB_COMPANY)

    assert answer.status == status
    assert answer.headers["Retry-After"] == ("1" if kind == "rate limit" else None)
    assert len(sandbox.profiles()) == created


@pytest.mark.parametrize(
    ("kind", "error", "created"),
    [
        ("closed", RemoteDisconnected, 0),
        ("lost answer", RemoteDisconnected, 1),
        ("no answer", TimeoutError, 0),
        ("late answer", TimeoutError, 1),
        ("truncated", IncompleteRead, 1),
    ],
)
def test_a_fault_is_no_answer_or_half_of_one(
    caller: Caller,
    sandbox: SandboxServer,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    error: type[Exception],
    created: int,
) -> None:
    always(sandbox, monkeypatch, kind)

    with pytest.raises(error):
        caller.create(GB_COMPANY, timeout=1)

    assert len(sandbox.profiles()) == created


def test_opentransact_refuses_in_its_own_shape(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    always(sandbox, monkeypatch, "down")

    answer = Caller(sandbox.url).raw("GET", "/opentransact/v1/profiles")

    assert answer.json["errors"][0]["status"] == "503"


def test_the_sandboxs_own_pages_never_fail(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    always(sandbox, monkeypatch, "closed")

    assert Caller(sandbox.url).raw("GET", "/sandbox/log").status == 200


@pytest.mark.parametrize("share", [0.0, 0.05])
def test_each_kind_happens_to_its_share_of_all_calls(share: float) -> None:
    faults = Chance(share, lambda _: None)

    thrown = Counter(faults._throw()[0] for _ in range(20_000))

    each = {kind: thrown[kind] / 20_000 for kind in KINDS}
    assert each == pytest.approx(dict.fromkeys(KINDS, share), abs=0.01)


def test_the_faults_are_the_same_every_time() -> None:
    def results() -> list[Any]:
        faults = Chance(0.05, lambda _: None)
        return [faults._throw() for _ in range(50)]

    assert results() == results()


def test_a_refusal_of_the_provider_itself_may_be_lost_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faults = Chance(0.05, lambda _: None)
    monkeypatch.setattr(faults, "_throw", lambda: ("late answer", 0.0))

    def refused() -> Reply:
        raise refusal(404, "Not Found.")

    with pytest.raises(NoAnswer) as silence:
        faults.answer(refused, refusal)
    assert silence.value.hold == chance.HOLD
