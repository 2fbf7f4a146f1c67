"""The ledger: the only writer of submissions, the only caller of `provider.create`.

The intent to send is committed before the first byte is sent, and a row never returns to "may
send" unless it is proven that nothing was created. Detected has no idempotency key, so whatever
is not proven stays `unknown`.

    pending --claim--> in_flight --2xx with a valid body--> created
       ^                  |--definite 4xx-----------------> rejected
       `--proven not sent-'--anything else, lease over----> unknown
"""

import hashlib
import json
import logging
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from .models import Delivery, Run, State, Submission
from .providers.base import NewProfile, Provider
from .providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderMisbehaved,
    ProviderRejected,
    ProviderUnavailable,
)
from .schema.fields import Schema

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)  # longer than any call to a provider may take


GAP = timedelta(seconds=10)  # between writing a row and claiming it; in practice milliseconds


class RunEnded(Exception):
    """The run was cancelled or has expired: nothing may be created for it any more."""


def live(run: Run) -> Submission | None:
    """The submission of this run, or of its portal's reference, that was not rejected."""
    own = Q(run=run) | (Q(portal=run.portal, ext=run.ext) & ~Q(ext=""))
    return _light().filter(own).exclude(state=State.REJECTED).first()


def latest(run: Run) -> Submission | None:
    return _light().filter(run=run).order_by("created_at").last()


def _light() -> QuerySet[Submission]:
    """Rows without what would be decrypted for nothing."""
    return Submission.objects.defer("schema", "payload", "errors")


def withdraw(run: Run) -> bool:
    """Give up what was never sent. False where it is being sent, or more."""
    existing = live(run)
    return existing is None or _retire(existing, "cancelled")


def _retire(submission: Submission, why: str) -> bool:
    """A row that is still pending is rejected for good; False where somebody sends it."""
    pending = Submission.objects.filter(pk=submission.pk, state=State.PENDING)
    return bool(pending.update(state=State.REJECTED, error_code=why, payload=None))


def submit(
    run: Run, provider: Provider, profile: NewProfile, schema: Schema, labels: tuple[str, str]
) -> Submission:
    """Create the profile, at most once for the run. `labels`: of the type and the country.

    Returns the ledger row after the call; look at its state. However often and from however many
    tabs this is called, one call goes out. Raises RunEnded.
    """
    try:
        submission = _intend(run, provider, profile, schema, labels)
    except IntegrityError:  # another tab was first
        other = live(run)
        if other is None:
            raise
        submission = other
    return send(submission, provider)


def _intend(
    run: Run, provider: Provider, profile: NewProfile, schema: Schema, labels: tuple[str, str]
) -> Submission:
    """The committed row for this profile; a pending one with other answers is superseded."""
    with transaction.atomic(durable=True):
        existing = live(run)
        if existing:
            same = provider.payload(replace(profile, reference=str(existing.pk)))
            if existing.state != State.PENDING or sha256(same) == existing.payload_sha256:
                return existing
            if not _retire(existing, "superseded"):
                return existing
        if not Run.objects.filter(pk=run.pk, expires_at__gt=timezone.now()).exists():
            raise RunEnded
        reference = uuid.uuid4()
        payload = provider.payload(replace(profile, reference=str(reference)))
        return Submission.objects.create(
            id=reference,
            run=run,
            portal=run.portal,
            ext=run.ext,
            provider=run.provider,
            type_label=labels[0],
            country_name=labels[1],
            schema=schema.to_json(),
            payload=payload,
            payload_sha256=sha256(payload),
        )


def send(submission: Submission, provider: Provider) -> Submission:
    """Send a pending submission unless somebody else does; the row as it then stands."""
    if not _claim(submission):
        submission.refresh_from_db()
        return submission

    def record(kind: str, remote_id: str) -> None:
        try:
            Delivery.objects.get_or_create(submission=submission, kind=kind, remote_id=remote_id)
        except DatabaseError:  # the outcome says more, and must not be lost for this
            logger.exception("submission %s: %s %s not recorded", submission.pk, kind, remote_id)

    outcome: dict[str, Any] = {"state": State.UNKNOWN, "error_code": "crashed"}
    try:
        created = provider.create(submission.payload, record)
        outcome = {
            "state": State.CREATED,
            "profile_id": created.profile_id,
            "profile_status": created.status,
            "payload": None,
            "error_code": "",
            "http_status": None,
        }
    except ProviderError as error:
        outcome = _failure(error)
    finally:
        _finish(submission, outcome)
    submission.refresh_from_db()
    return submission


def _failure(error: ProviderError) -> dict[str, Any]:
    """What a failed call means for the row."""
    outcome: dict[str, Any]
    match error:
        case ProviderRejected():
            errors = {"fields": error.field_errors, "form": error.form_errors}
            outcome = {"state": State.REJECTED, "errors": errors, "payload": None}
        case OutcomeUnknown():
            outcome = {"state": State.UNKNOWN}
        case ProviderUnavailable(retry_after=seconds):
            wait = timezone.now() + timedelta(seconds=seconds) if seconds else None
            outcome = {"state": State.PENDING, "not_before": wait}
        case ProviderMisbehaved():  # refused before anything could be created
            logger.error("a creation was not possible: %s", error)
            outcome = {"state": State.PENDING}
        case _:
            outcome = {"state": State.UNKNOWN}
    return {**outcome, "error_code": type(error).__name__, "http_status": error.status}


def _claim(submission: Submission) -> bool:
    """Take the row for one attempt: one atomic UPDATE, committed before any byte is sent."""
    now = timezone.now()
    owner = str(uuid.uuid4())
    won = (
        Submission.objects.filter(pk=submission.pk, state=State.PENDING)
        .filter(Q(not_before=None) | Q(not_before__lte=now))
        .update(
            state=State.IN_FLIGHT,
            attempt=F("attempt") + 1,
            owner=owner,
            lease_until=now + LEASE,
            sent_at=now,
            not_before=None,
            updated_at=now,
        )
    )
    if won:
        submission.refresh_from_db()
    return bool(won)


def _finish(submission: Submission, outcome: dict[str, Any]) -> None:
    """Write an outcome. A late answer still counts, unless the row is another attempt's by now."""
    mine = Submission.objects.filter(
        pk=submission.pk,
        owner=submission.owner,
        attempt=submission.attempt,
        state__in=[State.IN_FLIGHT, State.UNKNOWN],
    )
    try:
        with transaction.atomic():
            written = mine.update(**outcome, lease_until=None, updated_at=timezone.now())
    except IntegrityError:  # a profile id that another submission already has
        outcome = {"state": State.UNKNOWN, "error_code": "profile_id_taken"}
        written = mine.update(**outcome, lease_until=None, updated_at=timezone.now())
    logger.info(
        "submission %s attempt %d: %s %s%s",
        submission.pk,
        submission.attempt,
        outcome["state"],
        outcome["error_code"],
        "" if written else " (too late, not written)",
    )


def is_about_to_be_sent(submission: Submission) -> bool:
    """Whether the row was written just now and its first attempt is not claimed yet."""
    new = submission.created_at > timezone.now() - GAP
    return submission.state == State.PENDING and not submission.attempt and new


def sweep(submission: Submission, now: datetime | None = None) -> Submission:
    """A row whose sender was lost becomes `unknown` once its lease is over."""
    now = now or timezone.now()
    lost = Submission.objects.filter(pk=submission.pk, state=State.IN_FLIGHT, lease_until__lt=now)
    if lost.update(state=State.UNKNOWN, error_code="lease_over", updated_at=now):
        submission.refresh_from_db()
    return submission


def sha256(payload: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON of a payload."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
