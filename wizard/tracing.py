"""OpenTelemetry, where its packages are installed and OTEL_EXPORTER_OTLP_ENDPOINT is set.

Two spans: a request of ours and a call to a provider. Both are named by route templates, and so is
every attribute of the request's span that other instrumentation has filled with an address. What
instruments HTTP clients must be off: its spans have ended before they could be named.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest

try:
    from opentelemetry import trace

    INSTALLED = True
except ImportError:
    INSTALLED = False

# An address may hold a run's secret, what was typed, or a provider's id of a profile.
URLS = ("url.full", "url.path", "http.url", "http.target")
UNTOLD = ("url.query", "http.query", "http.referer", "user_agent.original", "http.user_agent")
Done = Callable[[str, object], None]


def start() -> None:
    """Once a process, after it was forked: from now on spans are sent."""
    if not INSTALLED or not os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    os.environ.setdefault("OTEL_SERVICE_NAME", "profile-wizard")
    provider = TracerProvider(resource=Resource.create())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


@contextmanager
def request(request: HttpRequest) -> Iterator[Done]:
    """A request of ours. Call what it gives with the route's template and the status."""
    with _span("SERVER", request.method or "") as done:
        yield done


@contextmanager
def call(method: str, provider: str) -> Iterator[Done]:
    """A call to a provider. Call what it gives with the route's template and the outcome."""
    with _span("CLIENT", method, provider) as done:
        yield done


@contextmanager
def _span(kind: str, method: str, peer: str = "") -> Iterator[Done]:
    if not INSTALLED:
        yield lambda *_: None
        return
    outer = trace.get_current_span()  # of other instrumentation, which has seen the address
    with trace.get_tracer("wizard").start_as_current_span(
        method, kind=trace.SpanKind[kind], record_exception=False
    ) as span:

        def done(route: str, outcome: object) -> None:
            known = dict.fromkeys(URLS, route) | dict.fromkeys(UNTOLD, "")
            if kind == "SERVER":
                outer.set_attributes(known)
                outer.update_name(f"{method} {route}")
            span.update_name(f"{method} {route}")
            span.set_attributes({"http.request.method": method, "http.route": route})
            span.set_attributes({"url.path": route, "outcome": str(outcome), "peer.service": peer})

        yield done
