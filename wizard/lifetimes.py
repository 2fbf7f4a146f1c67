"""How long a run lives: unused, in all, and how long its answers are kept after that."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import Run

TOUCH = timedelta(seconds=60)  # a request moves the idle expiry at most this often
WARNING = 300  # seconds before the end at which the operator is asked to stay


def lifetime() -> dict[str, datetime]:
    """The columns of a run that begins now."""
    now = timezone.now()
    idle = timedelta(seconds=settings.RUN_IDLE_SECONDS)
    longest = timedelta(seconds=settings.RUN_MAX_SECONDS)
    return {"expires_at": min(now + idle, now + longest), "ends_at": now + longest}


def idle_expiry(run: Run) -> datetime:
    """The expiry of a run that is used now."""
    return min(timezone.now() + timedelta(seconds=settings.RUN_IDLE_SECONDS), run.ends_at)


def expiry_after(run: Run) -> datetime:
    """The expiry once this request is over: moved only if that makes a difference."""
    moved = idle_expiry(run)
    return moved if moved - run.expires_at > TOUCH else run.expires_at


def extend(run: Run, until: datetime | None = None) -> None:
    """Move the idle expiry, unless the run has ended meanwhile."""
    until = until or idle_expiry(run)
    if Run.objects.filter(pk=run.pk, expires_at__gt=timezone.now()).update(expires_at=until):
        run.expires_at = until


# -- what is kept of a run that has ended ---------------------------------------------------------


def kept_until(run: Run) -> datetime:
    """Until when another launch can go on with the answers."""
    return run.ends_at + timedelta(seconds=settings.RUN_KEEP_SECONDS)


def over() -> datetime:
    """Of runs that ended before this moment nothing is kept any more."""
    return timezone.now() - timedelta(seconds=settings.RUN_KEEP_SECONDS)


def is_kept(run: Run) -> bool:
    """Whether there are answers that another launch can go on with."""
    return run.begun and timezone.now() < kept_until(run)


def kept() -> QuerySet[Run]:
    """Those that are alive, and those whose answers are kept."""
    alive = Q(expires_at__gt=timezone.now())
    return Run.objects.filter(Q(begun=True) | alive, ends_at__gt=over())
