"""How long anything is kept: what is wiped, what is deleted, and when.

The ledger's ids, hashes and states stay, and so do the runs that they belong to. Everything else
goes: a little of it with each launch, all of it with `manage.py purge`. Each batch is a transaction
of its own and passes over rows that somebody else has locked, so that any number of these may run.

A submission without its payload is never sent again, and stays what it is until staff say more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from .batches import batches
from .ledger import abandoned, of_a_run_that_is_over
from .lifetimes import over
from .models import ANSWERED, CONTENT, HAS_CONTENT, LaunchToken, Run, State, Submission
from .runs import forget
from .submissions import retire, sweep

TOKENS_KEPT = timedelta(hours=1)  # after their expiry, whatever the clocks of several hosts say
FINISHED = (State.CREATED, State.UPDATED, State.REJECTED)
UNFINISHED = (State.UNKNOWN, State.PARTIAL)


@dataclass(frozen=True, slots=True)
class Rule:
    """`rows`: those that it is time for, in the order of the column `by`; `act`: what is done."""

    name: str
    done: str
    rows: Callable[[], QuerySet[Any]]
    by: str
    act: Callable[[QuerySet[Any]], int]

    def apply(self) -> Iterator[int]:
        """Batch by batch, how many rows it was done to."""
        for batch in batches(self.rows(), self.by):
            yield self._apply([row[0] for row in batch])

    def _apply(self, keys: list[Any]) -> int:
        rows = self.rows()
        with transaction.atomic():
            due = rows.filter(pk__in=keys).select_for_update(skip_locked=True, of=("self",))
            taken = list(due.values_list("pk", flat=True))
            return self.act(rows.model._default_manager.filter(pk__in=taken))


def _kept() -> timedelta:
    return timedelta(days=settings.RETENTION_DAYS)


def _answers() -> QuerySet[Run]:
    return Run.objects.filter(ANSWERED, ends_at__lte=over())


def _tokens() -> QuerySet[LaunchToken]:
    return LaunchToken.objects.filter(expires_at__lte=timezone.now() - TOKENS_KEPT)


def _lost() -> QuerySet[Submission]:
    """Where nobody calls `reconcile` either, they would be on their way for ever."""
    return abandoned(timezone.now())


def _unsent() -> QuerySet[Submission]:
    """Nobody has their answers any more, so that nobody can send them."""
    rows = Submission.objects.filter(HAS_CONTENT, state=State.PENDING)
    return rows.filter(of_a_run_that_is_over())


def _finished() -> QuerySet[Submission]:
    """Their run may need the errors, and nothing else any more."""
    rows = Submission.objects.filter(HAS_CONTENT, state__in=FINISHED)
    left = Q(payload__isnull=False) | Q(schema__isnull=False) | Q(errors__isnull=False)
    return rows.filter(left & of_a_run_that_is_over(), created_at__gt=timezone.now() - _kept())


def _old() -> QuerySet[Submission]:
    states = (*FINISHED, *UNFINISHED)
    rows = Submission.objects.filter(HAS_CONTENT, state__in=states)
    return rows.filter(created_at__lte=timezone.now() - _kept())


def _runs() -> QuerySet[Run]:
    rows = Run.objects.filter(Q(data=None) | Q(ends_at__lte=over()), submissions=None)
    return rows.filter(ends_at__lte=timezone.now() - _kept())


def _staff_sessions() -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=timezone.now())


def _delete(rows: QuerySet[Any]) -> int:
    return rows.delete()[0]


def _sweep(rows: QuerySet[Submission]) -> int:
    swept = [sweep(row) for row in rows.defer(*CONTENT)]
    for row in swept:
        forget(row)
    return len(swept)


ANSWERS = Rule(
    "answers of runs that are over",
    "wiped",
    _answers,
    "ends_at",
    lambda rows: rows.update(data=None, begun=False, operator_name=None),
)
TOKENS = Rule("launch tokens that have expired", "deleted", _tokens, "expires_at", _delete)
RULES = (
    ANSWERS,
    TOKENS,
    Rule("submissions whose sender was lost", "swept", _lost, "updated_at", _sweep),
    Rule(
        "submissions that nobody can send any more",
        "rejected",
        _unsent,
        "created_at",
        lambda rows: retire(rows, "expired"),
    ),
    Rule(
        "finished submissions of runs that are over",
        "wiped",
        _finished,
        "created_at",
        lambda rows: rows.update(payload=None, schema=None, errors=None),
    ),
    Rule(
        "old submissions, whatever became of them",
        "wiped",
        _old,
        "created_at",
        lambda rows: rows.update(**dict.fromkeys(CONTENT)),
    ),
    Rule("old runs without a submission", "deleted", _runs, "ends_at", _delete),
    Rule("staff sessions that have expired", "deleted", _staff_sessions, "expire_date", _delete),
)


def tidy() -> None:
    """One batch of what each launch makes more of, where nobody calls the command."""
    for rule in (ANSWERS, TOKENS):
        next(rule.apply(), 0)
