"""Details forms of any length, asked for by the sandbox, and answers to them."""

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from wizard.sandbox import catalogue
from wizard.sandbox.server import SandboxServer

# A pair with a search for each length; that of 30 fields is also there without one.
PAIRS = {30: ("company", "GB"), 100: ("company", "FR"), 300: ("company", "DE")}
UNSEARCHED = ("company", "AE")
KINDS = (
    *("text", "email", "date", "select", "text", "integer", "boolean"),
    *("textarea", "phone", "url", "text", "text"),
)
OPTIONS = [{"value": f"o{number}", "label": f"Option {number}"} for number in range(10)]
ANSWERS = {
    "text": "Brass Lantern",
    "email": "jane@example.com",
    "date": "2001-02-03",
    "select": "o3",
    "integer": "17",
    "boolean": "on",
    "textarea": "Repairs of lanterns of all kinds",
    "phone": "+44 20 7946 0958",
    "url": "https://www.example.com",
    "country": "GB",
}
MONTH = {"02": "February"}
Field = dict[str, Any]


def schema(count: int) -> list[Field]:
    """A name, two countries (250 options each), and the kinds above over and over."""
    listed = ["text", "country", "country", *islice(cycle(KINDS), count - 3)]
    return [_field(number, kind) for number, kind in enumerate(listed)]


def _field(number: int, kind: str) -> Field:
    key = f"field_{number}" if number else "name"
    field: Field = {"key": key, "label": f"{kind.capitalize()} {number}", "type": kind}
    field |= {"required": kind != "boolean", "section": f"Section {number // 10}"}
    return field | ({"options": OPTIONS} if kind == "select" else {})


def ask(sandbox: SandboxServer) -> None:
    """Make the sandbox ask for these forms and for nothing else."""
    pairs = [*PAIRS.items(), (30, UNSEARCHED)]
    for count, (kind, country) in pairs:
        before = {field["key"] for field in catalogue.profile_fields(kind, country) or []}
        for field in schema(count):
            sandbox.change_schema(kind, country, add=field)
        for key in before - {"name"}:
            sandbox.change_schema(kind, country, remove=key)


def plain(count: int) -> dict[str, str]:
    """Answers as Django's own fields take them."""
    return {field["key"]: ANSWERS[field["type"]] for field in schema(count)}


def ours(count: int) -> dict[str, str]:
    """Answers as our form takes them."""
    return dict(_ours(count))


def _ours(count: int) -> Iterator[tuple[str, str]]:
    for field in schema(count):
        key, answer = field["key"], ANSWERS[field["type"]]
        if field["type"] == "date":
            year, month, day = answer.split("-")
            yield from ((f"{key}_day", day), (f"{key}_month", MONTH[month]), (f"{key}_year", year))
        elif field["type"] == "boolean":
            yield key, "true"
        else:
            yield key, answer
