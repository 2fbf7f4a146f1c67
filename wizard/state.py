"""What a run has chosen and frozen so far, kept in its session as plain JSON.

The specs that drew a form are the ones that validate it and build its payload: they are fetched
once, at a step's transition, and stand here from then on.
"""

from dataclasses import dataclass, field, fields
from typing import Any, Self

from .providers.base import Match, ProfileFields
from .schema.fields import Schema
from .schema.layout import Entries

KEY = "state"
CHANGE = "change:"
ENTRIES = "wizard_"  # formtools puts it before the prefix


def session_keys(run_id: Any, profile_id: str | None = None) -> tuple[str, str]:
    """Where the state and the entries stand in the session: of the creation, or of a change."""
    if profile_id:
        return f"{CHANGE}{profile_id}", f"{ENTRIES}{run_id}:{profile_id}"
    return KEY, f"{ENTRIES}{run_id}"


def is_begun(session: Any) -> bool:
    """Whether there are answers to lose: for a new profile, or for a change of one."""
    changing = any(key.startswith(CHANGE) for key in session.keys())  # noqa: SIM118  # not a dict
    return changing or bool(State.load(session).type)


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
        self._parsed: dict[int, Schema] = {}

    @classmethod
    def load(cls, session: Any, key: str = KEY) -> Self:
        """The state as it was saved, also by another version of this application."""
        known = {each.name for each in fields(cls)}
        return cls(**{k: v for k, v in session.get(key, {}).items() if k in known})

    def save(self, session: Any, key: str = KEY) -> None:
        """Write the session only where something changed.

        The values are the session's own objects, so a change replaces a list, never adds to it.
        """
        data = {each.name: getattr(self, each.name) for each in fields(self)}
        if session.get(key) != data:
            session[key] = data

    def search_schema(self) -> Schema:
        return self._schema(self.search or {})

    def details_schema(self) -> Schema:
        return self._schema(self.details or {})

    def details_fields(self) -> ProfileFields:
        return ProfileFields(self.details_schema(), self.details_tag)

    def _schema(self, frozen: dict[str, Any]) -> Schema:
        """Parsed once: formtools asks for every form several times a request."""
        if id(frozen) not in self._parsed or not frozen:
            self._parsed[id(frozen)] = Schema.from_json(frozen)
        return self._parsed[id(frozen)]

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
