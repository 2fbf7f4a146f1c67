"""Queries whose SQL is made once: the rows are the ORM's own, whatever they are asked with."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.wizard.rows import filed, multiply, saved_run
from wizard import ledger, runs, started
from wizard.models import Run, State, Submission
from wizard.prepared import Given, Prepared

pytestmark = pytest.mark.django_db

MANY = 5000


def columns(row: Any) -> dict[str, Any]:
    """What was read of it: values by column."""
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_a_run_is_read_as_the_orm_reads_it() -> None:
    made = [saved_run(limits={"providers": ["fake"]}, operator=f"operator-{n}") for n in range(2)]

    for run in made:
        found = runs.find(run.pk)
        assert found
        assert columns(found) == columns(Run.objects.get(pk=run.pk))
        assert found.data == {"state": {"type": "company"}}
        assert not found._state.adding
        assert found._state.db == "default"
    assert runs.find(str(made[0].pk)) == made[0]


def test_a_row_is_read_anew_each_time() -> None:
    run = saved_run()
    before = runs.find(run.pk)
    Run.objects.filter(pk=run.pk).update(ext="another")
    after = runs.find(run.pk)
    Run.objects.filter(pk=run.pk).delete()

    assert before
    assert after
    assert (before.ext, after.ext) == ("", "another")
    assert runs.find(run.pk) is None


def test_columns_that_are_left_out_are_read_when_they_are_asked_for() -> None:
    row = filed(saved_run(), State.REJECTED)
    found = ledger.latest(Run.objects.get(pk=row.run_id))

    assert found
    assert found == row
    assert found.get_deferred_fields() == {"payload", "schema", "errors", "reason"}
    assert found.errors == {"fields": {}, "form": ["No."]}


def test_values_are_converted_as_for_the_column_they_are_compared_with() -> None:
    late, early = saved_run(), saved_run(timedelta(hours=2))
    after = Given("after", Run._meta.get_field("ends_at"))
    later: Prepared[Run] = Prepared(lambda: Run.objects.filter(ends_at__gt=after))

    now = timezone.now()
    assert later(after=now - timedelta(hours=1)) == [late]
    assert {run.pk for run in later(after=now - timedelta(hours=3))} == {late.pk, early.pk}
    assert later(after=now) == []


def test_a_value_that_is_not_given_is_an_error() -> None:
    with pytest.raises(KeyError, match="pk"):
        runs._by_id()


@pytest.mark.parametrize("profile_id", [None, "p-1", "p-2"])
@pytest.mark.parametrize("ext", ["", "e-1"])
def test_the_submission_that_counts_is_found_among_all_others(
    ext: str, profile_id: str | None
) -> None:
    """By the rules in words, over rows of every state, operation, run and reference."""
    run = saved_run(ext=ext)
    others = [saved_run(ext="e-1"), saved_run(ext="e-2"), saved_run(ext="e-1", portal="another")]
    for number, state in enumerate([State.REJECTED, State.REJECTED, State.CREATED]):
        filed(run, state, timedelta(minutes=number), ext=ext)
    for number, other in enumerate(others):
        filed(other, State.REJECTED, portal=other.portal, ext=other.ext)
        if ext == "" or number:
            filed(other, State.UNKNOWN, portal=other.portal, ext=other.ext)
    for of in (run, others[0]):
        for profile in ("p-1", "p-2"):
            update = {"operation": "update", "profile_id": profile, "ext": of.ext}
            filed(of, State.UPDATED, timedelta(minutes=5), **update)
            filed(of, State.PENDING, timedelta(minutes=3), **update)

    live, last = ledger.live_and_latest(run, profile_id)

    assert (live, last) == by_the_rules(run, profile_id)
    assert live


def by_the_rules(run: Run, profile_id: str | None) -> tuple[Submission | None, Submission | None]:
    own, of_ext = [], []
    for row in Submission.objects.order_by("created_at"):
        meant = row.operation == "update" and row.profile_id == profile_id
        if profile_id is None:
            meant = row.operation == "create"
        if meant and row.run_id == run.pk:
            own.append(row)
        elif meant and run.ext and not profile_id:
            of_ext += [row] if (row.portal, row.ext) == (run.portal, run.ext) else []
    ended = {State.REJECTED} | ({State.UPDATED} if profile_id else set())
    live = [row for row in [*own, *of_ext] if row.state not in ended]
    return min(live, key=lambda row: row.created_at, default=None), own[-1] if own else None


def test_the_creation_of_a_reference_is_found_in_another_run() -> None:
    created = filed(saved_run(ext="e-1"), State.CREATED, ext="e-1")
    filed(saved_run(ext="e-1"), State.REJECTED, ext="e-1")

    assert ledger.live_and_latest(saved_run(ext="e-1")) == (created, None)
    assert ledger.live_and_latest(saved_run(ext="e-2")) == (None, None)
    assert ledger.live_and_latest(saved_run()) == (None, None)


@pytest.mark.parametrize(
    "asked", [runs._by_id, ledger._own, ledger._own_or_of_ext, started._one_other]
)
def test_no_row_of_others_is_looked_through(asked: Prepared[Any]) -> None:
    """Of a ledger of years, by its indexes."""
    run = saved_run(ext="e-1")
    multiply(saved_run(operator="another"), MANY, "ends_at")
    multiply(filed(None, State.UNKNOWN), MANY, "created_at")
    names = ("pk", "portal", "operator", "ext")
    given = {"run": run.pk, "over": timezone.now(), **{name: getattr(run, name) for name in names}}
    sent: list[tuple[str, Any]] = []

    def record(execute: Any, sql: str, parameters: Any, *rest: Any) -> Any:
        sent.append((sql, parameters))
        return execute(sql, parameters, *rest)

    with connection.execute_wrapper(record):
        asked(**given)
    [(sql, parameters)] = sent
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN"
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE wizard_run, wizard_submission")
            explain = "EXPLAIN"
        cursor.execute(f"{explain} {sql}", parameters)
        plan = [" ".join(map(str, row)) for row in cursor.fetchall()]

    assert plan
    assert not [line for line in plan if "SCAN " in line or "Seq Scan" in line]
    if connection.vendor == "postgresql":  # not from one end of an index to the other
        found = [n for n, line in enumerate(plan) if "Index Scan" in line or "Index Only" in line]
        assert all("Index Cond" in plan[n + 1] for n in found)
