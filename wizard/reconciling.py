"""What became of submissions that were left unknown or unfinished, found out without an operator.

Any number of hosts may do this at once: each row is one attempt, for which it is claimed. Nothing
is sent that nobody asked for: what is `pending` waits for its operator.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone

from . import ledger, providers, submissions
from .models import Submission

logger = logging.getLogger(__name__)

BATCH = 500  # rows that one round looks at, of each sort
Act = Callable[[Submission], Submission]


@dataclass(slots=True)
class Round:
    """What one round has come to."""

    looked_at: int = 0
    changed: int = 0
    failed: int = 0  # by a bug of ours or a lost key; the next round tries again
    for_a_person: int = 0
    switched_off: Counter[str] = field(default_factory=Counter)  # rows by provider


def reconcile(done: Round, stopped: Callable[[], bool]) -> Iterator[tuple[Submission, str]]:
    """Each row that has changed, with the state that it had. `stopped` is asked between rows."""
    now = timezone.now()
    configured = providers.configured()
    telling = [name for name, provider in configured.items() if provider.tells]
    work: list[tuple[QuerySet[Submission], Act]] = [
        (ledger.abandoned(now), submissions.sweep),
        (
            ledger.due(now, configured, telling),
            lambda row: submissions.reconcile(row, configured[row.provider]),
        ),
    ]
    for row, act in _still(work):
        if stopped():
            break
        before = row.state
        done.looked_at += 1
        try:
            after = act(row)
        except Exception:
            logger.exception("submission %s could not be reconciled", row.pk)
            done.failed += 1
            continue
        if after.state != before:
            done.changed += 1
            yield after, before
    done.for_a_person = ledger.for_a_person(now, telling).count()
    off = ledger.unfinished().exclude(provider__in=configured)
    done.switched_off = Counter(off.values_list("provider", flat=True))


def _still(work: Iterable[tuple[QuerySet[Submission], Act]]) -> Iterator[tuple[Submission, Act]]:
    """A batch of each sort, but for rows that another host has looked at meanwhile."""
    for rows, act in work:
        for pk in list(rows.values_list("pk", flat=True)[:BATCH]):
            if row := rows.filter(pk=pk).first():
                yield row, act
