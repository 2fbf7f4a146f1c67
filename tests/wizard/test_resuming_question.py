"""Without a reference the operator is asked whether to go on: what an answer does, and to whom."""

from typing import Any

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.rows import filed
from tests.wizard.test_resuming import H1, expire, half_done, launch, typed
from tests.wizard.walker import Walker
from wizard.models import Run, State

START = "Choose what to create"
UNDECIDED = "Select whether to continue or start a new one"
GONE = "What you started before was finished or deleted meanwhile. This is a new start."
pytestmark = pytest.mark.usefixtures("fake", "db")


def answer(walker: Walker, choice: str) -> Walker:
    return walker.post("resume", press=("choice", choice))


# -- starting anew --------------------------------------------------------------------------------


def test_who_starts_a_new_one_is_not_asked_again() -> None:
    expire(half_done(launch()))
    second = launch()

    answer(second, "new")

    assert (second.step, second.h1, second.notices) == ("type", START, [])
    assert launch().h1 == START


def test_who_starts_a_new_one_ends_nothing_in_another_tab() -> None:
    # Given a run that is open in another tab, beside which a new one was started
    first = half_done(launch())
    answer(launch(), "new")

    # When that tab is used too late
    expire(first)
    first.post("details", name="The whole name")

    # Then what was typed there is kept, and offered
    assert "What you entered is kept" in first.html
    third = answer(launch(), "continue")
    assert third.page.inputs["details-name"] == ["The whole name"]


# -- no answer ------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", [None, "", "yes", "Continue"])
def test_what_is_no_answer_decides_nothing(choice: str | None) -> None:
    expire(half_done(launch()))
    second = launch()

    second.post("resume", whole={"choice": choice})

    assert (second.status, second.h1, second.title[:7]) == (422, H1, "Error: ")
    assert UNDECIDED in second.summary[0]
    assert second.page.links[UNDECIDED] == "#continue"
    assert "continue" in second.page.ids
    answer(second, "continue")
    assert second.page.inputs["details-name"] == ["Half a na"]


# -- nothing is left ------------------------------------------------------------------------------


def leave_nothing(first: Walker, how: str) -> None:
    if how == "cancelled":
        first.post("cancel")
    elif how == "created":
        first.post("details", name="Acme").post("check")
    else:
        expire(first, hours=5)


@pytest.mark.parametrize("how", ["cancelled", "created", "kept no longer"])
def test_what_was_finished_meanwhile_is_not_offered_and_this_is_said_once(how: str) -> None:
    first, second = half_done(launch()), launch()
    leave_nothing(first, how)

    second.get("resume")

    assert (second.step, second.h1, second.notices) == ("type", START, [GONE])
    assert second.get("type").notices == []


@pytest.mark.parametrize("how", ["cancelled", "created"])
def test_who_continues_what_was_finished_meanwhile_is_told(how: str) -> None:
    first, second = half_done(launch()), launch().get("resume")
    leave_nothing(first, how)

    answer(second, "continue")

    assert (second.step, second.h1, second.notices) == ("type", START, [GONE])


def test_it_is_said_where_the_provider_is_to_be_chosen_first(
    several: dict[str, FakeProvider],
) -> None:
    first, second = half_done(launch(provider="first")), launch()
    first.post("cancel")

    second.get().post("provider", whole={"provider": "other"})

    assert (second.step, second.notices) == ("type", [GONE])


# -- what was sent --------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.IN_FLIGHT, State.UNKNOWN])
def test_what_may_have_been_created_is_not_to_be_started_again(state: State) -> None:
    # Given a creation whose process was killed
    first = half_done(launch())
    expire(first)
    filed(first.run, state, attempt=1)

    # When its operator comes back
    second = launch()

    # Then they are told, and led to what is known
    assert "Do not start again. It was sent to the provider" in " ".join(second.page.all("p."))
    assert "See what became of it" in second.page.all("button.primary")
    answer(second, "continue")
    assert second.url == f"/w/{first.run.pk}/receipt/"


@pytest.mark.parametrize("sent", [False, True])
def test_what_was_not_sent_is_gone_on_with(sent: bool) -> None:
    first = half_done(launch())
    if sent:
        filed(first.run, State.PENDING)

    second = launch()

    assert "Do not start again" not in second.html
    assert "Continue where you stopped" in second.page.all("button.primary")


# -- limits and providers -------------------------------------------------------------------------


@pytest.mark.parametrize("ext", ["", "order-1"])
@pytest.mark.parametrize("limits", [{"types": ["company"]}, {"countries": ["JP"]}])
def test_a_launch_that_does_not_allow_what_was_chosen_ends_nothing(
    ext: str, limits: dict[str, Any]
) -> None:
    first = half_done(launch(ext=ext))

    second = launch(ext=ext, limits=limits)

    assert (second.step, second.h1) == ("type", START)
    assert second.run.pk != first.run.pk
    assert typed(first) == ["Half a na"]


def test_a_launch_that_leaves_one_provider_leaves_nothing_to_choose(
    several: dict[str, FakeProvider],
) -> None:
    first = launch(ext="order-1")
    assert first.step == "provider"

    second = launch(ext="order-1", limits={"providers": ["other"]})

    assert (second.run.pk, second.step) == (first.run.pk, "type")
    run = Run.objects.get()
    assert (run.provider, run.chooses_provider) == ("other", False)


def test_a_launch_that_leaves_several_leaves_what_was_chosen(
    several: dict[str, FakeProvider],
) -> None:
    half_done(launch(ext="order-1", provider="first"))

    second = launch(ext="order-1")

    assert typed(second) == ["Half a na"]
    run = Run.objects.get()
    assert (run.provider, run.chooses_provider) == ("first", True)
