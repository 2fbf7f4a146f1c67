"""Whatever OpenTransact answers, nothing but providers.errors comes out, and soon."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.providers.canned import Canned
from tests.providers.judged import ADDRESS, HOST, ORGANIZATION, PERSON, new, profile
from wizard.providers.client import MAX_BYTES
from wizard.providers.errors import OutcomeUnknown, ProviderError
from wizard.providers.opentransact import OpenTransact
from wizard.providers.profiles import Profile
from wizard.providers.reply import Reply
from wizard.schema import given as given_answers
from wizard.schema.fields import Schema
from wizard.schema.forms import form_class

Call = Callable[[OpenTransact], object]
FULL = {**PERSON, "addresses": [ADDRESS], "email-addresses": ["jane@example.com"]}
DONE = {"profile": "p-1", "address_1": "a-1", "email_address_1": "e-1"}


def write(kind: str) -> Call:
    return lambda provider: new(provider, FULL, **DONE).make(kind)


def recover(kind: str) -> Call:
    return lambda provider: new(provider, FULL, **DONE).find(kind)


def shown(provider: OpenTransact) -> Profile | None:
    """With its form and what would be sent of it."""
    found = provider.show_profile("p-1")
    if found and found.answers is not None:
        schema = Schema.from_json(json.loads(json.dumps(provider.change_fields(found).to_json())))
        kind = form_class(schema)
        assert kind(carried=given_answers.entries(kind, found.answers)).fields
        payload = provider.change_payload(found, found.answers, "ref-1")
        assert json.loads(json.dumps(payload)) == payload
    return found


KINDS = ["profile", "address-1", "email-address-1", "defaults"]
WRITES = [write(kind) for kind in KINDS]
CALLS: list[Call] = [
    *WRITES,
    *(recover(kind) for kind in KINDS),
    lambda provider: provider.list_profiles({}),
    lambda provider: provider.list_profiles({"application": "a"}),
    lambda provider: provider.similar("people", PERSON),
    lambda provider: provider.similar("organizations", ORGANIZATION),
    shown,
]

NAMES = [
    *("data", "id", "type", "attributes", "relationships", "links", "meta", "errors", "next"),
    *("owner", "metadata", "name", "first-name", "last-name", "organization-type", "email"),
    *("application", "default_email_address", "email_addresses", "page-count", "count"),
    *("status", "code", "title", "detail", "source", "pointer", "created-at", "updated-at"),
    *("wizard-reference", "street1", "country"),
]
HARMLESS = [
    *("profiles", "people", "organizations", "addresses", "email-addresses", "phone-numbers"),
    *("p-1", "../x", "", "\0", "\ud800", "2025-01-01T00:00:00Z", "10006", "422", "403"),
    *("The request param first-name is missing.", "/data/attributes/owner/last-name", "{}"),
]
SCALARS: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(HARMLESS)
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=25,
)


@st.composite
def broken_profiles(draw: st.DrawFn) -> Any:
    """A profile, alone or in a list, of which parts are anything."""
    made = profile("p-1", owner=draw(ANY_JSON), metadata=draw(ANY_JSON))
    if draw(st.booleans()):
        values = st.sampled_from(["people", "organizations"]) | ANY_JSON
        names = st.sampled_from(["name", "first-name", "last-name", "organization-type"])
        made["attributes"]["owner"] = {
            "type": draw(values),
            **draw(st.dictionaries(names, ANY_JSON, max_size=4)),
        }
    if draw(st.booleans()):
        made["attributes"]["metadata"] = draw(st.dictionaries(st.text(max_size=6), ANY_JSON))
    made["relationships"] |= draw(st.dictionaries(st.sampled_from(NAMES), ANY_JSON, max_size=3))
    return {"data": draw(st.sampled_from([made, [made]])), "meta": draw(ANY_JSON)}


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenTransact]:
    made = OpenTransact(HOST, api_key="key", applications={"a": "A", "b": "B"})
    real = made.client
    yield made
    made.client = real
    made.close()


def answering(provider: OpenTransact, reply: Reply) -> OpenTransact:
    provider.documents.client = Canned(reply)  # type: ignore[assignment]
    return provider


def calls_end_well(provider: OpenTransact, reply: Reply) -> None:
    answering(provider, reply)
    for call in CALLS:
        failed: type[ProviderError] | None = None
        try:
            call(provider)
        except ProviderError as error:
            failed = type(error)
        if call in WRITES and reply.ok:  # it may have been made
            assert failed in {None, OutcomeUnknown}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=ANY_JSON | broken_profiles(),
    status=st.sampled_from([200, 201, 204, 400, 401, 403, 404, 406, 418, 422]),
)
def test_any_json_ends_well(provider: OpenTransact, body: Any, status: int) -> None:
    calls_end_well(provider, Reply(status, json.dumps(body).encode()))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"data":' * 900 + b"1" + b"}" * 900,
        b'{"data": {"id": "p-1", "type": "profiles", "attributes": {"metadata": '
        + b'{"a":' * 500
        + b"1"
        + b"}" * 502,
        b'{"data": [' + b"9" * 5000 + b"]}",
        b'{"data": NaN}',
    ],
    ids=["empty", "HTML", "no text", "open", "deep", "deep profile", "number", "NaN"],
)
@pytest.mark.parametrize("status", [200, 401, 403, 422])
def test_what_is_no_document_ends_well(provider: OpenTransact, body: bytes, status: int) -> None:
    calls_end_well(provider, Reply(status, body))


def huge() -> dict[str, bytes]:
    """Answers of nearly as many bytes as are read."""
    room = MAX_BYTES - 1000
    text = "x" * room
    one = profile("p-1", metadata={f"key-{n}": "v" for n in range(room // 20)})
    names = profile(
        "p-1", owner={"type": "people", "first-name": "é" * (room // 6), "last-name": ""}
    )
    rows = [profile(f"p-{n}") for n in range(room // 300)]
    wrong = [{"status": "422", "detail": f"first-name {n}"} for n in range(room // 60)]
    return {
        "metadata": json.dumps({"data": one}).encode(),
        "name": json.dumps({"data": names}).encode(),
        "names": json.dumps({"data": [names]}).encode(),
        "rows": json.dumps({"data": rows}).encode(),
        "value": json.dumps({"data": profile("p-1", metadata={"a": text[:-1000]})}).encode(),
        "errors": json.dumps({"errors": wrong}).encode(),
        "detail": json.dumps({"errors": [{"detail": text}]}).encode(),
        "links": json.dumps({"data": [], "links": {"next": text}}).encode(),
    }


@pytest.mark.parametrize("kind", huge())
def test_huge_answers_are_read_in_time(provider: OpenTransact, kind: str) -> None:
    body = huge()[kind]
    assert len(body) <= MAX_BYTES
    started = time.monotonic()

    for status in (200, 422):
        calls_end_well(provider, Reply(status, body))

    assert time.monotonic() - started < 120  # for 26 calls, one of which reads 20 such pages


@pytest.mark.parametrize(
    "text", ["<script>", "\u202etxet", "\ud800", "a\nb\r\n", "\0", "{{ x }}", "%s %(a)s", "'; --"]
)
def test_nasty_text_comes_out_as_one_clean_line(provider: OpenTransact, text: str) -> None:
    owner = {"type": "people", "first-name": text, "last-name": text}
    made = profile("p-1", owner=owner, metadata={text: text, "a": {text: [text]}})
    answering(provider, Reply(200, json.dumps({"data": made}).encode()))

    found = shown(provider)

    assert found
    assert found.answers
    words = [found.name, *(str(each) for s in found.sections for pair in s.pairs for each in pair)]
    for each in words:
        assert each.encode()
        assert len(each.splitlines()) <= 1
    kept = provider.change_payload(found, found.answers, "ref-1")["change"]["data"]["attributes"]
    assert kept["metadata"] == made["attributes"]["metadata"]
    assert replace(found, sections=()).source["profile"] == made
