"""The rules find what is wrong; a checker that finds nothing would prove nothing."""

from typing import Any

import pytest

from tests.sandbox.jsonapi_rules import faults_of_answer, faults_of_request
from tests.sandbox.opentransact_caller import example, person, update

GOOD: dict[str, Any] = {"type": "profiles", "id": "1"}


@pytest.mark.parametrize(
    "name",
    [
        *("profile-response", "error", "pagination", "profile-create.response"),
        "profile-update.request",
    ],
)
def test_documented_examples_keep_the_rules(name: str) -> None:
    assert faults_of_answer(example(name)) == []


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"data": GOOD, "errors": []},
        {"data": GOOD, "count": 1},
        {"meta": {}, "included": []},
        {"data": 5},
        {"data": {"type": "profiles"}},
        {"data": {"id": "1"}},
        {"data": GOOD | {"id": 1}},
        {"data": GOOD | {"name": "x"}},
        {"data": GOOD | {"attributes": []}},
        {"data": GOOD | {"attributes": {"id": "2"}}},
        {"data": GOOD | {"attributes": {"-name": "x"}}},
        {"data": GOOD | {"attributes": {"a/b": "x"}}},
        {"data": GOOD | {"attributes": {"list": [{"links": {}}]}}},
        {"data": GOOD | {"attributes": {"object": {"a.b": 1}}}},
        {"data": GOOD | {"attributes": {"a": 1}, "relationships": {"a": {"data": None}}}},
        {"data": GOOD | {"relationships": {"a": {}}}},
        {"data": GOOD | {"relationships": {"a": {"data": "1"}}}},
        {"data": GOOD | {"relationships": {"a": {"data": {"id": "1"}}}}},
        {"data": GOOD | {"relationships": {"a": {"data": [{"id": 1, "type": "b"}]}}}},
        {"data": GOOD | {"relationships": {"a": {"data": None, "count": 1}}}},
        {"data": [GOOD, GOOD]},
        {"data": [], "links": {"forward": "/"}},
        {"data": [], "links": {"next": 2}},
        {"data": [], "links": "/"},
        {"errors": {}},
        {"errors": [{"status": 404}]},
        {"errors": [{"message": "x"}]},
    ],
)
def test_broken_rules_are_found(document: Any) -> None:
    assert faults_of_answer(document)


def test_requests_must_fit_their_address() -> None:
    assert faults_of_request(person(), "POST", "/v1/profiles") == []
    assert faults_of_request(person(), "POST", "/v1/addresses")
    assert faults_of_request(update("1"), "PUT", "/v1/profiles/1") == []
    assert faults_of_request(update("1"), "PUT", "/v1/profiles/2")
    assert faults_of_request(person(), "PUT", "/v1/profiles/1")
    assert faults_of_request({"data": [GOOD]}, "POST", "/v1/profiles")
