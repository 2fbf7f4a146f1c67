"""What is encrypted comes under the first key, row by row, while others write."""

import io
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.db.models import BinaryField
from django.db.models.functions import Cast
from pytest_django import Settings

from tests.wizard.rows import ENTERED, filed, saved_run
from wizard import rotation
from wizard.models import Run, State, Submission

pytestmark = pytest.mark.django_db
OLD, NEW, STRANGE = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture(autouse=True)
def old_key(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [OLD]


def rotate(*arguments: str) -> tuple[int, str, str]:
    """Exit status and what is told."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("rotate-keys", *arguments, stdout=out, stderr=err, skip_checks=True)
    except SystemExit as end:
        status = int(str(end.code))
    return status, out.getvalue(), err.getvalue()


def stored() -> dict[str, bytes]:
    """Everything that is encrypted, as it is stored, by column."""
    found: dict[str, bytes] = {}
    with connection.cursor() as cursor:
        for table, names in {
            "wizard_run": ["data", "operator_name"],
            "wizard_submission": list(ENTERED),
        }.items():
            cursor.execute(f"SELECT {', '.join(names)} FROM {table}")
            found |= dict(zip(names, cursor.fetchone(), strict=True))
    return {name: bytes(value) for name, value in found.items()}


def test_every_encrypted_column_comes_under_the_first_key(settings: Settings) -> None:
    row = filed(saved_run(), State.UNKNOWN)
    before = stored()

    settings.ENCRYPTION_KEYS = [NEW, OLD]
    status, told, _ = rotate()

    assert status == 0
    assert "wizard_run (operator_name, data): 1 of 1 put under the first key" in told
    settings.ENCRYPTION_KEYS = [NEW]
    assert {name: getattr(Submission.objects.get(pk=row.pk), name) for name in ENTERED} == ENTERED
    assert Run.objects.get().operator_name == "Jane Doe"
    now = stored()
    assert {name: Fernet(NEW).decrypt(value) for name, value in now.items()} == {
        name: Fernet(OLD).decrypt(value) for name, value in before.items()
    }


def test_no_model_with_encrypted_columns_is_forgotten() -> None:
    assert {model for model, _ in rotation.encrypted()} == {Run, Submission}


def test_it_can_be_begun_again_and_changes_nothing_twice(settings: Settings) -> None:
    saved_run()
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    saved_run(data=None, operator_name=None)
    saved_run()
    rotate()
    rows, as_stored = Run.objects.order_by("pk"), Cast("data", BinaryField())
    before = list(rows.values_list("pk", as_stored))

    status, told, _ = rotate()

    assert status == 0
    assert "wizard_run (operator_name, data): 0 of 2 put" in told
    assert list(rows.values_list("pk", as_stored)) == before


def test_a_check_counts_and_changes_nothing(settings: Settings) -> None:
    filed(saved_run(), State.UNKNOWN)
    before = stored()

    settings.ENCRYPTION_KEYS = [NEW, OLD]
    status, told, _ = rotate("--check")

    assert status == 1
    assert "wizard_run (operator_name, data): 1 of 1 are not under the first key" in told
    assert stored() == before
    rotate()
    assert rotate("--check")[0] == 0


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_what_no_key_fits_is_counted_and_the_rest_is_done(
    settings: Settings, arguments: list[str]
) -> None:
    settings.ENCRYPTION_KEYS = [STRANGE]
    lost = saved_run(operator_name=None)
    settings.ENCRYPTION_KEYS = [OLD]
    Run.objects.filter(pk=lost.pk).update(operator_name="Jane Doe")  # the rest of the row fits
    fine = saved_run()

    settings.ENCRYPTION_KEYS = [NEW, OLD]
    status, told, complaints = rotate(*arguments)

    assert status == 1
    assert f"; 1 cannot be read by any key, the first of them {lost.pk}\n" in told
    assert complaints == ""
    assert "2 of 2" in told
    assert "Jane" not in told + complaints
    if not arguments:
        settings.ENCRYPTION_KEYS = [NEW]
        assert Run.objects.get(pk=fine.pk).data
        assert Run.objects.defer("data").get(pk=lost.pk).operator_name == "Jane Doe"


def test_what_no_key_fits_is_not_under_the_first_one_and_told_in_one_line(
    settings: Settings,
) -> None:
    settings.ENCRYPTION_KEYS = [STRANGE]
    first = min(str(saved_run().pk) for _ in range(3))
    settings.ENCRYPTION_KEYS = [NEW, OLD]

    status, told, complaints = rotate("--check")

    assert (status, complaints) == (1, "")
    assert told.splitlines()[0] == (
        "wizard_run (operator_name, data): 3 of 3 are not under the first key; "
        f"3 cannot be read by any key, the first of them {first}"
    )


@pytest.mark.parametrize("key", [OLD, NEW], ids=["by a host with the old order", "by a new one"])
def test_what_is_written_meanwhile_is_never_overwritten(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    run = saved_run()
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    write, written = rotation._write, list[int]()

    def late_write(model: Any, older: Any) -> Any:
        if model is Run and not written:  # it was read, and not yet written
            settings.ENCRYPTION_KEYS = [key, NEW, OLD]
            written.append(Run.objects.filter(pk=run.pk).update(data={"typed": "meanwhile"}))
            settings.ENCRYPTION_KEYS = [NEW, OLD]
        return write(model, older)

    monkeypatch.setattr(rotation, "_write", late_write)
    status, told, _ = rotate()

    assert (status, written) == (0, [1])
    assert "1 of 1" in told
    settings.ENCRYPTION_KEYS = [NEW]
    assert Run.objects.get().data == {"typed": "meanwhile"}
    assert Run.objects.get().operator_name == "Jane Doe"


def test_a_row_that_is_gone_meanwhile_is_passed_over(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved_run(timedelta(1))
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    write = rotation._write

    def late_write(*args: Any) -> Any:
        Run.objects.all().delete()
        return write(*args)

    monkeypatch.setattr(rotation, "_write", late_write)

    assert rotate()[0] == 0
