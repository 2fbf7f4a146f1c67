"""The one way to make a run; for a portal's launch see `launching`."""

import re
from collections.abc import Mapping
from typing import Any

from . import limits
from .carriers import mint_secret
from .models import Run
from .runs import lifetime

ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(:\d{1,5})?", re.ASCII)


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
    `cross_origin_isolated`: that page has COEP: require-corp, so the run's pages need it as well.
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
        **lifetime(),
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
        cross_origin_isolated=run.cross_origin_isolated,
        operator_name=run.operator_name,
        locale=run.locale,
        theme=run.theme,
    )
