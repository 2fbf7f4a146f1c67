"""All rows of a large table in small batches, for what goes over them while others write."""

import time
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

SIZE = 200


def batches(rows: QuerySet[Any], by: str, *columns: Any) -> Iterator[list[tuple[Any, ...]]]:
    """(primary key, value of `by`, columns…) in the order of `by`, a column with an index.

    Each batch is read by itself, in no transaction; it begins after the last row of the one before,
    whatever has become of that row. After each one others have their turn, for as long as it took.
    """
    ordered = rows.order_by(by, "pk").values_list("pk", by, *columns)
    after = Q()
    while found := list(ordered.filter(after)[:SIZE]):
        started = time.monotonic()
        yield found
        time.sleep(time.monotonic() - started)
        pk, at = found[-1][:2]
        after = Q((f"{by}__gte", at)) & (Q((f"{by}__gt", at)) | Q(pk__gt=pk))
