"""What a chaos run must find: nothing made twice, lost, or without an end."""

from typing import Any

import pytest

from tests.bench.verdict import Profile, Row, Verdict, judge, table

FLOWS = ["flow-0", "flow-1"]
ROWS = [Row("a", "flow-0", "created", "p-0"), Row("b", "flow-1", "created", "p-1")]
REFUSED = Row("c", "flow-1", "rejected", None)
PROFILES = [Profile("p-0", "a"), Profile("p-1", "b")]
PARTS = {("p-0", "addresses"): 1}


def found(**changed: Any) -> Verdict:
    good = {"flows": FLOWS, "rows": [*ROWS, REFUSED], "profiles": PROFILES, "parts": PARTS}
    return judge(**{**good, **changed})


def broken(verdict: Verdict) -> set[str]:
    return {name for name, what in verdict.broken.items() if what}


def test_one_profile_for_each_flow_is_as_it_must_be() -> None:
    verdict = found()

    assert verdict.holds
    assert (verdict.created, verdict.profiles, verdict.parts) == (2, 2, 1)
    assert verdict.states == {"created": 2, "rejected": 1}


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (
            {"profiles": [*PROFILES, Profile("p-2", "a")]},
            {"profiles with one reference"},
        ),
        (
            {
                "rows": [*ROWS, Row("d", "flow-1", "created", "p-2")],
                "profiles": [*PROFILES, Profile("p-2", "d")],
            },
            {"profiles of one flow"},
        ),
        ({"parts": {("p-0", "addresses"): 2}}, {"parts made twice"}),
        ({"profiles": PROFILES[:1]}, {"created without a profile"}),
        (
            {"profiles": [*PROFILES, Profile("p-2", "c")]},
            {"profiles that the ledger does not have"},
        ),
        (
            {"rows": [ROWS[0], Row("b", "flow-1", "created", "p-1", ("address",))]},
            {"created, but not all of it"},
        ),
        ({"flows": [*FLOWS, "flow-2"]}, {"flows without a profile"}),
        ({"rows": [*ROWS, Row("e", "flow-1", "in_flight", None)]}, {"stuck"}),
        ({"rows": [*ROWS, Row("e", "flow-1", "unknown", None)]}, {"stuck"}),
        ({"rows": [*ROWS, Row("e", "flow-1", "pending", None)]}, {"stuck"}),
    ],
)
def test_what_is_not_so_is_named(changed: dict[str, Any], what: set[str]) -> None:
    verdict = found(**changed)

    assert broken(verdict) == what
    assert not verdict.holds


def test_numbers_stand_below_each_other() -> None:
    assert table([("flows begun", 2000), ("lost", 0)]) == "flows begun  2,000\nlost             0"
