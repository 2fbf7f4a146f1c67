"""How the secret of a run reaches the server: in a cookie of the run's own, or in the address.

Some browsers deny cookies to a frame, so both are tried: a launch sets the cookie and leads to
/enter with a handover, which counts once and for a minute. Where the cookie comes back the run
goes on at /w/<run>/; else a new secret is minted for /s/<secret>/w/<run>/. Secrets are minted here
and stored as a hash; one that somebody brings along is never taken.

A run has several secrets: of each launch that went on with it while it was alive, and of each tab
without the cookie, so that one tab does not shut out another. The newest few count. None outlives
the run: where it has expired, the launch that goes on with it makes those from before worthless.

The secret of an address is for frames alone. It stands in what links are made from (the script
prefix) and in nothing that is written down: `request.path` and all of `request.META`, which is the
environment of the WSGI server as well, have a dash in its place.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from http.cookies import Morsel
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone

from .addresses import RUN_PATH, UUID
from .fetch_metadata import is_embedded
from .lifetimes import kept
from .models import Run
from .redaction import redact

SECRET_PATH = re.compile(r"^/s/([\w-]{43})(/.*)?$", re.ASCII | re.DOTALL)
HANDOVER = timedelta(seconds=60)
MAX_SECRETS = 8  # of one run
MAX_COOKIES = 40  # of one browser: 3,640 of the 8,190 bytes that servers take for a header
LOOKED_UP = 100  # cookies of one request

# http.cookies knows Partitioned (CHIPS) from Python 3.14 on.
_morsel = cast(Any, Morsel)
_morsel._reserved.setdefault("partitioned", "Partitioned")
_morsel._flags.add("partitioned")


def mint_secret() -> tuple[str, str]:
    """A new secret (256 bits, URL-safe) and the SHA-256 that is stored of it."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def add_secret(run: Run) -> str:
    """A new secret for the run, beside those it has; the oldest of too many makes way."""
    secret, secret_sha256 = mint_secret()
    with transaction.atomic():
        stored = Run.objects.select_for_update().only("secrets").get(pk=run.pk)
        stored.secrets = [*stored.secrets, secret_sha256][-MAX_SECRETS:]
        stored.save(update_fields=["secrets"])
    return secret


def digest(secret: str) -> str:
    """What is stored of a secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def holds_secret(request: HttpRequest, run: Run) -> bool:
    """Whether the request carries a secret that was minted for this run."""
    secret: str | None = getattr(request, "path_secret", None)
    if secret is None:
        return holds_cookie(request, run)
    return is_embedded(request) and _is_of(run, secret)


def holds_cookie(request: HttpRequest, run: Run) -> bool:
    """Whether the run's own cookie came back with its secret."""
    return _is_of(run, request.COOKIES.get(cookie_name(run.pk), ""))


def _is_of(run: Run, secret: str) -> bool:
    given = digest(secret)
    return any(secrets.compare_digest(given, stored) for stored in run.secrets)


# -- the cookie -----------------------------------------------------------------------------------


def cookie_name(run_id: Any) -> str:
    """`__Host-` pins the cookie to this host and TLS; plain http is for development only."""
    return f"{'__Host-' if settings.SECURE_COOKIES else ''}w-{run_id}"


def _take_back_cookies(request: HttpRequest, response: HttpResponse) -> None:
    """Those of runs of which nothing is left, and beyond MAX_COOKIES of those used longest ago.

    An operator opens runs all day, and a browser sends every cookie with every request. A run that
    is alive or whose answers are kept may be open in another tab, which needs its cookie to go on
    or to be told that it has ended; so it is cut off only where the header would be too large for
    servers, which would cut off all of them.
    """
    prefix = cookie_name("")
    found = [name for name in request.COOKIES if re.fullmatch(re.escape(prefix) + UUID, name)]
    names = found[:LOOKED_UP]  # browsers send the oldest first; the others are for the next launch
    mine = kept().filter(pk__in=[name.removeprefix(prefix) for name in names])
    last_used = mine.order_by("-expires_at").values_list("pk", flat=True)
    stay = {cookie_name(pk) for pk in last_used[: MAX_COOKIES - 1]}  # and the one to come
    for name in names:
        if name not in stay:
            _set_cookie(response, name, "", 0)


def _set_cookie(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    secure = settings.SECURE_COOKIES
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        secure=secure,
        httponly=True,
        samesite="None" if secure else "Lax",
    )
    if secure:
        response.cookies[name]["partitioned"] = True


# -- the address ----------------------------------------------------------------------------------


class PathCarrierMiddleware:
    """/s/<secret>/w/<run>/… is looked up as /w/<run>/…; links made meanwhile have the secret."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = SECRET_PATH.match(request.path_info)
        if found is None:
            if request.GET:  # read by now, so what a server writes down need not have it
                _hide_secret(request)
            return self.get_response(request)
        outside = get_script_prefix()
        _hide_secret(request)
        if not RUN_PATH.match(found[2] or ""):  # nothing but runs is served there
            return self.get_response(request)
        request.path_info = found[2]
        request.META["PATH_INFO"] = request.META["PATH_INFO"].removeprefix("/s/-")
        request.META["SCRIPT_NAME"] = f"{outside}s/-"
        request.path_secret = found[1]  # type: ignore[attr-defined]
        request.outside = outside  # type: ignore[attr-defined]
        set_script_prefix(f"{outside}s/{found[1]}/")
        try:
            response = self.get_response(request)
        finally:
            set_script_prefix(outside)
        # Not even our own server is told the address that a style sheet was asked for from.
        response["Referrer-Policy"] = "strict-origin"
        return response


def _hide_secret(request: HttpRequest) -> None:
    request.path, request.path_info = redact(request.path), redact(request.path_info)
    for name, value in request.META.items():
        if isinstance(value, str):  # the address, the one before it, htmx's and the server's own
            request.META[name] = redact(value)


# -- from a launch to the run ---------------------------------------------------------------------


def hand_over(request: HttpRequest, run: Run, secret: str) -> HttpResponse:
    """303 to where it is found out whether the browser keeps the cookie that is set here."""
    handover, handover_sha256 = mint_secret()
    until = timezone.now() + HANDOVER
    runs = Run.objects.filter(pk=run.pk)
    runs.update(handover_sha256=handover_sha256, handover_until=until)
    outside = getattr(request, "outside", get_script_prefix())
    response = HttpResponseRedirect(f"{outside}enter?h={handover}", status=303)
    _take_back_cookies(request, response)
    # It outlives the run: a page that is sent after the end must be known to keep what was typed.
    seconds = settings.RUN_MAX_SECONDS + settings.RUN_KEEP_SECONDS
    _set_cookie(response, cookie_name(run.pk), secret, seconds)
    return response


def handed_over(handover: str) -> Run | None:
    """The run that a handover was made for, whether or not it still counts."""
    return Run.objects.defer("data").filter(handover_sha256=digest(handover)).first()


def enter(request: HttpRequest, run: Run) -> HttpResponse | None:
    """303 to the run, by the carrier that works. None for a handover that was used or is too old.

    Also None without the cookie outside of a frame, where no address with a secret is served.
    """
    fresh = Run.objects.filter(pk=run.pk, handover_until__gt=timezone.now())
    if not fresh.update(handover_until=None):
        return None
    address = f"w/{run.pk}/"
    if not holds_cookie(request, run):
        if not is_embedded(request):
            return None
        address = f"s/{add_secret(run)}/{address}"
    return HttpResponseRedirect(get_script_prefix() + address, status=303)
