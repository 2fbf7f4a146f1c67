"""Every documented error code, and what the documentation leaves to JSON:API."""

from typing import Any

import pytest

from tests.sandbox.conftest import Clock
from tests.sandbox.opentransact_caller import (
    ADDRESS,
    ELSEWHERE,
    MARKETPLACE,
    MEDIA_TYPE,
    SHOWN,
    UPDATED,
    OpenTransactCaller,
    Payload,
    codes,
    contact,
    example,
    person,
    profile,
    update,
)
from wizard.sandbox import keys
from wizard.sandbox.jsonapi import TABLE
from wizard.sandbox.server import SandboxServer

PERSON = {"type": "people", "first-name": "Test", "last-name": "User"}
ACME = {"type": "organizations", "name": "Acme", "organization-type": "llc"}


def with_owner(**attributes: Any) -> Payload:
    return profile({"owner": PERSON | {k.replace("_", "-"): v for k, v in attributes.items()}})


def test_table_is_the_documented_one() -> None:
    ours = [
        (code, status, title, detail.replace("%s", "%{attribute}"))
        for code, status, title, detail in TABLE.values()
    ]
    documented = [
        (each["code"], each["http"], each["name"], each["detail"])
        for each in example("error-codes")
    ]

    assert [row[:3] for row in ours] == [row[:3] for row in documented]
    # The details of the two that share a number are empty and cut off in the documentation.
    assert ours[:-2] == documented[:-2]


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        ("", "10003"),
        ("Bearer", "10005"),
        ("Bearer made-up", "10005"),
        ("Bearer a.b.c", "10005"),
        ("Basic c2FuZGJveDpzYW5kYm94", "10005"),
    ],
)
def test_key_missing_or_malformed(
    transact: OpenTransactCaller, authorization: str, code: str
) -> None:
    answer = transact.send("GET", "/v1/profiles", Authorization=authorization)

    assert codes(answer) == [("401", code)]


def test_key_expired_and_key_of_nobody(transact: OpenTransactCaller, clock: Clock) -> None:
    expired, good = keys.issue(clock.now, -1), keys.issue(clock.now)
    forged = good[:-3] + ("AAA" if good[-3:] != "AAA" else "BBB")

    for key, code in ((expired, "10004"), (forged, "10002")):
        answer = transact.send("GET", "/v1/profiles", Authorization=f"Bearer {key}")
        assert codes(answer) == [("401", code)]


def test_keys_that_are_offered(clock: Clock) -> None:
    year, ten_days, expired, stranger = [key for _, key in keys.offered(clock.now)]

    assert keys.customer_of(year, clock.now + 364 * keys.DAY) == keys.CUSTOMER
    assert keys.customer_of(ten_days, clock.now + 9 * keys.DAY) == keys.CUSTOMER
    assert keys.customer_of(stranger, clock.now) == keys.STRANGER
    for key, days in ((year, 365), (ten_days, 10), (expired, 0)):
        with pytest.raises(keys.Expired):
            keys.customer_of(key, clock.now + days * keys.DAY)


@pytest.mark.parametrize(
    "path",
    ["/v1/profiles/unknown", "/v1/addresses/unknown", "/v1/phone-numbers/x", "/v1/accounts", "/x"],
)
def test_not_found(transact: OpenTransactCaller, path: str) -> None:
    assert codes(transact.send("GET", path)) == [("404", "10001")]


def test_related_things_that_do_not_exist(transact: OpenTransactCaller) -> None:
    for payload in (profile({"owner": PERSON}, "unknown"), contact("addresses", "x", **ADDRESS)):
        assert codes(transact.post(payload)) == [("404", "10001")]
    assert codes(transact.put(update(UPDATED, default_email_address="x"))) == [("404", "10001")]


@pytest.mark.parametrize(
    ("value", "code", "called"),
    [
        (None, "10007", "null"),
        ("text", "10008", "String"),
        (True, "10009", "Boolean"),
        ([], "10010", "Array"),
        ({}, "10011", "Object"),
        (1, "10012", "Number"),
        (1.5, "10012", "Number"),
    ],
)
def test_wrong_types(transact: OpenTransactCaller, value: Any, code: str, called: str) -> None:
    payload = with_owner(first_name=value)
    name = "first-name"
    if isinstance(value, str):
        payload, name = profile({"owner": PERSON, "metadata": value}), "metadata"
    answer = transact.post(payload)

    assert codes(answer) == [("422", code)]
    assert answer.json["errors"][0]["detail"].startswith(f"{name} cannot be of type {called}")
    assert "source" not in answer.json["errors"][0]


@pytest.mark.parametrize(
    ("payload", "detail"),
    [
        ({}, "data"),
        ({"data": {"attributes": {}}}, "type"),
        ({"data": {"type": "profiles"}}, "attributes"),
        (profile({}), "owner"),
        (profile({"owner": {}}), "type"),
        (with_owner(first_name=" "), "first-name"),
        (profile({"owner": {"type": "organizations", "name": "A"}}), "organization-type"),
        ({"data": {"type": "profiles", "attributes": {"owner": PERSON}}}, "application"),
        (profile({"owner": PERSON}, " "), "id"),
    ],
)
def test_missing_names_the_attribute(
    transact: OpenTransactCaller, payload: Payload, detail: str
) -> None:
    answer = transact.send("POST", "/v1/profiles", payload)

    assert codes(answer) == [("422", "10006")]
    assert answer.json["errors"][0]["detail"] == f"The request param {detail} is missing."


def test_several_problems_are_several_errors(transact: OpenTransactCaller) -> None:
    answer = transact.post(contact("addresses", UPDATED, street1=5, country="US"))

    assert [each["detail"].split()[:4] for each in answer.json["errors"]] == [
        ["street1", "cannot", "be", "of"],
        ["The", "request", "param", "zipcode"],
        ["The", "request", "param", "locality"],
        ["The", "request", "param", "region"],
    ]


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        (profile({"owner": ACME | {"organization-type": "gmbh"}}), "organization-type"),
        (profile({"owner": PERSON | {"type": "person"}}), "type"),
        (contact("addresses", UPDATED, **ADDRESS | {"country": "XX"}), "country"),
        (contact("email-addresses", UPDATED, email="nobody"), "email"),
    ],
)
def test_values_outside_a_list(transact: OpenTransactCaller, payload: Payload, name: str) -> None:
    answer = transact.post(payload)

    assert codes(answer) == [("422", "10013")]
    expected = f"{name} must be set to a whitelisted value."
    assert answer.json["errors"][0]["detail"] == expected


def test_organization_types_that_are_documented(transact: OpenTransactCaller) -> None:
    for kind in ("c-corp", "s-corp", "llc", "partnership", "other"):
        payload = profile({"owner": ACME | {"organization-type": kind}})
        assert transact.post(payload).status == 201


def test_wrong_type_of_resource(transact: OpenTransactCaller) -> None:
    wrong = person()
    wrong["data"]["type"] = "profile"
    linked = person()
    linked["data"]["relationships"]["application"]["data"]["type"] = "apps"

    answers = [transact.send("POST", "/v1/profiles", payload) for payload in (wrong, linked)]
    assert [codes(answer) for answer in answers] == [[("422", "10014")]] * 2
    assert "set to 'profiles'" in answers[0].json["errors"][0]["detail"]
    assert "set to 'applications'" in answers[1].json["errors"][0]["detail"]


def test_what_belongs_to_somebody_else_is_forbidden(
    transact: OpenTransactCaller, sandbox: SandboxServer, clock: Clock
) -> None:
    stranger = OpenTransactCaller(sandbox.url, clock.now, keys.STRANGER)
    theirs = stranger.created(profile({"owner": PERSON}, ELSEWHERE))
    answers = [
        transact.post(profile({"owner": PERSON}, ELSEWHERE)),
        transact.send("GET", f"/v1/profiles/{theirs}"),
        transact.put(update(theirs)),
        transact.post(contact("addresses", theirs, **ADDRESS)),
        transact.list(application_id=ELSEWHERE),
        stranger.send("GET", f"/v1/profiles/{SHOWN}"),
    ]

    assert [codes(answer) for answer in answers] == [[("403", "10015")]] * 6
    assert transact.list().json["meta"]["count"] == 1000
    assert [each["id"] for each in stranger.list().json["data"]] == [theirs]


def test_what_cannot_be_sent_is_forbidden(transact: OpenTransactCaller) -> None:
    own_id = person()
    own_id["data"]["id"] = SHOWN
    misspelt = profile({"owner": PERSON, "meta-data": {}})
    nested = with_owner(middle_name="X")
    related = update(UPDATED)
    related["data"]["relationships"]["addresses"] = {"data": []}

    answers = [transact.post(own_id), transact.post(misspelt), transact.post(nested)]
    answers.append(transact.put(related))
    assert [codes(answer) for answer in answers] == [[("403", "10015")]] * 4


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        ("filter[owner-id]=x", "filter[owner-type]"),
        ("filter[application-id]=", "filter[application-id]"),
        ("filter[created-between][start]=2022-01-01", "filter[created-between][finish]"),
        ("filter[updated_between][finish]=2022-01-01", "filter[updated-between][start]"),
    ],
)
def test_query_params_that_are_missing(
    transact: OpenTransactCaller, query: str, missing: str
) -> None:
    answer = transact.send("GET", f"/v1/email-addresses?{query}")

    assert codes(answer) == [("422", "10015")]
    assert answer.json["errors"][0]["detail"] == f"The query param {missing} is missing."


@pytest.mark.parametrize(
    "query",
    [
        *("include=addresses", "sort=name", "filter[name]=x", "filter", "filter[metadata][a][b]=1"),
        *("filter[created-between]=x", "filter[owner-type", "page=2", "page[offset]=2"),
        *("page[number]=0", "page[size]=x", "page[number]=-1"),
    ],
)
def test_query_params_that_are_not_known(transact: OpenTransactCaller, query: str) -> None:
    assert codes(transact.send("GET", f"/v1/profiles?{query}")) == [("400", "")]
    assert codes(transact.send("GET", f"/v1/profiles/{SHOWN}?{query}")) == [("400", "")]


def test_methods_that_are_not_there(transact: OpenTransactCaller) -> None:
    phone = transact.send("POST", "/v1/phone-numbers", {})
    delete = transact.send("DELETE", f"/v1/profiles/{SHOWN}")

    assert (codes(phone), phone.headers["Allow"]) == ([("405", "")], "GET")
    assert (codes(delete), delete.headers["Allow"]) == ([("405", "")], "GET, PUT")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"a": NaN}', b"[" * 5000])
def test_bodies_that_are_not_json(transact: OpenTransactCaller, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {transact.token}", "Content-Type": MEDIA_TYPE}
    answer = transact.raw("POST", "/opentransact/v1/profiles", body, headers)

    assert codes(answer) == [("400", "")]


def test_id_of_an_update_is_required_and_must_agree(transact: OpenTransactCaller) -> None:
    other = transact.send("PUT", f"/v1/profiles/{UPDATED}", update(SHOWN))
    without = update(UPDATED)
    del without["data"]["id"]

    assert codes(other) == [("409", "")]
    assert codes(transact.send("PUT", f"/v1/profiles/{UPDATED}", without)) == [("422", "10006")]


def test_an_update_moves_no_profile_to_another_application(transact: OpenTransactCaller) -> None:
    payload = update(SHOWN)  # which belongs to the other application of this key

    assert payload["data"]["relationships"]["application"]["data"]["id"] == MARKETPLACE
    assert codes(transact.put(payload)) == [("422", "10013")]
