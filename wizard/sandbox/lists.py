"""Read the query of a list, and lay the list out in OpenTransact's pages."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from math import ceil
from typing import Any
from urllib.parse import parse_qsl, urlencode

from wizard.sandbox.jsonapi import refused, undocumented
from wizard.sandbox.messages import Refused, Request
from wizard.sandbox.people import as_timestamp

PER_PAGE = 30
MOST_PER_PAGE = 100
DIGITS = 9  # more of a page number is not read
COLUMNS = {"application-id": "application", "owner-type": "owner_type", "owner-id": "owner_id"}
BETWEEN = {"created-between": "created_at", "updated-between": "updated_at"}
ENDS = {"start": ">=", "finish": "<="}
# Metadata is compared as text; objects and arrays in it equal nothing.
METADATA = """EXISTS (
    SELECT 1 FROM json_each(attributes, '$.metadata') AS entry WHERE entry.key = ?
    AND CASE WHEN entry.type IN ('true', 'false', 'null') THEN entry.type
             WHEN entry.type IN ('object', 'array') THEN NULL
             ELSE CAST(entry.value AS TEXT) END = ?)"""


@dataclass
class Query:
    """What is asked of a list: conditions in SQL with their parameters, and which page."""

    conditions: list[str] = field(default_factory=list)
    parameters: list[Any] = field(default_factory=list)
    applications: list[str] = field(default_factory=list)
    metadata: list[str] = field(default_factory=list)  # the values that are looked for
    given: dict[tuple[str, ...], tuple[str, str]] = field(default_factory=dict)
    number: int = 1
    size: int = PER_PAGE

    def where(self, condition: str, *parameters: Any) -> None:
        self.conditions.append(condition)
        self.parameters += parameters

    def page(self, rows: list[dict[str, Any]], total: int, path: str) -> dict[str, Any]:
        """The document of a list: its links keep the filters, and none leads to nowhere."""
        last = max(ceil(total / self.size), 1)
        filters = [pair for parts, pair in self.given.items() if parts[0] != "page"]

        def link(number: int) -> str:
            pages = [("page[number]", number), ("page[size]", self.size)]
            return f"{path}?{urlencode([*filters, *pages])}"

        links = {"self": link(self.number), "first": link(1), "last": link(last)}
        if self.number < last:
            links["next"] = link(self.number + 1)
        if self.number > 1:
            links["prev"] = link(min(self.number - 1, last))
        meta = {"page-count": last, "current-page": self.number, "count": total}
        return {"data": rows, "meta": meta, "links": links}


def read(request: Request, owner_types: tuple[str, ...]) -> Query:
    """Takes both spellings of the filters. Refuses what is not documented, as JSON:API has it."""
    query = Query()
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        query.given[_parts(name)] = (name, value)
    for parts, (name, value) in query.given.items():
        if parts[0] == "page":
            _read_page(query, parts, name, value)
        elif parts[:2] == ("filter", "metadata") and len(parts) == 3:
            query.metadata.append(value)
            query.where(METADATA, parts[2], value)
        elif (
            parts[0] == "filter" and parts[1] in BETWEEN and parts[2:] in (("start",), ("finish",))
        ):
            _read_range(query, parts, value)
        elif parts[0] == "filter" and parts[1] in COLUMNS and len(parts) == 2:
            _read_filter(query, parts[1], value, owner_types)
        else:
            raise unsupported(name)
    return query


def refuse_any(request: Request) -> None:
    """Where nothing may be asked in the query."""
    for name, _ in parse_qsl(request.query, keep_blank_values=True):
        raise unsupported(name)


def unsupported(name: str) -> Refused:
    return undocumented(HTTPStatus.BAD_REQUEST, f"The query param {name} is not supported.")


def _parts(name: str) -> tuple[str, ...]:
    """filter[created_between][start] -> filter, created-between, start."""
    family, bracket, rest = name.partition("[")
    keys = re.findall(r"([^\[\]]*)\]", rest)
    if not bracket or "[" + "[".join(f"{key}]" for key in keys) != bracket + rest:
        return (name, "")
    # A key of metadata stays as it is spelt.
    first, *others = keys
    return (family, first.replace("_", "-"), *others)


def _read_page(query: Query, parts: tuple[str, ...], name: str, value: str) -> None:
    if parts[1:] not in (("number",), ("size",)):
        raise unsupported(name)
    number = int(value[:DIGITS]) if value.isascii() and value.isdecimal() else 0
    if not number:
        raise undocumented(HTTPStatus.BAD_REQUEST, f"{name} must be a number from 1.")
    if parts[1] == "size":
        query.size = min(number, MOST_PER_PAGE)
    else:
        query.number = number


def _read_range(query: Query, parts: tuple[str, ...], value: str) -> None:
    _, column, end = parts
    other = "finish" if end == "start" else "start"
    if ("filter", column, other) not in query.given:
        raise refused("missing in query", f"filter[{column}][{other}]")
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        query.where(f"{BETWEEN[column]} {ENDS[end]} ?", as_timestamp(moment))
    except (ValueError, OverflowError) as error:
        raise refused("not whitelisted", f"filter[{column}][{end}]") from error


def _read_filter(query: Query, name: str, value: str, owner_types: tuple[str, ...]) -> None:
    if not value:
        raise refused("missing in query", f"filter[{name}]")
    if name == "owner-id" and ("filter", "owner-type") not in query.given:
        # An id alone does not say of which type it is.
        raise refused("missing in query", "filter[owner-type]")
    if name == "owner-type" and value not in owner_types:
        raise refused("not whitelisted", "filter[owner-type]")
    if name == "application-id":
        query.applications.append(value)
    query.where(f"{COLUMNS[name]} = ?", value)
