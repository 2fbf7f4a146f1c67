"""A moment (a date and a time, in the operator's time zone) and a time of day."""

import re
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from . import formats, wording
from .dates import DATE, DateField, parse_limit
from .fields import FieldSpec
from .rules import Rules, problem

# 14:30, 14.30, 14h30, 2:30pm, 2 p.m.
TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?)?"
    r"\s*(?:(?P<half>[ap])\.?m\.?)?",
    re.IGNORECASE,
)
NOON = 12


class DateTimeField(DateField):
    """Cleans to an aware `datetime`."""

    parts: tuple[str, ...] = (*DATE, "time")
    known = formats.DATE_TIMES

    def to_python(self, value: Any) -> datetime | None:
        day = super().to_python(value)
        if day is None:
            return None
        clock = parse_time(value["time"])
        moment = clock and _moment(day, clock)
        if not moment:
            raise ValidationError(wording.not_a_time(self.spec.label), "unreal")
        return moment

    def limit(self, text: str | None, *, last: bool) -> date | None:
        found = parse_limit(text, self.wire_format, last=last)
        if isinstance(found, datetime) and timezone.is_naive(found):
            return timezone.make_aware(found)
        return found

    def comparable(self, value: date, limit: date) -> date:
        if isinstance(value, datetime) and not isinstance(limit, datetime):
            return value.date()
        return value


class TimeField(forms.CharField):
    """Cleans to a `time`; its text rules are for what is sent."""

    def __init__(self, spec: FieldSpec, **kwargs: Any) -> None:
        self.spec = spec
        self.wire_format = formats.chosen(formats.TIMES, Rules.of(spec), "")
        super().__init__(
            label=spec.label,
            required=spec.required,
            error_messages={"required": wording.enter(spec.label)},
            **kwargs,
        )

    def clean(self, value: Any) -> time | None:
        entered = super().clean(value)
        if not entered:
            return None
        clock = parse_time(entered)
        message = problem(self.spec, str(self.sent(clock))) if clock else ""
        if clock is None or message:
            raise ValidationError(message or wording.not_a_time(self.spec.label), "rule")
        return clock

    def sent(self, value: time) -> str | int:
        """The answer as the provider's JSON has it."""
        return formats.write(self.wire_format, value)


def parse_time(entered: str) -> time | None:
    """The time as people write it; a bare number of hours is none."""
    found = TIME.fullmatch(entered.strip())
    if not found or not (found["minute"] or found["half"]):
        return None
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if found["half"].lower() == "p" else 0)
    try:
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        return None


def _moment(day: date, clock: time) -> datetime | None:
    """None in the hour that a change of clocks leaves out."""
    entered = datetime.combine(day, clock)
    try:
        moment = timezone.make_aware(entered)
        real = timezone.make_naive(moment.astimezone(UTC)) == entered
    except OverflowError:
        return None
    return moment if real else None
