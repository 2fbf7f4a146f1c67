"""The one way to make a run; and a portal's launch, which makes one or goes on with one."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from . import ledger, limits, runs, tokens
from .claims import Launch
from .models import LaunchToken, Run
from .runs import mint_secret
from .state import KEY, State

ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(:\d{1,5})?", re.ASCII)
KEPT = timedelta(hours=1)  # how long a used token outlives its expiry, whatever the clocks say


class InUse(Exception):
    """Another operator has an open run for the same reference."""


def open_run(
    *,
    operator: str,
    origin: str,
    provider: str = "",
    chooses_provider: bool = False,
    allowed: Mapping[str, list[str]] | None = None,
    **columns: Any,
) -> tuple[Run, str]:
    """A new run and its secret, which is not stored and must reach the operator's browser.

    `provider`: blank is the one that is configured or, of several, the one that the operator
    chooses. `chooses_provider`: it was chosen so for the run before this one, and may be changed.
    `allowed`: the run's limits. `columns`: others of the run, such as `portal` and `ext`.

    `origin`: of the page that embeds the wizard, such as https://portal.example. It stands in
    headers and is the target of messages, so anything else raises ValueError.
    """
    if not ORIGIN.fullmatch(origin):
        raise ValueError("origin must be a scheme, a host and maybe a port")
    if not provider:
        names = list(limits.providers(allowed or {}))
        provider = names[0] if len(names) == 1 else ""
        chooses_provider = not provider
    secret, secret_sha256 = mint_secret()
    run = Run.objects.create(
        secret_sha256=secret_sha256,
        provider=provider,
        chooses_provider=chooses_provider,
        operator=operator,
        origin=origin,
        limits=allowed or {},
        **_lifetime(),
        **columns,
    )
    return run, secret


def open_next(run: Run) -> tuple[Run, str]:
    """Another run for the same operator, after this one has ended."""
    return open_run(
        provider=run.provider,
        chooses_provider=run.chooses_provider,
        operator=run.operator,
        origin=run.origin,
        allowed=run.limits,
        portal=run.portal,
        operator_name=run.operator_name,
        locale=run.locale,
        theme=run.theme,
    )


def _lifetime() -> dict[str, Any]:
    now = timezone.now()
    return {
        "expires_at": now + timedelta(seconds=settings.RUN_IDLE_SECONDS),
        "ends_at": now + timedelta(seconds=settings.RUN_MAX_SECONDS),
    }


# -- a portal's launch ------------------------------------------------------------------------


def launch(given: Launch) -> tuple[Run, str]:
    """The run that a verified token opens, and its secret. A token opens one, once.

    With a reference (`ext`): a run whose pages lead to the receipt, where its profile was created;
    the operator's own unfinished run, where there is one.

    Raises tokens.Refused where the token was used before or its limits leave no provider, and
    InUse where another operator's run for the reference is open.
    """
    if given.limits and not limits.providers(given.limits):
        raise tokens.Refused("limits leave no provider", tokens.source(given))
    with transaction.atomic():
        _use(given)
        created = ledger.created(given.iss, given.ext) if given.ext else None
        in_use = not created and _is_in_use(given)
        opened = None if created or in_use else _resume(given)
        if not in_use and opened is None:
            opened = _open(given, created.provider if created else "")
    if opened is None:  # said now, so that the token stays used
        raise InUse
    return opened


def _use(given: Launch) -> None:
    LaunchToken.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()
    try:
        with transaction.atomic():
            LaunchToken.objects.create(portal=given.iss, jti=given.jti, expires_at=given.expires_at)
    except IntegrityError:
        raise tokens.Refused("the token was used before", tokens.source(given)) from None


def _is_in_use(given: Launch) -> bool:
    alive = Run.objects.filter(portal=given.iss, ext=given.ext, expires_at__gt=timezone.now())
    return bool(given.ext) and alive.exclude(operator=given.sub).exists()


def _open(given: Launch, provider: str) -> tuple[Run, str]:
    return open_run(
        operator=given.sub,
        origin=given.origin,
        provider=provider if provider in limits.providers(given.limits) else "",
        allowed=given.limits,
        portal=given.iss,
        ext=given.ext,
        data={KEY: {"prefill": given.prefill}} if given.prefill else {},
        **_looks(given),
    )


def _looks(given: Launch) -> dict[str, Any]:
    return {
        "operator_name": given.name or None,
        "locale": given.locale,
        "theme": given.theme,
    }


def _resume(given: Launch) -> tuple[Run, str] | None:
    """The operator's unfinished run for the reference, with a new secret: the old one is void.

    One that has expired still counts while its answers are kept. One whose choices the new limits
    do not allow is ended.
    """
    run = _unfinished(given)
    if run is None:
        return None
    state = State.load(run.data)
    if not limits.may_go_on(given.limits, run.provider, state.type, state.country):
        runs.end(run)
        return None
    secret, run.secret_sha256 = mint_secret()
    changed: dict[str, Any] = {
        "secret_sha256": run.secret_sha256,
        "origin": given.origin,
        "limits": given.limits,
        "data": {**run.data, KEY: {**run.data.get(KEY, {}), "prefill": given.prefill}},
        **_looks(given),
        **_lifetime(),
    }
    Run.objects.filter(pk=run.pk).update(version=F("version") + 1, **changed)
    run.refresh_from_db()
    return run, secret


def _unfinished(given: Launch) -> Run | None:
    own = Run.objects.filter(portal=given.iss, ext=given.ext, operator=given.sub)
    latest = own.order_by("-created_at").values_list("pk", flat=True).first()
    run = runs.find(str(latest)) if given.ext and latest else None
    return run if run and (run.expires_at > timezone.now() or run.data) else None
