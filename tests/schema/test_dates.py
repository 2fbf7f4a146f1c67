"""Dates are typed as people know them and cleaned to dates or months."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schema.build import (
    Page,
    date_entries,
    day,
    error,
    field_of,
    filled,
    made,
    refusal,
)
from wizard.schema.dates import DateWidget, long_date, long_month, parse_iso

MONTH = DateWidget(("month", "year"))


def entered(day: str, month: str, year: str, **rules: Any) -> Any:
    return filled(field_of("born", "date", **rules), **date_entries("born", day, month, year))


def month_form(month: str, year: str, **rules: Any) -> Any:
    return filled(field_of("since", "month", **rules), since_month=month, since_year=year)


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("12", "3", "2020"),
        ("12", "03", "2020"),
        (" 12 ", " 3 ", " 2020 "),
        ("12", "March", "2020"),
        ("12", "MARCH", "2020"),
        ("12", "mar", "2020"),
        ("12", "Mar.", "2020"),
        ("012", "3", "2020"),
        ("\uff11\uff12", "\uff13", "\uff12\uff10\uff12\uff10"),
    ],
)
def test_a_date_is_read_as_people_write_it(day: str, month: str, year: str) -> None:
    form = entered(day, month, year)

    assert form.is_valid()
    assert form.cleaned_data["born"] == date(2020, 3, 12)
    assert form.payload() == {"born": "2020-03-12"}


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("31", "2", "2020"),
        ("29", "2", "2021"),
        ("0", "1", "2020"),
        ("1", "13", "2020"),
        ("1", "0", "2020"),
        ("1", "1", "20"),
        ("1", "1", "999"),
        ("1", "1", "10000"),
        ("-1", "1", "2020"),
        ("1", "Brumaire", "2020"),
        ("one", "1", "2020"),
        ("1.5", "1", "2020"),
        ("²", "1", "2020"),
        ("1\x00", "1", "2020"),
        ("1", "1", "9" * 5000),
        ("99999999999999999999", "1", "2020"),
        ("1", "99999999999999999999", "2020"),
    ],
)
def test_what_is_no_date_gets_one_message(day: str, month: str, year: str) -> None:
    assert error(entered(day, month, year), "born") == "Born must be a real date"


@pytest.mark.parametrize(
    ("day", "month", "year", "message"),
    [
        ("", "3", "2020", "Born must include a day"),
        ("12", "", "2020", "Born must include a month"),
        ("12", "3", "", "Born must include a year"),
        ("", "", "2020", "Born must include a day and month"),
        ("x", "", "", "Born must include a month and year"),
    ],
)
def test_a_part_that_is_missing_is_named(day: str, month: str, year: str, message: str) -> None:
    assert error(entered(day, month, year), "born") == message
    assert error(entered(day, month, year, required=True), "born") == message


def test_a_blank_date_is_an_answer_only_where_it_is_optional() -> None:
    form = entered("", " ", "")

    assert form.is_valid()
    assert form.payload() == {}
    assert error(entered("", " ", "", required=True), "born") == "Enter born"


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"min": "2020-03-12"}, ""),
        ({"max": "2020-03-12"}, ""),
        ({"min": "2020-03-13"}, "Born must be on or after 13 March 2020"),
        ({"max": "2020-03-11"}, "Born must be on or before 11 March 2020"),
        ({"min": "soon", "max": "never"}, ""),
        ({"min": 5, "max": False}, ""),
        ({"max": "2020-03"}, ""),
        ({"min": "2020-03", "max": "2020-03"}, ""),
        ({"max": "2020-03-01T00:00:00Z"}, "Born must be on or before 1 March 2020"),
    ],
)
def test_a_date_stays_within_its_limits(rules: dict[str, Any], message: str) -> None:
    assert error(entered("12", "3", "2020", **rules), "born") == message


def test_a_limit_can_be_today() -> None:
    today = date.today()  # noqa: DTZ011  # as the code under test reads it
    tomorrow = today + timedelta(days=1)
    now = (str(today.day), str(today.month), str(today.year))
    later = (str(tomorrow.day), str(tomorrow.month), str(tomorrow.year))

    assert not error(entered(*now, max="today"), "born")
    assert error(entered(*later, max="today"), "born") == "Born must be today or in the past"
    assert not error(entered(*later, min="today"), "born")
    assert refusal(made("date", maximum="now"), day(*later)) == "It must be today or in the past"
    assert refusal(made("date", minimum="today"), day("1", "1", "2020")) == (
        "It must be today or in the future"
    )
    assert refusal(made("date", above="today"), day(*now)) == "It must be in the future"
    assert refusal(made("date", below="today"), day(*now)) == "It must be in the past"


@pytest.mark.parametrize(("month", "year"), [("3", "2020"), ("March", "2020"), ("03", "2020")])
def test_a_month_is_cleaned_to_year_and_month(month: str, year: str) -> None:
    form = month_form(month, year)

    assert form.is_valid()
    assert form.payload() == {"since": "2020-03"}


@pytest.mark.parametrize(
    ("month", "year", "message"),
    [
        ("13", "2020", "Since must be a real date"),
        ("", "2020", "Since must include a month"),
        ("3", "20", "Since must be a real date"),
    ],
)
def test_a_month_has_the_messages_of_a_date(month: str, year: str, message: str) -> None:
    assert error(month_form(month, year), "since") == message


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"min": "2020-03"}, ""),
        ({"max": "2020-03"}, ""),
        ({"min": "2020-04"}, "minimum"),
        ({"max": "2020-02"}, "maximum"),
    ],
)
def test_a_month_stays_within_its_limits(rules: dict[str, Any], code: str) -> None:
    form = month_form("3", "2020", **rules)

    form.is_valid()

    found = form.errors.as_data().get("since", [])
    assert [problem.code for problem in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("kind", "rules", "message"),
    [
        ("date", {"above": "2020-03-12"}, "It must be after 12 March 2020"),
        ("date", {"above": "2020-03-11"}, ""),
        ("date", {"above": "2020-03"}, "It must be after 31 March 2020"),
        ("date", {"below": "2020-03-12"}, "It must be before 12 March 2020"),
        ("date", {"below": "2020-03-13"}, ""),
        ("date", {"below": "2020-04"}, ""),
        ("month", {"above": "2020-03"}, "It must be after March 2020"),
        ("month", {"above": "2020-02"}, ""),
        ("month", {"below": "2020-03"}, "It must be before March 2020"),
        ("month", {"minimum": "2020-04"}, "It must be on or after April 2020"),
        ("date", {"format": "DD.MM.YYYY", "minimum": "13.03.2020"}, "It must be on or after 13 M"),
    ],
)
def test_a_limit_may_be_one_that_is_not_allowed_itself(
    kind: str, rules: dict[str, Any], message: str
) -> None:
    found = refusal(made(kind, **rules), day("12", "3", "2020"))

    assert found.startswith(message)
    assert bool(found) is bool(message)


@pytest.mark.parametrize(
    ("language", "month", "number"),
    [
        ("de", "März", 3),
        ("de", "Dez.", 12),
        ("de", "may", 5),
        ("fr", "août", 8),
        ("fr", "AOUT", 8),
        ("pl", "marca", 3),
        ("pl", "marzec", 3),
        ("ru", "марта", 3),
        ("en-gb", "Sept", 9),
    ],
)
def test_months_have_their_names_in_the_language_of_the_operator(
    language: str, month: str, number: int
) -> None:
    with translation.override(language):
        assert made("date").clean(day("1", month, "2020")) == date(2020, number, 1)


def test_the_name_of_a_month_in_another_language_is_none() -> None:
    assert refusal(made("date"), day("1", "März", "2020")) == "It must be a real date"


def test_a_date_is_shown_in_the_language_of_the_operator() -> None:
    with translation.override("de"):
        assert long_date(date(2020, 3, 12)) == "12 März 2020"
        assert long_month("2020-03") == "März 2020"


@pytest.mark.parametrize(
    ("rules", "hint"),
    [
        ({"example": "2020-03-09"}, "For example, 9 3 2020"),
        ({"example": "09/03/2020", "format": "DD/MM/YYYY"}, "For example, 9 3 2020"),
        ({"example": "DD/MM/YYYY"}, ""),
        ({"example": "a Sunday"}, "For example, a Sunday"),
        ({"example": "DD/MM/YYYY", "help": "As registered"}, "As registered"),
    ],
)
def test_the_example_is_shown_as_it_is_typed(rules: dict[str, str], hint: str) -> None:
    assert made("date", **rules).help_text == hint


@given(st.dates(min_value=date(1000, 1, 1)))
@settings(deadline=None, max_examples=100)
def test_every_date_survives_being_shown_and_sent(given_day: date) -> None:
    widget = DateWidget()
    shown = widget.get_context("d", given_day.isoformat(), {})["widget"]["parts"]
    sent = {part["name"]: part["value"] for part in shown}

    assert made("date").clean(widget.value_from_datadict(sent, None, "d")) == given_day
    assert parse_iso(given_day.isoformat()) == given_day
    assert long_date(given_day).endswith(f" {given_day.year}")


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
@settings(deadline=None, max_examples=100)
def test_nothing_typed_raises_anything_but_a_validation_error(d: str, m: str, y: str) -> None:
    try:
        cleaned = made("date").clean({"day": d, "month": m, "year": y})
    except ValidationError as problem:
        cleaned = problem.messages[0]
    assert cleaned


def test_the_inputs_show_what_was_typed_even_where_it_is_wrong() -> None:
    form = entered("31", "Febtober", "20")
    page = Page(str(form["born"]))

    assert [each["value"] for each in page.all("input")] == ["31", "Febtober", "20"]
    assert [each["aria-invalid"] for each in page.all("input")] == ["true"] * 3


def test_a_date_is_omitted_only_when_none_of_its_inputs_was_sent() -> None:
    assert DateWidget().value_omitted_from_data({"other": "1"}, None, "born")
    assert not DateWidget().value_omitted_from_data({"born_year": ""}, None, "born")
    assert MONTH.names("born") == ["born_month", "born_year"]
    assert MONTH.id_for_label("id_born") == "id_born_month"


@pytest.mark.parametrize("value", [None, "", "2020-13-45", "20200101", "yesterday"])
def test_a_limit_that_is_no_iso_date_is_no_limit_or_a_date(value: str | None) -> None:
    assert parse_iso(value) in {None, date(2020, 1, 1)}
