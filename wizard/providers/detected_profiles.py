"""Detected's profiles -> our types: a page of them, and one with all that its reply has.

The list's envelope (https://docs.detected.app/pagination), the review statuses
(https://docs.detected.app/detected-apis/profile-status) and some attributes (…/webhook-payload,
…/the-full-profile-object) are documented; where an attribute stands is not.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from wizard.schema.dates import long_date, parse_iso
from wizard.schema.dialects.names import plain
from wizard.schema.fields import digest
from wizard.schema.iso import country_names

from .errors import ProviderMisbehaved
from .profiles import Pair, Profile, ProfilePage, ProfileRow, Section, Value
from .reading import count, first, humanised, identifier, moment, text
from .replies import IDS, MAX_ROWS, TITLES

MAX_ATTRIBUTES = 60  # of one object
TYPE = ("type", "profile_type")
COUNTRY = ("country", "country_code")
STATUS = ("review_status",)
STATUSES = {
    plain(words): words
    for words in (
        "Incomplete",
        "Processed",
        "Needs Review",
        "Additional Info Required",
        "Approved",
        "Declined",
        "Archive",
    )
}
# What a list shows: label and names. A profile shows it first, and when it was changed.
COLUMNS = {
    "Status": STATUS,
    "Country": COUNTRY,
    "Reference": ("customer_reference",),
    "Created": ("created_at",),
}
FIRST = COLUMNS | {"Updated": ("updated_at",)}


def page(answer: Any, number: int) -> ProfilePage:
    """{"data": [profile], "links": {"next"}, "meta": {"last_page", "total"}}, or a bare list.

    Raises ProviderMisbehaved where there is no list, or none of its entries has an id.
    """
    rows = first(answer, "data", "profiles") if isinstance(answer, Mapping) else answer
    if not isinstance(rows, list):
        raise ProviderMisbehaved("/profiles: a list of profiles was expected")
    found = tuple(_row(each) for each in rows[:MAX_ROWS] if _id(each))
    if rows and not found:
        raise ProviderMisbehaved("/profiles: no profile has an id")
    meta = first(answer, "meta") or answer
    pages = _number(first(meta, "last_page"))
    more = bool(first(first(answer, "links"), "next"))
    total = _number(first(meta, "total"))
    return ProfilePage(found, number, pages, total, number < pages if pages else more)


def profile(source: Mapping[str, Any]) -> Profile:
    """Everything that the provider's JSON of a profile has, a section for each object in it."""
    kind = text(first(source, *TYPE))
    return Profile(
        id=_id(source),
        type=kind,
        type_label=humanised(kind),
        name=_name(source),
        version=digest(source),
        source=source,
        sections=tuple(_sections(source)),
    )


def _row(source: Any) -> ProfileRow:
    kind = humanised(text(first(source, *TYPE)))
    return ProfileRow(_id(source), kind, _name(source), tuple(_known(source, COLUMNS)))


def _id(source: Any) -> str:
    return identifier(first(source, *IDS))


def _name(source: Any) -> str:
    """Its own, or that of the company in it; the documented payloads of webhooks have none."""
    return text(first(source, *TITLES)) or text(first(first(source, "company"), *TITLES))


def _known(source: Any, columns: Mapping[str, tuple[str, ...]]) -> Iterator[Pair]:
    for label, names in columns.items():
        if shown := _value(first(source, *names), names):
            yield label, shown


def _sections(source: Mapping[str, Any]) -> Iterator[Section]:
    known = {plain(name) for names in FIRST.values() for name in names}
    passed = known | {plain(name) for name in (*TYPE, *TITLES)}
    own: list[Pair] = list(_known(source, FIRST))
    inner: list[Section] = []
    for name, value in list(source.items())[:MAX_ATTRIBUTES]:
        label = humanised(str(name)[:60])
        if isinstance(value, Mapping):
            pairs = tuple(_pairs(value))
            inner += [Section(label, pairs)] if pairs else []
        elif plain(name) not in passed and (shown := _value(value)):
            own.append(("ID" if name == "id" else label, shown))
    if own:
        yield Section("Details", tuple(own))
    yield from inner


def _pairs(source: Mapping[str, Any]) -> Iterator[Pair]:
    for name, value in list(source.items())[:MAX_ATTRIBUTES]:
        if shown := _value(value, (plain(name),)):
            label = humanised(str(name)[:60])
            yield "ID" if label == "Id" else label, shown


def _value(value: Any, names: tuple[str, ...] = ()) -> Value:
    """A moment, a date in words, a status or a country by its name, or else the text."""
    shown = text(value)
    if plain(STATUS[0]) in map(plain, names):
        return STATUSES.get(plain(shown), humanised(shown))
    if names == COUNTRY:
        return country_names().get(shown.upper(), shown)
    date = parse_iso(shown)
    return moment(value) or (long_date(date) if date else shown)


def _number(value: Any) -> int | None:
    """A count, which may be written as text; None where it says nothing usable."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:10])
    return count(value)
