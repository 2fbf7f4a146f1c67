"""The made-up companies: how many, which names, always the same."""

import re

from wizard.sandbox import catalogue, companies, magic


def test_ten_thousand_companies_that_are_always_the_same() -> None:
    first = list(companies.generate())
    second = list(companies.generate())

    assert first == second
    assert sum(company.type == "company" for company in first) == 10_000


def test_no_ordinary_name_does_anything() -> None:
    assert [c.name for c in companies.generate() if magic.find(c.name)] == []


def test_every_number_fits_the_pattern_of_its_country() -> None:
    patterns = {}
    for company in companies.generate():
        pair = (company.type, company.country)
        if pair not in patterns:
            patterns[pair] = (catalogue.search_fields(*pair) or [])[1]["pattern"]
        assert re.fullmatch(patterns[pair], company.registration_number), company


def test_names_are_compared_without_case_and_accents() -> None:
    assert companies.fold("  Müller   &  SÖHNE ") == "muller & sohne"
    assert companies.fold_number("12.345.678/0001-95") == "12345678000195"


def test_a_magic_name_becomes_one_fitting_company() -> None:
    made = companies.made_up("company", "DE", "Slow 2s GmbH")

    assert made == companies.made_up("company", "DE", "Slow 2s GmbH")
    assert made.registration_number.startswith("HRB ")
