"""A date, a month or a year asked for in separate text inputs, as people know them.

One widget and one field for both shapes; month names are accepted ("12 March 2020", "mar").
"""

import calendar
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from . import wording

MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
OLDEST, YOUNGEST = 1000, 9999
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
ISO_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


class DateWidget(forms.Widget):
    """Text inputs for day, month and year (or month and year)."""

    template_name = "wizard/widgets/date.html"
    use_fieldset = True

    def __init__(self, parts: tuple[str, ...] = ("day", "month", "year")) -> None:
        super().__init__()
        self.parts = parts

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
                "label": part.capitalize(),
                "name": f"{name}_{part}",
                "id": f"{context['widget']['attrs'].get('id', name)}_{part}",
                "value": entered.get(part, ""),
                "numeric": part != "month",
            }
            for part in self.parts
        ]
        return context

    def decompress(self, value: Any) -> dict[str, str]:
        """The inputs for an ISO date ("2020-03-12") or month ("2020-03")."""
        numbers = str(value or "").split("-")
        return dict(zip(("year", "month", "day"), numbers, strict=False)) if value else {}


class DateField(forms.Field):
    """Cleans to a `date`, or to "YYYY-MM" where the widget asks for no day."""

    widget: DateWidget

    def __init__(
        self, *, label: str, minimum: date | None = None, maximum: date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label=label, **kwargs)
        monthly = "day" not in self.widget.parts
        self.minimum = minimum.replace(day=1) if minimum and monthly else minimum
        self.maximum = maximum

    def to_python(self, value: Any) -> date | None:
        if not value:
            return None
        label = str(self.label)
        parts = self.widget.parts
        entered = dict(value)
        missing = [part for part in parts if not entered.get(part)]
        if missing:
            raise ValidationError(wording.incomplete_date(label, missing), "incomplete")
        try:
            year, month = int(entered["year"]), _month(entered["month"])
            if not OLDEST <= year <= YOUNGEST:
                raise ValueError
            return date(year, month, int(entered.get("day", "1")))
        except (ValueError, OverflowError):
            raise ValidationError(wording.not_a_date(label), "unreal") from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        label = str(self.label)
        if self.minimum and value < self.minimum:
            raise ValidationError(wording.too_early(label, long_date(self.minimum)), "too_early")
        if self.maximum and value > self.maximum:
            raise ValidationError(wording.too_late(label, long_date(self.maximum)), "too_late")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned is not None and "day" not in self.widget.parts:
            return f"{cleaned:%Y-%m}"
        return cleaned


def _month(entered: str) -> int:
    return MONTHS.get(entered.lower().rstrip(".")) or int(entered)


def long_date(value: date) -> str:
    return f"{value.day} {calendar.month_name[value.month]} {value.year}"


def long_month(value: str) -> str:
    """ "2020-03" as "March 2020"."""
    year, month = value.split("-")
    return f"{calendar.month_name[int(month)]} {year}"


def parse_iso(value: str | None) -> date | None:
    """The date in "2020-03-12"; None for anything else, such as a number of eight digits."""
    try:
        return date.fromisoformat(value) if value and ISO_DATE.fullmatch(value) else None
    except ValueError:
        return None


def limit(value: str | None) -> date | None:
    """A limit from a schema: an ISO date or month, or `today` as the operator's calendar has it."""
    if value and ISO_MONTH.fullmatch(value):
        value += "-01"
    return timezone.localdate() if value == "today" else parse_iso(value)
