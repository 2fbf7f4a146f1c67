"""What is asked for details: as the catalogue has it, and as it was changed while running."""

import json
from typing import Any

from wizard.sandbox import catalogue
from wizard.sandbox.catalogue import Field
from wizard.sandbox.database import Database
from wizard.sandbox.messages import invalid


class Schemas:
    """The forms of all pairs. Changes are kept until they are forgotten or all is reset."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def profile_fields(
        self, type_: str, country: str, answers: object = None
    ) -> list[Field] | None:
        """The details form of a pair; None where the provider does not offer the pair."""
        fields = catalogue.profile_fields(type_, country, answers)
        if fields is None:
            return None
        for change in self._changes(type_, country):
            if change["field"] is None:
                fields = [field for field in fields if field["key"] != change["key"]]
            else:
                fields = _with(fields, json.loads(change["field"]))
        return fields

    def change(self, body: Any) -> None:
        """{"type", "country", "add": FIELD or "remove": key}; a field of the same key is replaced.

        Raises Refused where that makes no sense.
        """
        body = body if isinstance(body, dict) else {}
        type_, country = str(body.get("type")), str(body.get("country"))
        if country not in catalogue.countries(type_):
            raise invalid({"type": ["There is no such type in this country."]})
        field, key = body.get("add"), body.get("remove")
        if field is not None:
            if not _is_field(field):
                raise invalid({"add": ["A field needs at least a key, a label and a type."]})
            key = field["key"]
        known = [each["key"] for each in self.profile_fields(type_, country) or []]
        if field is None and key not in known:
            raise invalid({"remove": ["There is no such field."]})
        self._database.query(
            "INSERT INTO changes (type, country, key, field) VALUES (?, ?, ?, ?)",
            *(type_, country, key, json.dumps(field) if field else None),
        )

    def changes(self) -> list[dict[str, Any]]:
        """What was changed, in order, in the words of `change`."""
        rows = self._database.query("SELECT * FROM changes ORDER BY n")
        return [
            {"type": row["type"], "country": row["country"]}
            | ({"add": json.loads(row["field"])} if row["field"] else {"remove": row["key"]})
            for row in rows
        ]

    def forget(self) -> None:
        self._database.query("DELETE FROM changes")

    def _changes(self, type_: str, country: str) -> list[Any]:
        where = "SELECT key, field FROM changes WHERE type = ? AND country = ? ORDER BY n"
        return self._database.query(where, type_, country)


def _is_field(field: Any) -> bool:
    named = ("key", "label", "type")
    return isinstance(field, dict) and all(
        isinstance(field.get(name), str) and field[name] for name in named
    )


def _with(fields: list[Field], field: Field) -> list[Field]:
    """The fields with this one: in the place of the one of its key, or last in its section."""
    keys = [each["key"] for each in fields]
    if field["key"] in keys:
        at = keys.index(field["key"])
        return [*fields[:at], {"section": fields[at]["section"]} | field, *fields[at + 1 :]]
    field = {"section": fields[0]["section"] if fields else ""} | field
    same = [at for at, each in enumerate(fields) if each["section"] == field["section"]]
    after = same[-1] + 1 if same else len(fields)
    return [*fields[:after], field, *fields[after:]]
