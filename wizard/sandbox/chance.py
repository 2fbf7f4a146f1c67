"""Faults by chance: each kind happens to its share of all calls, whatever the names in them."""

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from wizard.sandbox.faults import BROKEN_PAGE
from wizard.sandbox.messages import NoAnswer, Refused, Reply

Answer = Callable[[], Reply]
Refuse = Callable[..., Refused]

HOLD = 20.0  # seconds without an answer; clients are expected to give up before
SLOWEST = 2.0
RETRY_AFTER = "1"
# What the call asks for is not done.
BEFORE = ("closed", "no answer", "down", "rate limit", "unauthenticated", "broken")
# It is done, and the answer is not what it should be.
AFTER = ("lost answer", "late answer", "failed", "truncated", "broken after")
KINDS = (*BEFORE, "slow", *AFTER)
REFUSALS = {
    "down": (HTTPStatus.SERVICE_UNAVAILABLE, "Service Unavailable", {}),
    "rate limit": (
        HTTPStatus.TOO_MANY_REQUESTS,
        "Too Many Attempts.",
        {"Retry_After": RETRY_AFTER},
    ),
    "unauthenticated": (HTTPStatus.UNAUTHORIZED, "Unauthenticated.", {}),
    "failed": (HTTPStatus.INTERNAL_SERVER_ERROR, "Server Error", {}),
}


class Chance:
    """`share`: of all calls, for each kind. The dice are the same in every fresh sandbox."""

    def __init__(self, share: float, sleep: Callable[[float], None]) -> None:
        self._share = share
        self._sleep = sleep
        self._dice = random.Random(0)  # noqa: S311 - it must be repeatable
        self._lock = threading.Lock()

    def answer(self, answer: Answer, refuse: Refuse) -> Reply:
        """What becomes of a call. `refuse` makes the refusal in the provider's own shape."""
        kind, seconds = self._throw()
        if kind in BEFORE:
            return _spoilt(kind, refuse)
        if kind == "slow":
            self._sleep(seconds)
        reply = _replied(answer)
        if kind == "truncated":
            return replace(reply, cut=True)
        return _spoilt(kind, refuse) if kind in AFTER else reply

    def _throw(self) -> tuple[str, float]:
        """The kind of the next call, or nothing; and how slow it is where it is slow."""
        with self._lock:
            number, seconds = self._dice.random(), self._dice.uniform(0, SLOWEST)
        position = int(number / self._share) if self._share else len(KINDS)
        return (KINDS[position] if position < len(KINDS) else ""), seconds


def _spoilt(kind: str, refuse: Refuse) -> Reply:
    if kind in REFUSALS:
        status, message, headers = REFUSALS[kind]
        return refuse(status, message, **headers).reply
    if kind in {"broken", "broken after"}:
        return Reply(HTTPStatus.OK, BROKEN_PAGE, "text/html; charset=utf-8")
    raise NoAnswer(hold=HOLD if kind in {"no answer", "late answer"} else 0)


def _replied(answer: Answer) -> Reply:
    try:
        return answer()
    except Refused as refused:
        return refused.reply
