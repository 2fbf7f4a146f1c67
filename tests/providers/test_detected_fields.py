"""The details form of Detected: whether it has changed, and what answers make of it."""

import json
import logging
import threading
from typing import Any

import pytest
import responses

from tests.providers.conftest import API, TOKEN_URL
from wizard.providers.base import ProfileFields
from wizard.providers.detected import Detected
from wizard.providers.errors import (
    ProviderError,
    ProviderMisbehaved,
    ProviderRejected,
    ProviderUnavailable,
)
from wizard.schema.fields import FieldSpec, Schema

URL = f"{API}/profile/types/company/GB"
NAME = {"key": "name", "label": "Name", "type": "text"}
CAPITAL = {"key": "capital", "label": "Capital", "type": "text"}
KNOWN = ProfileFields(Schema((FieldSpec("name", "Name"),)), '"v1"')
UNTAGGED = ProfileFields(KNOWN.schema)


def fields(*each: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"fields": list(each)}}


def changed(
    provider: Detected, known: ProfileFields, answers: dict[str, Any] | None = None
) -> list[str] | None:
    """The keys of what is asked for now."""
    now = provider.changed_fields("company", "GB", known, answers)
    return [spec.key for spec in now.schema] if now else None


def sent(http: responses.RequestsMock) -> list[tuple[str, str | None]]:
    """Method and If-None-Match of each call, the token's apart."""
    requests = [call.request for call in http.calls if call.request.url == URL]
    return [(str(each.method), each.headers.get("If-None-Match")) for each in requests]


def test_the_tag_is_kept(http: responses.RequestsMock, provider: Detected) -> None:
    http.get(URL, json=fields(NAME), headers={"ETag": '"v1"'})

    assert provider.profile_fields("company", "GB") == KNOWN
    assert sent(http) == [("GET", None)]


@pytest.mark.parametrize("tag", ["v1", '"a b"', '"é"', f'"{"x" * 201}"', '""'])
def test_a_tag_that_is_none_is_not_kept(
    http: responses.RequestsMock, provider: Detected, tag: str
) -> None:
    http.get(URL, json=fields(NAME), headers={"ETag": tag})

    assert provider.profile_fields("company", "GB").tag == ""


def test_what_is_the_same_by_its_tag_is_not_sent_again(
    http: responses.RequestsMock, provider: Detected
) -> None:
    http.get(URL, status=304)

    assert changed(provider, KNOWN) is None
    assert sent(http) == [("GET", '"v1"')]


@pytest.mark.parametrize("known", [KNOWN, UNTAGGED], ids=["tag", "no tag"])
def test_what_asks_the_same_is_no_change(
    http: responses.RequestsMock, provider: Detected, known: ProfileFields
) -> None:
    http.get(URL, json=fields(NAME), headers={"ETag": '"v2"'})

    assert changed(provider, known) is None
    assert sent(http) == [("GET", known.tag or None)]


@pytest.mark.parametrize("known", [KNOWN, UNTAGGED], ids=["tag", "no tag"])
def test_what_asks_for_something_else_is_a_change(
    http: responses.RequestsMock, provider: Detected, known: ProfileFields
) -> None:
    http.get(URL, json=fields(NAME, CAPITAL), headers={"ETag": '"v2"'})

    now = provider.changed_fields("company", "GB", known)

    assert now is not None
    assert ([spec.key for spec in now.schema], now.tag) == (["name", "capital"], '"v2"')


@pytest.mark.parametrize("body", ["", "[]", '{"data": {"fields": []}}', "<html>"])
def test_what_is_empty_or_unreadable_is_no_schema(
    http: responses.RequestsMock, provider: Detected, body: str
) -> None:
    http.get(URL, body=body)

    with pytest.raises(ProviderMisbehaved):
        changed(provider, KNOWN)


@pytest.mark.parametrize("search", [True, False])
def test_what_is_not_understood_is_logged_once_by_its_path(
    http: responses.RequestsMock,
    provider: Detected,
    caplog: pytest.LogCaptureFixture,
    search: bool,
) -> None:
    odd = {"key": "stamp", "type": "sig\nnature", "default": "Secret Ltd"}
    http.get(URL.replace("/profile/", "/search/") if search else URL, json=fields(NAME, odd, odd))

    with caplog.at_level(logging.WARNING):
        (provider.search_fields if search else provider.profile_fields)("company", "GB")

    unknown = "unknown type 'sig\\\\nnature', drawn as text"
    assert [record.getMessage() for record in caplog.records] == [
        f'field schema: "[1]: {unknown}"',
        f'field schema: "[2]: {unknown}"',
        "field schema: '[2]: this key occurs twice, the first one counts'",
    ]


def test_not_modified_without_a_condition_breaks_the_contract(
    http: responses.RequestsMock, provider: Detected
) -> None:
    http.get(URL, status=304)

    with pytest.raises(ProviderMisbehaved):
        provider.profile_fields("company", "GB")


def test_answers_are_posted_and_need_no_tag(
    http: responses.RequestsMock, provider: Detected
) -> None:
    http.post(URL, json=fields(NAME, CAPITAL), headers={"ETag": '"v1"'})

    now = provider.profile_fields("company", "GB", {"form": "ag"})

    assert now.tag == ""
    assert json.loads(http.calls[-1].request.body or b"") == {"fields": {"form": "ag"}}
    assert changed(provider, KNOWN, {"form": "ag"}) == ["name", "capital"]
    assert changed(provider, now, {"form": "ag"}) is None
    assert sent(http) == [("POST", None)] * 3


def test_a_pair_without_refresh_does_not_end_it_for_others(
    http: responses.RequestsMock, provider: Detected
) -> None:
    http.post(URL, status=404)
    http.get(URL, json=fields(NAME), headers={"ETag": '"v1"'})

    assert changed(provider, KNOWN, {"form": "ag"}) is None
    assert provider.refreshes


@pytest.mark.parametrize("status", [405, 501])
def test_a_deployment_without_refresh_is_asked_so_once(
    http: responses.RequestsMock,
    provider: Detected,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    http.post(URL, status=status)
    http.get(URL, json=fields(NAME), headers={"ETag": '"v1"'})

    with caplog.at_level(logging.WARNING):
        first = changed(provider, KNOWN, {"form": "ag"})
        second = changed(provider, KNOWN, {"form": "gmbh"})

    assert (first, second, provider.refreshes) == (None, None, False)
    assert sent(http) == [("POST", None), ("GET", '"v1"'), ("GET", '"v1"')]
    assert [record.getMessage() for record in caplog.records] == [
        f"POST /profile/types/{{type}}/{{country}} answered {status}: fields are not refreshed"
    ]


@pytest.mark.parametrize(
    ("status", "error"), [(503, ProviderUnavailable), (500, ProviderUnavailable), (400, None)]
)
def test_a_refresh_that_fails_is_no_proof_that_there_is_none(
    http: responses.RequestsMock,
    provider: Detected,
    status: int,
    error: type[ProviderError] | None,
) -> None:
    http.post(URL, status=status)

    with pytest.raises(error or ProviderMisbehaved):
        changed(provider, KNOWN, {"form": "ag"})

    assert provider.refreshes
    assert sent(http) == [("POST", None)]


@pytest.mark.usefixtures("provider")  # nothing is cached
def test_after_a_refusal_nothing_counts_as_known(http: responses.RequestsMock) -> None:
    provider = Detected(
        API, client_id="id-1", client_secret="s", token_url=TOKEN_URL, fields_seconds=300
    )
    http.get(URL, json=fields(NAME))
    http.get(URL, json=fields(NAME, CAPITAL))
    known = provider.profile_fields("company", "GB")

    assert provider.changed_fields("company", "GB", known) is None
    assert len(sent(http)) == 1
    now = provider.changed_fields("company", "GB", known, anew=True)

    assert now is not None
    assert [spec.key for spec in now.schema] == ["name", "capital"]
    provider.close()


@pytest.mark.usefixtures("provider")  # nothing is cached
def test_a_refused_search_makes_its_fields_be_asked_for_again(http: responses.RequestsMock) -> None:
    provider = Detected(
        API, client_id="id-1", client_secret="s", token_url=TOKEN_URL, fields_seconds=300
    )
    search = f"{API}/search/types/company/GB"
    http.get(search, json=fields(NAME))
    http.get(search, json=fields(NAME, CAPITAL))
    http.get(URL, json=fields(NAME))  # ahead
    http.post(f"{API}/search", status=422, json={"errors": {"capital": ["It is required"]}})
    provider.search_fields("company", "GB")

    with pytest.raises(ProviderRejected):
        provider.search("company", "GB", {"name": "Acme"})

    now = provider.search_fields("company", "GB")
    assert now is not None
    assert [spec.key for spec in now] == ["name", "capital"]
    settle()
    provider.close()


def settle() -> None:
    """What is fetched ahead has come."""
    for thread in threading.enumerate():
        if thread.name == "ahead":
            thread.join()
