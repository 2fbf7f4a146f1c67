"""What a chaos run is judged by: each thing that must not be is found where it is."""

from collections import Counter

import pytest

from tests.bench.verdict import Profile, Row, judge

FLOW, PROFILE = "flow-1", Profile("p-1", "s-1")
ROW = Row("s-1", FLOW, "created", "p-1")


def test_a_run_with_one_profile_a_submission_holds() -> None:
    rejected = Row("s-0", FLOW, "rejected", None)

    found = judge([FLOW], [ROW, rejected], [PROFILE], Counter({("p-1", "addresses"): 1}))

    assert found.holds
    assert (found.created, found.profiles, found.parts) == (1, 1, 1)


@pytest.mark.parametrize(
    ("what", "rows", "profiles", "parts"),
    [
        ("profiles with one reference", [ROW], [PROFILE, Profile("p-2", "s-1")], {}),
        (
            "profiles of one flow",
            [ROW, Row("s-2", FLOW, "created", "p-2")],
            [PROFILE, Profile("p-2", "s-2")],
            {},
        ),
        ("parts made twice", [ROW], [PROFILE], {("p-1", "addresses"): 2}),
        ("created without a profile", [ROW], [Profile("p-9", "s-1")], {}),
        ("profiles that the ledger does not have", [ROW], [PROFILE, Profile("p-3", "s-3")], {}),
        ("created, but not all of it", [Row("s-1", FLOW, "created", "p-1", ("a",))], [PROFILE], {}),
        ("flows without a profile", [Row("s-1", FLOW, "rejected", None)], [], {}),
        ("stuck", [ROW, Row("s-2", "flow-2", "in_flight", None)], [PROFILE], {}),
    ],
)
def test_what_must_not_be_is_named(
    what: str,
    rows: list[Row],
    profiles: list[Profile],
    parts: dict[tuple[str, str], int],
) -> None:
    found = judge([FLOW], rows, profiles, parts)

    assert not found.holds
    assert [name for name, each in found.broken.items() if each] == [what]
