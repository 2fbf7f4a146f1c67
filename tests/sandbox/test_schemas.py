"""Details forms that change while the sandbox runs, and those that answers decide about."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.sandbox.caller import BASE, GB_COMPANY, Answer, Caller
from wizard.sandbox.server import SandboxServer

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GB = {"type": "company", "country": "GB"}
LEI = {"key": "lei", "label": "LEI", "type": "text", "required": True}
SWISS = GB_COMPANY | {
    "registration_number": "CHE-123.456.789",
    "entity_type": "ag",
    "registered_address": {"line_1": "1 Weg", "city": "Bern", "postcode": "3000"},
    "signature": "Jane Doe",
}


def change(caller: Caller, body: Any) -> Answer:
    return caller.raw("POST", "/sandbox/schema", json.dumps(body).encode(), JSON)


def keys(caller: Caller, pair: str = "company/GB") -> list[str]:
    return [f["key"] for f in caller.get(f"/profile/types/{pair}").json["data"]["fields"]]


@pytest.mark.parametrize("path", ["/profile/types/company/GB", "/search/types/company/GB"])
def test_a_form_that_is_known_is_not_sent_again(caller: Caller, path: str) -> None:
    first = caller.get(path)
    headers = {"Authorization": f"Bearer {caller.token}"}

    def again(known: str) -> Answer:
        return caller.raw("GET", BASE + path, None, headers | {"If-None-Match": known})

    tag = first.headers["ETag"]
    same, other = again(f'"x", W/{tag}'), again('"x"')
    assert (same.status, same.body, same.headers["ETag"]) == (304, b"", tag)
    assert "Content-Type" not in same.headers
    assert (other.status, other.body) == (200, first.body)


def test_a_field_is_added_in_its_section_and_asked_of_a_creation(
    caller: Caller, sandbox: SandboxServer
) -> None:
    before = keys(caller)
    tag = caller.get("/profile/types/company/GB").headers["ETag"]

    changed = change(caller, {**GB, "add": LEI})

    assert changed.json == [{**GB, "add": LEI}]
    assert [key for key in keys(caller) if key not in before] == ["lei"]
    assert keys(caller).index("lei") < keys(caller).index("registered_address.line_1")
    assert caller.get("/profile/types/company/GB").headers["ETag"] != tag
    assert caller.create(GB_COMPANY).json["errors"].keys() == {"lei"}
    assert caller.create(GB_COMPANY | {"lei": "1"}).status == 201
    assert "lei" not in keys(caller, "company/FR")


def test_a_field_of_the_same_key_is_replaced_in_its_place(caller: Caller) -> None:
    before = keys(caller)

    change(caller, {**GB, "add": {"key": "name", "label": "N", "type": "text", "max_length": 3}})

    assert keys(caller) == before
    assert caller.create(GB_COMPANY).json["errors"].keys() == {"name"}


def test_a_field_is_removed(caller: Caller) -> None:
    change(caller, {**GB, "remove": "email"})

    assert "email" not in keys(caller)
    assert caller.create(GB_COMPANY).json["errors"] == {"email": ["This field is not known."]}


def test_changes_are_undone_alone_and_by_a_reset(caller: Caller, sandbox: SandboxServer) -> None:
    before = keys(caller)
    change(caller, {**GB, "add": LEI})
    assert caller.raw("GET", "/sandbox/schema").json == [{**GB, "add": LEI}]
    assert caller.raw("DELETE", "/sandbox/schema").json == []
    assert keys(caller) == before

    change(caller, {**GB, "remove": "email"})
    sandbox.reset()
    assert keys(caller.login()) == before


def test_changes_can_be_made_by_the_form_of_the_front_page(caller: Caller) -> None:
    page = caller.raw("GET", "/").body.decode()
    assert "<form method=post action=/sandbox/schema>" in page

    added = urlencode({**GB, "add": json.dumps(LEI), "remove": ""}).encode()
    removed = urlencode({**GB, "add": "", "remove": "email"}).encode()
    for body in (added, removed):
        assert caller.raw("POST", "/sandbox/schema", body, FORM).status == 200

    assert "lei" in keys(caller)
    assert "email" not in keys(caller)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ([], "type"),
        ({"type": "ship", "country": "GB", "add": LEI}, "type"),
        ({**GB, "add": {"key": "lei"}}, "add"),
        ({**GB, "add": "lei"}, "add"),
        ({**GB, "remove": "shoe"}, "remove"),
        (GB, "remove"),
    ],
)
def test_changes_that_make_no_sense_are_refused(caller: Caller, body: Any, wrong: str) -> None:
    answer = change(caller, body)

    assert (answer.status, list(answer.json["errors"])) == (422, [wrong])
    assert caller.raw("GET", "/sandbox/schema").json == []


def test_a_change_that_is_no_json_is_refused(caller: Caller) -> None:
    assert caller.raw("POST", "/sandbox/schema", b"{", JSON).status == 400
    assert caller.raw("POST", "/sandbox/schema", b"add=%7B", FORM).status == 400


def refreshed(caller: Caller, fields: Any) -> list[str]:
    answer = caller.call("POST", "/profile/types/company/CH", {"fields": fields})
    return [field["key"] for field in answer.json["data"]["fields"]]


def test_an_answer_decides_what_else_is_asked(caller: Caller) -> None:
    plain = caller.get("/profile/types/company/CH").json["data"]["fields"]
    assert [field["key"] for field in plain if field.get("refresh")] == ["entity_type"]
    known = [field["key"] for field in plain]

    for fields, more in (
        ({"entity_type": "ag"}, {"share_capital", "auditor"}),
        ({"entity_type": "gmbh", "name": "half a na"}, {"nominal_capital"}),
        ({"entity_type": "kmg"}, set()),
        ({"entity_type": ["ag"]}, set()),
        (None, set()),
    ):
        assert set(refreshed(caller, fields)) - set(known) == more


def test_a_creation_is_judged_by_the_form_of_its_own_answers(caller: Caller) -> None:
    def create(**more: Any) -> Answer:
        return caller.create(SWISS | more, country="CH")

    assert create().json["errors"].keys() == {"share_capital"}
    assert create(share_capital=99_999).json["errors"].keys() == {"share_capital"}
    assert create(share_capital=100_000).status == 201
    assert create(entity_type="kmg").status == 201
    assert create(entity_type="kmg", share_capital=100_000).json["errors"].keys() == {
        "share_capital"
    }


def test_magic_names_do_their_thing_at_a_refresh(caller: Caller) -> None:
    down = caller.call("POST", "/profile/types/company/CH", {"fields": {"name": "Down Ltd"}})

    assert down.status == 503
    assert caller.call("POST", "/profile/types/charity/DE", {"fields": {}}).status == 404
