"""What a case of the keyword tables is: a schema, what must pass it and what must fail it.

What a form cannot express by its nature stands in no case: a blank string is an absent one, and so
is null; spaces around text are not sent; what is typed for text is text, never a number; a moment
is sent in UTC and to the minute; names that the schema does not know are never sent; a constant is
always sent.
"""

from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

from tests.schema.build import Json


@dataclass(frozen=True)
class Case:
    """`equivalent` is what the library judges by where it does not know the spelling itself."""

    keyword: str
    schema: Json
    right: tuple[Json, ...]
    wrong: tuple[Json, ...] = ()
    library: Any = Draft202012Validator
    equivalent: Json | None = None

    def fits(self, instance: Any) -> bool:
        judge = self.library(self.equivalent or self.schema, format_checker=FORMATS)
        return bool(judge.is_valid(instance))


FORMATS = Draft202012Validator.FORMAT_CHECKER
TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}


def having(*required: str, **properties: Any) -> Json:
    """The schema of an object."""
    made: Json = {"type": "object", "properties": properties}
    return {**made, "required": list(required)} if required else made


def of(keyword: str, rules: Json, right: list[Any], wrong: list[Any], **more: Any) -> Case:
    """The case of a single property, `it`, which may also be left out."""
    if "equivalent" in more:
        more["equivalent"] = having(it=more["equivalent"])
    instances = [tuple({"it": value} for value in values) for values in (right, wrong)]
    return Case(keyword, having(it=rules), ({}, *instances[0]), instances[1], **more)


def case(keyword: str, schema: Json, right: list[Json], wrong: list[Json], **more: Any) -> Case:
    return Case(keyword, schema, tuple(right), tuple(wrong), **more)
