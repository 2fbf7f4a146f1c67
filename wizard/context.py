"""What every page is drawn with, beside its own: the run's part and the look of its portal."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from . import headers, portals, providers, started
from .addresses import here
from .lifetimes import WARNING, expiry_after
from .pages import shows_profiles


def page(request: HttpRequest) -> dict[str, Any]:
    """What pages need: the run for its messages, the brand for its title, where links may lead."""
    run = getattr(request, "run", None)
    provider = providers.configured().get(run.provider) if run else None
    context = {
        "run": run,
        "brand": settings.BRAND,
        "lists_profiles": run is not None and shows_profiles(run, provider),
        # Asked for where a page has a link to them, and nowhere else.
        "has_others": lambda: run is not None and started.has_others(run),
        "csp_nonce": headers.nonce(request),
        "here": here(request),
    }
    if run and run.expires_at > (now := timezone.now()):
        ends = expiry_after(run)
        context |= {
            "session_ends": ends,
            "seconds_left": int((ends - now).total_seconds()),
            "warning": min(WARNING, settings.RUN_IDLE_SECONDS // 2),
        }
    return context


def look(request: HttpRequest) -> dict[str, Any]:
    """What a run's pages link: the look of its portal, in the scheme that its launch asked for."""
    run = getattr(request, "run", None)
    portal = portals.configured().get(run.portal) if run else None
    return {"look": portal.theme if portal else None, "scheme": run.theme if run else ""}
