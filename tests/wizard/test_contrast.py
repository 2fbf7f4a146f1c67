"""Contrast ratios, against values that WCAG and others give."""

import pytest

from wizard import contrast


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#FFFFFF", 1),
        ("#777777", "#ffffff", 4.478),
        ("#767676", "#ffffff", 4.542),
        ("#ff0000", "#ffffff", 3.998),
        ("#0000ff", "#000000", 2.444),
        ("#030303", "#000000", 1.018),
    ],
)
def test_the_ratio_is_that_of_wcag_whichever_comes_first(
    one: str, other: str, ratio: float
) -> None:
    assert contrast.ratio(one, other) == pytest.approx(ratio, abs=0.001)
    assert contrast.ratio(other, one) == contrast.ratio(one, other)


@pytest.mark.parametrize(
    ("share", "colour"), [(0, "#102030"), (0.5, "#8890a8"), (1, "#ffffff")], ids=str
)
def test_a_mixture_lies_between_two_colours(share: float, colour: str) -> None:
    assert contrast.mixed("#102030", "#FFFFFF", share) == {0.5: "#889098"}.get(share, colour)
