"""What Detected keeps: tokens, searches, profiles."""

import hashlib
import json
import secrets
import sqlite3
from datetime import UTC, datetime
from typing import Any

from wizard.sandbox.companies import Company, fold, fold_number
from wizard.sandbox.database import Database, identity_of

Row = dict[str, Any]
MOST_ROWS = 50
TOKEN_SECONDS = 3600


class Records:
    def __init__(self, database: Database) -> None:
        self._database = database

    # Tokens: only their digests are kept.

    def issue_token(self, now: float) -> str:
        token = secrets.token_urlsafe(32)
        insert = "INSERT INTO tokens (digest, expires_at) VALUES (?, ?)"
        self._database.query(insert, _digest(token), now + TOKEN_SECONDS)
        return token

    def token_holds(self, token: str, now: float) -> bool:
        found = "SELECT 1 FROM tokens WHERE digest = ? AND expires_at > ?"
        return bool(self._database.query(found, _digest(token), now))

    def revoke_token(self, token: str) -> None:
        self._database.query("DELETE FROM tokens WHERE digest = ?", _digest(token))

    # Companies and searches.

    def find_companies(
        self, type_: str, country: str, name: str, number: str, city: str
    ) -> tuple[list[Row], int]:
        """The best rows and how many there are; every criterion that is given must hold."""
        where, parameters = ["type = :type", "country = :country"], {"type": type_}
        parameters |= {"country": country, "whole": fold(name), "start": _like(fold(name)) + "%"}
        for position, word in enumerate(fold(name).split()):
            where.append(f"folded_name LIKE :word{position} ESCAPE '\\'")
            parameters[f"word{position}"] = f"%{_like(word)}%"
        if number:
            where.append("folded_number = :number")
            parameters["number"] = fold_number(number)
        if city:
            where.append("folded_city LIKE :city ESCAPE '\\'")
            parameters["city"] = f"%{_like(fold(city))}%"
        with self._database.transaction() as connection:
            condition = " AND ".join(where)
            total = connection.execute(
                f"SELECT count(*) FROM companies WHERE {condition}",  # nosec # noqa: S608 - ours
                parameters,
            ).fetchone()[0]
            found = connection.execute(
                f"""SELECT * FROM companies WHERE {condition} ORDER BY
                    CASE WHEN folded_name = :whole THEN 0
                         WHEN folded_name LIKE :start ESCAPE '\\' THEN 1 ELSE 2 END,
                    status != 'active', folded_name, id
                    LIMIT {MOST_ROWS}""",  # nosec # noqa: S608 - ours
                parameters,
            ).fetchall()
        return [as_row(f"c{row['id']}", _company(row)) for row in found], int(total)

    def keep_search(self, type_: str, country: str, rows: list[Row]) -> str:
        with self._database.transaction() as connection:
            insert = "INSERT INTO searches (type, country, rows) VALUES (?, ?, ?)"
            n = connection.execute(insert, (type_, country, _dump(rows))).lastrowid
            response_id = identity_of(f"search {n}")
            update = "UPDATE searches SET response_id = ? WHERE n = ?"
            connection.execute(update, (response_id, n))
        return response_id

    def kept_search(self, response_id: object, type_: str, country: str) -> dict[str, Row] | None:
        """The rows of a search by their lookup id; None where there was no such search."""
        found = self._database.query(
            "SELECT rows FROM searches WHERE response_id = ? AND type = ? AND country = ?",
            str(response_id),
            type_,
            country,
        )
        return {row["lookup_id"]: row for row in json.loads(found[0]["rows"])} if found else None

    # Profiles.

    def create_profile(self, body: Row, name: str, now: float) -> Row:
        reference = body.get("customer_reference")
        with self._database.transaction() as connection:
            n = connection.execute(
                "INSERT INTO profiles (customer_reference, type, country, name, received,"
                " created_at) VALUES (?, ?, ?, ?, ?, ?)",
                (reference, body["type"], body["country"], name, _dump(body), _iso(now)),
            ).lastrowid
            identity = identity_of(f"profile {n}")
            connection.execute("UPDATE profiles SET id = ? WHERE n = ?", (identity, n))
        return self.profiles("WHERE id = ?", identity)[0]

    def count_profiles(self) -> int:
        return int(self._database.query("SELECT count(*) FROM profiles")[0][0])

    def profiles(self, clause: str = "", *parameters: Any) -> list[Row]:
        """Profiles with the body that made them, oldest first unless the clause says otherwise."""
        rows = self._database.query(
            f"SELECT * FROM profiles {clause or 'ORDER BY n'}",  # nosec # noqa: S608 - ours
            *parameters,
        )
        return [
            {
                "id": row["id"],
                "customer_reference": row["customer_reference"],
                "type": row["type"],
                "country": row["country"],
                "name": row["name"],
                "review_status": "processed",
                "created_at": row["created_at"],
                "updated_at": row["created_at"],
                "received": json.loads(row["received"]),
            }
            for row in rows
        ]


def as_row(lookup_id: str, company: Company) -> Row:
    """A row of search results as the provider writes it."""
    return {
        "lookup_id": lookup_id,
        "name": company.name,
        "registration_number": company.registration_number,
        "status": company.status,
        "address": company.address,
        "incorporated_on": company.incorporated_on,
        "previous_names": [company.previous_name] if company.previous_name else [],
    }


def _company(row: sqlite3.Row) -> Company:
    return Company(*(row[column] for column in Company._fields))


def _like(text: str) -> str:
    """The text as LIKE takes it literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _dump(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _iso(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
