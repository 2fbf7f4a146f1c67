"""The commands that go over all rows, on 100,000 of them: in batches, whatever the number."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from pytest_django import Settings

from tests.wizard.rows import filed, multiply, saved_run
from tests.wizard.test_retention import MONTH, purge
from tests.wizard.test_rotation import rotate
from wizard import batches
from wizard.models import HAS_CONTENT, Run, State, Submission

pytestmark = pytest.mark.django_db
MANY = 100_000


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else is to have a turn."""
    monkeypatch.setattr(time, "sleep", lambda _: None)


class Statements:
    """Counts those of a kind, and keeps how many values the largest of all had."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.largest = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        kind = sql.split(maxsplit=1)[0]
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.largest = max(self.largest, len(params or ()))
        return execute(sql, params, many, context)


@contextmanager
def counted() -> Iterator[Statements]:
    statements = Statements()
    with connection.execute_wrapper(statements):
        yield statements


def test_purge_goes_over_them_in_batches() -> None:
    half = MANY // 2
    multiply(saved_run(MONTH), half - 1, "ends_at")
    multiply(filed(None, State.UNKNOWN, MONTH), half - 1, "created_at")
    kept = filed(saved_run(), State.UNKNOWN, timedelta(1))

    with counted() as statements:
        said = purge()

    assert said["answers of runs that are over"] == f"{half} wiped"
    assert said["old runs without a submission"] == f"{half} deleted"
    assert said["old submissions, whatever became of them"] == f"{half} wiped"
    assert list(Run.objects.all()) == [kept.run]
    assert list(Submission.objects.filter(HAS_CONTENT)) == [kept]
    assert statements.largest < 2 * batches.SIZE
    assert statements.counts["SELECT"] < 10 * MANY / batches.SIZE


def test_keys_are_rotated_in_batches(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [old := Fernet.generate_key().decode()]
    multiply(
        filed(None, State.UNKNOWN, schema=None, errors=None, reason=None), MANY - 1, "created_at"
    )

    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), old]
    with counted() as statements:
        status, said, _ = rotate()

    assert status == 0
    assert f"{MANY} of {MANY} put under the first key" in said
    assert statements.counts["UPDATE"] == MANY / batches.SIZE  # each sends a batch of them
    assert statements.counts["SELECT"] < 2 * MANY / batches.SIZE
    assert statements.largest <= batches.SIZE
