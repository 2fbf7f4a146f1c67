"""What an operator has started and not finished, in other runs of the same portal. Reads only.

Whether, and where, it is gone on with: as for a launch, see `resuming`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from django.db.models import Exists, OuterRef, Q, QuerySet

from . import ledger, resuming
from .lifetimes import is_kept, kept_until, over
from .models import Operation, Run, Submission
from .models import State as Ledger
from .runs import RunSession, find
from .state import CHANGE, State

SHOWN = 20  # those that were used last
ELSEWHERE = "Continue it where you started it in your portal."
IN_USE = "Somebody else is working on this reference. Continue it once they have finished."
NOT_ALLOWED = "Your portal does not allow it here."


@dataclass(frozen=True, slots=True)
class Draft:
    """Of one run. `changes`: of profiles that exist; `hindrance`: why it is not gone on with."""

    run: Run
    type_label: str
    country_name: str
    changes: int
    hindrance: str

    @property
    def kept_until(self) -> Any:
        return kept_until(self.run)


def _others(run: Run) -> QuerySet[Run]:
    """All other runs of the same operator at the same portal."""
    if not (run.portal and run.operator):  # then it is not known whose they are
        return Run.objects.none()
    return Run.objects.filter(portal=run.portal, operator=run.operator).exclude(pk=run.pk)


def has_others(run: Run) -> bool:
    """Whether there is anything to see of other runs: one query."""
    sent = Submission.objects.filter(run=OuterRef("pk"))
    sent = sent.exclude(state=Ledger.REJECTED, error_code=ledger.SUPERSEDED)
    return _others(run).filter(Q(begun=True, ends_at__gt=over()) | Exists(sent)).exists()


def find_other(run: Run, pk: Any) -> Run | None:
    """The other run of that id, if it is the same operator's."""
    return find(pk) if _others(run).filter(pk=pk).exists() else None


def drafts(run: Run) -> list[Draft]:
    """Those used last come first. What was submitted is none."""
    rows = _others(run).filter(begun=True, ends_at__gt=over()).order_by("-expires_at", "pk")
    runs = _readable(rows[:SHOWN])
    sent, in_use = _submitted(runs), _in_use(run, runs)
    found = (_draft(each, run, sent, in_use) for each in runs)
    return [draft for draft in found if draft.type_label or draft.changes]


def hindrance(earlier: Run, run: Run) -> str:
    """Why `earlier` is not gone on with in place of `run`; blank where it may be."""
    state = State.load(RunSession(earlier))
    return _hindrance(earlier, run, state, _in_use(run, [earlier]))


def may_go_on(submission: Submission, run: Run) -> bool:
    """Whether the answers of what was submitted in another run are there to be gone on with."""
    earlier = find_other(run, submission.run_id)
    return earlier is not None and is_kept(earlier) and not hindrance(earlier, run)


def _readable(rows: QuerySet[Run]) -> list[Run]:
    """In one query, unless a key is missing."""
    try:
        return list(rows)
    except InvalidToken:
        found = (find(pk) for pk in rows.values_list("pk", flat=True))
        return [run for run in found if run is not None]


def _submitted(runs: Iterable[Run]) -> set[tuple[Any, str | None]]:
    """(run, profile that is changed, or None) of what was submitted and may not be begun again."""
    rows = Submission.objects.filter(run__in=[each.pk for each in runs])
    rows = rows.exclude(state__in=[Ledger.REJECTED, Ledger.UPDATED])
    return {
        (run, profile_id if operation == Operation.UPDATE else None)
        for run, operation, profile_id in rows.values_list("run", "operation", "profile_id")
    }


def _in_use(run: Run, runs: Iterable[Run]) -> set[str]:
    return resuming.in_use(run.portal, run.operator, [each.ext for each in runs])


def _draft(earlier: Run, run: Run, sent: set[tuple[Any, str | None]], in_use: set[str]) -> Draft:
    session = RunSession(earlier)
    state = State.load(session)
    changed = [key.removeprefix(CHANGE) for key in session.keys() if key.startswith(CHANGE)]  # noqa: SIM118  # not a dict
    new = (earlier.pk, None) not in sent
    return Draft(
        run=earlier,
        type_label=state.type_label if new else "",
        country_name=state.country_name if new else "",
        changes=sum((earlier.pk, profile_id) not in sent for profile_id in changed),
        hindrance=_hindrance(earlier, run, state, in_use),
    )


def _hindrance(earlier: Run, run: Run, state: State, in_use: set[str]) -> str:
    """A run for a reference is for it alone: messages to the portal are about it."""
    if run.ext not in {"", earlier.ext}:
        return ELSEWHERE
    if earlier.ext in in_use:
        return IN_USE
    return "" if resuming.is_allowed(earlier, run, state) else NOT_ALLOWED
