"""Rows of the ledger as they would stand after some time; many of them at once."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from tests.conftest import ORIGIN
from wizard.models import Operation, Run, State, Submission

ENTERED: dict[str, Any] = {
    "payload": {"fields": {"name": "Brass Lantern Ltd"}},
    "schema": {"specs": [{"key": "name", "label": "Name", "kind": "text"}]},
    "errors": {"fields": {}, "form": ["No."]},
    "reason": {"text": "Another branch", "similar": []},
}


def run(ended: timedelta = timedelta(0), **columns: Any) -> Run:
    """Not saved. It ended so long ago; by default it has answers."""
    at = timezone.now() - ended
    return Run(
        **{
            "operator": "operator-1",
            "origin": ORIGIN,
            "portal": "test",
            "provider": "fake",
            "expires_at": at,
            "ends_at": at,
            "data": {"state": {"type": "company"}},
            "operator_name": "Jane Doe",
            "begun": True,
            **columns,
        }
    )


def submission(run: Run | None, state: State, **columns: Any) -> Submission:
    """Not saved. With everything that was entered for it."""
    exists = state in {State.CREATED, State.UPDATED, State.PARTIAL}
    return Submission(
        **{
            "run": run,
            "portal": "test",
            "provider": "fake",
            "operation": Operation.UPDATE if state == State.UPDATED else Operation.CREATE,
            "payload_sha256": "0" * 64,
            "state": state,
            "profile_id": str(uuid.uuid4()) if exists else None,
            **ENTERED,
            **columns,
        }
    )


def saved_run(ended: timedelta = timedelta(0), **columns: Any) -> Run:
    new = run(ended, **columns)
    new.save()
    return new


def filed(run: Run | None, state: State, age: timedelta = timedelta(0), **columns: Any) -> Any:
    new = submission(run, state, **columns)
    new.save()
    Submission.objects.filter(pk=new.pk).update(created_at=timezone.now() - age)
    return new


def entered(row: Submission) -> set[str]:
    """Which columns still have what was entered."""
    row.refresh_from_db()
    return {name for name in ENTERED if getattr(row, name) is not None}


def multiply(row: Any, times: int, by: str) -> None:
    """So many copies of a saved row at once, each with an id of its own; in the column `by` each
    is a second older than the one before.
    """
    new_id, older = {
        "sqlite": ("lower(hex(randomblob(16)))", "datetime({}, -i || ' seconds')"),
        "postgresql": ("gen_random_uuid()", "{} - i * interval '1 second'"),
    }[connection.vendor]
    table = row._meta.db_table
    names = [f.column for f in row._meta.local_fields if not f.primary_key]
    values = [older.format(name) if name == by else name for name in names]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times}) "
            f"INSERT INTO {table} (id, {', '.join(names)}) "
            f"SELECT {new_id}, {', '.join(values)} FROM n, {table} WHERE {table}.id = %s",
            [row.pk.hex],
        )
