"""A launch goes on with what its operator has left unfinished, also in a run that has expired.

The run is the same one, with a new secret and a new lifetime: its address, its answers and what was
submitted of it stay together, and pages that are still open on it go on in the same browser.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from . import launches, limits
from .carriers import mint_secret
from .models import Run
from .runs import RunSession, end, find, lifetime
from .state import KEY, State

# Columns that the latest launch decides.
LAUNCHED = ("origin", "cross_origin_isolated", "limits", "operator_name", "locale", "theme")


def open_or_resume(**launch: Any) -> tuple[Run, str]:
    """As `launches.open_run`, unless the same operator has answers in an earlier run.

    With a reference (`ext`) that run is gone on with at once; without, the operator is asked.
    """
    run, secret = launches.open_run(**launch)
    earlier = unfinished(run)
    if earlier and not _may_go_on(earlier, run):
        end(earlier)
        earlier = None
    if earlier is None:
        return run, secret
    if run.ext:
        resumed = resume(earlier, run)
        if resumed:
            run.delete()  # nobody has seen it
        return resumed or (run, secret)
    run.earlier = earlier
    run.save(update_fields=["earlier"])
    return run, secret


def _may_go_on(earlier: Run, run: Run) -> bool:
    """Whether the new limits allow what was chosen before."""
    state = State.load(RunSession(earlier))
    return limits.may_go_on(run.limits, earlier.provider, state.type, state.country)


def unfinished(run: Run) -> Run | None:
    """The run of the same portal, operator and reference that was used last before this one.

    Without a reference only one with answers counts, and where the launch has named a provider, a
    run at another one is something else.
    """
    same = _kept().filter(portal=run.portal, operator=run.operator, ext=run.ext)
    if not run.ext:
        same = same.filter(begun=True)
        if not run.chooses_provider:
            same = same.filter(provider=run.provider)
    latest = same.exclude(pk=run.pk).order_by("-expires_at").values_list("pk", flat=True).first()
    return find(latest) if latest else None


def resume(earlier: Run, run: Run) -> tuple[Run, str] | None:
    """Go on with `earlier` in place of `run`, which the launch has opened and which ends here.

    Returns it with its new secret; the old one opens nothing any more. None, and nothing is
    changed, where there is nothing left to go on with.
    """
    secret, secret_sha256 = mint_secret()
    session = RunSession(earlier)
    state = {**session.get(KEY, {}), "prefill": State.load(RunSession(run)).prefill}
    launched = {name: getattr(run, name) for name in LAUNCHED}
    columns = {"secret_sha256": secret_sha256, "earlier": None, **launched, **lifetime()}
    columns |= {"data": {**session.load(), KEY: state}, "version": earlier.version + 1}
    if not _kept().filter(pk=earlier.pk, version=earlier.version).update(**columns):
        return None
    end(run)
    earlier.refresh_from_db()
    return earlier, secret


def decline(run: Run) -> None:
    """The operator starts anew: the earlier run is offered again only if it is used again."""
    if run.earlier_id:
        Run.objects.filter(pk=run.earlier_id).update(begun=False)
    run.earlier = None
    run.save(update_fields=["earlier"])


def _kept() -> QuerySet[Run]:
    over = timezone.now() - timedelta(seconds=settings.RUN_KEEP_SECONDS)
    alive = Q(expires_at__gt=timezone.now())
    return Run.objects.filter(Q(begun=True) | alive, ends_at__gt=over)
