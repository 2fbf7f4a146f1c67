"""The pages of profiles that exist keep to what the provider asked to wait for, as steps do."""

from collections.abc import Callable

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.test_editor import fake
from tests.wizard.test_waiting import BUSY
from tests.wizard.walker import Walker

__all__ = ["fake"]
PROFILE, CHANGE = "profiles/p-1", "profiles/p-1/details"
ASKED = {"profiles": "list_profiles", PROFILE: "show_profile", CHANGE: "show_profile"}


def told(walker: Walker, fake: FakeProvider, page: str) -> None:
    """The page was answered with a wait; the provider works again."""
    fake.faults[ASKED[page]] = BUSY
    walker.get(page)
    assert walker.status == 503
    assert "Try again in 12 seconds." in walker.page.all("p.")
    fake.faults.clear()


@pytest.mark.parametrize("page", ASKED)
def test_nothing_is_asked_during_the_wait_from_any_tab(
    fake_walker: Walker, fake: FakeProvider, passes: Callable[[float], None], page: str
) -> None:
    fake.profiles = [] if page == "profiles" else fake.profiles
    told(fake_walker, fake, page)
    passes(4)

    for tab in (fake_walker, Walker(fake_walker.client, fake_walker.run)):
        tab.get(page)

        assert (tab.status, tab.h1) == (503, "The provider is busy")
        assert "Try again in 8 seconds." in tab.page.all("p.")
        assert tab.response["Retry-After"] == "8"
    assert fake.calls.count(ASKED[page]) == 1

    passes(8)
    assert fake_walker.get(page).status == 200
    assert fake.calls.count(ASKED[page]) == 2


@pytest.mark.parametrize(("first", "then"), [(PROFILE, CHANGE), (CHANGE, PROFILE)])
def test_to_see_a_profile_and_to_change_it_ask_the_same(
    fake_walker: Walker, fake: FakeProvider, first: str, then: str
) -> None:
    told(fake_walker, fake, first)

    assert fake_walker.get(then).status == 503
    assert fake.calls.count("show_profile") == 1


def test_what_asks_for_something_else_goes_on_meanwhile(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    told(fake_walker, fake, "profiles")

    assert fake_walker.get(PROFILE).status == 200


def test_what_was_typed_of_a_change_is_there_during_the_wait(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake_walker.post(CHANGE, whole={"details-name": "Mine"}, press=("keep", "1"))
    told(fake_walker, fake, PROFILE)

    assert fake_walker.get(CHANGE).page.inputs["details-name"] == ["Mine"]
