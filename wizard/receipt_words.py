"""What a receipt says of its submission: what it is about, who has told what, what is made."""

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any

from . import providers, told, words
from .models import Delivery, Operation, Resolution, Run, Submission
from .models import State as Ledger
from .providers.reading import first, text
from .submissions import LEASE
from .waits import Wait, count

NESTED = 6  # levels of a payload in which a name may stand
WHOLE, PARTS = ("name", "company_name", "legal_name"), ("first_name", "last_name")


def of(submission: Submission, state: Ledger, run: Run) -> dict[str, Any]:
    """The part of the template context that is words, for the operator of the run."""
    said = _said(submission, state)
    deliveries = list(submission.deliveries.all())
    line = words.told(submission, said, run.portal, run.operator) if said else None
    return {
        "h1": _heading(submission, state, deliveries, line),
        "told": line,
        "parts": words.parts(deliveries, submission.resolutions.all()),
        "provider_label": providers.label(submission.provider),
        "held_name": held_name(submission, run),
        "latest_in": _latest_in(submission) if state == Ledger.IN_FLIGHT else "",
        "asked_to_wait": submission.http_status is not None,
    }


def _said(submission: Submission, state: Ledger) -> Resolution | None:
    """Whose word it is that the row stands as it does; None: the provider's."""
    if state in {Ledger.CREATED, Ledger.UPDATED, Ledger.PARTIAL}:
        return told.known_from(submission)
    return told.absent(submission) if state != Ledger.UNKNOWN else None


def _heading(
    submission: Submission, state: Ledger, deliveries: list[Delivery], line: words.Told | None
) -> str:
    """What nobody but a person says is told as such."""
    if line and state in {Ledger.PENDING, Ledger.REJECTED}:
        return line.text
    if state == Ledger.PARTIAL and any(d.state == Delivery.State.SENT for d in deliveries):
        return words.DOUBTFUL_PART[Operation(submission.operation)]
    changes = submission.operation == Operation.UPDATE
    return (words.CHANGE_HEADINGS if changes else words.RECEIPT_HEADINGS)[state]


def _latest_in(submission: Submission) -> str:
    """How long an attempt may take from now on at most, in whole minutes."""
    wait = Wait.until(submission.lease_until)
    seconds = wait.seconds if wait else LEASE.total_seconds()
    return count(ceil(seconds / 60), "minute")


def held_name(submission: Submission, run: Run) -> str:
    """What the profile is called by what was entered, in its own run; blank where nothing says."""
    ended = submission.state in {Ledger.CREATED, Ledger.UPDATED}  # what was entered is wiped
    kept = submission.run_id == run.pk and not ended
    levels = _levels(submission.payload) if kept else ()
    found = {name: value for level in levels for name, value in _names(level)}
    person = " ".join(found[name] for name in PARTS if name in found)
    return next((found[name] for name in WHOLE if name in found), person)


def _names(level: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in (*WHOLE, *PARTS):
        value = first(level, name)
        if isinstance(value, str) and value:
            yield name, text(value)


def _levels(payload: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in it, the innermost first."""
    level, levels = [payload], []
    for _ in range(NESTED):
        objects = [each for each in level if isinstance(each, Mapping)]
        levels.append(objects)
        level = [value for each in objects for value in each.values()]
    for objects in reversed(levels):
        yield from objects
