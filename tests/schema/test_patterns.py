"""A provider's pattern is tried within a time limit; what cannot be judged is the provider's."""

import logging
import time
from collections.abc import Iterator

import pytest

from tests.schema.build import answer, error
from wizard.schema import patterns
from wizard.schema.patterns import WASTE_SECONDS, Waste, compile_pattern, matches

ENDLESS = "a" * 5000 + "!"


@pytest.fixture(autouse=True)
def nothing_wasted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(patterns, "waste", Waste())
    yield
    compile_pattern.cache_clear()


@pytest.mark.parametrize("entered", ["012345678", "x01234567", "01234567\n1", "a|01234567"])
def test_the_whole_value_must_match(entered: str) -> None:
    assert not matches("[0-9]{8}", entered)
    assert not matches("^[0-9]{8}$", entered)
    assert not matches("[0-9]{8}|[A-Z]{2}", entered)


def test_a_hostile_pattern_costs_little_and_is_left_to_the_provider(
    caplog: pytest.LogCaptureFixture,
) -> None:
    started = time.process_time()
    with caplog.at_level(logging.WARNING, "wizard.schema.patterns"):
        form = answer("text", ENDLESS, pattern="(a+)+$")
        valid = form.is_valid()

    assert valid
    assert form.payload() == {"it": ENDLESS}
    assert time.process_time() - started < 1
    assert "left to the provider" in caplog.text


@pytest.mark.parametrize(
    "pattern",
    ["[", "*", "(?P<a", "\\p{Nothing}", "a{2,1}", "(" * 400 + ")" * 400],
    ids=lambda pattern: pattern[:12],
)
def test_a_pattern_that_does_not_compile_is_left_to_the_provider(pattern: str) -> None:
    form = answer("text", "anything", pattern=pattern)

    assert compile_pattern(pattern) is None
    assert form.is_valid()
    assert form.payload() == {"it": "anything"}


def test_a_pattern_that_is_too_long_is_left_to_the_provider_as_a_whole() -> None:
    # Half a pattern is another, stricter pattern.
    pattern = "|".join(f"A{n:04}" for n in range(500))

    form = answer("text", "A0499", pattern=pattern)

    assert error(form) == ""


def test_a_pattern_that_ran_out_of_time_is_not_tried_again() -> None:
    assert matches("(a+)+$", ENDLESS)

    started = time.process_time()
    for _ in range(100):
        assert matches("(a+)+$", ENDLESS)

    assert time.process_time() - started < 0.04
    assert matches("(a+)+$", "what it would refuse")


def test_a_thousand_hostile_patterns_cost_a_bounded_time_and_then_nothing() -> None:
    hostile = [f"(a+)+{n}$" for n in range(1000)]
    times = []

    for _ in range(2):
        started = time.process_time()
        assert all(matches(pattern, ENDLESS) for pattern in hostile)
        times.append(time.process_time() - started)

    assert times[0] < 8 * WASTE_SECONDS + 2  # compiling included
    assert times[1] < 0.1


def test_a_harmless_pattern_holds_while_others_waste_time() -> None:
    for n in range(20):
        assert matches(f"(a+)+{n}$", ENDLESS)

    assert not matches("[0-9]{8}", "1234567x")
    assert matches("[0-9]{8}", "12345678")


def test_time_to_waste_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("wizard.schema.patterns.time.monotonic", lambda: now[0])
    waste = Waste()

    waste.add("a", WASTE_SECONDS)
    assert waste.limit() == patterns.BRISK_SECONDS

    now[0] = 60
    assert waste.limit() == patterns.PATTERN_SECONDS


def test_what_is_remembered_is_bounded() -> None:
    waste = Waste()
    for n in range(patterns.MAX_HOPELESS + 5):
        waste.add(str(n), 0)

    assert len(waste.hopeless) == patterns.MAX_HOPELESS
    assert "0" not in waste.hopeless


def test_a_part_is_enough_where_that_is_asked() -> None:
    assert matches("[0-9]{2}", "a12b", whole=False)
    assert not matches("^[0-9]{2}", "a12b", whole=False)
