"""Text fields that hold an entry to the rules of its spec."""

import unicodedata
from typing import Any

import regex
from django import forms
from django.core.exceptions import ValidationError

from . import wording
from .fields import FieldSpec
from .hints import meaning
from .rules import problem

UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}  # categories of Unicode
# They turn the text after them around (UAX 9): "\u202eevil" reads as "live".
DIRECTIONS = regex.compile("[\u202a-\u202e\u2066-\u2069]")
SEPARATORS = str.maketrans("", "", " -.\u00a0\u2009\u202f")
# A local part in quotes may hold anything.
EMAIL = regex.compile(r"""(?:"(?:[^"\\]|\\.)*"|[^\s@]+)@[^\s@]+""")
# A scheme and what it names: a host where there are slashes. A script is no address.
URL = regex.compile(r"(?!(?i:javascript):)[A-Za-z][A-Za-z0-9+.-]*:(?://[^\s/?#]+\S*|(?!//)\S+)")
# A host with a dot, and whatever follows it.
HOST = regex.compile(r"(?:[^\s/?#:@.]+\.)+[^\s/?#:@.]{2,}(?::\d+)?(?:[/?#]\S*)?")


class TextField(forms.CharField):
    """Text under the spec's rules, with one message for each rule."""

    example = ""  # of the kind, where the schema has none

    def __init__(self, spec: FieldSpec, **kwargs: Any) -> None:
        self.spec = spec
        kwargs.setdefault("error_messages", {"required": wording.enter(spec.label)})
        super().__init__(label=spec.label, required=spec.required, **kwargs)

    def to_python(self, value: Any) -> str:
        """What nobody can see is blank."""
        entered = super().to_python(value) or ""
        seen = any(unicodedata.category(each) not in UNSEEN for each in entered)
        return entered if seen else ""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if DIRECTIONS.search(value):
            raise ValidationError(wording.hidden(self.spec.label), "hidden")
        problem = self.problem(value) if value else ""
        if problem:
            raise ValidationError(problem, "rule")

    def problem(self, value: str) -> str:
        """What is wrong with a value, or nothing."""
        return problem(self.spec, value)

    def wrong_format(self) -> str:
        return wording.wrong_format(self.spec.label, self.spec.example or self.example)


class CodeField(TextField):
    """Text that may be a code: separators go where only that fits the pattern."""

    def to_python(self, value: Any) -> str:
        entered = super().to_python(value) or ""
        compact = entered.translate(SEPARATORS)
        if (
            entered != compact
            and self.spec.pattern
            and self._is_code(entered)
            and self.problem(entered)
            and not self.problem(compact)
        ):
            return compact
        return entered

    def _is_code(self, entered: str) -> bool:
        """A hyphen is a part of a name."""
        found = meaning(self.spec)
        return any(map(str.isdigit, entered)) or (found is not None and found.code)


class EmailField(TextField):
    """Something on both sides of one @; the rest is the provider's to judge."""

    example = "name@example.com"

    def problem(self, value: str) -> str:
        return super().problem(value) or ("" if EMAIL.fullmatch(value) else self.wrong_format())


class UrlField(TextField):
    """An address with a scheme; it is added where only it is missing."""

    example = "https://example.com"

    def to_python(self, value: Any) -> str:
        entered = super().to_python(value) or ""
        whole = f"https://{entered}"
        if HOST.fullmatch(entered) and not self.problem(whole):
            return whole
        return entered

    def problem(self, value: str) -> str:
        whole = URL.fullmatch(value)
        bare = HOST.fullmatch(value)  # where the rules have no room for a scheme
        return super().problem(value) or ("" if whole or bare else self.wrong_format())
