"""Log lines as JSON, each with the ids of the request and of the run that it belongs to."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from .redaction import redact

_ids: ContextVar[dict[str, str]] = ContextVar("ids", default={})  # noqa: B039  # never changed


@contextmanager
def belonging_to(**ids: str) -> Iterator[None]:
    """What is logged meanwhile has these ids; blank ones are left out."""
    token = _ids.set({name: value for name, value in ids.items() if value})
    try:
        yield
    finally:
        _ids.reset(token)


class ByRoute(logging.Filter):
    """In lines of Django's own about a request: its route in place of its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            route = f"/{match.route}" if match else "-"
            record.args = tuple(route if each == request.path else each for each in record.args)
        return True


class JsonFormatter(logging.Formatter):
    """One object a line, without secrets. Of what else a record has, only its `fields` are told."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = getattr(record, "fields", {})
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_ids.get(),
            **fields,
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = record.stack_info
        told = {k: redact(v) if isinstance(v, str) else v for k, v in line.items()}
        return json.dumps(told, ensure_ascii=False, default=str)
