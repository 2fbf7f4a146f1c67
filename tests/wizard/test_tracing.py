"""Spans are named by routes; nothing of an address is in them."""

from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.wizard import journey as j
from tests.wizard.walker import Walker
from wizard.sandbox.server import SandboxServer

SECRET = "s" * 43


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    yield exporter
    provider.shutdown()


def test_a_request_and_its_calls_are_told_by_route(
    spans: InMemorySpanExporter, walker: Walker, sandbox: SandboxServer
) -> None:
    j.choose(walker)

    told = {span.name: span for span in spans.get_finished_spans()}
    call = told["GET /search/types/{type}/{country}"]
    asked = told["POST /w/<uuid:run_id>/<slug:step>/"]
    assert call.parent
    assert call.parent.span_id == asked.context.span_id
    assert dict(call.attributes or {})["peer.service"] == "detected"
    assert dict(asked.attributes or {})["url.path"] == "/w/<uuid:run_id>/<slug:step>/"


def test_the_address_that_other_instrumentation_has_told_is_overwritten(
    spans: InMemorySpanExporter, walker: Walker
) -> None:
    address = f"/s/{SECRET}/w/{walker.run.pk}/type/"
    seen = {"url.full": address, "http.target": address, "url.query": f"h={SECRET}"}

    with trace.get_tracer("other").start_as_current_span(f"GET {address}", attributes=seen):
        walker.client.get(address, headers={"Sec-Fetch-Dest": "iframe"})

    for span in spans.get_finished_spans():
        assert span.name == "GET /w/<uuid:run_id>/<slug:step>/"
        assert SECRET not in str(dict(span.attributes or {}))
