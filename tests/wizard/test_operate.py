"""What machines ask for: whether the process is alive, whether it is ready, and what it counts."""

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.cache.backends.dummy import DummyCache
from django.db import DatabaseError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.wizard import journey as j
from tests.wizard.conftest import Walk
from tests.wizard.fake import FakeProvider
from tests.wizard.htmx import Htmx
from tests.wizard.logs import Collector
from wizard import operate, readiness
from wizard.models import State, Submission
from wizard.providers.errors import ProviderMisbehaved
from wizard.sandbox.server import SandboxServer

TOKEN = "a-token-of-the-tests"
LABELS = (
    "step",
    "event",
    "provider",
    "operation",
    "method",
    "route",
    "what",
    "state",
    "outcome",
    "result",
)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is known from the last test."""
    operate._readiness.cache_clear()
    monkeypatch.setattr(operate, "_open", operate._Open())
    yield
    operate._readiness.cache_clear()


def ask(address: str, **headers: str) -> HttpResponse:
    """As a probe does: by address, without a cookie."""
    headers = {"Host": "10.0.0.7:8000", **headers}
    return Client().get(address, headers=headers)  # type: ignore[return-value]


# -- probes ---------------------------------------------------------------------------------------


def test_the_process_is_alive_without_a_database(everything: Collector) -> None:
    answer = ask("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert everything.lines == []


def test_a_probe_only_reads() -> None:
    assert Client().post("/healthz").status_code == 405


def test_all_parts_are_ready(db: None, sandbox: SandboxServer) -> None:
    answer = ask("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "cache": "ok", "detected": "ok"}  # type: ignore[attr-defined]
    assert not answer.cookies


def refused(*_: object) -> None:
    raise DatabaseError("password of the database")


def test_what_fails_is_named_and_nothing_more_is_said(
    db: None,
    fake: FakeProvider,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def no_token() -> None:
        raise ProviderMisbehaved("client-secret-1 is wrong")

    monkeypatch.setattr(fake, "authenticate", no_token, raising=False)
    monkeypatch.setattr(readiness, "cache", DummyCache("", {}))
    broken = SimpleNamespace(cursor=refused, close=lambda: None)
    monkeypatch.setattr(readiness, "connection", broken)

    answer = ask("/readyz")

    assert answer.status_code == 503
    parts = answer.json()  # type: ignore[attr-defined]
    assert parts == {"database": "failed", "cache": "failed", "fake": "failed"}
    assert "not ready: database (DatabaseError)" in caplog.text
    assert "Service Unavailable" not in caplog.text
    assert "password" not in caplog.text
    assert "client-secret-1" not in caplog.text


def test_what_was_found_is_good_for_a_while(
    db: None, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(fake, "authenticate", lambda: asked.append(1), raising=False)
    now = 1000.0
    monkeypatch.setattr(readiness, "time", SimpleNamespace(monotonic=lambda: now))

    for _ in range(3):
        ask("/readyz")
    assert len(asked) == 1

    now += readiness.KEEP_SECONDS
    ask("/readyz")
    assert len(asked) == 2


def test_a_part_that_hangs_is_waited_for_once_and_holds_one_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readiness, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(readiness, "KEEP_SECONDS", 0)
    let_go, begun = threading.Event(), []

    def hang() -> None:
        begun.append(1)
        let_go.wait(60)

    part = readiness.Part("it", hang)
    looked = readiness.Readiness(part)

    assert looked.found() == {"it": False}
    assert looked.found() == {"it": False}
    assert len(begun) == 1

    let_go.set()
    assert part.found(60)


def test_who_asks_while_somebody_looks_gets_what_was_found_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readiness, "KEEP_SECONDS", 0)
    looking, let_go = threading.Event(), threading.Event()
    let_go.set()

    def look() -> None:
        looking.set()
        let_go.wait(60)

    looked = readiness.Readiness(readiness.Part("it", look))
    assert looked.found() == {"it": True}
    looking.clear()
    let_go.clear()
    first = threading.Thread(target=looked.found)
    first.start()
    assert looking.wait(60)

    try:
        assert looked.found() == {"it": True}
        assert first.is_alive()
    finally:
        let_go.set()
        first.join()


# -- metrics --------------------------------------------------------------------------------------


def test_without_a_token_configured_there_are_no_metrics() -> None:
    assert ask("/metrics", Authorization="Bearer ").status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", f"bearer {TOKEN}", f"Bearer {TOKEN}x", "Bearer ü"])
def test_metrics_take_the_token(settings: Settings, given: str) -> None:
    settings.METRICS_TOKEN = TOKEN

    answer = ask("/metrics", Authorization=given)

    assert answer.status_code == 401
    assert answer.content == b""


Scrape = Callable[[], dict[str, float]]


@pytest.fixture
def scraped(db: None, settings: Settings) -> Scrape:
    """What a scrape reads: the value of each sample, by its name and its labels' values."""
    settings.METRICS_TOKEN = TOKEN

    def scrape() -> dict[str, float]:
        text = ask("/metrics", Authorization=f"Bearer {TOKEN}").content.decode()
        return {
            " ".join(
                [sample.name, *(sample.labels[each] for each in LABELS if each in sample.labels)]
            ): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    return scrape


@pytest.mark.parametrize(
    "client", [Client(enforce_csrf_checks=True), Htmx()], ids=["plain", "htmx"]
)
def test_a_whole_way_is_counted(
    scraped: Scrape, walk: Walk, sandbox: SandboxServer, client: Client
) -> None:
    cache.clear()
    walker = walk(client)
    before = scraped()

    j.to_check(walker)
    walker.post("details", email="nonsense")
    walker.post("details", email="somebody@example.com")
    j.create(walker)

    now = scraped()
    more = {name: now[name] - before.get(name, 0) for name in now}
    assert more["wizard_steps_total type answered"] == 1
    assert more["wizard_steps_total details refused"] == 1
    assert more["wizard_steps_total check answered"] == 1
    assert more["wizard_steps_total receipt shown"] == 1
    call = "wizard_provider_call_seconds_count detected"
    assert more[f"{call} POST /profiles 2xx"] == 1
    assert more[f"{call} GET /search/types/{{type}}/{{country}} 2xx"] == 1
    assert more["wizard_submissions_total detected create created"] == 1
    assert more["wizard_cache_lookups_total types miss"] == 1
    assert more["wizard_cache_lookups_total types hit"] >= 1
    labels = " ".join(now)
    assert str(walker.run.pk) not in labels
    assert str(Submission.objects.get().profile_id) not in labels


def test_what_has_no_end_is_counted_in_the_database_now_and_then(
    scraped: Scrape,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    kept = {"lease_until": timezone.now(), "payload_sha256": ""}
    Submission.objects.create(state=State.UNKNOWN, **kept)
    Submission.objects.create(state=State.UNKNOWN, **kept)
    Submission.objects.create(state=State.PARTIAL, profile_id="1", **kept)
    Submission.objects.create(state=State.PENDING, **kept)

    with django_assert_num_queries(1):
        first, second = scraped(), scraped()

    assert second["wizard_submissions_open unknown"] == 2
    assert first["wizard_submissions_open unknown"] == 2
    assert first["wizard_submissions_open partial"] == 1
    assert first["wizard_submissions_open in_flight"] == 0


def test_what_can_be_counted_without_the_database_is_told(
    scraped: Scrape, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise OperationalError("the connection is gone")

    monkeypatch.setattr(operate._open, "_until", 0.0)
    monkeypatch.setattr(Submission.objects, "filter", gone)

    assert any(name.startswith("wizard_steps_total") for name in scraped())
