"""Names that differ in spelling alone are alike; others are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.providers.likeness import of_organization, of_person


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Ltd", "ACME LIMITED"),
        ("Acme Inc.", "Acme, Incorporated"),
        ("Acme Corp", "acme corporation"),
        ("Acme L.L.C.", "Acme LLC"),
        ("Acme GmbH", "Acme G.m.b.H."),
        ("Acme GmbH & Co. KG", "Acme"),
        ("Acme Gesellschaft mit beschränkter Haftung", "Acme GmbH"),
        ("Acme S.A.", "Acme SA"),
        ("Acme S.à r.l.", "ACME SARL"),
        ("Acme Sp. z o.o.", "Acme"),
        ("Acme s.r.o.", "Acme"),
        ("Acme A/S", "Acme"),
        ("Acme Public Limited Company", "Acme PLC"),
        ("Acme Pvt. Ltd.", "Acme Private Limited"),
        ("The Acme Company", "Acme"),
        ("Smith & Sons", "Smith and Sons"),
        ("Smith + Sons Ltd.", "SMITH AND SONS"),
        ("J.P. Morgan", "JP Morgan"),
        ("J P Morgan", "JP Morgan"),
        ("Crème-Brûlée", "creme brulee"),
        ("Ærø Øl", "aero ol"),
        ("Łódź Tkaniny", "LODZ TKANINY"),
        ("Straße & Söhne", "strasse and sohne"),
        ("O'Neill’s", "ONeills"),
        ("\uff21\uff23\uff2d\uff25", "Acme"),  # full width
        ("  Acme\u00a0Widgets ", "Acme Widgets"),
        ("РОМАШКА", "ромашка"),
    ],
)
def test_organizations_alike(one: str, other: str) -> None:
    assert of_organization(one) == of_organization(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "Acne"),
        ("Acme Widgets Ltd", "Acme Ltd"),
        ("Acme 1 Ltd", "Acme 2 Ltd"),
        ("Limited Editions", "Editions"),
        ("Widgets Acme", "Acme Widgets"),
        ("Company", "Corporation"),
        ("株式会社東京", "株式会社大阪"),
    ],
)
def test_organizations_not_alike(one: str, other: str) -> None:
    assert of_organization(one) != of_organization(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Jane", "Doe"), ("Doe", "Jane")),
        (("José María", "Núñez"), ("jose maria", "NUNEZ")),
        (("Mary-Jane", "O’Neill"), ("Mary Jane", "ONeill")),
        (("Jane", "Doe Smith"), ("Jane Doe", "Smith")),
        (("Siobhán", "Ní Bhriain"), ("Siobhan", "Ni Bhriain")),
    ],
)
def test_people_alike(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert of_person(*one) == of_person(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Jane", "Doe"), ("Jan", "Doe")),
        (("Jane", "Doe"), ("Jane", "Doe Doe")),
        (("Tom", "Ltd"), ("Tom", "")),
    ],
)
def test_people_not_alike(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert of_person(*one) != of_person(*other)


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_order_of_names_never_counts(first: str, last: str) -> None:
    assert of_person(first, last) == of_person(last, first)
    assert of_person(f"{first} {last}") == of_person(first, last)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_case_never_counts(name: str) -> None:
    assert of_organization(name.upper()) == of_organization(name.lower())


def test_what_has_no_letters_is_like_nothing() -> None:
    assert of_organization("!!!") == of_person("-", " ") == ""


def test_a_very_long_name_is_cut() -> None:
    assert len(of_organization("a" * 10**6)) == 300
