"""A launch goes on with what its operator has left unfinished, also in a run that has expired.

The run is the same one: its address, its answers and what was submitted of it stay together, and
pages that are still open on it go on in the same browser. The launch gets a secret of its own.

A run that has expired lives as long as that of the launch then, and its secrets from before open
nothing any more. One that is alive, maybe in another tab, keeps them, and ends when it would have:
so no secret counts for longer than RUN_MAX_SECONDS after a launch.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from . import launches, ledger, limits
from .carriers import add_secret
from .launches import Launched
from .lifetimes import idle_expiry, is_kept, kept
from .models import Run
from .models import State as Ledger
from .runs import RunSession, end, find, settle
from .state import ARRIVAL, KEY, State, typed_changes

RESUMED = "Your session had ended. What you had entered is here: look at it, and go on."


def open_or_resume(**launch: Any) -> tuple[Run, str]:
    """As `launches.open_run`, unless the same operator has answers in an earlier run.

    With a reference (`ext`) that run is gone on with at once; without, the operator is asked. Where
    the launch's limits exclude what was chosen there, it is left alone: it may be open elsewhere.
    """
    run, secret = launches.open_run(**launch)
    earlier = unfinished(run)
    if earlier is None or not is_allowed(earlier, run, State.load(RunSession(earlier))):
        return run, secret
    if run.ext:
        resumed = resume(earlier, run)
        if resumed:
            run.delete()  # nobody has seen it
        return resumed or (run, secret)
    run.earlier = earlier
    run.save(update_fields=["earlier"])
    return run, secret


def is_allowed(earlier: Run, run: Run, state: State) -> bool:
    """Whether the new limits allow what was chosen before."""
    return limits.may_go_on(run.limits, earlier.provider, state.type, state.country)


def in_use(portal: str, operator: str, exts: Iterable[str]) -> set[str]:
    """Those of the portal's references that another operator works on: there is something entered.

    To have a run open, and look at what there is, holds nobody back.
    """
    alive = Run.objects.filter(portal=portal, ext__in=set(exts) - {""}, begun=True)
    alive = alive.filter(expires_at__gt=timezone.now()).exclude(operator=operator)
    return set(alive.values_list("ext", flat=True))


def is_held(run: Run) -> bool:
    """Whether another operator was the first to work on the reference of a run that is not begun.

    Once the profile is created, nobody holds its reference any more.
    """
    if not run.ext or run.begun or ledger.created(run.portal, run.ext):
        return False
    return bool(in_use(run.portal, run.operator, [run.ext]))


def unfinished(run: Run) -> Run | None:
    """The run of the same portal, operator and reference that was used last before this one.

    Without a reference only one with answers counts, and where the launch has named a provider, a
    run at another one is something else. Answers of a profile that was created are none.
    """
    same = kept().filter(portal=run.portal, operator=run.operator, ext=run.ext).exclude(pk=run.pk)
    done = same.filter(begun=True, submissions__state=Ledger.CREATED)
    for pk in list(done.values_list("pk", flat=True)):
        if over := find(pk):
            settle(over)
    if not run.ext:
        same = same.filter(begun=True)
        if not run.chooses_provider:
            same = same.filter(provider=run.provider)
    latest = same.order_by("-expires_at").values_list("pk", flat=True).first()
    return find(latest) if latest else None


def offered(run: Run) -> Run | None:
    """The earlier run that the operator is asked about, while there are answers to go on with."""
    earlier = find(run.earlier_id)
    return earlier if earlier and is_kept(earlier) else None


def resume(earlier: Run, run: Run, profile_id: str = "") -> tuple[Run, str] | None:
    """Go on with `earlier` in place of `run`, which ends here unless there is something in it.

    `profile_id`: whose change is gone on with. Blank: the new profile or, where none was begun, the
    change that was begun last.

    Returns it with its new secret. None, and nothing is changed, where there is nothing left to go
    on with.
    """
    session = RunSession(earlier)
    state = {**session.get(KEY, {}), "prefill": State.load(RunSession(run)).prefill}
    changed = [] if profile_id or state.get("type") else typed_changes(session)
    arrival = profile_id or (changed[-1] if changed else "")
    columns = {
        **Launched.of(run)._asdict(),
        "provider": earlier.provider or run.provider,
        "chooses_provider": run.chooses_provider,
        "earlier": None,
        "data": {**session.load(), KEY: state, **({ARRIVAL: arrival} if arrival else {})},
        "version": earlier.version + 1,
    }
    same, now = kept().filter(pk=earlier.pk, version=earlier.version), timezone.now()
    if earlier.expires_at > now:
        same = same.filter(expires_at__gt=now)
        columns["expires_at"] = idle_expiry(earlier)
    else:
        earlier.ends_at = max(run.ends_at, earlier.ends_at)
        columns |= {"secrets": [], "ends_at": earlier.ends_at}
        columns["expires_at"] = idle_expiry(earlier)
        state["notices"] = [*state.get("notices", []), RESUMED]
    with transaction.atomic():
        if not same.update(**columns):
            return None
        secret = add_secret(earlier)
        unused = Run.objects.select_for_update().filter(pk=run.pk, begun=False)
        if unused.values_list("pk", flat=True).first() and not run.submissions.exists():
            end(run)
    earlier.refresh_from_db()
    return earlier, secret


def decline(run: Run) -> None:
    """The operator starts anew. An earlier run that has expired is not offered again.

    One that is alive is left alone: it may be open in another tab, and is to lose nothing.
    """
    if run.earlier_id:
        expired = Run.objects.filter(pk=run.earlier_id, expires_at__lte=timezone.now())
        expired.update(begun=False)
    run.earlier = None
    run.save(update_fields=["earlier"])
