"""Profiles for the provider in memory: 34 of them, ten a page, and what narrows their list."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from wizard.providers.profiles import Profile, ProfilePage, ProfileRow, Section
from wizard.schema.fields import FieldSpec, Option, Schema

PER_PAGE = 10
KINDS = {"people": "Person", "organizations": "Organization"}
FILTERS = Schema(
    (
        FieldSpec(
            "owner",
            "Owner",
            kind="radio",
            options=tuple(Option(value, label) for value, label in KINDS.items()),
        ),
        FieldSpec("created.start", "Created from", kind="date"),
        FieldSpec(
            "metadata",
            "Metadata",
            kind="list",
            fields=(FieldSpec("key", "Key", required=True), FieldSpec("value", "Value")),
        ),
    )
)
SURNAMES = ["Doe", "Söderström-Featherstonehaugh", "Okonkwo", "Nguyễn", "O’Neill"]
FIRST = datetime(2025, 3, 29, 23, 30, tzinfo=UTC)


def made_up(count: int = 34) -> list[Profile]:
    """Every third is an organization; the last one has no name."""
    return [_profile(number, last=number == count) for number in range(1, count + 1)]


def _profile(number: int, *, last: bool) -> Profile:
    kind = "organizations" if number % 3 == 0 else "people"
    name = f"Lantern {number} Ltd" if number % 3 == 0 else f"Jane {SURNAMES[number % 5]}"
    created = FIRST + timedelta(days=number)
    contact: tuple[tuple[str, str | datetime], ...] = (("Email address", "jane@example.com"),)
    return Profile(
        id=f"p-{number}",
        type=kind,
        type_label=KINDS[kind],
        name="" if last else name,
        version=str(number),
        source={"id": f"p-{number}"},
        sections=(
            Section("Profile", (("Application", "Marketplace"), ("Created", created))),
            Section("Contact", contact),
        ),
        answers={"name": name},
    )


def editable(profile_id: str, version: str = "1", **answers: Any) -> Profile:
    """A company that can be changed, made from its source alone."""
    return Profile(
        id=profile_id,
        type="company",
        type_label="Company",
        name=str(answers.get("name", "")),
        version=version,
        source={"id": profile_id, "version": version, "answers": answers},
        answers=answers,
    )


def listed(profiles: list[Profile], filters: Mapping[str, Any], number: int) -> ProfilePage:
    """A page of those that fit; beyond the last page there is nothing."""
    owner, start = filters.get("owner"), filters.get("created", {}).get("start")
    fitting = [
        each
        for each in profiles
        if (owner is None or each.type == owner)
        and (start is None or _created(each).date() >= date.fromisoformat(start))
        and not filters.get("metadata")
    ]
    pages = max(-(-len(fitting) // PER_PAGE), 1)
    rows = fitting[(number - 1) * PER_PAGE :][:PER_PAGE]
    return ProfilePage(tuple(map(_row, rows)), number, pages, len(fitting), number < pages)


def _created(profile: Profile) -> datetime:
    created = dict(profile.sections[0].pairs)["Created"]
    assert isinstance(created, datetime)
    return created


def _row(profile: Profile) -> ProfileRow:
    details = (("Application", "Marketplace"), ("Created", _created(profile)))
    return ProfileRow(profile.id, profile.type_label, profile.name, details)
