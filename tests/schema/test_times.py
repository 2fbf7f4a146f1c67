"""Moments are typed as a date and a time of the operator's clock; times as people write them."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.schema.build import Page, blank, day, field_of, json_of, made, refusal
from tests.schema.test_formats import inputs
from wizard.schema.dates import long_date


@pytest.mark.parametrize(
    ("entered", "sent"),
    [
        ("14:30", "14:30:00"),
        ("14.30", "14:30:00"),
        ("14h30", "14:30:00"),
        ("2:30pm", "14:30:00"),
        ("2.30 p.m.", "14:30:00"),
        (" 2 PM ", "14:00:00"),
        ("12am", "00:00:00"),
        ("12:05 pm", "12:05:00"),
        ("09:05:07", "09:05:07"),
        ("9:05", "09:05:00"),
        ("0:00", "00:00:00"),
    ],
)
def test_a_time_is_read_as_people_write_it(entered: str, sent: str) -> None:
    assert json_of(made("time"), entered) == sent


@pytest.mark.parametrize(
    "entered", ["14", "25:00", "14:60", "13pm", "0am", "noonish", "1:2", "-1:00"]
)
def test_what_is_no_time_gets_one_message(entered: str) -> None:
    message = "It must be a real time, like 14:30"

    assert refusal(made("time"), entered) == message
    assert refusal(made("datetime"), day("1", "1", "2020", time=entered)) == message


def test_a_blank_time_is_an_answer_only_where_it_is_optional() -> None:
    assert made("time").clean(" ") is None
    assert refusal(made("time", required=True), " ") == "Enter it"


@pytest.mark.parametrize(
    ("rules", "sent"),
    [({"pattern": r"\d\d:\d\d"}, "14:30"), ({"max_length": 5}, "14:30"), ({}, "14:30:00")],
)
def test_the_rules_say_whether_a_time_has_seconds(rules: dict[str, Any], sent: str) -> None:
    assert json_of(made("time", **rules), "2:30pm") == sent


def test_the_text_rules_of_a_time_are_for_what_is_sent() -> None:
    wrong = refusal(made("time", pattern="0.*", pattern_message="In the morning"), "14:30")

    assert wrong == "In the morning"


# -- moments --------------------------------------------------------------------------------------

TYPED = day("12", "3", "2020", time="2:30pm")


@pytest.mark.parametrize(
    ("zone", "sent"),
    [
        ("UTC", "2020-03-12T14:30:00+00:00"),
        ("Asia/Kolkata", "2020-03-12T14:30:00+05:30"),
        ("America/New_York", "2020-03-12T14:30:00-04:00"),
    ],
)
def test_a_moment_is_sent_with_the_offset_of_the_operator(zone: str, sent: str) -> None:
    with timezone.override(zone):
        assert json_of(made("datetime"), TYPED) == sent


@pytest.mark.parametrize(
    ("rules", "sent"),
    [
        ({"format": "unix"}, 1584003600),
        ({"format": "date-time"}, "2020-03-12T14:30:00+05:30"),
        ({"pattern": ".*Z"}, "2020-03-12T09:00:00Z"),
        ({"pattern": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"}, "2020-03-12 14:30:00"),
    ],
)
def test_a_moment_is_sent_in_the_format_of_the_schema(rules: dict[str, Any], sent: Any) -> None:
    with timezone.override("Asia/Kolkata"):
        assert json_of(made("datetime", **rules), TYPED) == sent


def test_an_offset_of_old_has_no_seconds() -> None:
    with timezone.override("Europe/London"):  # 1 minute and 15 seconds behind, until 1847
        sent = json_of(made("datetime"), day("1", "1", "1800", time="12:00"))

    assert sent == "1800-01-01T12:01:15+00:00"


def test_an_hour_that_the_clocks_leave_out_is_no_time() -> None:
    with timezone.override("Europe/London"):
        wrong = refusal(made("datetime"), day("29", "3", "2020", time="1:30"))

    assert wrong == "It must be a real time, like 14:30"


@pytest.mark.parametrize("year", ["1000", "9999"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_ends_of_the_calendar_do_not_raise(zone: str, year: str) -> None:
    with timezone.override(zone):
        refusal(made("datetime", format="unix"), day("31", "12", year, time="23:59"))
        refusal(made("datetime", pattern=".*Z"), day("1", "1", year, time="0:00"))


@pytest.mark.parametrize(
    ("entered", "message"),
    [
        (day("12", "3", "2020", time=""), "It must include a time"),
        (day("", "3", "", time=""), "It must include a day, year and time"),
        (day("31", "2", "2020", time="14:30"), "It must be a real date"),
    ],
)
def test_a_part_of_a_moment_that_is_missing_is_named(entered: Any, message: str) -> None:
    assert refusal(made("datetime"), entered) == message


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"minimum": "2020-03-12"}, ""),
        ({"maximum": "2020-03-12"}, ""),
        ({"minimum": "2020-03-13"}, "It must be on or after 13 March 2020"),
        ({"minimum": "2020-03-12T15:00:00Z"}, "It must be on or after 12 March 2020, 15:00"),
        ({"below": "2020-03-12T14:30:00"}, "It must be before 12 March 2020, 14:30"),
        ({"above": "2020-03-12T14:29:59+00:00"}, ""),
        ({"above": "today"}, "It must be in the future"),
    ],
)
def test_a_moment_stays_within_its_limits(rules: dict[str, Any], message: str) -> None:
    assert refusal(made("datetime", **rules), TYPED) == message


def test_a_default_is_shown_on_the_operators_clock() -> None:
    shown = day("12", "03", "2020", time="20:00")

    with timezone.override("Asia/Kolkata"):
        assert inputs(made("datetime"), "2020-03-12T14:30:00Z") == shown
        assert inputs(made("datetime", format="unix"), 1584023400) == shown
        assert inputs(made("datetime"), "2020-03-12") == {**shown, "day": "12", "time": ""}


def test_the_seconds_of_a_moment_are_shown_and_go_out_again() -> None:
    it = made("datetime")

    with timezone.override("UTC"):
        shown = inputs(it, "2020-01-01T10:00:30Z")
        assert shown == {"day": "01", "month": "01", "year": "2020", "time": "10:00:30"}
        entered = day("01", "01", "2020", time=shown["time"])
        assert json_of(it, entered) == "2020-01-01T10:00:30+00:00"
    assert long_date(datetime(2020, 1, 1, 10, 0, 30, tzinfo=UTC)) == "1 January 2020, 10:00:30"


def test_a_moment_is_shown_with_its_time() -> None:
    assert long_date(datetime(2020, 3, 12, 9, 5, tzinfo=UTC)) == "12 March 2020, 09:05"
    assert made("datetime").clean(TYPED) == datetime(2020, 3, 12, 14, 30, tzinfo=ZoneInfo("UTC"))
    assert made("time").clean("0:00") == time(0)


def test_a_moment_has_four_labelled_inputs() -> None:
    page = Page(str(blank(field_of(kind="datetime"))["it"]))

    labels = {label["for"]: label.text for label in page.all("label")}
    assert [labels[each["id"]] for each in page.all("input")] == [
        "Day",
        "Month",
        "Year",
        "Time, for example 14:30",
    ]
    assert [each["inputmode"] for each in page.all("input")] == ["numeric", "", "numeric", ""]
