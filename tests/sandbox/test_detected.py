"""The provider's routes over real HTTP: token, types, search, profiles."""

import json
from urllib.parse import urlencode

import pytest

from tests.sandbox.caller import BASE, GB_COMPANY, Caller
from tests.sandbox.conftest import Clock
from wizard.sandbox.server import SandboxServer

CREDENTIALS = {
    "grant_type": "client_credentials",
    "client_id": "sandbox",
    "client_secret": "sandbox-secret",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("path", ["/oauth/token", f"{BASE}/oauth/token"])
def test_token_by_form_and_by_json(caller: Caller, path: str) -> None:
    by_form = caller.raw("POST", path, urlencode(CREDENTIALS).encode(), FORM)
    kind = {"Content-Type": "application/json"}
    by_json = caller.raw("POST", path, json.dumps(CREDENTIALS).encode(), kind)

    assert by_form.json["token_type"] == "Bearer"
    assert by_form.json["expires_in"] == 3600
    assert by_json.json["access_token"] != by_form.json["access_token"]


def test_wrong_secret_gets_no_token(caller: Caller) -> None:
    wrong = urlencode(CREDENTIALS | {"client_secret": "x"}).encode()
    answer = caller.raw("POST", "/oauth/token", wrong, FORM)
    other_grant = caller.raw("POST", "/oauth/token", b"grant_type=password", FORM)

    assert answer.status == 401
    assert answer.json["error"] == "invalid_client"
    assert other_grant.status == 400


def test_calls_need_a_token_that_has_not_expired(caller: Caller, clock: Clock) -> None:
    assert caller.get("/search/types").status == 200

    clock.now += 3601
    late = caller.get("/search/types")
    caller.token = "made-up"
    made_up = caller.get("/search/types")

    assert (late.status, late.json) == (401, {"message": "Unauthenticated."})
    assert made_up.status == 401


def test_wrong_paths_methods_and_bodies(caller: Caller) -> None:
    wrong_method = caller.call("PUT", "/profiles", {})
    bad_json = caller.raw(
        "POST", f"{BASE}/search", b"{", {"Authorization": f"Bearer {caller.token}"}
    )

    assert caller.get("/nothing").status == 404
    assert caller.get("/nothing").json["message"]
    assert wrong_method.status == 405
    assert wrong_method.headers["Allow"] == "GET, POST"
    assert bad_json.status == 400
    assert caller.call("POST", "/search", [1]).status == 400
    assert caller.call("POST", "/search", {"type": "\ud800"}).status == 400


def test_forms_of_a_pair_and_no_search(caller: Caller) -> None:
    search = caller.get("/search/types/company/GB").json["data"]["fields"]
    details = caller.get("/profile/types/sole_trader/gb").json["data"]["fields"]

    assert [field["key"] for field in search] == ["name", "registration_number", "city"]
    assert details[0]["key"] == "trading_name"
    assert caller.get("/search/types/company/AE").status == 404
    assert caller.get("/search/types/company/JP").json == {"data": {"fields": []}}
    assert caller.get("/profile/types/charity/DE").status == 404


def test_search_filters_by_every_criterion(caller: Caller) -> None:
    everything = caller.search(name="ltd").json
    wanted = everything["data"][0]
    words = wanted["name"].split()
    backwards = caller.search(name=" ".join(reversed(words)).upper()).json
    number = f" {wanted['registration_number'][:4]}-{wanted['registration_number'][4:]}"
    by_number = caller.search(country="GB", name="ltd", registration_number=number.strip())

    assert len(everything["data"]) == 50
    assert everything["meta"]["total"] > 500
    assert wanted in backwards["data"]
    assert by_number.status == 422  # a dash is not in the pattern of Great Britain
    assert caller.search(name="xyzzy").json["data"] == []
    assert caller.search(name="100%").json["data"] == []


def test_numbers_are_found_however_they_are_written(caller: Caller) -> None:
    row = caller.search(country="BR", name="Silva").json["data"][0]
    bare = "".join(c for c in row["registration_number"] if c.isdigit())

    assert caller.search(country="BR", registration_number=bare).json["data"] == [row]
    assert caller.search(country="BR", registration_number=bare, name="zzz").json["data"] == []


def test_cities_and_accents(caller: Caller) -> None:
    found = caller.search(country="BR", name="comercio", city="sao paulo").json

    assert found["meta"]["total"] > 3
    assert all("São Paulo" in row["address"] for row in found["data"])
    assert all("Comércio" in row["name"] for row in found["data"])


def test_exact_names_come_first_and_active_before_dissolved(caller: Caller) -> None:
    rows = caller.search(name="acorn").json["data"]
    starts = [row["name"].casefold().startswith("acorn") for row in rows]
    states = [row["status"] for row, start in zip(rows, starts, strict=True) if start]

    assert starts == sorted(starts, reverse=True)
    assert states == sorted(states)
    assert caller.search(name=rows[-1]["name"]).json["data"][0]["name"] == rows[-1]["name"]


def test_search_refuses_what_the_form_does_not_allow(caller: Caller) -> None:
    assert caller.search(city="London").json["errors"].keys() == {"name"}
    assert caller.search(country="BR", city="Recife").json["errors"].keys() == {"name"}
    assert caller.search(name="ab", shoe="x").json["errors"].keys() == {"shoe"}
    assert caller.search(country="AE", name="ab").json["errors"].keys() == {"country"}
    assert caller.search(type_="ship", name="ab").json["errors"].keys() == {"type"}


def test_profile_from_a_match(caller: Caller, sandbox: SandboxServer) -> None:
    found = caller.search(name="acorn")
    created = caller.choose(found)
    shown = caller.get(f"/profiles/{created.json['data']['id']}")

    assert created.status == 201
    assert created.json["data"]["customer_reference"] == "ref-1"
    assert created.json["data"]["review_status"] == "processed"
    assert shown.json == created.json
    assert sandbox.profiles()[0]["name"] == found.json["data"][0]["name"]


def test_match_must_belong_to_its_search(caller: Caller) -> None:
    pair = {"type": "company", "country": "GB"}
    found = caller.search(name="acorn").json
    stranger = {**pair, "response_id": found["response_id"], "lookup_id": "c0"}
    made_up = {**pair, "response_id": "x", "lookup_id": found["data"][0]["lookup_id"]}

    assert caller.call("POST", "/profiles", stranger).json["errors"].keys() == {"lookup_id"}
    assert caller.call("POST", "/profiles", made_up).json["errors"].keys() == {"response_id"}


def test_the_same_reference_twice_makes_two_profiles(
    caller: Caller, sandbox: SandboxServer
) -> None:
    first, second = caller.create(GB_COMPANY), caller.create(GB_COMPANY)

    assert (first.status, second.status) == (201, 201)
    assert first.json["data"]["id"] != second.json["data"]["id"]
    assert sandbox.profiles()[0]["received"]["fields"] == GB_COMPANY


def test_refused_profile_names_its_fields(caller: Caller, sandbox: SandboxServer) -> None:
    answer = caller.create({"name": "Acme"}, reference="x" * 65)

    assert answer.status == 422
    assert answer.json["message"] == "The given data was invalid."
    assert {"customer_reference", "registered_address.postcode", "directors"} <= set(
        answer.json["errors"]
    )
    assert sandbox.profiles() == []


def test_pages_of_profiles(caller: Caller) -> None:
    empty = caller.get("/profiles").json
    for _ in range(16):
        caller.create(GB_COMPANY)
    first, second = caller.get("/profiles").json, caller.get("/profiles?page=2").json

    assert (empty["data"], empty["meta"]["from"], empty["meta"]["last_page"]) == ([], None, 1)
    assert (len(first["data"]), len(second["data"])) == (15, 1)
    assert first["links"]["next"] == second["meta"]["links"][2]["url"]
    assert (second["meta"]["from"], second["meta"]["to"], second["meta"]["total"]) == (16, 16, 16)
    assert [link["label"] for link in first["meta"]["links"]] == ["« Previous", "1", "2", "Next »"]
    assert caller.get("/profiles?page=9").json["data"] == []
    assert caller.get("/profiles?page=x").json["meta"]["current_page"] == 1
    assert caller.get("/profiles/unknown").status == 404
