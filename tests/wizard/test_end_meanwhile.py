"""The run ends while a request is at work: what was typed is kept, what was created is told."""

import pytest
from django.utils import timezone

from tests.wizard.fake import FakeProvider
from tests.wizard.fake_profiles import editable
from tests.wizard.test_overtaken import during
from tests.wizard.test_resuming import H1, expire, launch
from tests.wizard.walker import Walker
from wizard.models import Run, State, Submission
from wizard.providers.errors import ProviderUnavailable

START = "Choose what to create"
pytestmark = pytest.mark.usefixtures("fake", "db")


def at_search(walker: Walker) -> Walker:
    return walker.post("type", type="company", country="GB").get("search")


def at_check(walker: Walker) -> Walker:
    return walker.post("type", type="company", country="JP").post("details", name="Acme")


# -- what was typed -------------------------------------------------------------------------------


def test_what_is_answered_after_the_end_is_kept_as_it_says(fake: FakeProvider) -> None:
    first = at_search(launch(ext="order-1"))
    during(fake, "search", lambda: expire(first))

    first.post("search", name="Typed in time")

    assert (first.status, first.h1) == (410, "Your session has ended")
    assert "What you entered is kept until" in first.html
    second = launch(ext="order-1")
    assert second.step == "search"
    assert second.page.inputs["search-name"] == ["Typed in time"]


def test_what_a_failing_provider_leaves_after_the_end_is_kept(fake: FakeProvider) -> None:
    first = at_search(launch(ext="order-1"))

    def fail() -> None:
        expire(first)
        raise ProviderUnavailable("no answer")

    during(fake, "search", fail)
    first.post("search", name="Typed in time")

    assert "What you entered is kept until" in first.html
    assert launch(ext="order-1").page.inputs["search-name"] == ["Typed in time"]


def test_what_was_cancelled_meanwhile_stays_deleted(fake: FakeProvider) -> None:
    first = at_search(launch())
    tab = Walker(first.client, first.run)
    during(fake, "search", lambda: tab.post("cancel"))

    first.post("search", name="Planted")

    assert (first.status, first.h1) == (410, "Your session has ended")
    assert "kept" not in first.html
    assert Run.objects.get().data is None


def test_what_was_typed_for_a_provider_that_was_changed_meanwhile_is_not_put_back(
    several: dict[str, FakeProvider],
) -> None:
    first = launch().post("provider", whole={"provider": "first"})
    at_search(first)
    form = Walker(first.client, first.run).get("provider").page.inputs | {"provider": ["other"]}
    address = f"{first.base}provider/"
    during(several["first"], "search", lambda: first.client.post(address, form))

    first.post("search", name="Planted")

    assert (first.status, first.step) == (200, "type")
    assert "Planted" not in repr(Run.objects.get().data)


# -- what was created -----------------------------------------------------------------------------


@pytest.fixture
def late(fake: FakeProvider) -> Walker:
    """An operator whose run has ended before the provider answered the creation."""
    walker = at_check(launch())
    during(fake, "create", lambda: expire(walker))
    return walker.post("check")


def test_a_profile_that_is_created_after_the_end_is_shown(late: Walker) -> None:
    reference = str(Submission.objects.get().profile_id)

    assert (late.status, late.h1) == (410, "Profile created")
    assert reference in late.page.all("p.")[0]
    assert "Your session has ended" in late.page.all("h2.")
    assert "What you entered is kept" not in late.html
    assert f'data-event="completed" data-profile-id="{reference}"' in late.html
    assert 'data-code="created"' in late.html
    assert late.get("check").h1 == "Profile created"


def test_nothing_of_it_is_kept_nor_offered(late: Walker, fake: FakeProvider) -> None:
    run = Run.objects.get()

    assert "Acme" not in repr(run.data)
    assert (run.begun, run.expires_at <= timezone.now()) == (False, True)
    assert launch().h1 == START
    assert len(fake.payloads) == 1


def test_its_page_ends_with_the_time_for_which_answers_would_be_kept(late: Walker) -> None:
    expire(late, hours=4, seconds=1)

    assert late.get().h1 == "Your session has ended"
    assert "reference" not in late.html.lower()


def left_over(walker: Walker) -> None:
    """As if the process had died between the creation and the forgetting."""
    before = Run.objects.get().data
    walker.post("check")
    assert Submission.objects.get().state == State.CREATED
    Run.objects.update(begun=True, data=before)


@pytest.mark.parametrize("ended", [True, False])
def test_answers_that_a_creation_has_left_over_are_not_offered(ended: bool) -> None:
    first = at_check(launch())
    left_over(first)
    if ended:
        expire(first)

    assert launch().h1 == START
    assert "Acme" not in repr(Run.objects.get(pk=first.run.pk).data)


def test_answers_that_a_creation_has_left_over_are_not_said_to_be_kept() -> None:
    first = at_check(launch())
    left_over(first)
    expire(first)

    first.post("details", name="Other")

    assert (first.status, first.h1) == (410, "Profile created")
    assert Run.objects.get().data is None


def test_a_change_that_was_begun_after_a_creation_is_kept_and_offered(fake: FakeProvider) -> None:
    first = at_check(launch()).post("check")
    fake.profiles = [editable("p-1", name="Acme")]
    first.get("profiles/p-1/details").post("profiles/p-1/details", press=("keep", "1"))
    expire(first)

    first.get("profiles/p-1/details")

    assert "What you entered is kept" in first.html
    second = launch()
    assert second.h1 == H1
    assert "to change a profile" in second.html


def test_a_reference_of_which_another_run_has_created_the_profile_shows_it() -> None:
    first = at_check(launch(ext="order-1", operator="operator-1"))
    expire(first)
    at_check(launch(ext="order-1", operator="operator-2")).post("check")

    first.post("check")

    assert (first.status, first.h1) == (410, "Profile created")
