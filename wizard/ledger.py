"""Which submission is meant, and what may be done about it. Reads only; see `submissions`."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import CREATES, UPDATES, Run, State, Submission
from .providers.errors import ProviderRejected

GAP = timedelta(seconds=10)  # between writing a row and claiming it; in practice milliseconds


def live(run: Run, profile_id: str | None = None) -> Submission | None:
    """The creation of this run, or of its portal's reference, that was not rejected.

    With a profile: the update of it in this run that has not come to its end.
    """
    if profile_id:
        over = [State.REJECTED, State.UPDATED]
        return _of(run, profile_id).exclude(state__in=over).first()
    own = Q(run=run) | (Q(portal=run.portal, ext=run.ext) & ~Q(ext=""))
    return _light().filter(own & CREATES).exclude(state=State.REJECTED).first()


def created(portal: str, ext: str) -> Submission | None:
    """The creation for a portal's reference that has come to its good end."""
    return _light().filter(CREATES, portal=portal, ext=ext, state=State.CREATED).first()


def latest(run: Run, profile_id: str | None = None) -> Submission | None:
    """The last creation of this run, or the last update of that profile in it."""
    return _of(run, profile_id).order_by("created_at").last()


def _of(run: Run, profile_id: str | None) -> QuerySet[Submission]:
    which = UPDATES & Q(profile_id=profile_id) if profile_id else CREATES
    return _light().filter(which, run=run)


def _light() -> QuerySet[Submission]:
    """Rows without what would be decrypted for nothing."""
    return Submission.objects.defer("schema", "payload", "errors", "reason")


def is_about_to_be_sent(submission: Submission) -> bool:
    """Whether the row was written just now and its first attempt is not claimed yet."""
    new = submission.created_at > timezone.now() - GAP
    return submission.state == State.PENDING and not submission.attempt and new


def is_mendable(submission: Submission, run: Run) -> bool:
    """Whether the profile exists and what else it takes was refused: other answers may help.

    Only in its own run, which has them.
    """
    if submission.run_id != run.pk:
        return False
    refused = submission.error_code == ProviderRejected.__name__
    partial = submission.state == State.PARTIAL
    return partial and refused and bool((submission.errors or {}).get("fields"))


def is_open(submission: Submission | None, run: Run) -> bool:
    """Whether the answers may still be changed: nothing was sent, or it can be mended."""
    return submission is None or submission.state == State.PENDING or is_mendable(submission, run)
