"""Queries that are asked in every request: to make their SQL costs more than to ask it.

Such a query is made with `Given` in place of its values, once a process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Model, QuerySet

Row = TypeVar("Row", bound=Model)
Converters = dict[int, tuple[list[Callable[..., Any]], Expression]]  # by the column's place


class Given(Expression):
    """A value that the query is asked with; `field` is the column that it is compared with."""

    def __init__(self, name: str, field: Any) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, *_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # holds itself
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class _Made:
    """What a queryset of whole models, or of some of their columns, is asked and read with."""

    sql: str
    parameters: tuple[Any, ...]
    names: list[str]
    converters: Converters


class Prepared(Generic[Row]):
    """`Prepared(lambda: Run.objects.filter(pk=Given("pk", ID)))(pk=...)` are the rows."""

    def __init__(self, make: Callable[[], QuerySet[Row]]) -> None:
        self.make = make

    @cached_property
    def _rows(self) -> QuerySet[Row]:
        return self.make()

    @cached_property
    def _made(self) -> _Made:
        wrapper = connection.copy()  # what is kept here must not keep a thread's own open
        compiler = self._rows.query.get_compiler(connection=wrapper)
        sql, parameters = compiler.as_sql()
        columns = [column for column, *_ in compiler.select]
        names = [column.target.attname for column in columns]
        return _Made(sql, tuple(parameters), names, compiler.get_converters(columns))

    def __call__(self, **values: Any) -> list[Row]:
        made, model = self._made, self._rows.model
        parameters = [
            each.output_field.get_db_prep_value(values[each.name], connection)
            if isinstance(each, Given)
            else each
            for each in made.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, parameters)
            found = cursor.fetchall()
        return [model.from_db(connection.alias, made.names, self._read(row)) for row in found]

    def _read(self, row: tuple[Any, ...]) -> list[Any]:
        values = list(row)
        for place, (converters, column) in self._made.converters.items():
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return values
