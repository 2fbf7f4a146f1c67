"""Which names are magic and which only look like it."""

import pytest

from wizard.sandbox.magic import find


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Timeout After Create Ltd", "timeout after create"),
        ("TIMEOUT ltd", "timeout"),
        ("lost  answer", "lost answer"),
        (" No Match", "no match"),
        ("Slow 2s Food", "slow"),
        ("Expired Results", "expired results"),
        ("Expire Token 2", "expire token"),
    ],
)
def test_magic_names(name: str, kind: str) -> None:
    found = find(name)

    assert found
    assert found.kind == kind


@pytest.mark.parametrize(
    "name",
    [
        "Downing Street Ltd",
        "Manyata",
        "Slow Food",
        "Down-to-Earth Ltd",
        "The Many",
        "Rejected Ltd",
        "",
        7,
    ],
)
def test_ordinary_names(name: object) -> None:
    assert find(name) is None


def test_slow_says_how_long_and_never_longer_than_two_minutes() -> None:
    short, long = find("slow 3s"), find("Slow 999s")

    assert short
    assert long
    assert (short.seconds, long.seconds) == (3, 120)
