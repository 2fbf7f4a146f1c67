"""The rules of a spec for the text that is sent: length and pattern, with their messages."""

from typing import NamedTuple, Self

from . import wording
from .fields import FieldSpec
from .patterns import matches, refused_characters


class Rules(NamedTuple):
    """What decides whether text fits; equal rules decide alike, so what follows can be cached."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    unanchored: bool = False

    @classmethod
    def of(cls, spec: FieldSpec) -> Self:
        return cls(spec.min_length, spec.max_length, spec.pattern, spec.unanchored)

    def fit(self, text: str) -> bool:
        if self.max_length is not None and len(text) > self.max_length:
            return False
        if self.min_length is not None and len(text) < self.min_length:
            return False
        return not self.pattern or matches(self.pattern, text, whole=not self.unanchored)


def problem(spec: FieldSpec, text: str) -> str:
    """What is wrong with text under the spec's rules, or nothing."""
    if Rules.of(spec).fit(text):
        return ""
    if spec.max_length is not None and len(text) > spec.max_length:
        return wording.too_long(spec.label, spec.max_length)
    if spec.min_length is not None and len(text) < spec.min_length:
        return wording.too_short(spec.label, spec.min_length)
    return spec.pattern_message or _pattern_problem(spec, text)


def _pattern_problem(spec: FieldSpec, text: str) -> str:
    refused = refused_characters(spec.pattern, text, whole=not spec.unanchored)
    if len(refused) == 1 and refused[0].isprintable():
        return wording.refused(spec.label, refused[0])
    return wording.wrong_format(spec.label, spec.example)
