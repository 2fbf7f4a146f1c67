"""How often a request asks the database: a few times, never the same twice, never in a loop."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.wizard.fake import NAME, FakeProvider
from tests.wizard.walker import Walker
from wizard.models import Run
from wizard.schema.fields import FieldSpec

ORDINARY = 4
# The run and its submission (2); in one transaction both once more, and the row and its delivery
# are filed (4); it is claimed and read (2), its deliveries are (1); the lease and "sent" in one
# transaction (2), what came of the delivery in one (2), of the submission, which is read (2); the
# run's answers are forgotten (1). A provider's answer must not be lost between any two of them.
SUBMIT = 16
# The run, its submission, what it writes, what people have told, whether there are others.
RECEIPT = 5
TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN")  # of the test, or no question

pytestmark = pytest.mark.django_db


class Counted:
    """The statements of each request, by its method and step."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, list[str]]] = []

    def watch(self, walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
        send = walker.client.request

        def sent(**request: Any) -> Any:
            page = request["PATH_INFO"].removeprefix(walker.base).strip("/")
            self.requests.append((f"{request['REQUEST_METHOD']} {page}", []))
            return send(**request)

        monkeypatch.setattr(walker.client, "request", sent)

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        if self.requests and not sql.startswith(TRANSACTION):
            self.requests[-1][1].append(sql)
        return execute(sql, *rest)

    def counts(self) -> dict[str, int]:
        """The most that a request of each kind has asked."""
        found: dict[str, int] = {}
        for name, statements in self.requests:
            found[name] = max(found.get(name, 0), len(statements))
        return found


@pytest.fixture
def counted(fake_walker: Walker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    counted = Counted()
    counted.watch(fake_walker, monkeypatch)
    with connection.execute_wrapper(counted):
        yield counted


def test_each_request_of_a_flow_asks_four_times_at_most_but_for_the_submit(
    fake_walker: Walker, counted: Counted
) -> None:
    fake_walker.get().post("type", type="company", country="GB")
    fake_walker.post("search", name="Acme").post("results", match="none")
    fake_walker.post("details", name="Acme", number="1234", email="a@b.example").post("check")

    assert fake_walker.step == "receipt"
    counts = counted.counts()
    assert counts.pop("POST check") == SUBMIT
    assert counts.pop("GET receipt") == RECEIPT
    assert counts.keys() >= {"GET type", "POST type", "POST search", "GET results", "POST details"}
    assert {name: n for name, n in counts.items() if n > ORDINARY} == {}
    for name, statements in counted.requests:
        if name != "POST check":
            assert len(statements) == len(set(statements)), name


def test_what_the_operator_gets_wrong_asks_no_more(fake_walker: Walker, counted: Counted) -> None:
    fake_walker.post("type", type="company", country="JP")

    fake_walker.post("details", name="", email="nothing").post("details", name="Acme", email="")

    assert fake_walker.step == "check"
    assert max(counted.counts().values()) <= ORDINARY


def test_the_number_of_fields_makes_no_difference(
    fake: FakeProvider, fake_walker: Walker, counted: Counted
) -> None:
    fake.details = lambda _: (NAME, *(FieldSpec(f"field_{n}", f"Field {n}") for n in range(60)))

    fake_walker.post("type", type="company", country="JP").post("details", name="Acme").post(
        "check"
    )

    counts = counted.counts()
    assert counts.pop("POST check") == SUBMIT
    assert counts.pop("GET receipt") == RECEIPT
    assert max(counts.values()) <= ORDINARY


def test_the_first_page_of_a_run_writes_it_once(fake_walker: Walker, counted: Counted) -> None:
    fake_walker.get("type")

    (written,) = [each for _, each in counted.requests]
    assert sum(sql.startswith("UPDATE") for sql in written) == 1
    assert "_csrftoken" in (Run.objects.get().data or {})
