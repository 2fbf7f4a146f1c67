"""A portal's launch: a verified token opens a run, or goes on with one, once."""

from typing import Any

from django.db import IntegrityError, transaction

from . import launches, ledger, limits, resuming, retention, tokens
from .claims import Launch
from .models import LaunchToken, Run
from .state import KEY


class InUse(Exception):
    """Another operator works on the same reference."""


def launch(given: Launch) -> tuple[Run, str]:
    """The run that a verified token opens, and its secret. A token opens one, once.

    With a reference (`ext`): a run whose pages lead to the receipt, where its profile was created;
    else the operator's own unfinished run, where there is one. Without: see `resuming`.

    Raises tokens.Refused where the token was used before or its limits leave no provider, and
    InUse where another operator works on the reference.
    """
    if given.limits and not limits.providers(given.limits):
        raise tokens.Refused("limits leave no provider", tokens.source(given))
    retention.tidy()
    opened = None
    with transaction.atomic():
        _use(given)
        created = ledger.created(given.iss, given.ext) if given.ext else None
        if created:
            opened = launches.open_run(
                provider=_allowed(given, created.provider), **_columns(given)
            )
        elif not resuming.in_use(given.iss, given.sub, [given.ext]):
            opened = resuming.open_or_resume(provider="", **_columns(given))
    if opened is None:  # said now, so that the token stays used
        raise InUse
    return opened


def _use(given: Launch) -> None:
    try:
        with transaction.atomic():
            LaunchToken.objects.create(portal=given.iss, jti=given.jti, expires_at=given.expires_at)
    except IntegrityError:
        raise tokens.Refused("the token was used before", tokens.source(given)) from None


def _allowed(given: Launch, provider: str) -> str:
    return provider if provider in limits.providers(given.limits) else ""


def _columns(given: Launch) -> dict[str, Any]:
    launched = launches.Launched(
        portal=given.iss,
        operator=given.sub,
        origin=given.origin,
        limits=given.limits,
        operator_name=given.name or None,
        locale=given.locale,
        theme=given.theme,
        cross_origin_isolated=given.portal.cross_origin_isolated,
    )
    data = {KEY: {"prefill": given.prefill}} if given.prefill else {}
    return {**launched._asdict(), "ext": given.ext, "data": data}
