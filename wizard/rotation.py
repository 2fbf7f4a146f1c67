"""Everything that is encrypted, under the first of ENCRYPTION_KEYS, while the server runs.

What is written is the same text under another key: nothing is parsed. A value is replaced only
where the stored bytes are still those that were read; who changed them meanwhile has encrypted them
anew, and they are read again. So this may be stopped at any moment, and begun again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import BinaryField, F, Q
from django.db.models.functions import Cast

from .batches import batches
from .models import EncryptedJSONField, cipher, newest_cipher


@dataclass(slots=True)
class Tally:
    """What was found in one table, in rows."""

    seen: int = 0
    older: int = 0  # put under the first key, or, where nothing is changed, not under it
    unreadable: set[Any] = field(default_factory=set)  # primary keys: no key fits


def encrypted() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every model with encrypted columns, and their names."""
    for model in apps.get_models():
        names = [f.name for f in model._meta.local_fields if isinstance(f, EncryptedJSONField)]
        if names:
            yield model, names


def go_over(model: type[models.Model], names: list[str], *, change: bool) -> Tally:
    """Look at every row that has something; with `change`, put it under the first key."""
    some = Q(*((f"{name}__isnull", False) for name in names), _connector=Q.OR)
    rows = model._default_manager.all()
    # Cast, so that the bytes are read as they are stored.
    columns = [Cast(F(name), BinaryField()) for name in names]
    tally = Tally()
    for batch in batches(rows.filter(some), "pk", *columns):
        tally.seen += len(batch)
        older = set()
        while turned := _older(names, batch, tally):
            older |= {pk for values in turned.values() for pk, *_ in values}
            if not change or _write(model, turned):
                break
            keys = [pk for pk, *_ in batch]
            batch = list(rows.filter(pk__in=keys).values_list("pk", "pk", *columns))  # noqa: PLW2901  # as it is now
        lost = tally.unreadable.intersection(pk for pk, *_ in batch)
        tally.older += len(older if change else older | lost)
    return tally


def _older(
    names: list[str], batch: list[Any], tally: Tally
) -> dict[str, list[tuple[Any, bytes, bytes]]]:
    """By column: the rows that another key has encrypted, (primary key, stored, turned)."""
    older: dict[str, list[tuple[Any, bytes, bytes]]] = {}
    for pk, _, *values in batch:
        for name, value in zip(names, values, strict=True):
            if value is None or _is_newest(bytes(value)):
                continue
            try:
                turned = cipher().rotate(bytes(value))
            except InvalidToken:
                tally.unreadable.add(pk)
            else:
                older.setdefault(name, []).append((pk, bytes(value), turned))
    return older


def _write(model: type[models.Model], older: dict[str, list[tuple[Any, bytes, bytes]]]) -> bool:
    """False where somebody else has changed some of them meanwhile, which are left alone."""
    key, table = model._meta.pk, model._meta.db_table
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    quote, complete = connection.ops.quote_name, True
    with transaction.atomic(), connection.cursor() as cursor:
        for name, values in older.items():
            column = quote(columns[name])
            cursor.executemany(
                f"UPDATE {quote(table)} SET {column} = %s"  # noqa: S608  # nosec B608 - own names
                f" WHERE {quote(columns[key.name])} = %s AND {column} = %s",
                [(new, key.get_db_prep_value(pk, connection), old) for pk, old, new in values],
            )
            complete &= cursor.rowcount == len(values)
    return complete


def _is_newest(value: bytes) -> bool:
    try:
        newest_cipher().decrypt(value)
    except InvalidToken:
        return False
    return True
