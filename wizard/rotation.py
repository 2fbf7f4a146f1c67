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
from django.db import models, transaction
from django.db.models import BinaryField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from .batches import batches
from .models import EncryptedJSONField, cipher, newest_cipher


@dataclass(slots=True)
class Tally:
    """What was found in one table, in rows."""

    seen: int = 0
    older: int = 0  # something of it was under another key than the first
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
        again = _turn(rows, names, batch, tally, change=change)
        while again:
            read = rows.filter(pk__in=again).values_list("pk", "pk", *columns)
            again = _turn(rows, names, list(read), tally, change=change)
    return tally


def _turn(
    rows: QuerySet[Any], names: list[str], batch: list[Any], tally: Tally, *, change: bool
) -> list[Any]:
    """Returns the primary keys of those that somebody else has changed meanwhile."""
    older: dict[Any, dict[str, tuple[bytes, bytes]]] = {}
    for pk, _, *values in batch:
        for name, value in zip(names, values, strict=True):
            if value is None or _is_newest(bytes(value)):
                continue
            try:
                turned = cipher().rotate(bytes(value))
            except InvalidToken:
                tally.unreadable.add(pk)
            else:
                older.setdefault(pk, {})[name] = (bytes(value), turned)
    if not change:
        tally.older += len(older)
        return []
    missed = []
    with transaction.atomic():
        for pk, values in older.items():
            known = {name: _raw(before) for name, (before, _) in values.items()}
            new = {name: _raw(after) for name, (_, after) in values.items()}
            if rows.filter(pk=pk, **known).update(**new):
                tally.older += 1
            else:
                missed.append(pk)
    return missed


def _is_newest(value: bytes) -> bool:
    try:
        newest_cipher().decrypt(value)
    except InvalidToken:
        return False
    return True


def _raw(value: bytes) -> Value:
    return Value(value, output_field=BinaryField())
