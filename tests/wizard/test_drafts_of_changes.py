"""A change of a profile that was begun and not saved: when it is a draft, and where it goes on."""

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.fake_profiles import editable
from tests.wizard.test_editor import fake
from tests.wizard.test_operators_submissions import PAGE
from tests.wizard.test_operators_submissions_continue import beside, drafts, offered
from tests.wizard.test_resuming import H1, expire, half_done, launch
from tests.wizard.walker import Walker
from wizard import editor
from wizard.history import GONE
from wizard.models import Run
from wizard.providers.errors import OutcomeUnknown

__all__ = ["fake"]
CHANGE = "Change of a profile: Company"
pytestmark = pytest.mark.usefixtures("fake", "db")


def change(walker: Walker, profile_id: str = "p-1", name: str = "Mine") -> Walker:
    """Somebody has typed into the form of a change."""
    step = f"profiles/{profile_id}/details"
    return walker.post(step, whole={"details-name": name}, press=("keep", "1"))


def go_on(walker: Walker, run: Run, profile_id: str = "p-1") -> Walker:
    sent = {"continue": str(run.pk), "profile": profile_id}
    return walker.post(PAGE, whole=sent)


# -- when it is one -------------------------------------------------------------------------------


def test_it_is_a_draft_as_long_as_it_is_not_sent(fake: FakeProvider) -> None:
    first = launch(ext="order-1")
    first.post("profiles/p-1/details", whole={"details-name": "Mine"})
    assert drafts(beside()) == [CHANGE]

    fake.faults["create"] = OutcomeUnknown("closed")
    first.post("profiles/p-1/check")

    assert "Drafts" not in beside().page.all("h2.")


@pytest.mark.parametrize("how", ["opened", "sent as it was", "kept as it was"])
def test_a_change_in_which_nothing_was_typed_is_none(how: str) -> None:
    first = launch(ext="order-1").get("profiles/p-1/details")
    if how == "sent as it was":
        first.post("profiles/p-1/details")
        assert first.status == 422
    if how == "kept as it was":
        first.post("profiles/p-1/details", press=("keep", "1"))

    assert not Run.objects.get().begun
    assert "Drafts" not in beside().page.all("h2.")


@pytest.mark.parametrize("press", [("add-tags", "1"), ("remove-tags", "0")], ids=str)
def test_an_item_more_or_less_is_something_typed(press: tuple[str, str]) -> None:
    first = launch(ext="order-1").post("profiles/p-1/details", press=press)

    assert ("details-tags.2.key" in first.page.inputs) == (press[0] == "add-tags")
    assert ("details-tags.1.key" in first.page.inputs) == (press[0] == "add-tags")
    assert drafts(beside()) == [CHANGE]


def test_what_was_typed_and_taken_back_is_kept_as_it_is_now() -> None:
    first = change(launch(ext="order-1"))

    change(first.get("profiles/p-1/details"), name="Acme")

    assert first.get("profiles/p-1/details").page.inputs["details-name"] == ["Acme"]


def test_profiles_that_were_only_opened_make_way_before_what_was_typed(fake: FakeProvider) -> None:
    ids = [f"p-{number}" for number in range(1, editor.MAX_CHANGES + 2)]
    fake.profiles = [editable(each, name=each) for each in ids]
    first = change(launch(ext="order-1"))

    for each in ids[1:]:
        first.get(f"profiles/{each}/details")

    assert first.get("profiles/p-1/details").page.inputs["details-name"] == ["Mine"]


# -- what is told of it ---------------------------------------------------------------------------


def test_each_thing_that_was_begun_is_a_row_with_a_name_where_a_provider_told_it(
    fake: FakeProvider,
) -> None:
    # Given two changes, and a new profile
    fake.profiles.append(editable("p-2", name="Lantern"))
    first = half_done(change(change(launch(ext="order-1")), "p-2"))

    walker = beside()

    # Then each is told apart, and nothing that was typed is shown
    assert drafts(walker) == ["Trust, United Kingdom", CHANGE, CHANGE]
    cells = walker.page.all("dd.")
    assert [each for each in cells if each in {"Acme", "Lantern"}] == ["Acme", "Lantern"]
    assert cells.count("fake") == 3
    assert "Mine" not in walker.html
    assert "Half a na" not in walker.html
    assert offered(walker) == {str(first.run.pk)}
    assert walker.html.count('name="continue"') == 3


def test_a_row_that_was_chosen_in_a_search_is_named() -> None:
    first = launch(ext="order-1")
    first.post("type", type="company", country="GB").post("search", name="Acm")
    first.post("results", match="0")

    assert "Acme Ltd" in beside().page.all("dd.")


# -- going on -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ended", [True, False])
def test_who_continues_it_is_at_its_form_with_what_was_typed(ended: bool) -> None:
    first = change(launch(ext="order-1"))
    if ended:
        expire(first)

    walker = go_on(beside(), first.run)

    assert walker.url == f"/w/{first.run.pk}/profiles/p-1/details/"
    assert walker.page.inputs["details-name"] == ["Mine"]


def test_the_run_goes_on_there_once_and_then_where_it_would() -> None:
    first = change(launch(ext="order-1"))
    walker = go_on(beside(), first.run)

    assert Walker(walker.client, first.run).get().step == "type"


def test_the_one_that_was_chosen_of_several_goes_on(fake: FakeProvider) -> None:
    fake.profiles.append(editable("p-2", name="Lantern"))
    first = half_done(change(change(launch(ext="order-1")), "p-2", "Other"))

    walker = go_on(beside(), first.run, "p-2")

    assert walker.url == f"/w/{first.run.pk}/profiles/p-2/details/"
    assert walker.page.inputs["details-name"] == ["Other"]


@pytest.mark.parametrize("guessed", ["p-2", "../x", "p-1/../p-2"])
def test_a_change_that_was_not_begun_is_not_gone_on_with(guessed: str) -> None:
    first = change(launch(ext="order-1"))

    walker = go_on(beside(), first.run, guessed)

    assert (walker.status, walker.notices) == (409, [GONE])


def test_a_launch_for_the_same_reference_goes_on_at_the_form_of_the_change() -> None:
    first = change(launch(ext="order-1"))
    expire(first)

    second = launch(ext="order-1")

    assert second.url.endswith("/profiles/p-1/details/")
    assert second.page.inputs["details-name"] == ["Mine"]


def test_who_is_asked_and_continues_is_at_the_form_of_the_change() -> None:
    expire(change(launch()))
    second = launch()
    assert second.h1 == H1

    second.post("resume", press=("choice", "continue"))

    assert second.url.endswith("/profiles/p-1/details/")
