"""Random and hostile requests to every address, in every situation: none is a 500.

`FUZZ` says how many, `FUZZ_SEED` which ones; what fails names its own, `FUZZ_ONLY=<series>`. They
are given to the application as a server does, for what a test client cannot say or answers itself.
"""

import os
import random
import sys
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from pytest_django import Settings

from config.entrance import Entrance
from tests.wizard import routes
from tests.wizard.fake import FakeProvider
from tests.wizard.hostile import Gun, Shot
from tests.wizard.hostile_values import PLANTED
from tests.wizard.logs import Collector
from tests.wizard.situations import Situations
from wizard import providers

FEW = 2000
COUNT = max(int(os.environ.get("FUZZ", FEW)), FEW)
SEED = os.environ.get("FUZZ_SEED", "0")
ONLY = os.environ.get("FUZZ_ONLY", "")
TOGETHER = 20  # requests to what the ones before have left: a series
PARTS = [ONLY] if ONLY else [f"{SEED}.{part}" for part in range(2)]  # for two workers
EMPTY = {"wsgi.input": None, **RequestFactory().get("/").META}
FRAMED = {"HTTP_SEC_FETCH_DEST": "iframe", "HTTP_SEC_FETCH_SITE": "same-origin"}
DOWN = {502, 503}  # what a page says of a provider that fails, as some do here
DEEP = {200, 204, 303, 409, 422} | DOWN  # beyond the doors: a page, a form's errors, the next step
DOORS = {302, 400, 403, 404, 405, 410, 413}


class Range:
    """Where the shots go: one situation after the other, put back after every series."""

    def __init__(self, situations: Situations, everything: Collector) -> None:
        self.situations, self.log = situations, everything
        self.routes = list(routes.all_of())
        self.answers: defaultdict[str, Counter[int]] = defaultdict(Counter)  # by route
        self.failures: list[str] = []
        self.raised: list[str] = []
        self.entrance = Entrance()

    def series(self, seed: str) -> None:
        """Shots at one situation. What was planted must be in no line of the log."""
        dice = random.Random(seed)
        name = dice.choice(list(self.situations.paths))
        with self.situations.put_back():
            self.situations.spoil(dice)
            for number in range(TOGETHER):
                gun = Gun(f"{seed}:{number}")
                path = self.aim(name, seed, number, gun)
                shot = gun.shot(path, self.situations.shown[name])
                self.fire(name, shot, f"{seed} ({name}), request {number}")
        leaks = [line for line in self.log.lines if PLANTED in line.lower()]
        if leaks:
            self.failures.append(f"series {seed}: logged {leaks[0][:500]}")
        self.log.lines.clear()

    def aim(self, name: str, seed: str, number: int, gun: Gun) -> str:
        """The page where the situation stands, or one route after the other; at first as it is."""
        turn = (int(seed.rpartition(".")[2]) * TOGETHER + number) // 2
        if number % 2:
            path = self.situations.paths[name].partition("?")[0]
            return gun.address(path)
        plain = turn < len(self.routes)
        fitting = self.routes if plain else self.fitting(name)
        route, known = fitting[turn % len(fitting)], self.situations.known(name)
        within = self.situations.within[name] if route.startswith("w/") else ""
        path = within + routes.filled(route, known, gun.dice, odd=0 if plain else 0.08)
        return path if plain else gun.address(path)

    def fitting(self, name: str) -> list[str]:
        """Those where more than a door is found: the pages for staff are for them alone."""
        staff = name.startswith("staff")
        return [each for each in self.routes if each.startswith(("admin/", "lab/")) == staff]

    def fire(self, name: str, shot: Shot, where: str) -> None:
        within, cookies = self.situations.within[name], self.situations.cookies[name]
        environment = {**(FRAMED if within else {}), **shot.environment()}
        own = environment.get("HTTP_COOKIE")
        environment["HTTP_COOKIE"] = f"{cookies}; {own}" if own else cookies
        self.raised.clear()
        try:
            status = self.answer(environment)
        except Exception:  # noqa: BLE001  # whatever it is, a server would answer with a 500
            status = 500
            self.raised.append(traceback.format_exc())
        try:
            route = str(resolve(shot.path.removeprefix(within)).route)
        except (Resolver404, UnicodeError):
            route = "(none)"
        self.answers[route][status] += 1
        if status >= 500 and status not in DOWN:
            self.failures.append(f"series {where}: {shot}\n" + "\n".join(self.raised)[-3000:])

    def answer(self, environment: dict[str, Any]) -> int:
        """The status, of a request as a server hands it on."""
        said: list[str] = []
        answer = self.entrance({**EMPTY, **environment}, lambda status, _: said.append(status))
        b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return int(said[0][:3])

    def note(self, **_: Any) -> None:
        self.raised.append(traceback.format_exc())

    def statuses(self) -> Counter[int]:
        return sum(self.answers.values(), Counter())

    def table(self) -> str:
        """How often each status was the answer, by route."""
        whole = self.statuses()
        rows = {**dict(sorted(self.answers.items())), f"{whole.total()} requests": whole}
        head = f"{'':70.70}" + "".join(f"{status:6}" for status in sorted(whole))
        cells = {
            route: "".join(f"{counts[status] or '':6}" for status in sorted(whole))
            for route, counts in rows.items()
        }
        return "\n".join([head, *(f"{route:70.70}{row}" for route, row in cells.items())])


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
    shooting = Range(Situations(fake, other), everything)
    got_request_exception.connect(shooting.note)
    yield shooting
    got_request_exception.disconnect(shooting.note)


@pytest.mark.parametrize("part", PARTS)
def test_no_request_is_a_server_error(shooting: Range, part: str) -> None:
    count = COUNT // len(PARTS) // TOGETHER
    seeds = [ONLY] if ONLY else [f"{part}.{number}" for number in range(count)]

    for seed in seeds:
        shooting.series(seed)

    sys.stdout.write(f"\n{shooting.table()}\n")  # pytest -s shows it
    first = "\n\n".join(shooting.failures[:10])
    assert not shooting.failures, f"{len(shooting.failures)} failed\n\n{first}"
    if not ONLY:
        statuses = shooting.statuses()
        assert set(shooting.routes) - set(shooting.answers) == set()
        assert set(statuses) >= DOORS
        assert sum(statuses[each] for each in DEEP) > statuses.total() / 5
