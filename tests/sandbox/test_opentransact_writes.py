"""Updates, defaults and Idempotency-Keys of OpenTransact."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from tests.sandbox.caller import GB_COMPANY, Answer, Caller
from tests.sandbox.conftest import Clock
from tests.sandbox.opentransact_caller import (
    ADDRESS,
    ELSEWHERE,
    SHOWN,
    UPDATED,
    OpenTransactCaller,
    codes,
    contact,
    organization,
    person,
    profile,
    update,
)
from wizard.sandbox import keys
from wizard.sandbox.server import SandboxServer

JANE = {"type": "people", "first-name": "Jane", "last-name": "Doe"}


def test_update_leaves_alone_what_it_does_not_name(transact: OpenTransactCaller) -> None:
    identity = transact.created(person("Doe", tier="1"))
    before = transact.show(identity)
    transact.put(update(identity, {"owner": JANE}))
    after = transact.show(identity)

    assert after["attributes"]["owner"] == JANE
    assert after["attributes"]["metadata"] == {"tier": "1"}
    assert after["relationships"] == before["relationships"]
    assert after["attributes"]["created-at"] == before["attributes"]["created-at"]


def test_update_replaces_metadata_as_a_whole(transact: OpenTransactCaller) -> None:
    identity = transact.created(person("Doe", tier="1"))
    transact.put(update(identity, {"metadata": {"segment": "trade"}}))

    assert transact.show(identity)["attributes"]["metadata"] == {"segment": "trade"}


def test_every_update_has_a_time_of_its_own(transact: OpenTransactCaller, clock: Clock) -> None:
    def updated_at() -> datetime:
        return datetime.fromisoformat(transact.show(identity)["attributes"]["updated-at"])

    identity = transact.created(person())
    start = updated_at()
    passed = []
    for seconds in (0, 0, 60):
        clock.now += seconds
        transact.put(update(identity))
        passed.append((updated_at() - start).total_seconds())

    assert passed == [1, 2, 60]


def test_a_person_can_become_an_organization(transact: OpenTransactCaller) -> None:
    identity = transact.created(person())
    transact.put(update(identity, organization("Acme")["data"]["attributes"]))
    first = transact.list(owner_type="organizations", page_size=1).json["data"][0]

    assert first["id"] == identity


def test_defaults_are_set_and_emptied(transact: OpenTransactCaller) -> None:
    identity = transact.created(person())
    email = transact.created(contact("email-addresses", identity, email="a@example.com"))
    address = transact.created(contact("addresses", identity, **ADDRESS))
    transact.put(update(identity, default_email_address=email))
    links = transact.show(identity)["relationships"]

    assert links["default_email_address"]["data"] == {"id": email, "type": "email-addresses"}
    assert links["email_addresses"]["data"] == [{"id": email, "type": "email-addresses"}]
    assert links["addresses"]["data"] == [{"id": address, "type": "addresses"}]

    transact.put(update(identity, default_email_address=None))
    links = transact.show(identity)["relationships"]
    assert links["default_email_address"]["data"] is None
    assert len(links["email_addresses"]["data"]) == 1


@pytest.mark.parametrize("name", ["default_email_address", "default_phone_number"])
def test_defaults_must_be_the_profiles_own(transact: OpenTransactCaller, name: str) -> None:
    answer = transact.put(update(UPDATED, None, **{name: SHOWN}))

    assert codes(answer) == [("422", "10013")]
    assert answer.json["errors"][0]["detail"].startswith(f"{name} must be set")
    assert transact.show(UPDATED)["relationships"][name]["data"] is None


def test_updates_at_once_do_not_undo_each_other(transact: OpenTransactCaller) -> None:
    identity = transact.created(person())
    email = transact.created(contact("email-addresses", identity, email="a@example.com"))
    slow = update(identity, {"owner": JANE | {"last-name": "Slow 1s"}})
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(transact.put, slow)
        transact.put(update(identity, default_email_address=email))
        assert held.result().status == 200

    shown = transact.show(identity)
    assert shown["attributes"]["owner"]["last-name"] == "Slow 1s"
    assert shown["relationships"]["default_email_address"]["data"]["id"] == email


def test_a_used_key_is_a_conflict(transact: OpenTransactCaller, sandbox: SandboxServer) -> None:
    first = transact.post(person(), Idempotency_Key="key-1")
    again = transact.post(person(), Idempotency_Key="key-1")
    other_body = transact.post(contact("addresses", UPDATED, **ADDRESS), Idempotency_Key="key-1")
    other_key = transact.post(person(), Idempotency_Key="key-2")

    assert [each.status for each in (first, again, other_body, other_key)] == [201, 409, 409, 201]
    assert codes(again) == [("409", "")]
    assert len(sandbox.writes()) == 2


def test_a_used_key_is_a_conflict_at_an_update_too(transact: OpenTransactCaller) -> None:
    calls = [transact.put(update(UPDATED), Idempotency_Key="key-1") for _ in range(2)]
    without = [transact.put(update(UPDATED)) for _ in range(2)]

    assert [each.status for each in (*calls, *without)] == [200, 409, 200, 200]


def test_a_refused_request_leaves_its_key_free(transact: OpenTransactCaller) -> None:
    calls = [
        transact.post(profile({"owner": {"type": "people"}}), Idempotency_Key="key-1"),
        transact.post(person("Reject"), Idempotency_Key="key-1"),
        transact.post(person("Down"), Idempotency_Key="key-1"),
        transact.post(person(), Idempotency_Key="key-1"),
    ]

    assert [each.status for each in calls] == [422, 422, 503, 201]


def test_keys_are_kept_for_a_day(transact: OpenTransactCaller, clock: Clock) -> None:
    statuses = []
    for seconds in (0, 24 * 3600 - 1, 2):
        clock.now += seconds
        statuses.append(transact.post(person(), Idempotency_Key="key-1").status)

    assert statuses == [201, 409, 201]


def test_keys_are_kept_for_each_customer(
    transact: OpenTransactCaller, sandbox: SandboxServer, clock: Clock
) -> None:
    stranger = OpenTransactCaller(sandbox.url, clock.now, keys.STRANGER)
    theirs = profile(person()["data"]["attributes"], ELSEWHERE)
    transact.post(person(), Idempotency_Key="key-1")
    same_customer = OpenTransactCaller(sandbox.url, clock.now)
    same_customer.token = keys.issue(clock.now, 10)

    assert stranger.post(theirs, Idempotency_Key="key-1").status == 201
    assert same_customer.post(person(), Idempotency_Key="key-1").status == 409


@pytest.mark.parametrize("name", ["User", "Slow 1s"])
def test_equal_keys_at_once_create_one_profile(
    transact: OpenTransactCaller, sandbox: SandboxServer, name: str
) -> None:
    def create(_: int) -> Answer:
        return transact.post(person(name), Idempotency_Key="key-1")

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(answer.status for answer in pool.map(create, range(8)))

    assert statuses == [201] + [409] * 7
    assert len(sandbox.writes()) == 1
    assert transact.list().json["meta"]["count"] == 1001


def test_what_was_written_can_be_listed(
    transact: OpenTransactCaller, sandbox: SandboxServer
) -> None:
    created = transact.post(person(), Idempotency_Key="key-1").json["data"]["id"]
    transact.put(update(created, {"owner": JANE}))
    Caller(sandbox.url).login().create(GB_COMPANY)
    first, second = transact.raw("GET", "/sandbox/writes").json
    profiles = transact.raw("GET", "/sandbox/profiles").json

    assert first == {
        "method": "POST",
        "type": "profiles",
        "id": created,
        "idempotency-key": "key-1",
        "received": person(),
    }
    assert (second["method"], second["id"]) == ("PUT", created)
    assert second["idempotency-key"] is None
    assert [each["type"] for each in profiles] == ["company", "profiles"]


def test_the_log_has_the_requests_and_no_key(
    transact: OpenTransactCaller, sandbox: SandboxServer
) -> None:
    transact.post(person(), Idempotency_Key="key-1")
    (row,) = sandbox.requests()

    assert (row["method"], row["path"]) == ("POST", "/opentransact/v1/profiles")
    assert (row["headers"]["idempotency-key"], row["status"]) == ("key-1", 201)
    assert transact.token not in json.dumps(row)


def test_reset_brings_back_the_made_up_profiles(
    transact: OpenTransactCaller, sandbox: SandboxServer
) -> None:
    before = transact.show(SHOWN)
    payload = update(SHOWN, {"owner": JANE}, default_email_address=None)
    payload["data"]["relationships"]["application"]["data"]["id"] = SHOWN
    assert transact.put(payload).status == 200
    first = transact.created(person())
    sandbox.reset()

    assert transact.show(SHOWN) == before
    assert transact.list().json["meta"]["count"] == 1000
    assert sandbox.writes() == []
    assert transact.created(person()) != first


def test_a_restart_keeps_what_was_written(tmp_path: Path, clock: Clock) -> None:
    ids: list[str] = []
    for database in ("one", "two", "one"):
        with SandboxServer(tmp_path / database, clock=clock) as server:
            transact = OpenTransactCaller(server.url, clock.now)
            if len(ids) < 2:
                ids.append(transact.created(person()))
            assert transact.show(ids[0])["id"] == ids[0]

    assert ids[0] == ids[1]  # a fresh sandbox gives the same ids
