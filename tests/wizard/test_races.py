"""The ledger under threads, over a database that really commits."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.wizard.fake import FakeProvider, intent
from tests.wizard.walker import Walker
from wizard import launches, submissions
from wizard.models import Run, State, Submission
from wizard.providers.base import NewProfile

pytestmark = pytest.mark.django_db(transaction=True)


def submit(run: Run, provider: FakeProvider, name: str = "Acme") -> Submission:
    profile = NewProfile("company", "GB", "", fields={"name": name})
    return submissions.submit(run, provider, intent(provider, profile))


def opened(ext: str = "") -> Run:
    return launches.open_run(provider="fake", operator="o", origin="https://p.example", ext=ext)[0]


def in_threads(*works: Callable[[], Any]) -> list[Any]:
    """The results of all works, begun at the same moment, each over a connection of its own."""
    start = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def call(position: int) -> None:
        try:
            start.wait(5)
            results[position] = works[position]()
        except Exception as error:  # noqa: BLE001  # looked at by the test
            results[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(n,)) for n in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_i3_the_row_is_committed_in_flight_before_the_provider_is_called() -> None:
    run, provider = opened(), FakeProvider()
    seen: list[Any] = []

    def look() -> Any:
        row = Submission.objects.get()
        return (row.state, row.attempt, row.payload, bool(row.lease_until and row.sent_at))

    def elsewhere() -> None:
        assert not connection.in_atomic_block
        seen.extend(in_threads(look))

    provider.faults["create"] = elsewhere
    submit(run, provider)

    assert seen == [(State.IN_FLIGHT, 1, provider.payloads[0], True)]


@pytest.mark.parametrize("ext", ["", "order-1"], ids=["one-run", "two-runs-of-one-reference"])
def test_i1_racing_submissions_make_one_call(ext: str) -> None:
    provider = FakeProvider()
    provider.faults["create"] = lambda: threading.Event().wait(0.3)
    first = opened(ext)
    second = opened(ext) if ext else Run.objects.get(pk=first.pk)

    results = in_threads(*(lambda run=run: submit(run, provider) for run in [first, second] * 4))

    assert len(provider.payloads) == 1
    assert {result.pk for result in results} == {Submission.objects.get().pk}
    assert {result.state for result in results} <= {State.IN_FLIGHT, State.CREATED}
    assert Submission.objects.get().state == State.CREATED


def test_racing_submissions_of_other_answers_make_one_call() -> None:
    provider = FakeProvider()
    provider.faults["create"] = lambda: threading.Event().wait(0.3)
    run = opened()

    in_threads(*(lambda n=n: submit(run, provider, f"Acme {n}") for n in range(6)))

    assert Submission.objects.filter(state=State.CREATED).count() == 1
    assert len(provider.payloads) == 1


def test_two_runs_do_not_wait_for_one_another() -> None:
    provider = FakeProvider()
    both = threading.Barrier(2)
    provider.faults["create"] = lambda: both.wait(5)

    runs = [opened(), opened()]
    results = in_threads(*(lambda run=run: submit(run, provider) for run in runs))

    assert [result.state for result in results] == [State.CREATED, State.CREATED]


def test_a_double_click_creates_once_and_both_clicks_reach_the_receipt(
    fake: FakeProvider, walk: Callable[..., Walker]
) -> None:
    fake.faults["create"] = lambda: threading.Event().wait(0.3)
    walker = walk(provider="fake")
    walker.post("type", type="company", country="JP")
    walker.post("details", name="Acme")
    tabs = [Walker(walker.client, walker.run).get("check") for _ in range(2)]

    in_threads(*(lambda tab=tab: tab.post("check") for tab in tabs))

    assert len(fake.payloads) == 1
    assert {tab.step for tab in tabs} == {"receipt"}
    assert {tab.h1 for tab in tabs} <= {"Creating the profile", "Profile created"}
    assert walker.get().h1 == "Profile created"
