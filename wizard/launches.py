"""The one way to make a run; for a portal's launch see `launching`."""

from typing import Any, NamedTuple, Self

from . import limits, portals
from .carriers import mint_secret
from .lifetimes import idle_expiry, lifetime
from .models import Run


class Launched(NamedTuple):
    """The columns of a run that its launch decides, and that whatever follows it takes over.

    `cross_origin_isolated`: the embedding page has COEP: require-corp, so the run's pages need it
    as well.
    """

    portal: str
    operator: str
    origin: str
    limits: limits.Limits
    operator_name: str | None
    locale: str
    theme: str
    cross_origin_isolated: bool

    @classmethod
    def of(cls, run: Run) -> Self:
        return cls(*(getattr(run, name) for name in cls._fields))


def open_run(
    *,
    operator: str,
    origin: str,
    provider: str = "",
    chooses_provider: bool = False,
    **columns: Any,
) -> tuple[Run, str]:
    """A new run and its secret, which is not stored and must reach the operator's browser.

    `provider`: blank is the one that is configured or, of several, the one that the operator
    chooses. `chooses_provider`: it was chosen so for the run before this one, and may be changed.
    `columns`: others of the run, such as `ext`, and those of `Launched`.

    `origin`: of the page that embeds the wizard, such as https://portal.example. It stands in
    headers and is the target of messages, so anything else raises ValueError.
    """
    if not portals.is_origin(origin, debug=True):  # where plain http may be is for a check to say
        raise ValueError("origin must be a scheme, a host and maybe a port")
    if not provider:
        names = list(limits.providers(columns.get("limits", {})))
        provider = names[0] if len(names) == 1 else ""
        chooses_provider = not provider
    secret, secret_sha256 = mint_secret()
    run = Run.objects.create(
        secrets=[secret_sha256],
        provider=provider,
        chooses_provider=chooses_provider,
        operator=operator,
        origin=origin,
        **{**lifetime(), **columns},
    )
    return run, secret


def open_next(run: Run) -> tuple[Run, str]:
    """Another run for the same operator, as long as its launch said."""
    return open_run(
        provider=run.provider,
        chooses_provider=run.chooses_provider,
        ends_at=run.ends_at,
        expires_at=idle_expiry(run),
        **Launched.of(run)._asdict(),
    )
