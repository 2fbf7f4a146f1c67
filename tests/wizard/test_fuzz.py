"""Random and hostile requests to every address, in every situation: none is a 500.

`FUZZ` says how many, `FUZZ_SEED` which ones; what fails names its own, `FUZZ_ONLY=seed:number`.
"""

import os
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from pytest_django import Settings

from config.entrance import Entrance
from tests.wizard import routes, situations
from tests.wizard.fake import FakeProvider
from tests.wizard.hostile import Gun, Shot
from tests.wizard.hostile_values import PLANTED
from tests.wizard.logs import Collector
from tests.wizard.situations import Situations
from wizard import providers

FEW = 2000
COUNT = int(os.environ.get("FUZZ", FEW))
SEED = os.environ.get("FUZZ_SEED", "0")
ONLY = os.environ.get("FUZZ_ONLY", "")
TOGETHER = 20  # requests to what the ones before have left
# Doors and forms alike: what is answered where requests get as far as they should.
DEEP = {200, 302, 303, 400, 403, 404, 405, 410, 413, 422, 503}


class Range:
    """Where the shots go: one situation after the other, put back every few requests."""

    def __init__(self, situations: Situations, everything: Collector) -> None:
        self.situations, self.log = situations, everything
        self.routes = list(routes.all_of())
        self.reached: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.failures: list[str] = []
        self.raised: list[str] = []
        self.slowest: tuple[float, str] = (0.0, "")
        self.entrance = Entrance()

    def series(self, seed: str) -> None:
        """Shots at one situation. What was planted must be in no line of the log."""
        self.situations.put_back()
        dice = random.Random(seed)
        name = dice.choice(list(self.situations.paths))
        self.situations.spoil(dice)
        for number in range(TOGETHER):
            gun = Gun(f"{seed}:{number}")
            path = self.aim(name, gun.dice)
            shot = gun.shot(path, self.situations.shown[name])
            self.fire(self.situations.cookies[name], shot, f"{seed} ({name}), request {number}")
        leaks = [line for line in self.log.lines if PLANTED in line.lower()]
        if leaks:
            self.failures.append(f"series {seed}: logged {leaks[0][:500]}")
        self.log.lines.clear()

    def aim(self, name: str, dice: random.Random) -> str:
        """Mostly the page where the situation stands, else any address."""
        if dice.random() < 0.5:
            return self.situations.paths[name].partition("?")[0]
        return routes.filled(dice.choice(self.routes), self.situations.known(name), dice)

    def fire(self, cookies: str, shot: Shot, where: str) -> None:
        environment = shot.environment()
        own = environment.get("HTTP_COOKIE")
        environment["HTTP_COOKIE"] = f"{cookies}; {own}" if own else cookies
        self.raised.clear()
        began = time.monotonic()
        try:
            status = self.answer(environment)
        except Exception:  # noqa: BLE001  # whatever it is, a server would answer with a 500
            status = 500
            self.raised.append(traceback.format_exc())
        self.slowest = max(self.slowest, (time.monotonic() - began, f"{where}: {shot}"))
        self.statuses[status] += 1
        try:
            self.reached[resolve(shot.path).route] += 1
        except (Resolver404, UnicodeError):
            self.reached[""] += 1
        if status == 500:
            self.failures.append(f"series {where}: {shot}\n" + "\n".join(self.raised)[-3000:])

    def answer(self, environment: dict[str, Any]) -> int:
        """The status, of a request as a server hands it on."""
        said: list[str] = []
        whole = {**RequestFactory().get("/").META, **environment}
        answer = self.entrance(whole, lambda status, _: said.append(status))
        b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return int(said[0][:3])

    def note(self, **_: Any) -> None:
        self.raised.append(traceback.format_exc())


@pytest.fixture
def shooting(
    one_connection: None,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    everything: Collector,
    portal: Any,
) -> Iterator[Range]:
    """Two providers, all addresses (with those of the demo), runs in every situation."""
    settings.ROOT_URLCONF = "tests.wizard.debug_urls"
    fake, other = FakeProvider(), FakeProvider("other", "Other")
    monkeypatch.setattr(providers, "configured", lambda: {"fake": fake, "other": other})
    shooting = Range(situations.Situations(fake, other), everything)
    got_request_exception.connect(shooting.note)
    yield shooting
    got_request_exception.disconnect(shooting.note)


def test_no_request_is_a_server_error(shooting: Range, capsys: pytest.CaptureFixture[str]) -> None:
    seeds = [ONLY] if ONLY else [f"{SEED}:{number}" for number in range(COUNT // TOGETHER)]

    for seed in seeds:
        shooting.series(seed)

    if COUNT > FEW:
        with capsys.disabled():
            said = f"{shooting.statuses.total()} requests: {dict(shooting.statuses)}"
            sys.stdout.write(f"\n{said}\nslowest {shooting.slowest[0]:.1f} s\n")
    first = "\n\n".join(shooting.failures[:10])
    assert not shooting.failures, f"{len(shooting.failures)} failed\n\n{first}"
    if not ONLY:
        assert set(shooting.statuses) >= DEEP
        assert set(shooting.routes) - set(shooting.reached) == set()
