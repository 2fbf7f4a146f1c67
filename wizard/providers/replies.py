"""Detected's replies -> our types.

The JSON is not documented, so these readers take every shape that is likely.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wizard.schema.dates import long_date, parse_iso
from wizard.schema.dialects import read_schema
from wizard.schema.dialects.names import flag, plain
from wizard.schema.fields import Schema
from wizard.schema.iso import country_names

from .base import Country, Match, ProfileType, SearchResults
from .client import SEGMENT
from .errors import ProviderMisbehaved, ProviderRejected, ProviderUnavailable
from .reading import first, humanised, identifier, messages, text
from .reply import Reply

logger = logging.getLogger(__name__)

NO_SUCH_CALL = {404, 405, 501}

MAX_ROWS = 100
MAX_TYPES = 100
MAX_COUNTRIES = 500
SEARCHABLE = ("search", "searchable", "search_required", "search_available")
# Row attributes that are shown as the title or not at all.
TITLES = ("name", "company_name", "legal_name", "title")
IDS = ("id", "uuid", "detected_reference", "reference")
LOOKUPS = ("lookup_id", "lookup", "id")
RESPONSES = ("response_id", "response", "search_id")
PASSED = frozenset(map(plain, (*TITLES, *LOOKUPS, *RESPONSES)))  # shown elsewhere, or not at all


def fetched(reply: Reply) -> Any:
    if not reply.ok:
        raise ProviderMisbehaved(f"answered {reply.status}", status=reply.status)
    return reply.json()


def schema_in(reply: Reply) -> Schema:
    """The field schema in a reply; what was not understood is logged."""
    schema = read_schema(fetched(reply))
    for warning in schema.warnings:
        logger.warning("field schema: %r", warning)
    return schema


def searched(reply: Reply) -> Schema | None:
    """The fields of a search; None where there is none."""
    if reply.status in {404, 422}:
        return None
    schema = schema_in(reply)
    if schema.warnings and not schema.specs:
        raise ProviderMisbehaved("/search/types names no field", status=reply.status)
    return schema if schema.specs else None


def asked(reply: Reply) -> Schema:
    schema = schema_in(reply)
    if not schema.specs:
        raise ProviderMisbehaved("/profile/types names no field", status=reply.status)
    return schema


def unwrapped(answer: Any) -> Any:
    """The profile in a reply. A `Profile` without an id is another thing that stands beside it."""
    data = first(answer, "data", "profile")
    if isinstance(data, list) and data:
        data = data[0]
    return data if identifier(first(data, *IDS)) else answer


def rejection(reply: Reply) -> ProviderRejected:
    """{"message", "errors": {"registered_address.postcode": ["..."]}}, as Laravel answers 422."""
    try:
        answer = reply.json()
    except ProviderMisbehaved:
        answer = None
    errors = first(answer, "errors", "error_messages")
    fields: dict[str, list[str]] = {}
    if isinstance(errors, Mapping):
        for key, value in list(errors.items())[:100]:
            if found := list(messages(value))[:5]:
                fields[str(key)[:200]] = found
    general = list(messages(errors))[:10] if isinstance(errors, list) else []
    if not fields and not general:
        general = list(messages(first(answer, "message", "error_description", "error")))
    if not fields and not general and isinstance(status := first(answer, "status"), Mapping):
        general = list(messages(status))
    return ProviderRejected(fields, general, status=reply.status)


def listed(reply: Reply) -> list[ProfileType]:
    """The profile types in a reply, of which there is at least one."""
    found = list(types(fetched(reply)))
    if not found:
        raise ProviderMisbehaved("/search/types names no profile type")
    return found


def types(answer: Any) -> Iterator[ProfileType]:
    """A list of objects or strings, or a map type -> countries; all with or without `data`."""
    data = first(answer, "data", "types") if isinstance(answer, Mapping) else answer
    data = answer if data is None else data
    if isinstance(data, Mapping):
        data = [{"type": code, "countries": countries} for code, countries in data.items()]
    if not isinstance(data, list):
        raise ProviderMisbehaved("/search/types: a list of types was expected")
    for item in data[:MAX_TYPES]:
        item = {"type": item} if isinstance(item, str) else item  # noqa: PLW2901
        code = text(first(item, "type", "key", "id", "code", "value"))
        if not SEGMENT.fullmatch(code):
            logger.warning("/search/types: an entry without a usable code is left out")
            continue
        label = text(first(item, "name", "label", "title")) or humanised(code)
        countries = tuple(_countries(first(item, "countries"), flag(first(item, *SEARCHABLE))))
        if countries:
            yield ProfileType(code, label, text(first(item, "description")), countries)


def _countries(raw: Any, search: bool | None) -> Iterator[Country]:
    """Objects or codes; all of ISO 3166-1 where none are named."""
    names = country_names()
    if isinstance(raw, Mapping):
        raw = [{"code": code, "name": name} for code, name in raw.items()]
    if not isinstance(raw, list):
        yield from (Country(code, name, search) for code, name in names.items())
        return
    for item in raw[:MAX_COUNTRIES]:
        code = text(
            item if isinstance(item, str) else first(item, "code", "country", "id", "value")
        )
        if not SEGMENT.fullmatch(code):
            logger.warning("/search/types: a country without a usable code is left out")
            continue
        own = flag(first(item, *SEARCHABLE))
        name = text(first(item, "name", "label", "title")) or names.get(code.upper(), code)
        yield Country(code, name, search if own is None else own)


def results(answer: Any) -> SearchResults:
    envelope = first(answer, *RESPONSES)
    rows = answer
    for _ in range(3):  # {"data": {"results": [...]}}
        if isinstance(rows, Mapping):
            rows = first(rows, "results", "items", "companies", "matches", "data", "rows")
            envelope = envelope or first(rows, *RESPONSES)
    if not isinstance(rows, list):
        raise ProviderMisbehaved("/search: a list of rows was expected")
    matches = []
    for row in rows[:MAX_ROWS]:
        lookup_id = identifier(first(row, *LOOKUPS))
        response_id = identifier(first(row, *RESPONSES) or envelope)
        if lookup_id and response_id:
            matches.append(Match(lookup_id, response_id, _title(row), tuple(_details(row))))
    if rows and not matches:
        raise ProviderMisbehaved("/search: no row has a lookup id and a response id")
    total = first(first(answer, "meta") or answer, "total", "total_items", "count")
    known = isinstance(total, int) and total >= len(rows)
    return SearchResults(
        identifier(envelope) or _digest(matches), tuple(matches), total if known else len(rows)
    )


def _digest(matches: list[Match]) -> str:
    ids = " ".join(match.response_id for match in matches)
    return hashlib.sha256(ids.encode()).hexdigest()[:32]


def _title(row: Any) -> str:
    return text(first(row, *TITLES)) or identifier(first(row, *LOOKUPS))


def _details(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every other attribute that has something to show, as (label, value)."""
    for name, value in list(row.items())[:30]:
        shown = text(value)
        if plain(name) not in PASSED and shown:
            date = parse_iso(shown)
            yield humanised(str(name)[:60]), long_date(date) if date else shown


def if_known(call: Callable[[], Reply]) -> tuple[Reply | None, int]:
    """The reply, or None where the deployment knows no such call; and the status."""
    try:
        reply = call()
    except ProviderUnavailable as error:
        if error.status not in NO_SUCH_CALL:
            raise
        return None, error.status
    return None if reply.status in NO_SUCH_CALL else reply, reply.status
