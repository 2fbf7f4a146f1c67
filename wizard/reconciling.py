"""What became of submissions that were left unknown or unfinished, found out without an operator.

Any number of hosts may do this at once: each row is one attempt, for which it is claimed. Nothing
is sent that nobody asked for: what is `pending` waits for its operator.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from . import ledger, providers, runs, submissions
from .models import State, Submission
from .providers.errors import OutcomeUnknown, ProviderUnavailable

logger = logging.getLogger(__name__)

BATCH = 500  # rows that one round looks at, of each sort
NO_ANSWER = {ProviderUnavailable.__name__, OutcomeUnknown.__name__}
Act = Callable[[Submission], Submission]


@dataclass(slots=True)
class Round:
    """What one round has come to."""

    looked_at: int = 0
    changed: int = 0
    failed: int = 0  # by a bug of ours or a lost key; the next round tries again
    for_a_person: dict[UUID, str] = field(default_factory=dict)  # id -> state
    silent: dict[str, int] = field(default_factory=dict)  # rows by provider, not asked about
    switched_off: Counter[str] = field(default_factory=Counter)  # rows by provider


def reconcile(done: Round, stopped: Callable[[], bool]) -> Iterator[tuple[Submission, str]]:
    """Each row that has changed, with the state that it had. `stopped` is asked between rows."""
    now = timezone.now()
    configured = providers.configured()
    telling = [name for name, provider in configured.items() if provider.tells]
    yield from _each(ledger.abandoned(now), submissions.sweep, done, stopped)
    due = ledger.due(now, configured, telling)
    for name in configured:  # one that does not answer keeps nobody from the others' rows
        yield from _each(due.filter(provider=name), _ask, done, stopped)
    done.for_a_person = dict(ledger.for_a_person(now, telling).values_list("pk", "state"))
    off = ledger.unfinished().exclude(provider__in=configured)
    done.switched_off = Counter(off.values_list("provider", flat=True))


def _ask(row: Submission) -> Submission:
    return submissions.reconcile(row, providers.get(row.provider))


def _each(
    rows: QuerySet[Submission], act: Act, done: Round, stopped: Callable[[], bool]
) -> Iterator[tuple[Submission, str]]:
    """A batch, but for rows that another host has looked at meanwhile.

    Where the provider does not answer for one row, the others are left as they are: each would be
    waited for as long, and wait longer for its next turn.
    """
    keys = list(rows.values_list("pk", flat=True)[:BATCH])
    for place, pk in enumerate(keys, start=1):
        if stopped():
            return
        row = rows.filter(pk=pk).first()
        if row is None:
            continue
        before, attempt = row.state, row.attempt
        done.looked_at += 1
        try:
            after = act(row)
            if after.state != before:
                runs.forget(after)
        except Exception:
            logger.exception("submission %s could not be reconciled", pk)
            done.failed += 1
            continue
        if after.state != before:
            done.changed += 1
            yield after, before
        if after.attempt != attempt and _had_no_answer(after):
            done.silent[after.provider] = len(keys) - place
            return


def _had_no_answer(row: Submission) -> bool:
    """Whether the provider hung, could not be reached, was in trouble or asked us to wait.

    What is pending after an attempt was proven not to be made.
    """
    told = row.http_status is not None and row.http_status != 429 and row.http_status < 500
    doubtful = row.state in {State.UNKNOWN, State.PARTIAL}
    return doubtful and row.error_code in NO_ANSWER and not told
