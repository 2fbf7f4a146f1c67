"""The one SQLite file of the sandbox: its tables, what is made up in it, the request log."""

import json
import random
import sqlite3
import threading
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wizard.sandbox import companies, people
from wizard.sandbox.catalogue import DATA

SCHEMA = """
CREATE TABLE companies (
    id INTEGER PRIMARY KEY, type TEXT, country TEXT, name TEXT, registration_number TEXT,
    city TEXT, address TEXT, status TEXT, incorporated_on TEXT, previous_name TEXT,
    folded_name TEXT, folded_number TEXT, folded_city TEXT
);
CREATE INDEX companies_number ON companies (type, country, folded_number);
CREATE TABLE searches (
    n INTEGER PRIMARY KEY AUTOINCREMENT, response_id TEXT UNIQUE, type TEXT, country TEXT, rows TEXT
);
CREATE TABLE profiles (
    n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, customer_reference TEXT, type TEXT,
    country TEXT, name TEXT, received TEXT, created_at TEXT
);
CREATE TABLE changes (
    n INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT, country TEXT, key TEXT, field TEXT
);
CREATE TABLE tokens (digest TEXT PRIMARY KEY, expires_at REAL);
CREATE TABLE resources (
    n INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT, id TEXT, application TEXT, owner_type TEXT,
    owner_id TEXT, attributes TEXT, created_at TEXT, updated_at TEXT,
    default_email_address TEXT, default_phone_number TEXT, UNIQUE (type, id)
);
CREATE INDEX resources_owner ON resources (owner_id);
CREATE TABLE writes (
    n INTEGER PRIMARY KEY AUTOINCREMENT, time REAL, customer TEXT, key TEXT, method TEXT,
    type TEXT, id TEXT, body TEXT
);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE faults (key TEXT PRIMARY KEY, until REAL);
CREATE TABLE log (
    n INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT, method TEXT, path TEXT, query TEXT,
    headers TEXT, body_sha256 TEXT, status INTEGER
);
"""
APPLICATION_ID = 0x53414E44  # marks a file as ours, so that no other is ever emptied
# Changes with the tables and with all that is made up for them, so that a file of an older
# version is rebuilt, not misread.
SOURCES = [*sorted(DATA.glob("*.json")), Path(companies.__file__), Path(people.__file__)]
VERSION = zlib.crc32(SCHEMA.encode() + b"".join(each.read_bytes() for each in SOURCES)) >> 1


class Database:
    """One connection that all request threads share, one at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            path, timeout=10, isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        try:
            # A sandbox may lose its last rows in a power cut; in return every write is quick.
            self._connection.execute("PRAGMA synchronous = OFF")
            self._prepare()
            self._connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.Error:
            self._connection.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def query(self, sql: str, *parameters: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def reset(self) -> None:
        """Forget everything that was received or created. Ids go on counting, none comes twice."""
        with self.transaction() as connection:
            kept = {"companies"}
            if not connection.execute("SELECT 1 FROM writes").fetchone():
                kept.add("resources")  # still as they were made up
            for table in set(self._tables(connection)) - kept:
                connection.execute(f"DELETE FROM {table}")  # nosec # noqa: S608 - ours
            if "resources" not in kept:
                self._make_up_people(connection)

    def log(self, entry: dict[str, Any]) -> int:
        """Write down a request that has arrived; answered() adds the status."""
        with self.transaction() as connection:
            row = {**entry, "headers": json.dumps(entry["headers"])}
            cursor = connection.execute(
                "INSERT INTO log (time, method, path, query, headers, body_sha256)"
                " VALUES (:time, :method, :path, :query, :headers, :body_sha256)",
                row,
            )
            return cursor.lastrowid or 0

    def answered(self, n: int, status: int) -> None:
        self.query("UPDATE log SET status = ? WHERE n = ?", status, n)

    def requests(self) -> list[dict[str, Any]]:
        rows = self.query("SELECT * FROM log ORDER BY n")
        return [{**dict(row), "headers": json.loads(row["headers"])} for row in rows]

    def clear_log(self) -> None:
        self.query("DELETE FROM log")

    def _prepare(self) -> None:
        """Make the tables and fill them, unless this file already has those of our version."""
        with self.transaction() as connection:
            tables = self._tables(connection)
            marked = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if (marked, version) == (APPLICATION_ID, VERSION):
                return
            if tables and marked != APPLICATION_ID:
                raise sqlite3.DatabaseError("it holds the tables of something else")
            for table in tables:
                connection.execute(f"DROP TABLE {table}")
            for statement in SCHEMA.split(";")[:-1]:
                connection.execute(statement)
            connection.executemany(
                f"INSERT INTO companies VALUES (NULL{', ?' * 12})",  # nosec # noqa: S608 - ours
                (
                    (
                        *company,
                        companies.fold(company.name),
                        companies.fold_number(company.registration_number),
                        companies.fold(company.city),
                    )
                    for company in companies.generate()
                ),
            )
            self._make_up_people(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")

    @staticmethod
    def _make_up_people(connection: sqlite3.Connection) -> None:
        connection.executemany(
            f"INSERT INTO resources VALUES ({', '.join('?' * 11)})",  # nosec # noqa: S608 - ours
            people.rows(),
        )

    @staticmethod
    def _tables(connection: sqlite3.Connection) -> list[str]:
        listed = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        return [row["name"] for row in listed]


def identity_of(seed: str) -> str:
    """A UUID that looks random and is the same in every fresh sandbox."""
    dice = random.Random(seed)  # noqa: S311 - it must be repeatable
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))
