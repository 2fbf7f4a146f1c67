"""What an attempt means for its row of the ledger: the values that `submissions` writes."""

import logging
from datetime import timedelta
from typing import Any

from django.utils import timezone

from .deliveries import DONE
from .models import Operation, State, Submission
from .providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderMisbehaved,
    ProviderRejected,
    ProviderUnavailable,
)

logger = logging.getLogger(__name__)


def success(submission: Submission) -> dict[str, Any]:
    """All writes are done."""
    updated = submission.operation == Operation.UPDATE
    return {
        "state": State.UPDATED if updated else State.CREATED,
        "profile_id": submission.profile_id,
        "profile_status": submission.profile_status,
        "payload": None,
        "errors": None,
        "error_code": "",
        **({"schema": None} if updated else {}),  # its options may be somebody's addresses
    }


def failure(error: ProviderError) -> dict[str, Any]:
    """What a failed call means for the row."""
    outcome: dict[str, Any]
    match error:
        case ProviderRejected():
            errors = {"fields": error.field_errors, "form": error.form_errors}
            outcome = {"state": State.REJECTED, "errors": errors, "payload": None, "schema": None}
        case OutcomeUnknown():
            outcome = {"state": State.UNKNOWN}
        case ProviderUnavailable(retry_after=seconds):
            wait = timezone.now() + timedelta(seconds=seconds) if seconds else None
            outcome = {"state": State.PENDING, "not_before": wait}
        case ProviderMisbehaved():  # refused before anything could be created
            logger.error("a write was not possible: %s", error)
            outcome = {"state": State.PENDING}
        case _:
            outcome = {"state": State.UNKNOWN}
    return {**outcome, "error_code": type(error).__name__, "http_status": error.status}


def lost(submission: Submission) -> dict[str, Any]:
    """What is known of a row whose sender was lost: as much as its deliveries say."""
    filed = list(submission.deliveries.all())
    done = [delivery for delivery in filed if delivery.state == DONE]
    if not done:
        return {"state": State.UNKNOWN, "error_code": "lease_over"}
    submission.profile_id = submission.profile_id or done[0].remote_id
    if done == filed:
        return success(submission)
    known = {"profile_id": submission.profile_id}
    return {**known, "state": State.PARTIAL, "error_code": "lease_over"}
