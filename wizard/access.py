"""Each request gets an id, a line in the log and a place in the metrics; by route, not by address.

An id that the proxy has given (X-Request-ID) is taken where it is one, so that its log and ours go
together. The run's id is known from the address, which is never written down itself.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from . import logs, metrics, tracing
from .addresses import RUN_PATH
from .steps import Step

logger = logging.getLogger(__name__)

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
STEPS = {*Step, "provider", "receipt"}
EVENTS = {("GET", 200): "shown", ("POST", 303): "answered", ("POST", 422): "refused"}


class AccessMiddleware:
    """Outside of everything but what takes secrets out of addresses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        run = RUN_PATH.match(request.path_info)
        started = time.monotonic()
        with logs.belonging_to(request=request_id, run=run[1] if run else ""):
            with tracing.request(request) as done:
                response = self.get_response(request)
                match = _match(request)
                route = f"/{match.route}" if match else "-"
                done(route, response.status_code)
            _tell(request, route, response.status_code, (time.monotonic() - started) * 1000)
        followed = getattr(request, "led_to", [])  # see `follow`
        if match:
            _count(request, match, 303 if followed else response.status_code)
        for page, status in followed:
            if page.resolver_match:
                _count(page, page.resolver_match, status)
        response["X-Request-ID"] = request_id
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django would, by address
        return response


def _match(request: HttpRequest) -> ResolverMatch | None:
    """What the address stands for, also where it was answered before it was looked up."""
    if request.resolver_match:
        return request.resolver_match
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def _tell(request: HttpRequest, route: str, status: int, ms: float) -> None:
    method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
    fields = {"method": method, "route": route, "status": status, "ms": round(ms, 1)}
    level = logging.WARNING if status >= 500 else logging.INFO
    logger.log(level, "%s %s %d %.0f ms", method, route, status, ms, extra={"fields": fields})


def _count(request: HttpRequest, match: ResolverMatch, status: int) -> None:
    name = match.kwargs.get("step", match.url_name)
    event = EVENTS.get((request.method or "", status))
    if event and name in STEPS:
        metrics.step(str(name), event)
