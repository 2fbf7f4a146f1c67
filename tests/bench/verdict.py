"""The ledger against the provider, once a chaos run is over: what was made, twice, or never."""

import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.models import Delivery, Resolution, State, Submission
from wizard.providers.opentransact_metadata import REFERENCE

if TYPE_CHECKING:
    from tests.bench.operators import Operator


@dataclass(frozen=True)
class Profile:
    """At the provider: its id, and the reference that it was created with."""

    id: str
    reference: str


@dataclass(frozen=True)
class Row:
    """Of the ledger. `lacking`: kinds of its writes that are not done."""

    id: str
    ext: str
    state: str
    profile_id: str | None
    lacking: tuple[str, ...] = ()


@dataclass
class Verdict:
    """Everything that must be nothing is a list of what breaks it."""

    states: Counter[str]
    profiles: int
    parts: int
    created: int
    broken: dict[str, list[str]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not any(self.broken.values())


def judge(
    flows: Collection[str],
    rows: Collection[Row],
    profiles: Collection[Profile],
    parts: Mapping[tuple[str, str], int],
) -> Verdict:
    """`flows`: the portal's references. `parts`: by profile and type, what belongs to it."""
    made = Counter(profile.reference for profile in profiles)
    created = [row for row in rows if row.state == State.CREATED]
    ids = {profile.id: profile.reference for profile in profiles}
    done = Counter(row.ext for row in created)
    references = {row.id for row in created}
    stuck = [row for row in rows if row.state not in {State.CREATED, State.REJECTED}]
    return Verdict(
        states=Counter(row.state for row in rows),
        profiles=len(profiles),
        parts=sum(parts.values()),
        created=len(created),
        broken={
            "profiles with one reference": [f"{r}: {n}" for r, n in made.items() if n > 1],
            "profiles of one flow": [f"{ext}: {n}" for ext, n in done.items() if n > 1],
            "parts made twice": [f"{owner} {kind}" for (owner, kind), n in parts.items() if n > 1],
            "created without a profile": [
                row.id for row in created if ids.get(row.profile_id or "") != row.id
            ],
            "profiles that the ledger does not have": sorted(set(made) - references),
            "created, but not all of it": [row.id for row in created if row.lacking],
            "flows without a profile": sorted(set(flows) - set(done)),
            "stuck": [f"{row.id} {row.state}" for row in stuck],
        },
    )


def at_provider(sandbox: Path) -> tuple[list[Profile], Counter[tuple[str, str]]]:
    """What was created there, but for what it had from the start; and its parts."""
    with closing(sqlite3.connect(f"file:{sandbox}?mode=ro", uri=True, timeout=30)) as file:
        detected = file.execute("SELECT id, customer_reference FROM profiles").fetchall()
        resources = file.execute(
            "SELECT id, type, owner_id, attributes FROM resources"
            " WHERE id IN (SELECT id FROM writes WHERE method = 'POST')"
        ).fetchall()
    profiles = [Profile(id_, reference) for id_, reference in detected]
    parts: Counter[tuple[str, str]] = Counter()
    for id_, type_, owner, attributes in resources:
        if type_ == "profiles":
            profiles.append(Profile(id_, json.loads(attributes)["metadata"][REFERENCE]))
        else:
            parts[owner, type_] += 1
    return profiles, parts


def in_ledger() -> list[Row]:
    lacking: dict[str, list[str]] = {}
    for delivery in Delivery.objects.exclude(state=Delivery.State.DONE):
        lacking.setdefault(str(delivery.submission_id), []).append(delivery.kind)
    rows = Submission.objects.values_list("pk", "ext", "state", "profile_id")
    return [
        Row(str(pk), ext, state, profile_id, tuple(lacking.get(str(pk), [])))
        for pk, ext, state, profile_id in rows
    ]


def reach(flows: Collection["Operator"], sandbox: Path, seen: Mapping[str, int]) -> Verdict:
    """In the end, of what the ledger, the provider and the operators say."""
    profiles, parts = at_provider(sandbox)
    found = judge([flow.plan.ext for flow in flows], in_ledger(), profiles, parts)
    found.broken |= seen_by_operators(flows, profiles, seen)
    return found


def seen_by_operators(
    flows: Collection["Operator"], profiles: Iterable[Profile], seen: Mapping[str, int]
) -> dict[str, list[str]]:
    """What must be nothing as well, as those see it who went through the wizard."""
    ids = {profile.id for profile in profiles}
    return {
        "answers lost": [text for flow in flows for text in flow.lost],
        "receipts of no profile": [f.plan.ext for f in flows if f.finished not in ids],
        "answers 500": ["500"] * seen["500"],
        "flows with no way on": ["flow"] * seen["stuck"],
    }


def explain(broken: Mapping[str, list[str]]) -> None:
    """The first of each, on standard error."""
    for name, what in broken.items():
        for each in what[:10]:
            sys.stderr.write(f"{name}: {each}\n")


def told_by_people() -> Counter[str]:
    return Counter(Resolution.objects.values_list("found", flat=True))


def table(lines: Iterable[tuple[str, object]]) -> str:
    """In two columns."""
    pairs = [
        (name, f"{value:,}" if isinstance(value, int) else str(value)) for name, value in lines
    ]
    width, numbers = (max(len(pair[n]) for pair in pairs) for n in (0, 1))
    return "\n".join(f"{name:<{width}}  {value:>{numbers}}" for name, value in pairs)
