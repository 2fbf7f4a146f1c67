"""What a reader makes of a schema in lines that are quick to review.

email: Email, email, required, in Contact, max_length 40
size: Size, select s|l
owners: Owners, list
  name: Name, text, required
"""

import json
from collections.abc import Iterator
from typing import Any

from wizard.schema.dialects import read_schema
from wizard.schema.fields import FieldSpec

SHOWN = {"key", "label", "kind", "required", "section", "options", "fields"}


def outline(document: Any) -> list[str]:
    """The specs, then the warnings with a `!` before each."""
    schema = read_schema(document)
    return [*_lines(schema.specs), *(f"! {warning}" for warning in schema.warnings)]


def _lines(specs: tuple[FieldSpec, ...], indent: str = "") -> Iterator[str]:
    for spec in specs:
        options = "|".join(str(option.value) for option in spec.options)
        said = [spec.label, f"{spec.kind} {options}".strip()]
        said += ["required"] if spec.required else []
        said += [f"in {spec.section}"] if spec.section else []
        said += [_said(*item) for item in spec.to_json().items() if item[0] not in SHOWN]
        yield f"{indent}{spec.key}: {', '.join(said)}"
        yield from _lines(spec.fields, indent + "  ")


def _said(name: str, value: Any) -> str:
    return f"{name} {value if isinstance(value, str) else json.dumps(value)}"
