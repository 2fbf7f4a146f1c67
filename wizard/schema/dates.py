"""A date or a month asked for in separate text inputs, as people know them.

One widget for all shapes; month names are accepted ("12 March 2020", "mar"), in English and in the
operator's language. The answer is a `date`; `sent` writes it as the schema has it.
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT, MONTHS_AP
from django.utils.formats import date_format

from . import formats, wording
from .fields import FieldSpec
from .iso import folded
from .rules import Rules, problem

DATE, MONTH = ("day", "month", "year"), ("month", "year")
LABELS = {"time": "Time, for example 14:30"}
OLDEST, YOUNGEST = 1000, 9999
ISO_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
NOW = {"today", "now"}


class DateWidget(forms.Widget):
    """Text inputs for day, month and year (or some of them), and a time."""

    template_name = "wizard/widgets/date.html"
    use_fieldset = True

    def __init__(
        self,
        parts: tuple[str, ...] = DATE,
        wire_format: str = formats.DATES[0],
        tokens: Mapping[str, str] | None = None,
    ) -> None:
        """`wire_format`: how a default is written; `tokens`: autocomplete by part."""
        super().__init__()
        self.parts, self.wire_format, self.tokens = parts, wire_format, tokens or {}

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_{self.parts[0]}" if id_ and index is None else ""

    def value_from_datadict(
        self,
        data: Mapping[str, Any],
        files: Any,  # noqa: ARG002
        name: str,
    ) -> dict[str, str] | None:
        entered = {part: str(data.get(f"{name}_{part}") or "").strip() for part in self.parts}
        return entered if any(entered.values()) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002
        return not any(f"{name}_{part}" in data for part in self.parts)

    def names(self, name: str) -> list[str]:
        return [f"{name}_{part}" for part in self.parts]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        entered = value if isinstance(value, dict) else self.decompress(value)
        context["widget"]["invalid"] = bool(context["widget"]["attrs"].get("aria-invalid"))
        context["widget"]["redraw"] = bool(context["widget"]["attrs"].get("data-redraw"))
        context["widget"]["parts"] = [
            {
                "part": part,
                "label": LABELS.get(part, part.capitalize()),
                "name": f"{name}_{part}",
                "id": f"{context['widget']['attrs'].get('id', name)}_{part}",
                "value": entered.get(part, ""),
                "numeric": part in {"day", "year"},
                "autocomplete": self.tokens.get(part, "off"),
            }
            for part in self.parts
        ]
        return context

    def decompress(self, value: Any) -> dict[str, str]:
        """The inputs for a date as the schema has it, or in ISO 8601."""
        shown = value if isinstance(value, date) else formats.parse(value, self.wire_format)
        if shown is None:  # text is shown all the same, so that somebody corrects it
            numbers = value.split("-") if isinstance(value, str) and value else ()
            return dict(zip(("year", "month", "day"), numbers, strict=False))
        if isinstance(shown, datetime) and shown.tzinfo and "time" in self.parts:
            shown = timezone.localtime(shown)
        time = clock(shown) if isinstance(shown, datetime) else ""
        inputs = {"day": f"{shown:%d}", "month": f"{shown:%m}", "year": f"{shown:%Y}"}
        return {part: (inputs | {"time": time})[part] for part in self.parts}


class DateField(forms.Field):
    """Cleans to a `date` under the limits of the spec; its text rules are for what is sent."""

    widget: DateWidget
    parts: tuple[str, ...] = DATE
    known: tuple[str, ...] = formats.DATES

    def __init__(self, spec: FieldSpec, tokens: Mapping[str, str] | None = None) -> None:
        self.spec = spec
        self.wire_format = formats.named(spec.format, self.parts) or formats.chosen(
            self.known, Rules.of(spec), spec.example
        )
        super().__init__(
            label=spec.label,
            required=spec.required,
            widget=DateWidget(self.parts, self.wire_format, tokens),
            error_messages={"required": wording.enter(spec.label)},
        )

    @property
    def example(self) -> str:
        """The schema's example as it is typed here; a format's name is none beside the inputs."""
        if formats.named(self.spec.example, self.parts):
            return ""
        if not formats.parse(self.spec.example, self.wire_format):
            return self.spec.example
        typed = self.widget.decompress(self.spec.example).values()
        return " ".join(part.removeprefix("0") for part in typed)

    def to_python(self, value: Any) -> date | None:
        if not value:
            return None
        entered = dict(value)
        missing = [part for part in self.parts if not entered.get(part)]
        if missing:
            raise ValidationError(wording.incomplete_date(self.spec.label, missing), "incomplete")
        try:
            year, month = int(entered["year"]), month_number(entered["month"])
            if not OLDEST <= year <= YOUNGEST:
                raise ValueError
            return date(year, month, int(entered.get("day", "1")))
        except (ValueError, OverflowError):
            raise ValidationError(wording.not_a_date(self.spec.label), "unreal") from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        for name, last, breaks, say in LIMITS:
            text = getattr(self.spec, name)
            limit = self.limit(text, last=last)
            if limit and breaks(self.comparable(value, limit), limit):
                words = wording.TODAY if text in NOW else self.words(limit)
                raise ValidationError(say(self.spec.label, words), name)
        message = problem(self.spec, str(formats.write(self.wire_format, value)))
        if message:
            raise ValidationError(message, "rule")

    def limit(self, text: str | None, *, last: bool) -> date | None:
        """A limit of the schema: a date, a month (its first or `last` day), or `today`."""
        found = parse_limit(text, self.wire_format, last=last)
        return found.date() if isinstance(found, datetime) else found

    def comparable(self, value: date, limit: date) -> date:  # noqa: ARG002  # of a time, it matters
        return value

    def words(self, limit: date) -> str:
        return long_date(limit)

    def sent(self, value: Any) -> str | int:
        """The answer as the provider's JSON has it."""
        return formats.write(self.wire_format, value)


class MonthField(DateField):
    """Cleans to "YYYY-MM"."""

    parts = MONTH
    known = formats.MONTHS

    def clean(self, value: Any) -> str | None:
        cleaned = super().clean(value)
        return f"{cleaned:%Y-%m}" if cleaned else None

    def limit(self, text: str | None, *, last: bool) -> date | None:
        found = super().limit(text, last=last)
        return found if found is None or last else found.replace(day=1)

    def words(self, limit: date) -> str:
        return date_format(limit, "YEAR_MONTH_FORMAT")

    def sent(self, value: Any) -> str | int:
        return super().sent(date.fromisoformat(f"{value}-01"))


LIMITS: tuple[tuple[str, bool, Callable[[Any, Any], bool], Callable[[str, str], str]], ...] = (
    ("minimum", False, operator.lt, wording.too_early),
    ("above", True, operator.le, wording.not_after),
    ("maximum", True, operator.gt, wording.too_late),
    ("below", False, operator.ge, wording.not_before),
)


def month_number(entered: str) -> int:
    """Raises ValueError for what is neither a number nor a month's name."""
    return _months(translation.get_language() or "").get(_name(entered)) or int(entered)


@lru_cache(32)
def _months(language: str) -> dict[str, int]:
    """Month by name, long and short, in that language and in English."""
    named: dict[str, int] = {}
    for each in ("en", language):
        with translation.override(each or None):
            for names in (MONTHS, MONTHS_ALT, MONTHS_AP, MONTHS_3):
                named |= {_name(str(name)): number for number, name in names.items()}
    return named


def _name(entered: str) -> str:
    """Without case, accents and the full stop of an abbreviation."""
    return folded(entered.strip().rstrip("."))


def long_date(value: date) -> str:
    """12 March 2020, or as the operator's language has it; a moment has its time as well."""
    day = date_format(value, "j E Y")
    return f"{day}, {clock(value)}" if isinstance(value, datetime) else day


def clock(moment: datetime) -> str:
    """The time of day; its seconds only where there are any."""
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def long_month(value: str) -> str:
    """ "2020-03" as "March 2020"."""
    return date_format(date.fromisoformat(f"{value}-01"), "YEAR_MONTH_FORMAT")


def parse_iso(value: str | None) -> date | None:
    """The date in "2020-03-12"; None for anything else, such as a number of eight digits."""
    return formats.read(formats.DATES[0], value)


def parse_limit(text: str | None, form: str, *, last: bool = False) -> date | None:
    """A limit of a schema, in its own format or ISO 8601; `today` is the operator's."""
    if text in NOW:
        return timezone.localdate()
    if text and ISO_MONTH.fullmatch(text):
        month = formats.parse(f"{text}-01")
        following = month and (month + timedelta(days=31)).replace(day=1)
        return following - timedelta(days=1) if last and following else month
    return formats.parse(text, form)
