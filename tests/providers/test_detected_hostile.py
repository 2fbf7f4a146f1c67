"""Whatever a provider answers, nothing but providers.errors comes out, and soon."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.providers.canned import Canned
from tests.providers.conftest import API
from wizard.providers.base import NewProfile
from wizard.providers.client import MAX_BYTES
from wizard.providers.detected import Detected
from wizard.providers.errors import OutcomeUnknown, ProviderError
from wizard.providers.reply import Reply

Call = Callable[[Detected], object]


def types(provider: Detected) -> object:
    cache.clear()
    return provider.profile_types()


def search_fields(provider: Detected) -> object:
    return provider.search_fields("company", "GB")


def search(provider: Detected) -> object:
    return provider.search("company", "GB", {"name": "a"})


def profile_fields(provider: Detected) -> object:
    return provider.profile_fields("company", "GB")


def create(provider: Detected) -> object:
    payload = provider.payload(NewProfile("company", "GB", "ref-1", fields={"a": "b"}))
    return provider.write(payload, "profile", {}, "key-1")


CALLS = [types, search_fields, search, profile_fields, create]

NAMES = [
    *("data", "type", "key", "id", "code", "value", "name", "label", "title", "countries"),
    *("search", "response_id", "lookup_id", "items", "results", "rows", "meta", "total"),
    *("errors", "message", "fields", "options", "required", "min_length", "max", "in"),
    *("visible_when", "uuid", "reference", "review_status", "profile", "description", "address"),
]
HARMLESS = ["GB", "company", "text", "select", "list", "group", "../x", "a.b", "", "\0", "\ud800"]
SCALARS: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
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


@pytest.fixture(scope="module")
def provider() -> Iterator[Detected]:
    made = Detected(API, client_id="id-1", client_secret="secret-1")
    yield made
    made.close()
    cache.clear()


def answered(provider: Detected, call: Call, content: bytes, status: int = 200) -> object:
    """What the call makes of a reply; an error of the provider counts as an answer."""
    made = Detected.__new__(Detected)
    made.__dict__ = provider.__dict__ | {"client": Canned(Reply(status, content))}
    try:
        return call(made)
    except ProviderError as error:
        return error
    except RecursionError:
        pytest.fail("a RecursionError came out", pytrace=False)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=ANY_JSON, status=st.sampled_from([200, 201, 400, 404, 422]))
def test_arbitrary_json_ends_in_an_answer_or_an_error_of_ours(
    provider: Detected, document: Any, status: int
) -> None:
    content = json.dumps(document).encode()

    made = {call: answered(provider, call, content, status) for call in CALLS}

    if status < 300 and isinstance(made[create], ProviderError):
        assert type(made[create]) is OutcomeUnknown


@settings(max_examples=50, deadline=None)
@given(content=st.binary(max_size=50))
def test_arbitrary_bytes_end_in_an_answer_or_an_error_of_ours(
    provider: Detected, content: bytes
) -> None:
    for call in CALLS:
        answered(provider, call, content)


NESTS = [
    pytest.param("?", types, id="types"),
    pytest.param('[{"type": "a", "description": ?, "countries": ["GB"]}]', types, id="description"),
    pytest.param("?", search_fields, id="form"),
    pytest.param('{"data": {"fields": [{"key": "a", "options": ?}]}}', search_fields, id="field"),
    pytest.param("?", search, id="search"),
    pytest.param('{"response_id": "r", "data": [{"id": "l", "name": ?}]}', search, id="row"),
    pytest.param("?", create, id="creation"),
    pytest.param('{"data": {"id": "p", "review_status": ?}}', create, id="status"),
]


@pytest.mark.parametrize(("place", "call"), NESTS)
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"fields":', "}")], ids=["lists", "maps"])
def test_nesting_of_any_depth_ends_in_an_answer_or_an_error_of_ours(
    provider: Detected, place: str, call: Call, start: str, end: str
) -> None:
    for depth in (*range(100, 1000, 50), 50_000):
        nested = place.replace("?", start * depth + '"x"' + end * depth)

        answered(provider, call, nested.encode())


LARGE = {
    "10,000 numbers": [5] * 10_000,
    "10,000 types": [{"type": f"t{n}", "countries": ["GB"]} for n in range(10_000)],
    "1,500 types without countries": {"data": [f"t{n}" for n in range(1500)]},
    "10,000 countries": [{"type": "a", "countries": [f"c{n}" for n in range(10_000)]}],
    "10,000 rows": {
        "response_id": "r",
        "data": [{"lookup_id": n, "name": "x" * 50} for n in range(10_000)],
    },
    "a label of 100 kB": {
        "data": [
            {
                "id": "a",
                "key": "a",
                "response_id": "r",
                "label": "x " * 50_000,
                "name": "y" * 100_000,
            }
        ]
    },
    "10,000 attributes": {
        "response_id": "r",
        "data": [{"id": "l"} | {f"a{n}": n for n in range(10_000)}],
    },
    "nulls everywhere": {"data": [dict.fromkeys(NAMES)], "response_id": None, "meta": None},
    "numbers everywhere": {"data": [dict.fromkeys(NAMES, 5)], "response_id": 5, "meta": 5},
    "paths as codes": {"data": [{"type": "../x", "countries": ["../y"]}, {"type": "a/b"}]},
    "10,000 errors": {"errors": {f"f{n}": ["m"] * 5 for n in range(10_000)}},
}


SMALL = ["a label of 100 kB", "nulls everywhere", "numbers everywhere", "paths as codes"]
LARGE_FOR = [
    ("10,000 numbers", types),
    ("10,000 types", types),
    ("1,500 types without countries", types),
    ("10,000 countries", types),
    ("10,000 rows", search),
    ("10,000 rows", search_fields),
    ("10,000 attributes", search),
    ("10,000 errors", search),
    ("10,000 errors", create),
    *((name, call) for name in SMALL for call in CALLS),
]


@pytest.mark.parametrize(("name", "call"), LARGE_FOR)
def test_large_or_odd_answer_is_read_within_two_seconds(
    provider: Detected, name: str, call: Call
) -> None:
    content = json.dumps(LARGE[name]).encode()
    assert len(content) < MAX_BYTES
    started = time.process_time()

    answered(provider, call, content, 422 if "errors" in name else 200)

    assert time.process_time() - started < 2
