"""Queries that are asked in every request: to make their SQL costs more than to ask it.

Such a query is made with `Given` in place of its values, once a process.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Model, QuerySet

Row = TypeVar("Row", bound=Model)


class Given(Expression):
    """A value that the query is asked with; `field` is the column that it is compared with."""

    def __init__(self, name: str, field: Any) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, *_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # holds itself
        return "%s", [self]


class Prepared(Generic[Row]):
    """`Prepared(lambda: Run.objects.filter(pk=Given("pk", ID)))(pk=...)` are the rows."""

    def __init__(self, make: Callable[[], QuerySet[Row]]) -> None:
        self.make = make

    @cached_property
    def _made(self) -> tuple[type[Row], str, tuple[Any, ...]]:
        rows = self.make()
        return rows.model, *rows.query.sql_with_params()

    def __call__(self, **values: Any) -> list[Row]:
        model, sql, wanted = self._made
        found = [
            each.output_field.get_db_prep_value(values[each.name], connection)
            if isinstance(each, Given)
            else each
            for each in wanted
        ]
        return list(model._default_manager.raw(sql, found))
