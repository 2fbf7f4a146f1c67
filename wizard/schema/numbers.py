"""Numbers as people write them, exact, under the limits of the spec."""

import operator
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import regex
from django import forms
from django.core.exceptions import ValidationError

from . import wording
from .fields import FieldSpec
from .iso import currency_codes

MAX_ENTERED = 100  # characters
MAX_DIGITS = 30
FLOAT_DIGITS = 15  # that JSON's numbers keep whatever the number
# Signs of a currency that are no symbols of Unicode's.
WORDS = r"kr|zł|Kč|Ft|Fr|лв"
SIGNS = regex.compile(rf"\p{{Lu}}{{0,3}}\p{{Sc}}|(?<=\d\s*)(?:{WORDS})\.?\s*$|[\s%'’]")
CODE = regex.compile(r"^\s*([A-Za-z]{3})\s*(?=[-+.,\d])|(?<=[.,\d]\s*)([A-Za-z]{3})\s*$")


class NumberField(forms.Field):
    """An exact Decimal (or int), from text with spaces, thousands separators or a decimal comma."""

    def __init__(self, spec: FieldSpec, *, whole: bool, **kwargs: Any) -> None:
        self.spec, self.whole = spec, whole
        messages = {"required": wording.enter(spec.label)}
        super().__init__(
            label=spec.label, required=spec.required, error_messages=messages, **kwargs
        )

    def to_python(self, value: Any) -> Decimal | int | None:
        entered = plain_number(str(value)) if value is not None else ""
        if not entered:
            return None
        label = self.spec.label
        try:
            number = Decimal(entered)
        except InvalidOperation:
            raise ValidationError(wording.not_a_number(label), "number") from None
        if not number.is_finite() or number.adjusted() > MAX_DIGITS:
            raise ValidationError(wording.not_a_number(label), "number")
        fraction = number != number.to_integral_value()
        if self.whole and fraction:
            raise ValidationError(wording.not_whole(label), "whole")
        if fraction and Decimal(repr(float(number))) != number:  # JSON would carry another number
            raise ValidationError(wording.too_many_digits(label, FLOAT_DIGITS), "digits")
        return int(number) if self.whole else number

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        for name, breaks, say in LIMITS:
            limit = _limit(getattr(self.spec, name))
            if limit is not None and breaks(value, limit):
                raise ValidationError(say(self.spec.label, getattr(self.spec, name)), name)


def _no_multiple(value: Decimal | int, step: Decimal) -> bool:
    if step <= 0 or abs(step.adjusted()) > MAX_DIGITS:
        return False
    return Fraction(value) % Fraction(step) != 0


LIMITS: tuple[tuple[str, Callable[[Any, Decimal], bool], Callable[[str, object], str]], ...] = (
    ("minimum", operator.lt, wording.too_small),
    ("above", operator.le, wording.not_above),
    ("maximum", operator.gt, wording.too_large),
    ("below", operator.ge, wording.not_below),
    ("multiple_of", _no_multiple, wording.not_a_multiple),
)


def plain_number(entered: str) -> str:
    """`1 234,56`, `1,234.56`, `£12`, `12 EUR` and `7 %` as Decimal reads them."""
    entered = " ".join(entered.split())
    if len(entered) > MAX_ENTERED:
        return "?"
    text = SIGNS.sub("", CODE.sub(_without_code, entered))
    if "_" in text:  # Decimal would pass over it
        return "?"
    if "," in text and "." in text:
        thousands, point = (",", ".") if text.rindex(".") > text.rindex(",") else (".", ",")
        whole, _, decimals = text.rpartition(point)
        if not regex.fullmatch(rf"[-+]?\d{{1,3}}(\{thousands}\d{{3}})+", whole):
            return "?"
        return f"{whole.replace(thousands, '')}.{decimals}"
    if regex.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3})+", text):
        return str(text.replace(",", ""))
    return str(text.replace(",", "."))


def _without_code(found: Any) -> str:
    """A currency's code goes; other letters stay: `5 MIO` is not 5."""
    code = (found[1] or found[2]).upper()
    return "" if code in currency_codes() else found[0]


def _limit(text: str | None) -> Decimal | None:
    try:
        limit = Decimal(text or "")
    except InvalidOperation:
        return None
    return limit if limit.is_finite() else None
