"""`migrate` runs while workers of the version before serve: they must not notice."""

from typing import Any

import pytest
from django.db import models
from django.db.migrations import operations as to
from django.db.migrations.loader import MigrationLoader
from django.db.models.fields import NOT_PROVIDED

FIRST = "0007"  # what came before was applied to no database that is in use
SAFE = (
    to.AddConstraint,  # judged by the reviewer: what the version before writes must fit
    to.AddIndex,
    to.AlterModelManagers,
    to.AlterModelOptions,
    to.CreateModel,
    to.RemoveConstraint,
    to.RemoveIndex,
    to.RunPython,
)


def hinders(operation: Any) -> str:
    """What workers of the version before would meet; blank where nothing."""
    if isinstance(operation, SAFE):
        return ""
    if isinstance(operation, to.AddField):
        field = operation.field
        if field.null or field.db_default is not NOT_PROVIDED:
            return ""
        return f"they insert rows without {operation.name}: make it null, or give a db_default"
    if isinstance(operation, to.AlterField) and operation.field.null:
        return ""
    name = type(operation).__name__
    return f"{name}: they use what it takes away or narrows; do it a version later, and list it"


@pytest.mark.parametrize(
    ("operation", "is_safe"),
    [
        pytest.param(to.AddField("run", "x", models.TextField(null=True)), True, id="null"),
        pytest.param(
            to.AddField("run", "x", models.TextField(db_default="")), True, id="db_default"
        ),
        pytest.param(to.AddField("run", "x", models.TextField(default="")), False, id="default"),
        pytest.param(to.AlterField("run", "x", models.TextField(null=True)), True, id="to null"),
        pytest.param(to.AlterField("run", "x", models.TextField()), False, id="narrowed"),
        pytest.param(to.RemoveField("run", "x"), False, id="removed"),
        pytest.param(to.RenameField("run", "x", "y"), False, id="renamed"),
        pytest.param(to.DeleteModel("run"), False, id="table removed"),
        pytest.param(to.CreateModel("x", []), True, id="table"),
        pytest.param(to.RunSQL("SELECT 1"), False, id="SQL"),
    ],
)
def test_what_the_version_before_would_notice_is_found(operation: Any, is_safe: bool) -> None:
    assert (hinders(operation) == "") is is_safe


def test_no_migration_hinders_the_version_before() -> None:
    migrations = MigrationLoader(None).disk_migrations
    ours = [each for (app, name), each in migrations.items() if app == "wizard" and name >= FIRST]

    assert ours
    for migration in ours:
        new = {each.name for each in migration.operations if isinstance(each, to.CreateModel)}
        others = [
            each
            for each in migration.operations
            if getattr(each, "model_name", "").lower() not in {name.lower() for name in new}
        ]
        assert [told for each in others if (told := hinders(each))] == [], migration.name
