"""The server itself: log, own pages, restart, stop and many clients at once."""

import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.caller import BASE, GB_COMPANY, Caller
from wizard.sandbox.server import SandboxServer


def test_front_page_lists_what_there_is(caller: Caller) -> None:
    page = caller.raw("GET", "/")

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    for words in ("Timeout After Create", "sandbox-secret", "Sole trader", "United Kingdom (GB)*"):
        assert words in page.body.decode()


def test_log_keeps_digests_and_no_secrets(caller: Caller, sandbox: SandboxServer) -> None:
    body = {"b": "é", "a": 1}
    headers = {
        "Authorization": f"Bearer {caller.token}",
        "Content-Type": "application/json",
        "Idempotency-Key": "key-1",
        "User-Agent": "test",
    }
    caller.raw("POST", f"{BASE}/profiles?x=1&access_token=no", json.dumps(body).encode(), headers)
    login, row = caller.raw("GET", "/sandbox/log").json

    assert login["path"] == "/oauth/token"
    assert row["headers"] == {
        "authorization": True,
        "idempotency-key": "key-1",
        "content-type": "application/json",
        "user-agent": "test",
    }
    assert row["n"] == login["n"] + 1
    assert (row["method"], row["path"]) == ("POST", f"{BASE}/profiles")
    assert (row["query"], row["status"]) == ("x=1", 422)
    assert row["body_sha256"] == hashlib.sha256('{"a":1,"b":"é"}'.encode()).hexdigest()
    assert caller.token not in json.dumps(sandbox.requests())
    assert "sandbox-secret" not in json.dumps(sandbox.requests())


def test_log_is_cleared_alone_and_reset_clears_the_rest(
    caller: Caller, sandbox: SandboxServer
) -> None:
    first = caller.create(GB_COMPANY).json["data"]["id"]
    caller.raw("DELETE", "/sandbox/log")
    assert sandbox.requests() == []
    assert [p["id"] for p in caller.raw("GET", "/sandbox/profiles").json] == [first]

    caller.raw("POST", "/sandbox/reset")
    assert caller.raw("GET", "/sandbox/profiles").json == []
    assert caller.get("/search/types").status == 401

    caller.login()
    assert caller.create(GB_COMPANY).json["data"]["id"] != first
    assert caller.search(name="ltd").json["meta"]["total"] > 500


def test_own_pages_refuse_other_methods(caller: Caller) -> None:
    assert caller.raw("GET", "/sandbox/reset").status == 405
    assert caller.raw("GET", "/sandbox/nothing").status == 404
    assert caller.raw("HEAD", "/favicon.ico").status == 404


def test_bodies_that_cannot_be_taken(caller: Caller) -> None:
    large = caller.raw("POST", f"{BASE}/search", b"x" * (1 << 20) + b"x")
    chunked = caller.raw("POST", f"{BASE}/search", b"", {"Transfer-Encoding": "chunked"})
    senseless = caller.raw("POST", f"{BASE}/search", b"", {"Content-Length": "-1"})

    assert (large.status, chunked.status, senseless.status) == (413, 411, 400)


def test_restart_keeps_profiles_and_tokens(tmp_path: Path) -> None:
    database = tmp_path / "deep" / "sandbox.sqlite3"
    with SandboxServer(database) as server:
        caller = Caller(server.url).login()
        found = caller.search(name="acorn")
        caller.create(GB_COMPANY)
    with SandboxServer(database) as server:
        caller.host = server.url.removeprefix("http://")

        assert caller.choose(found).status == 201
        assert len(server.profiles()) == 2
        assert len(server.requests()) == 4


def test_a_file_of_another_version_is_made_anew(tmp_path: Path) -> None:
    database = tmp_path / "sandbox.sqlite3"
    with SandboxServer(database):
        pass
    with closing(sqlite3.connect(database)) as old:
        old.execute("DELETE FROM companies")
        old.execute("PRAGMA user_version = 1")
        old.commit()
    with SandboxServer(database) as server:
        found = Caller(server.url).login().search(name="acorn")

    assert found.json["meta"]["total"] > 0


def test_the_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "precious.sqlite3"
    with closing(sqlite3.connect(database)) as other:
        other.execute("CREATE TABLE precious (id INTEGER)")
        with pytest.raises(sqlite3.DatabaseError, match="something else"):
            SandboxServer(database).start()

        assert other.execute("SELECT count(*) FROM precious").fetchone() == (0,)


def test_a_fresh_sandbox_gives_the_same_ids(tmp_path: Path) -> None:
    ids = []
    for name in ("one", "two"):
        with SandboxServer(tmp_path / name) as server:
            caller = Caller(server.url).login()
            ids.append(
                (caller.search(name="acorn").json, caller.create(GB_COMPANY).json["data"]["id"])
            )

    assert ids[0] == ids[1]


def test_stop_is_quick_while_somebody_waits(tmp_path: Path) -> None:
    def waits(call: Callable[..., Any], *arguments: Any) -> None:
        with pytest.raises((ConnectionError, TimeoutError)):
            call(*arguments)

    threads_before = threading.active_count()
    server = SandboxServer(tmp_path / "sandbox.sqlite3").start()
    caller = Caller(server.url).login()
    idle = HTTPConnection(caller.host)
    idle.request("GET", "/")
    idle.getresponse().read()
    with ThreadPoolExecutor(2) as pool:
        pool.submit(waits, caller.create_named, "Timeout")
        held = pool.submit(waits, caller.create_named, "Slow 60s")
        while len(server.requests()) < 3:
            time.sleep(0.01)
        start = time.monotonic()
        server.stop()
        took = time.monotonic() - start
        held.result()
    idle.close()

    assert took < 1
    assert threading.active_count() <= threads_before


def test_latency_is_added_to_calls_but_not_to_own_pages(tmp_path: Path) -> None:
    with SandboxServer(tmp_path / "sandbox.sqlite3", latency=0.1) as server:
        caller = Caller(server.url)
        times = []
        for call in (caller.login, lambda: caller.raw("GET", "/sandbox/log")):
            start = time.monotonic()
            call()
            times.append(time.monotonic() - start)

    assert times[0] >= 0.1 > times[1]


def test_sixteen_clients_at_once_keep_their_connections(
    caller: Caller, sandbox: SandboxServer
) -> None:
    def work(number: int) -> list[int]:
        connection = HTTPConnection(caller.host, timeout=10)
        headers = {"Authorization": f"Bearer {caller.token}", "Content-Type": "application/json"}
        body = {"type": "company", "country": "GB", "fields": GB_COMPANY}
        answers, sockets = [], set()
        for turn in range(10):
            payload = json.dumps(body | {"customer_reference": f"{number}-{turn}"})
            connection.request("POST", f"{BASE}/profiles", payload, headers)
            sockets.add(connection.sock.getsockname())
            response = connection.getresponse()
            response.read()
            answers.append(response.status)
        connection.close()
        assert len(sockets) == 1
        return answers

    with ThreadPoolExecutor(16) as pool:
        answers = [status for each in pool.map(work, range(16)) for status in each]

    created = sandbox.profiles()
    assert answers == [201] * 160
    assert len({profile["id"] for profile in created}) == 160
    assert len({profile["customer_reference"] for profile in created}) == 160
    assert len(sandbox.requests()) == 161
