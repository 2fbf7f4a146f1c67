"""What OpenTransact keeps: its resources, who wrote what with which key, and its settings."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from sqlite3 import Connection, Row
from typing import Any

from wizard.sandbox.database import Database, identity_of
from wizard.sandbox.jsonapi import MEDIA_TYPE
from wizard.sandbox.people import Resource, as_row, as_timestamp

KEY_SECONDS = 24 * 3600
COLUMNS = ", ".join(Resource._fields)
# Which of a profile's relationships is kept in which type.
BELONGINGS = {
    "addresses": "addresses",
    "phone_numbers": "phone-numbers",
    "email_addresses": "email-addresses",
}
DEFAULTS = {"default_phone_number": "phone-numbers", "default_email_address": "email-addresses"}


class KeyUsed(Exception):
    """An Idempotency-Key with which something was written already."""


@dataclass(frozen=True)
class Write:
    """The request for a write, as it is remembered."""

    method: str
    customer: str
    key: str
    body: Any
    now: float


class Resources:
    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, type_: str, identity: str) -> Resource | None:
        found = self._select("WHERE type = ? AND id = ?", type_, identity.lower())
        return found[0] if found else None

    def belonging_to(self, profile: Resource) -> dict[str, list[str]]:
        """The ids of what a profile has, by relationship."""
        ids: dict[str, list[str]] = {relationship: [] for relationship in BELONGINGS}
        names = {type_: relationship for relationship, type_ in BELONGINGS.items()}
        its = "WHERE owner_type = 'profiles' AND owner_id = ? ORDER BY n"
        for each in self._select(its, profile.id):
            ids[names[each.type]].append(each.id)
        return ids

    def page(
        self, condition: str, parameters: list[Any], size: int, start: int
    ) -> tuple[list[Resource], int]:
        """Some of those for which a condition of ours holds, the newest first; and how many."""
        count = f"SELECT count(*) FROM resources WHERE {condition}"  # nosec # noqa: S608 - ours
        total = self._database.query(count, *parameters)[0][0]
        clause = f"WHERE {condition} ORDER BY n DESC LIMIT ? OFFSET ?"
        return self._select(clause, *parameters, size, start), int(total)

    def key_used(self, customer: str, key: str, now: float) -> bool:
        with self._database.transaction() as connection:
            return _key_used(connection, customer, key, now)

    def create(self, resource: Resource, write: Write) -> Resource:
        """Keep it under an id of ours; raises KeyUsed."""
        moment = _moment(write.now)
        with self._database.transaction() as connection:
            n = self._remember(connection, write, resource.type)
            identity = identity_of(f"opentransact {n}")
            resource = resource._replace(id=identity, created_at=moment, updated_at=moment)
            connection.execute(
                f"INSERT INTO resources ({COLUMNS})"  # nosec # noqa: S608 - ours
                f" VALUES ({', '.join('?' * len(resource))})",
                as_row(resource),
            )
            connection.execute("UPDATE writes SET id = ? WHERE n = ?", (identity, n))
        return resource

    def update(self, resource: Resource, changes: dict[str, Any], write: Write) -> Resource:
        """Change columns of it, and attributes by name; raises KeyUsed."""
        with self._database.transaction() as connection:
            n = self._remember(connection, write, resource.type)
            connection.execute("UPDATE writes SET id = ? WHERE n = ?", (resource.id, n))
            # Read again: somebody else may have changed the rest of it meanwhile.
            (kept,) = self._select("WHERE type = ? AND id = ?", resource.type, resource.id)
            # Two updates within one second are told apart too.
            next_second = datetime.fromisoformat(kept.updated_at) + timedelta(seconds=1)
            moment = max(_moment(write.now), as_timestamp(next_second))
            attributes = kept.attributes | changes.get("attributes", {})
            changed = kept._replace(
                **changes | {"attributes": attributes, "updated_at": moment},
            )
            connection.execute(
                f"UPDATE resources SET ({COLUMNS}) ="  # nosec # noqa: S608 - ours
                f" ({', '.join('?' * len(changed))}) WHERE type = ? AND id = ?",
                (*as_row(changed), changed.type, changed.id),
            )
        return changed

    def writes(self) -> list[dict[str, Any]]:
        """Everything that was created and updated, in order, with the bodies that did it."""
        rows = self._database.query("SELECT * FROM writes ORDER BY n")
        return [
            {
                "method": row["method"],
                "type": row["type"],
                "id": row["id"],
                "idempotency-key": row["key"] or None,
                "received": json.loads(row["body"]),
            }
            for row in rows
        ]

    # Settings: what the documentation says in two ways.

    def settings(self) -> dict[str, str]:
        """`replies`: short as in the examples, or full as the table of attributes has it."""
        kept = self._database.query("SELECT name, value FROM settings")
        return {"media-type": MEDIA_TYPE, "replies": "short"} | {row[0]: row[1] for row in kept}

    def change_setting(self, name: str, value: str) -> None:
        insert = "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)"
        self._database.query(insert, name, value)

    def _remember(self, connection: Connection, write: Write, type_: str) -> int:
        if write.key and _key_used(connection, write.customer, write.key, write.now):
            raise KeyUsed
        insert = "INSERT INTO writes (time, customer, key, method, type, body) VALUES (?,?,?,?,?,?)"
        body = json.dumps(write.body, ensure_ascii=False)
        row = (write.now, write.customer, write.key, write.method, type_, body)
        return connection.execute(insert, row).lastrowid or 0

    def _select(self, clause: str, *parameters: Any) -> list[Resource]:
        select = f"SELECT {COLUMNS} FROM resources {clause}"  # nosec # noqa: S608 - ours
        return [_resource(row) for row in self._database.query(select, *parameters)]


def _key_used(connection: Connection, customer: str, key: str, now: float) -> bool:
    used = "SELECT 1 FROM writes WHERE customer = ? AND key = ? AND time > ?"
    return bool(connection.execute(used, (customer, key, now - KEY_SECONDS)).fetchone())


def _resource(row: Row) -> Resource:
    resource = Resource(*row)
    return resource._replace(attributes=json.loads(row["attributes"]))


def _moment(now: float) -> str:
    return as_timestamp(datetime.fromtimestamp(now, UTC))
