"""The filters of OpenTransact's list of profiles: https://docs.opentransact.com/filtering.

A range needs both of its ends, so an open one is closed where nothing can lie beyond it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from wizard.schema import wording
from wizard.schema.dates import long_date
from wizard.schema.fields import FieldSpec, Schema
from wizard.schema.values import clean

from .errors import ProviderRejected
from .jsonapi import at
from .opentransact_forms import Applications, options
from .opentransact_metadata import MAX_KEY, MAX_TEXT, key_problem

FIRST_DAY = date(2000, 1, 1)  # before the API was there
RANGES = {"created": "created-between", "updated": "updated-between"}
LABELS = {"created": "Created", "updated": "Updated"}

Query = list[tuple[str, str]]


def schema(applications: Applications) -> Schema:
    """What narrows a list. By the documentation, metadata is compared whole."""
    chosen = FieldSpec("application", "Application", "radio", options=options(applications))
    return Schema(
        (
            *([chosen] if len(applications) > 1 else []),
            FieldSpec("metadata.key", "Metadata key", max_length=MAX_KEY),
            FieldSpec(
                "metadata.value",
                "Metadata value",
                max_length=MAX_TEXT,
                help="The whole value, with the same capital letters",
            ),
            *(spec for key, label in LABELS.items() for spec in _days(key, label)),
        )
    )


def _days(key: str, label: str) -> Iterator[FieldSpec]:
    yield FieldSpec(f"{key}.start", f"{label} from", kind="date", help="A day in UTC")
    yield FieldSpec(f"{key}.finish", f"{label} to", kind="date", help="A day in UTC")


def query(filters: Mapping[str, Any]) -> Query:
    """The parameters of a payload of the filters. Raises ProviderRejected for half of a pair."""
    found: Query = []
    if application := filters.get("application"):
        found.append(("filter[application-id]", str(application)))
    found += _metadata(filters)
    for key, parameter in RANGES.items():
        found += _range(filters, key, parameter)
    return found


def names(asked: Schema) -> dict[str, FieldSpec]:
    """The field of each parameter, for errors that name one."""
    keys = {"application": "filter[application-id]", "metadata.value": "filter[metadata]"}
    for key, parameter in RANGES.items():
        keys |= {f"{key}.{end}": f"filter[{parameter}][{end}]" for end in ("start", "finish")}
    return {keys[spec.key]: spec for spec in asked if spec.key in keys}


def _metadata(filters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    key, value = (at(filters, "metadata", part) for part in ("key", "value"))
    if not key and not value:
        return
    if not key:
        raise ProviderRejected({"metadata.key": [wording.enter("Metadata key")]})
    if problem := key_problem(str(key)):
        raise ProviderRejected({"metadata.key": [problem]})
    if not value:
        raise ProviderRejected({"metadata.value": [wording.enter("Metadata value")]})
    yield f"filter[metadata][{key}]", str(clean(value))


def _range(filters: Mapping[str, Any], key: str, parameter: str) -> Iterator[tuple[str, str]]:
    """Whole days in UTC."""
    given = [at(filters, key, end) for end in ("start", "finish")]
    if not any(given):
        return
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    start = date.fromisoformat(given[0]) if given[0] else FIRST_DAY
    finish = date.fromisoformat(given[1]) if given[1] else max(tomorrow, start)
    start = start if given[0] else min(start, finish)
    if start > finish:
        problem = wording.too_early(f"{LABELS[key]} to", long_date(start))
        raise ProviderRejected({f"{key}.finish": [problem]})
    yield f"filter[{parameter}][start]", f"{start.isoformat()}T00:00:00Z"
    yield f"filter[{parameter}][finish]", f"{finish.isoformat()}T23:59:59Z"
