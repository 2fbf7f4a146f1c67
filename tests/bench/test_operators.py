"""What an operator of a chaos run notices, and what each of them wants."""

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.bench.operators import Operator
from tests.bench.plans import BY_NAME, plan


@pytest.fixture
def operator() -> Operator:
    nobody: Any = None  # no page is asked for
    return Operator(plan(0, 0), nobody, Path(), Counter())


def page(operator: Operator, step: str, shown: list[str] | None) -> Any:
    inputs = {} if shown is None else {operator.name_of(step): shown}
    return SimpleNamespace(step=step, page=SimpleNamespace(inputs=inputs))


@pytest.mark.parametrize("shown", [[""], ["Another"], ["Lantern 0", "Lantern 0"]])
def test_answers_that_are_gone_are_noticed(operator: Operator, shown: list[str]) -> None:
    operator.kept["details"] = "Lantern 0"

    operator.look(page(operator, "details", shown))

    assert len(operator.lost) == 1
    assert "flow-0 details" in operator.lost[0]


@pytest.mark.parametrize(
    ("step", "shown"), [("details", ["Lantern 0"]), ("details", None), ("search", [""])]
)
def test_answers_that_stand_or_were_never_given_are_not_lost(
    operator: Operator, step: str, shown: list[str] | None
) -> None:
    operator.kept["details"] = "Lantern 0"

    operator.look(page(operator, step, shown))

    assert operator.lost == []


def test_each_name_that_fails_has_its_share_of_the_flows() -> None:
    magic = Counter(plan(number, 5).magic for number in range(2000))

    assert {name: magic[name] / 2000 for name in BY_NAME} == pytest.approx(
        dict.fromkeys(BY_NAME, 0.05), abs=0.02
    )


def test_every_way_is_gone() -> None:
    ways = {(each.provider, each.type) for each in (plan(number, 5) for number in range(50))}

    assert len(ways) == 4
    assert any(plan(number, 5).searched for number in range(50))
