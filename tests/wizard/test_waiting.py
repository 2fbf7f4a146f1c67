"""A provider that asks for time gets it, whichever page, tab or process asks next."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.wizard.fake import FakeProvider
from tests.wizard.fake_profiles import editable
from tests.wizard.walker import Walker
from wizard.models import State, Submission
from wizard.providers.errors import ProviderUnavailable
from wizard.waits import Wait

BUSY = ProviderUnavailable("rate limited", status=429, retry_after=12)


@pytest.fixture
def told(passes: Callable[[float], None], fake_walker: Walker, fake: FakeProvider) -> Walker:
    """An operator whose search was answered with a wait; the provider works again."""
    fake.faults["search"] = BUSY
    fake_walker.post("type", type="company", country="GB").post("search", name="Acme")
    del fake.faults["search"]
    return fake_walker


def test_the_wait_stands_on_the_page_also_when_it_is_opened_again(
    told: Walker, passes: Callable[[float], None]
) -> None:
    assert "Try again in 12 seconds." in told.summary[0]

    passes(4)
    told.get("search")

    assert (told.status, told.page.inputs["search-name"]) == (200, ["Acme"])
    assert "Try again in 8 seconds." in told.summary[0]
    assert 'data-wait="8"' in told.html


def test_nothing_is_asked_during_the_wait_from_any_tab(
    told: Walker, fake: FakeProvider, passes: Callable[[float], None]
) -> None:
    passes(4)
    other = Walker(told.client, told.run).get("search")

    for tab in (told, other):
        tab.post("search", name="Acme Two")

        assert (tab.status, tab.step) == (503, "search")
        assert "Try again in 8 seconds." in tab.summary[0]
        assert tab.page.inputs["search-name"] == ["Acme Two"]
    assert fake.calls.count("search") == 1


def test_asking_during_the_wait_does_not_make_it_longer(
    told: Walker, fake: FakeProvider, passes: Callable[[float], None]
) -> None:
    for _ in range(16):
        passes(0.5)
        assert told.post("search").step == "search"

    passes(4)
    told.post("search")

    assert told.step == "results"
    assert fake.calls.count("search") == 2


def test_the_page_says_nothing_once_the_wait_is_over(
    told: Walker, passes: Callable[[float], None]
) -> None:
    passes(12)

    assert told.get("search").summary == []


def test_what_asks_for_something_else_goes_on_meanwhile(told: Walker) -> None:
    told.post("search", press=("by_hand", "1"))

    assert told.step == "details"


def test_a_wait_does_not_hide_what_is_wrong(told: Walker) -> None:
    told.post("search", name="")

    assert (told.status, told.errors) == (422, ["Error: Enter name"])


def test_a_creation_that_was_told_to_wait_is_not_tried_before(
    fake_walker: Walker, fake: FakeProvider, passes: Callable[[float], None]
) -> None:
    # Given a creation that the provider has no time for
    fake.faults["create"] = BUSY
    fake_walker.post("type", type="trust", country="GB").post("details", name="N").post("check")
    assert "Try again in 12 seconds." in fake_walker.page.all("p.")
    del fake.faults["create"]
    passes(4)

    # When the operator looks at the answers, changes one, and creates it all the same
    fake_walker.get("check")
    assert "Try again in 8 seconds." in fake_walker.summary[0]
    fake_walker.post("details", name="Another", query="?from=check").get("check")
    calls = list(fake.calls)
    fake_walker.post("check")

    # Then the receipt has the rest of the wait, and nobody was asked anything
    assert fake_walker.h1 == "The profile was not created"
    assert "Try again in 8 seconds." in fake_walker.page.all("p.")
    assert fake.calls == calls
    assert Submission.objects.get().state == State.PENDING

    # And afterwards it is created as it stands now
    passes(8)
    fake_walker.post("check")
    assert fake_walker.h1 == "Profile created"
    assert [each["fields"]["name"] for each in fake.payloads] == ["N", "Another"]


def test_a_change_that_cannot_be_compared_waits_as_well(
    fake_walker: Walker, fake: FakeProvider, passes: Callable[[float], None]
) -> None:
    # Given a change, and a provider that has no time to say whether it still fits
    fake.profiles = [editable("p-1", "1", name="Old")]
    fake_walker.base += "profiles/p-1/"
    fake_walker.post("details", name="New")
    fake.faults["show_profile"] = BUSY
    fake_walker.post("check")
    assert (fake_walker.status, fake_walker.step) == (503, "check")
    calls = fake.calls.count("show_profile")
    del fake.faults["show_profile"]

    # When it is saved again, it is asked only after the wait
    fake_walker.post("check")
    assert "Try again in" in fake_walker.summary[0]
    assert fake.calls.count("show_profile") == calls
    passes(12)
    fake_walker.post("check")

    assert fake_walker.h1 == "Changes saved"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "in 1 second"),
        (60, "in 1 minute"),
        (125, "in 2 minutes 5 seconds"),
        (3600, "in 60 minutes"),
    ],
)
def test_a_wait_is_told_in_minutes_and_seconds(seconds: int, words: str) -> None:
    assert Wait(seconds).words == words


def test_a_wait_of_hours_is_told_by_the_clock(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    ends = timezone.localtime(timezone.now() + timedelta(hours=3))

    wait = Wait.until(ends)

    assert wait is not None
    assert wait.words == f"at {ends:%H:%M} {ends.tzname()} on {ends.day} {ends:%B}"
    assert not wait.is_counted
