"""Profiles that exist at a provider: as they are listed, shown, compared and changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

# What stands at a label: text as the provider has it, or a moment for the reader's own zone.
Value = str | datetime
Pair = tuple[str, Value]


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile in a list. `details`: pairs of what the reply has."""

    id: str
    type_label: str  # such as "Person"
    name: str  # blank where the provider gives none
    details: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """One page of a list, in the provider's own order. Pages count from 1.

    `pages` and `total`: None where the reply does not say. `more`: whether there is a next page.
    """

    rows: tuple[ProfileRow, ...]
    number: int = 1
    pages: int | None = None
    total: int | None = None
    more: bool = False

    def named(self, words: str) -> Self:
        """The same page with those rows only whose name has all of the words."""
        wanted = words.casefold().split()
        kept = [row for row in self.rows if all(w in row.name.casefold() for w in wanted)]
        return replace(self, rows=tuple(kept))


@dataclass(frozen=True, slots=True)
class Section:
    """Pairs under one heading."""

    title: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile as the provider has it now.

    `source` is the provider's own JSON of it, from which everything else was read. `version`
    differs as soon as anything of it does. `answers`: the nested payload that fills the form with
    which it is changed; None where it cannot be.
    """

    id: str
    type: str
    type_label: str
    name: str
    version: str
    source: Mapping[str, Any]
    sections: tuple[Section, ...] = ()
    answers: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """Profiles that look like one that is to be created; of `compared`, which may not be all."""

    rows: tuple[ProfileRow, ...]
    compared: int
    all: bool = True
