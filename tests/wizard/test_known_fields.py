"""What the provider asks for is known for a while: no operator waits for it, and none is misled."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from tests.wizard import journey as j
from tests.wizard.conftest import Walk
from tests.wizard.walker import Walker
from wizard import providers
from wizard.models import Run
from wizard.providers.detected import Detected
from wizard.providers.errors import ProviderUnavailable
from wizard.sandbox.server import SandboxServer

FIELDS = ("GET", f"{j.API}/profile/types/company/GB")
SEARCH_FIELDS = ("GET", f"{j.API}/search/types/company/GB")
LEI: dict[str, Any] = {"key": "lei", "label": "LEI", "type": "text", "required": True}


@pytest.fixture
def known(sandbox: SandboxServer, settings: Settings) -> Iterator[SandboxServer]:
    """Fields count as known for as long as they do by default."""
    settings.PROVIDER_FIELDS_SECONDS = 300
    providers.configured.cache_clear()
    yield sandbox
    settled()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is fetched ahead is there at once."""
    monkeypatch.setattr("wizard.providers.detected.in_background", lambda what: what())


def settled() -> None:
    """Nothing is fetched ahead any more."""
    until = time.monotonic() + 60
    while any(thread.name == "ahead" for thread in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_match_takes_two_calls_in_a_warm_process(known: SandboxServer, walk: Walk) -> None:
    j.to_check(walk())
    settled()
    before = len(j.calls(known))

    walker = j.create(j.search(walk(), "Slow 0s Ltd").post("results", match="0"))
    settled()

    assert walker.h1 == "Profile created"
    assert j.calls(known)[before:] == [j.SEARCH, j.CREATE]


def test_details_take_one_call_in_a_warm_process(known: SandboxServer, walk: Walk) -> None:
    j.to_check(walk())
    settled()
    before = len(j.calls(known))

    walker = j.create(j.to_check(walk()))

    assert walker.h1 == "Profile created"
    assert j.calls(known)[before:] == [j.CREATE]


def test_no_call_is_made_twice_in_a_cold_process(
    known: SandboxServer, walker: Walker, at_once: None
) -> None:
    j.create(j.to_check(walker))

    made = j.calls(known)
    assert walker.h1 == "Profile created"
    assert len(made) == len(set(made)) <= 7


def test_the_details_are_fetched_while_the_search_runs(
    known: SandboxServer, walker: Walker
) -> None:
    j.search(walker, "Slow 0s Ltd")
    settled()

    assert FIELDS in j.calls(known)


def ahead(walker: Walker, **chosen: str) -> int:
    """What the browser sends as soon as a country is chosen; the status of the answer."""
    walker.get("type")
    inputs = {**walker.page.inputs, **{f"type-{name}": value for name, value in chosen.items()}}
    sent = walker.client.post(f"{walker.base}type/", {**inputs, "ahead": "1"})
    settled()
    return sent.status_code


def test_the_next_form_is_fetched_as_soon_as_type_and_country_are_chosen(
    known: SandboxServer, walker: Walker
) -> None:
    assert ahead(walker, type="company", country="GB") == 204

    assert j.calls(known) == [j.TYPES, SEARCH_FIELDS]
    j.choose(walker)
    assert j.calls(known) == [j.TYPES, SEARCH_FIELDS]


@pytest.mark.parametrize("chosen", [{"type": "company"}, {"type": "x", "country": "GB"}, {}])
def test_nothing_is_fetched_ahead_for_half_a_choice(
    known: SandboxServer, walker: Walker, chosen: dict[str, str]
) -> None:
    assert ahead(walker, **chosen) == 204
    assert j.calls(known) == [j.TYPES]


def test_nothing_is_fetched_ahead_where_nothing_is_kept(
    sandbox: SandboxServer, walker: Walker
) -> None:
    assert ahead(walker, type="company", country="GB") == 204
    assert j.calls(sandbox) == [j.TYPES]


def test_a_provider_that_is_away_is_not_told_to_who_only_chooses(
    known: SandboxServer, walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = {**walker.get("type").page.inputs, "type-type": "company", "type-country": "GB"}
    before = Run.objects.values("version", "data").get()

    def away(_: Detected) -> None:
        raise ProviderUnavailable("it does not answer")

    monkeypatch.setattr(Detected, "profile_types", away)
    sent = walker.client.post(f"{walker.base}type/", {**inputs, "ahead": "1"})

    assert (sent.status_code, sent.content) == (204, b"")
    assert Run.objects.values("version", "data").get() == before  # or Continue would be too late


def test_a_refused_creation_makes_the_provider_be_asked_anew(
    known: SandboxServer, walk: Walk
) -> None:
    walker = j.to_check(walk())
    known.change_schema("company", "GB", add=LEI)
    j.create(walker)

    assert walker.h1 != "Profile created"
    settled()
    j.to_check(walk())

    assert j.calls(known).count(FIELDS) >= 2
