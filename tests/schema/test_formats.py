"""Dates are sent as the schema has them, and a default comes back into the inputs."""

from datetime import date
from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from tests.schema.build import day, json_of, made, refusal
from wizard.schema import formats
from wizard.schema.formats import DATE_TIMES, DATES, MONTHS, UNIX, named, read, write

TYPED = day("12", "3", "2020")


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("", "2020-03-12"),
        ("date", "2020-03-12"),
        ("YYYY-MM-DD", "2020-03-12"),
        ("DD/MM/YYYY", "12/03/2020"),
        ("dd/MM/yyyy", "12/03/2020"),
        ("dd/mm/yyyy", "12/03/2020"),
        ("%d/%m/%Y", "12/03/2020"),
        ("DD-MM-YYYY", "12-03-2020"),
        ("DD.MM.YYYY", "12.03.2020"),
        ("MM/DD/YYYY", "03/12/2020"),
        ("YYYYMMDD", "20200312"),
        ("%Y%m%d", "20200312"),
        ("YYYY/MM/DD", "2020/03/12"),
        ("D.M.YYYY", "12.3.2020"),
        ("date-time", "2020-03-12T00:00:00+00:00"),
        ("unix", 1583971200),
        ("DD MMM YYYY", "2020-03-12"),
        ("YYYY", "2020-03-12"),
        ("{day.__class__}", "2020-03-12"),
        ("birthday", "2020-03-12"),
    ],
)
def test_a_date_is_sent_in_the_format_of_the_schema(name: str, sent: Any) -> None:
    assert json_of(made("date", format=name), TYPED) == sent
    assert made("date", format=name).clean(TYPED) == date(2020, 3, 12)


@pytest.mark.parametrize(
    ("rules", "sent"),
    [
        ({"pattern": r"\d{4}-\d{2}-\d{2}"}, "2020-03-12"),
        ({"pattern": ".*"}, "2020-03-12"),
        ({"pattern": ".*", "example": "31.12.2020"}, "12.03.2020"),
        ({"pattern": r"^\d{4}/\d\d/\d\d$"}, "2020/03/12"),
        ({"pattern": r"\d{8}"}, "20200312"),
        ({"pattern": r"\d{8}", "example": "31122020"}, "12032020"),
        ({"pattern": r"\d{2}/\d{2}/\d{4}"}, "12/03/2020"),
        ({"pattern": r"\d{2}/\d{2}/\d{4}", "example": "12/31/2020"}, "03/12/2020"),
        ({"pattern": r"\d{2}/\d{2}/\d{4}", "example": "03/04/2020"}, "12/03/2020"),
        ({"pattern": r"(0[1-9]|1[0-2])/([0-2]\d|3[01])/\d{4}"}, "03/12/2020"),
        ({"pattern": r"[0-3]\d[.][01]\d[.](19|20)\d\d"}, "12.03.2020"),
        ({"pattern": r"\d{2}\.\d{2}", "unanchored": True}, "2020.03.12"),
        ({"pattern": "["}, "2020-03-12"),
        ({"max_length": 8}, "20200312"),
        ({"example": "31/12/2020"}, "2020-03-12"),
        ({"format": "MM-DD-YYYY", "pattern": r"\d{2}-\d{2}-\d{4}"}, "03-12-2020"),
    ],
)
def test_without_a_format_the_pattern_says_how_a_date_is_sent(
    rules: dict[str, Any], sent: str
) -> None:
    assert json_of(made("date", **rules), TYPED) == sent


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"pattern": r"19\d\d-.*"}, "Enter it in the correct format"),
        ({"pattern": "x", "pattern_message": "Use our form"}, "Use our form"),
        ({"max_length": 5}, "It must be 5 characters or less"),
        ({"format": "YYYYMMDD", "min_length": 9}, "It must be 9 characters or more"),
    ],
)
def test_the_text_rules_of_a_date_are_for_what_is_sent(rules: dict[str, Any], message: str) -> None:
    assert refusal(made("date", **rules), TYPED) == message


@pytest.mark.parametrize(
    ("rules", "sent"),
    [
        ({}, "2020-03"),
        ({"format": "MM/YYYY"}, "03/2020"),
        ({"format": "%Y%m"}, "202003"),
        ({"pattern": r"\d{2}-\d{4}"}, "03-2020"),
    ],
)
def test_a_month_has_formats_of_its_own(rules: dict[str, Any], sent: str) -> None:
    assert json_of(made("month", **rules), TYPED) == sent


def inputs(field: forms.Field, value: Any) -> dict[str, str]:
    assert hasattr(field.widget, "decompress")
    return dict(field.widget.decompress(value))


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("DD/MM/YYYY", "12/03/2020"),
        ("DD/MM/YYYY", "2020-03-12"),
        ("MM/DD/YYYY", "03/12/2020"),
        ("YYYYMMDD", 20200312),
        ("unix", 1583971200),
        ("timestamp", "1583971200"),
        ("date-time", "2020-03-12T23:30:00+02:00"),
        ("", "2020-03-12T00:00:00Z"),
        ("", date(2020, 3, 12)),
    ],
)
def test_a_default_in_the_format_of_the_schema_fills_the_inputs(name: str, default: Any) -> None:
    assert inputs(made("date", format=name), default) == day("12", "03", "2020")


@pytest.mark.parametrize("default", [None, "", [], {}, True, 1.5, 10**400])
@pytest.mark.parametrize("name", ["", "DD/MM/YYYY", "unix", "date-time"])
def test_a_default_that_is_no_date_leaves_them_blank(name: str, default: Any) -> None:
    assert inputs(made("date", format=name), default) == {}


@pytest.mark.parametrize(
    ("default", "shown"),
    [
        ("2020-13-45", day("45", "13", "2020")),
        ("31/02/2020", {"year": "31/02/2020"}),
        ("tomorrow", {"year": "tomorrow"}),
    ],
)
def test_text_that_is_no_date_is_shown_to_be_corrected(default: str, shown: Any) -> None:
    assert inputs(made("date", format="DD/MM/YYYY"), default) == shown


@given(st.dates(date(1000, 1, 1)), st.sampled_from(DATES))
def test_what_is_written_is_read_back(value: date, form: str) -> None:
    found = read(form, write(form, value))

    assert found is not None
    assert (found.year, found.month, found.day) == (value.year, value.month, value.day)


@pytest.mark.parametrize("form", [*DATES, *MONTHS, *DATE_TIMES[1:], UNIX])
@pytest.mark.parametrize("text", ["", "x", "{year}", "\uff12\uff10\uff12\uff10-03-12", "99999999"])
def test_other_text_is_not_read(form: str, text: str) -> None:
    assert read(form, text) is None or form == UNIX


def test_a_format_has_each_part_once() -> None:
    assert named("DD/MM/YYYY", ("month", "year")) == ""
    assert named("MM/YYYY", ("day", "month", "year")) == ""
    assert named("DD/DD/YYYY", ("day", "month", "year")) == ""


def test_how_a_date_is_sent_is_found_once() -> None:
    formats.chosen.cache_clear()

    for _ in range(3):
        made("date", pattern=r"\d{2}/\d{2}/\d{4}")

    assert formats.chosen.cache_info().misses == 1
