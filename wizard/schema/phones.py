"""Phone numbers as people write them, understood by country and sent as E.164 where that fits."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

from .controls import TextField
from .fields import FieldSpec
from .rules import Rules, problem

ELSEWHERE = "GB"  # whose number is the example where the country is not known


class PhoneField(TextField):
    """Cleans to the number as it was typed; `sent` is the number as the provider gets it."""

    def __init__(self, spec: FieldSpec, country: str = "", **kwargs: Any) -> None:
        self.region = country.upper() if country.upper() in phonenumbers.SUPPORTED_REGIONS else ""
        self.example = example_number(self.region)
        super().__init__(spec, **kwargs)

    def problem(self, value: str) -> str:
        number = parse(value, self.region)
        if number is None:
            return self.wrong_format()
        if self._fitting(value, number):
            return ""
        return problem(self.spec, list(_forms(value, number))[-1])  # the plainest has least wrong

    def sent(self, value: str) -> str:
        """The answer as the provider's JSON has it: in the first form that fits its rules."""
        number = parse(value, self.region)
        return (self._fitting(value, number) if number else "") or value

    def _fitting(self, value: str, number: PhoneNumber) -> str:
        rules = Rules.of(self.spec)
        return next((form for form in _forms(value, number) if rules.fit(form)), "")


def parse(value: str, region: str) -> PhoneNumber | None:
    """A number that can be dialled from anywhere, or None."""
    try:
        number = phonenumbers.parse(value, region or None)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number)
    return number if possible == ValidationResult.IS_POSSIBLE else None


def _forms(value: str, number: PhoneNumber) -> Iterator[str]:
    if number.extension:  # E.164 has no place for it
        yield value
        return
    yield phonenumbers.format_number(number, PhoneNumberFormat.E164)
    yield value
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    yield "".join(filter(str.isdigit, national))
    yield phonenumbers.national_significant_number(number)


@lru_cache(256)
def example_number(region: str) -> str:
    """A number of that country as it is written there; of another one where it is not known."""
    number = phonenumbers.example_number(region or ELSEWHERE)
    form = PhoneNumberFormat.NATIONAL if region else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form) if number else ""
