"""Text and number fields that hold an entry to the rules of its spec."""

import logging
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import regex
from django import forms
from django.core.exceptions import ValidationError

from . import wording
from .fields import FieldSpec

logger = logging.getLogger(__name__)

MAX_PATTERN = 1000
PATTERN_SECONDS = 0.05
MAX_DIGITS = 30
SEPARATORS = str.maketrans("", "", " -.\u00a0\u2009\u202f")


class TextField(forms.CharField):
    """Text under the spec's rules, with one message for each rule."""

    def __init__(self, spec: FieldSpec, **kwargs: Any) -> None:
        self.spec = spec
        kwargs.setdefault("error_messages", {"required": wording.enter(spec.label)})
        super().__init__(label=spec.label, required=spec.required, **kwargs)

    def to_python(self, value: Any) -> str:
        """The text as entered, or without separators where only that fits the pattern."""
        entered = super().to_python(value) or ""
        compact = entered.translate(SEPARATORS)
        if entered and self.spec.pattern and self.problem(entered) and not self.problem(compact):
            return compact
        return entered

    def validate(self, value: Any) -> None:
        super().validate(value)
        problem = self.problem(value) if value else ""
        if problem:
            raise ValidationError(problem, "rule")

    def problem(self, value: str) -> str:
        """What is wrong with a value under the spec's rules, or nothing."""
        spec = self.spec
        if spec.max_length is not None and len(value) > spec.max_length:
            return wording.too_long(spec.label, spec.max_length)
        if spec.min_length is not None and len(value) < spec.min_length:
            return wording.too_short(spec.label, spec.min_length)
        if spec.pattern and not matches(spec.pattern, value):
            return spec.pattern_message or wording.wrong_format(spec.label, spec.example)
        return ""


def matches(pattern: str, value: str) -> bool:
    """Whether the whole value fits a provider's pattern.

    The pattern is untrusted: one that does not compile, or takes too long, is the provider's to
    judge, so the value passes here.
    """
    compiled = compile_pattern(pattern)
    if compiled is None:
        return True
    try:
        return compiled.fullmatch(value, timeout=PATTERN_SECONDS) is not None
    except TimeoutError:
        logger.warning(
            "a pattern took longer than %s s and is left to the provider", PATTERN_SECONDS
        )
        return True


@lru_cache(1024)
def compile_pattern(pattern: str) -> Any:
    try:
        return regex.compile(pattern) if len(pattern) <= MAX_PATTERN else None
    except (regex.error, RecursionError, ValueError, OverflowError):
        return None


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
        try:
            number = Decimal(entered)
        except InvalidOperation:
            raise ValidationError(wording.not_a_number(self.spec.label), "number") from None
        if not _can_be_sent(number):
            raise ValidationError(wording.not_a_number(self.spec.label), "number")
        if self.whole and number != number.to_integral_value():
            raise ValidationError(wording.not_whole(self.spec.label), "whole")
        return int(number) if self.whole else number

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        low, high = _limit(self.spec.minimum), _limit(self.spec.maximum)
        if low is not None and value < low:
            raise ValidationError(wording.too_small(self.spec.label, self.spec.minimum), "min")
        if high is not None and value > high:
            raise ValidationError(wording.too_large(self.spec.label, self.spec.maximum), "max")


def _can_be_sent(number: Decimal) -> bool:
    """Whether JSON carries the very number: fractions have the precision of a float there."""
    if not number.is_finite() or number.adjusted() > MAX_DIGITS:
        return False
    return number == number.to_integral_value() or Decimal(repr(float(number))) == number


def plain_number(entered: str) -> str:
    """`1 234,56`, `1,234.56`, `£12` and `7 %` as Decimal reads them."""
    text = regex.sub(r"\p{Lu}{0,3}\p{Sc}|[\s%'’]", "", entered)
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


def _limit(text: str | None) -> Decimal | None:
    try:
        limit = Decimal(text or "")
    except InvalidOperation:
        return None
    return limit if limit.is_finite() else None
