"""What a run has chosen and frozen so far, kept in its session as plain JSON.

The specs that drew a form are the ones that validate it and build its payload: they are fetched
once, at a step's transition, and stand here from then on.

Runs outlive a deploy, during which old and new code read the same ones. When the shape changes:

- A field that old code may ignore gets a default and nothing else: what old code does not know it
  writes back as it was.
- For anything else (a field that is renamed, means something else, or must not be overlooked)
  VERSION goes up, and UPGRADES gets a function that makes the stored JSON of the version before
  into that of the new one, or raises ValueError where it cannot. Add the runs of the new version to
  tests/wizard/stored/ (see there); those of the old ones stay, and must be read.

Old code that meets a newer version leaves it alone and asks to try again, see `Newer`. What cannot
be read is begun again, and the operator is told.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, Self

from .providers.base import Match, ProfileFields
from .schema.fields import Schema, thawed
from .schema.layout import Entries

logger = logging.getLogger(__name__)

VERSION = 1  # of what is stored; that of states without a number, which are like it, is 0
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {0: dict}  # from that version
UNREADABLE = (
    "This service was updated, and what you had entered before could not be taken over. "
    "Enter it again. What was submitted before is kept."
)

KEY = "state"
CHANGE = "change:"
ENTRIES = "wizard_"  # formtools puts it before the prefix
ARRIVAL = "arrival"  # the profile whose change the next who comes into the run goes on with


def session_keys(run_id: Any, profile_id: str | None = None) -> tuple[str, str]:
    """Where the state and the entries stand in the session: of the creation, or of a change."""
    if profile_id:
        return f"{CHANGE}{profile_id}", f"{ENTRIES}{run_id}:{profile_id}"
    return KEY, f"{ENTRIES}{run_id}"


class Newer(Exception):
    """A newer version of this code has written it, which is about to take this one's place."""


def is_newer(session: Any) -> bool:
    """Whether anything in the session is not ours to read, and so not to write either."""
    kept = [session.get(key) for key in session.keys() if key == KEY or key.startswith(CHANGE)]  # noqa: SIM118  # not a dict
    return any(_version(stored) > VERSION for stored in kept)


def _version(stored: Any) -> int:
    number = stored.get("version", 0) if isinstance(stored, dict) else 0
    return number if isinstance(number, int) else 0


def is_begun(session: Any) -> bool:
    """Whether there are answers to lose: for a new profile, or for a change of one."""
    return bool(typed_changes(session) or State.load(session).type)


def typed_changes(session: Any) -> list[str]:
    """Ids of the profiles of whose change something was typed; to have opened it is none."""
    opened = [key.removeprefix(CHANGE) for key in session.keys() if key.startswith(CHANGE)]  # noqa: SIM118  # not a dict
    kept = {each: session.get(session_keys(session.run.pk, each)[1], {}) for each in opened}
    return [each for each in opened if kept[each].get("step_data")]


@dataclass
class State:
    """All fields are JSON; `search` and `details` are frozen schemas (None: there is none)."""

    type: str = ""
    type_label: str = ""
    country: str = ""
    country_name: str = ""
    search: dict[str, Any] | None = None
    details: dict[str, Any] | None = None
    details_tag: str = ""  # the provider's mark of that version
    decided: str = ""  # digest of the answers that it was fetched with, see `drift.decisive`
    superseded: list[str] = field(default_factory=list)  # digests of the versions before it
    aside: Entries = field(default_factory=dict)  # typed for questions of those versions
    settled: list[str] = field(default_factory=list)  # answered and not asked again after a change
    results: dict[str, Any] | None = None  # {"id", "query", "total", "rows": [Match]}
    choice: int | None = None  # index of the chosen row
    by_hand: bool = False  # no row fits, or the search was passed over
    passed_over: bool = False  # "enter details manually" instead of a search
    done: list[str] = field(default_factory=list)  # steps whose entries were accepted
    carried: dict[str, Entries] = field(default_factory=dict)  # step -> entries from elsewhere
    from_search: Entries = field(default_factory=dict)  # what the search has filled in of it
    leftover: dict[str, Any] = field(default_factory=dict)  # typed for a pair that was changed
    notices: list[str] = field(default_factory=list)  # shown once, on the next page
    wait: dict[str, Any] = field(default_factory=dict)  # what the provider asked for: see `waiting`
    last_change: dict[str, Any] = field(default_factory=dict)  # of a step's items: see `items`
    seen_rejection: str = ""  # attempt whose errors the operator has answered
    similar: dict[str, Any] = field(default_factory=dict)  # see `flow.compare`
    compared: str = ""  # digest of the answers that they were looked for with
    prefill: dict[str, Any] = field(default_factory=dict)  # the portal's, by key: see `prefill`
    from_portal: dict[str, Entries] = field(default_factory=dict)  # step -> what it has filled in
    changing: dict[str, Any] | None = None  # source of the profile that is changed
    previous: dict[str, Any] | None = None  # the same as it stood before that

    def __post_init__(self) -> None:
        self._thawed: dict[int, tuple[Any, Schema]] = {}
        self._unknown: dict[str, Any] = {}  # of code that knows more

    @classmethod
    def load(cls, session: Any, key: str = KEY) -> Self:
        """The state as it was saved, also by an older version. Raises Newer."""
        stored = session.get(key, {})
        version = _version(stored)
        if version > VERSION:
            raise Newer
        if version == VERSION:
            return cls._of(stored)
        try:
            for each in range(version, VERSION):
                stored = UPGRADES[each](stored)
            state = cls._of(stored)
            state._judge()
        except (AttributeError, LookupError, TypeError, ValueError):
            logger.error("a stored state of version %s cannot be read", version)
            state = cls()
            state.tell(UNREADABLE)
        return state

    @classmethod
    def _of(cls, stored: dict[str, Any]) -> Self:
        known = {each.name for each in fields(cls)}
        state = cls(**{k: v for k, v in stored.items() if k in known})
        state._unknown = {k: v for k, v in stored.items() if k not in known | {"version"}}
        return state

    def _judge(self) -> None:
        """What would crash a page later does it now. Raises what `load` expects."""
        plain = type(self)()
        for each in fields(self):
            value, usual = getattr(self, each.name), getattr(plain, each.name)
            if usual is not None and type(value) is not type(usual):
                raise TypeError(each.name)
        self.search_schema()
        self.details_schema()
        self.match()

    def save(self, session: Any, key: str = KEY) -> None:
        """Write the session only where something changed.

        The values are the session's own objects, so a change replaces a list, never adds to it.
        """
        data = {each.name: getattr(self, each.name) for each in fields(self)}
        data |= {**self._unknown, "version": VERSION}
        if session.get(key) != data:
            session[key] = data

    def search_schema(self) -> Schema:
        return self._schema(self.search or {})

    def details_schema(self) -> Schema:
        return self._schema(self.details or {})

    def details_fields(self) -> ProfileFields:
        return ProfileFields(self.details_schema(), self.details_tag)

    def _schema(self, frozen: dict[str, Any]) -> Schema:
        """Looked up once: formtools asks for every form several times a request."""
        if id(frozen) not in self._thawed or not frozen:
            self._thawed[id(frozen)] = frozen, thawed(frozen)  # so that its id stays its
        return self._thawed[id(frozen)][1]

    def rows(self) -> list[Match]:
        return [Match.from_json(row) for row in (self.results or {}).get("rows", [])]

    def match(self) -> Match | None:
        """The chosen row, unless the operator said that none fits."""
        return None if self.by_hand or self.choice is None else self.rows()[self.choice]

    def finish(self, step: str) -> None:
        if step not in self.done:
            self.done = [*self.done, step]

    def carry(self, step: str, entries: Entries) -> None:
        """Fill a step's form with entries from elsewhere."""
        self.carried = {**self.carried, step: entries}

    def tell(self, notice: str) -> None:
        self.notices = [*self.notices, notice]

    def reopen(self, *steps: str) -> None:
        self.done = [step for step in self.done if step not in steps]
