"""The remote writes of one submission: planned with it, made in order, none of them twice.

A write is filed as sent before its first byte, and only by the attempt that has the submission
then. What is filed as sent is not sent again unless the provider honours its key, or was asked for
it often and late enough to prove that it was not made.
"""

import logging
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from .models import Delivery, Submission
from .providers.base import Provider, Write, Written
from .providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderRejected,
    ProviderUnavailable,
)

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 45  # after it no further write is begun: somebody waits for the page
SETTLE = timedelta(minutes=5)  # what a provider has taken may be found as late as this

DONE, SENT = Delivery.State.DONE, Delivery.State.SENT
PENDING, REFUSED = Delivery.State.PENDING, Delivery.State.REFUSED


def plan(submission: Submission, writes: Iterable[Write], start: int = 0) -> None:
    """File the writes that are to be made, each once."""
    wanted = {write.kind: write for write in writes}
    Delivery.objects.bulk_create(
        Delivery(submission=submission, kind=kind, label=write.label, position=position)
        for position, (kind, write) in enumerate(wanted.items(), start)
    )


def replan(submission: Submission, writes: Iterable[Write]) -> None:
    """Other writes in place of those that are not done."""
    done = set(submission.deliveries.filter(state=DONE).values_list("kind", flat=True))
    submission.deliveries.exclude(state=DONE).delete()
    plan(submission, [write for write in writes if write.kind not in done], len(done))


def keep_late(made: Submission) -> None:
    """File a profile that was made although another one counts, where no write has its id."""
    filed = Delivery.objects.filter(submission=made)
    if not filed.filter(remote_id=made.profile_id or "").exists():
        filed.create(
            submission=made,
            kind=f"late-{made.attempt}",
            label="Another profile, made late",
            position=filed.count(),
            state=DONE,
            remote_id=made.profile_id or "",
        )


def idempotency_key(submission: Submission, delivery: Delivery) -> str:
    """The same whenever the write is tried: the submission's id, or one that is made from it."""
    if delivery.position == 0:
        return str(submission.pk)
    return str(uuid.uuid5(submission.pk, delivery.kind))


def deliver(
    submission: Submission, provider: Provider, done: dict[str, str], renew: Callable[[], bool]
) -> None:
    """Make what is not made yet, in order. `done` gets the remote id of each write that is made.

    `renew` is asked before each write; where it says no, another attempt has the rest.
    Raises ProviderError for the first one that fails; those after it are then not begun.
    """
    started = time.monotonic()
    for delivery in submission.deliveries.all():
        if delivery.state == DONE:
            written = Written(delivery.remote_id, submission.profile_status)
        elif done and time.monotonic() - started > BUDGET_SECONDS:
            raise ProviderUnavailable("the writes so far took too long for another one")
        else:
            written = _Attempt(submission, delivery, provider, done, renew).make()
        if not done:  # for the caller, also where a later one fails
            submission.profile_id = submission.profile_id or written.remote_id
            submission.profile_status = written.status
        done[delivery.kind] = written.remote_id


class NotProven(OutcomeUnknown):
    """The provider has answered, or could not be asked, and it is not known any better."""


class _Attempt:
    """One write, made or found."""

    def __init__(
        self,
        submission: Submission,
        delivery: Delivery,
        provider: Provider,
        done: Mapping[str, str],
        renew: Callable[[], bool],
    ) -> None:
        self.delivery = delivery
        self.provider = provider
        self.number = submission.attempt
        self.renew = renew
        key = idempotency_key(submission, delivery)
        self.call = (submission.payload or {}, delivery.kind, dict(done), key)

    def make(self) -> Written:
        try:
            written = self.found() if self.delivery.state == SENT else None
            if written is None:
                written = self.send()
        except ProviderRejected:
            self.file_outcome(REFUSED)
            raise
        self.delivery.remote_id = written.remote_id
        self.file_outcome(DONE)
        return written

    def found(self) -> Written | None:
        """What was made when it was sent before, or None where it may be sent again."""
        try:
            written = self.provider.recover(*self.call) if self.provider.recovers else None
        except (ProviderRejected, OutcomeUnknown):
            raise
        except ProviderError as error:
            raise OutcomeUnknown(str(error), status=error.status) from error
        forgotten = self.delivery.created_at + self.provider.keeps_keys
        if written is None and timezone.now() >= forgotten:
            self.prove_absence()
        return written

    def prove_absence(self) -> None:
        """It was looked for and not found: only the second time, and late enough, proves anything.

        Raises NotProven until then. What was not made is not sent at once where it is the
        first of all: somebody has to ask for that.
        """
        if not self.provider.recovers:
            raise NotProven("nobody can tell whether it was made")
        now, before = timezone.now(), self.delivery.missed_at
        if before is None:
            self.file_missed(now)
        if before is None or now < (self.delivery.sent_at or before) + SETTLE:
            raise NotProven("that it was not found proves nothing yet")
        logger.warning("delivery %s was not made: it was not found twice", self.delivery.pk)
        self.file_outcome(PENDING)
        if self.delivery.position == 0:
            raise ProviderUnavailable("it was not made")

    def send(self) -> Written:
        again = self.delivery.state == SENT
        if not self.file_sent():
            raise (OutcomeUnknown if again else ProviderUnavailable)("another attempt has it")
        try:
            return self.provider.write(*self.call)
        except OutcomeUnknown:
            made = self.found_at_once()
            if made is None:
                raise
            return made
        except ProviderRejected:
            raise
        except ProviderError as error:
            if again:  # not this time, but nobody knows of the time before
                raise OutcomeUnknown(str(error), status=error.status) from error
            self.file_outcome(PENDING)
            raise

    def found_at_once(self) -> Written | None:
        """An answer was lost; perhaps the next one is not."""
        try:
            return self.provider.recover(*self.call) if self.provider.recovers else None
        except ProviderRejected:
            raise
        except ProviderError as error:
            logger.warning("a lost answer was not recovered: %s", type(error).__name__)
            return None

    def file_sent(self) -> bool:
        """Committed before the first byte; False, and nothing filed, where it is not ours."""
        with transaction.atomic(durable=True):
            if not self.renew():
                return False
            self.delivery.state, self.delivery.sent_at = SENT, timezone.now()
            self.delivery.missed_at = None
            self.delivery.save(update_fields=["state", "sent_at", "missed_at"])
        return True

    def file_missed(self, now: datetime) -> None:
        """By the submission's last attempt alone: another one may have sent it again meanwhile."""
        rows = Delivery.objects.filter(pk=self.delivery.pk, submission__attempt=self.number)
        with transaction.atomic():
            if rows.filter(state=SENT).select_for_update(of=("self",)).first():
                self.delivery.missed_at = now
                self.delivery.save(update_fields=["missed_at"])

    def file_outcome(self, state: Delivery.State) -> None:
        """What was made is filed however late, anything else by the submission's last attempt."""
        self.delivery.state = state
        rows = Delivery.objects.filter(pk=self.delivery.pk).exclude(state=DONE)
        if state != DONE:
            rows = rows.filter(submission__attempt=self.number)
        try:
            with transaction.atomic():
                if rows.select_for_update(of=("self",)).values_list("pk", flat=True).first():
                    self.delivery.save(update_fields=["state", "remote_id"])
        except DatabaseError:  # the submission's own outcome says more, and must not be lost
            logger.exception("delivery %s: %s was not filed", self.delivery.pk, state)
