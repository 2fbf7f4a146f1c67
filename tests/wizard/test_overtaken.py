"""Two requests of one run at the same time: neither undoes the other without a word."""

from collections.abc import Callable

from tests.wizard.fake import FakeProvider
from tests.wizard.walker import Walker
from wizard.models import Run

OUT_OF_DATE = "This page was out of date"


def during(fake: FakeProvider, method: str, act: Callable[[], object]) -> None:
    """Do something else in the run while the provider is being asked, once."""

    def once() -> None:
        del fake.faults[method]
        act()

    fake.faults[method] = once


def test_a_search_that_ends_after_a_cancel_does_not_bring_the_answers_back(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    other = Walker(fake_walker.client, fake_walker.run)
    fake_walker.post("type", type="company", country="GB").get("search")
    during(fake, "search", lambda: other.post("cancel"))

    fake_walker.post("search", name="Acme")

    assert other.h1 == "You have stopped"
    assert fake_walker.h1 == "Your session has ended"
    assert Run.objects.get().data is None


def test_a_slow_search_does_not_undo_what_was_done_since(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    other = Walker(fake_walker.client, fake_walker.run)
    fake_walker.post("type", type="company", country="GB").get("search")
    during(fake, "search", lambda: other.post("search", name="Acme", press=("by_hand", "1")))

    fake_walker.post("search", name="Acme")
    other.post("details", name="Acme", number="1234")

    assert OUT_OF_DATE in fake_walker.notices[0]
    assert other.h1 == "Check the details before creating the profile"


def test_what_was_typed_in_the_slower_request_is_kept(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    other = Walker(fake_walker.client, fake_walker.run)
    fake_walker.post("type", type="company", country="GB").get("search")
    during(fake, "search", lambda: other.post("search", name="First", press=("by_hand", "1")))

    fake_walker.post("search", name="Second")

    assert fake_walker.get("search").page.inputs["search-name"] == ["Second"]


def test_a_form_of_a_step_that_is_gone_is_kept_and_the_operator_is_told(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    other = Walker(fake_walker.client, fake_walker.run)
    fake_walker.post("type", type="company", country="GB")
    fake_walker.post("search", name="Acme", press=("by_hand", "1")).get("details")
    other.post("search", name="Acme")  # another tab: details are no longer asked

    fake_walker.post("details", name="Typed", number="1234")

    assert OUT_OF_DATE in fake_walker.notices[0]
    assert fake_walker.step == "results"
    fake_walker.post("results", match="none")
    assert fake_walker.page.inputs["details-name"] == ["Typed"]
