"""Databases of servers that tests start, SQLite and PostgreSQL, and what stands in their ledger.

Not the tests' own database: each is reached as Django's connection ALIAS, as another process would.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url
import psycopg
import pytest
from django.db import connections
from django.db.models import F, QuerySet
from psycopg.conninfo import make_conninfo

from tests.processes.servers import HOST, manage, production
from wizard.models import Delivery, LaunchToken, Run, State, Submission

ALIAS = "served"
KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Ledger:
    """`environment`: the settings with which a process has this database."""

    environment: dict[str, str]

    def rows(self) -> QuerySet[Submission]:
        return Submission.objects.using(ALIAS)

    def states(self) -> dict[str, str]:
        """By the references of the portal."""
        return dict(self.rows().values_list("ext", "state"))

    def created(self) -> dict[Any, Any]:
        """All columns of those that have come to their good end, by id of the profile."""
        rows = self.rows().filter(state=State.CREATED)
        return {row["profile_id"]: row for row in rows.values()}

    def deliveries(self) -> QuerySet[Delivery]:
        return Delivery.objects.using(ALIAS).select_related("submission")

    def passes(self, minutes: int) -> None:
        """Time, as far as the ledger knows."""
        ago = timedelta(minutes=minutes)
        times = ("updated_at", "lease_until")
        unfinished = self.rows().exclude(state__in=[State.CREATED, State.REJECTED])
        unfinished.update(**{name: F(name) - ago for name in times})
        Delivery.objects.using(ALIAS).update(sent_at=F("sent_at") - ago)

    def clear(self) -> None:
        for model in (Submission, Run, LaunchToken):
            model.objects.using(ALIAS).all().delete()


@contextmanager
def connected(environment: dict[str, str]) -> Iterator[Ledger]:
    """The database of these settings as ALIAS."""
    settings: dict[str, Any] = dict(connections["default"].settings_dict)
    if url := environment["DATABASE_URL"]:
        settings = dict(dj_database_url.parse(url))
    else:
        settings["NAME"] = environment["SQLITE_PATH"]
    connections.settings[ALIAS] = connections.configure_settings({"default": settings})["default"]
    try:
        yield Ledger(environment)
    finally:
        connections[ALIAS].close()
        del connections[ALIAS], connections.settings[ALIAS]


def _migrate(environment: dict[str, str]) -> None:
    done = manage(production("https://sandbox.invalid", environment), "migrate")
    assert done.returncode == 0, done.stderr


def sqlite(folder: Path) -> dict[str, str]:
    """A new one in this folder."""
    environment = {"SQLITE_PATH": str(folder / "served.sqlite3"), "DATABASE_URL": ""}
    _migrate(environment)
    return environment


@contextmanager
def postgresql() -> Iterator[dict[str, str]]:
    """A new one at this machine's server, or at that of PGHOST; dropped in the end."""
    name = f"wizard_{uuid.uuid4().hex[:12]}"
    with _server() as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            at = server.info
            who = ":".join(quote(each, safe="") for each in (at.user, at.password) if each)
            url = f"postgresql://{who}@{at.host}:{at.port}/{name}"
            environment = {"DATABASE_URL": url}
            _migrate(environment)
            yield environment
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _server() -> psycopg.Connection[Any]:
    where = make_conninfo(host=os.environ.get("PGHOST", HOST), dbname="postgres")
    try:
        return psycopg.connect(where, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        reason = f"no PostgreSQL: {error}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
