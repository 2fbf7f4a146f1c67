"""What machines ask: /healthz, /readyz and /metrics, by whatever host name, without a session."""

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, REGISTRY, CollectorRegistry, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from . import readiness
from .models import UNFINISHED, State, Submission

logger = logging.getLogger(__name__)

OPEN_SECONDS = 10  # for which the number of open submissions is kept


class OperateMiddleware:
    """Before everything else: probes name the host as they like, and are not logged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = VIEWS.get(request.path_info)
        if view is None:
            return self.get_response(request)
        response = view(request) if request.method in {"GET", "HEAD"} else HttpResponse(status=405)
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django would, an error
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What it needs is there; who asks is told no more than that."""
    found = _readiness().found()
    told = {name: "ok" if well else "failed" for name, well in found.items()}
    return JsonResponse(told, status=200 if all(found.values()) else 503)


@cache
def _readiness() -> readiness.Readiness:
    return readiness.of_this_process()


def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, which brings the token. Without one configured there is no such page."""
    if not settings.METRICS_TOKEN:
        return HttpResponse(status=404)
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    if not secrets.compare_digest(request.headers.get("Authorization", "").encode(), wanted):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):  # of all workers of this server
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    text = generate_latest(registry) + generate_latest(_open.registry)
    return HttpResponse(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Open(Collector):
    """How many submissions have not come to their end, in the database: of all hosts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0
        self._counted: dict[str, int] = {}
        self.registry = CollectorRegistry()
        self.registry.register(self)

    def collect(self) -> Iterator[Metric]:
        # One counts; the others, and whoever finds no database, tell what was counted before.
        if time.monotonic() >= self._until and self._lock.acquire(blocking=False):
            try:
                rows = Submission.objects.filter(UNFINISHED).values("state").order_by()
                self._counted = {row["state"]: row["n"] for row in rows.annotate(n=Count("pk"))}
            except DatabaseError as error:
                logger.warning("submissions cannot be counted: %s", type(error).__name__)
            finally:
                self._until = time.monotonic() + OPEN_SECONDS
                self._lock.release()
        counted = self._counted
        text = "Submissions that have not come to their end, on all hosts"
        gauge = GaugeMetricFamily("wizard_submissions_open", text, labels=["state"])
        for state in (State.IN_FLIGHT, State.PARTIAL, State.UNKNOWN):
            gauge.add_metric([state], counted.get(state, 0))
        yield gauge


_open = _Open()
VIEWS = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}
