"""What turns out to be made when the ledger says otherwise: told in the log, and its id kept.

It takes a sender whose answer comes after its lease, and after what somebody has done since. The
log names the submission; the profile is found by that, as its reference.
"""

import logging

from django.db import IntegrityError, transaction
from django.utils import timezone

from . import deliveries, ledger
from .models import Operation, State, Submission

logger = logging.getLogger(__name__)


def keep(made: Submission) -> None:
    """`made`: with the profile that an attempt has made, whose row is not its own any more.

    The state of a row that has come to its end stays. What has not come to its end is swept, as its
    deliveries are done; another attempt that is under way looks by itself (`tell_of_two`).
    """
    row = ledger.by_id(made.pk)
    if row is None or row.state not in {State.REJECTED, State.CREATED, State.UPDATED}:
        return
    if row.state != State.REJECTED and row.profile_id == made.profile_id:
        return
    known = {"profile_id": made.profile_id, "profile_status": made.profile_status}
    empty = Submission.objects.filter(pk=row.pk, state=State.REJECTED, profile_id=None)
    try:
        with transaction.atomic():
            empty.update(**known, updated_at=timezone.now())
    except IntegrityError:  # another submission has it already
        pass
    if made.operation == Operation.CREATE:
        deliveries.keep_late(made)
    logger.error(
        "submission %s attempt %d has been made after all, but is %s: look for its profile",
        row.pk,
        made.attempt,
        row.state,
    )


def tell_of_two(submission: Submission) -> None:
    """After an attempt has written what became of it: whether an earlier one has made another."""
    if submission.operation != Operation.CREATE or submission.attempt == 1:
        return
    if not deliveries.keep_both(submission):
        return
    logger.error(
        "submission %s has been made by attempt %d and by an earlier one: look for both profiles",
        submission.pk,
        submission.attempt,
    )
