"""Two tabs, two clicks, other requests of the run while a profile is changed: nothing is lost."""

from collections.abc import Callable

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.fake_profiles import editable
from tests.wizard.walker import Walker
from wizard.models import Run, State, Submission
from wizard.providers.errors import OutcomeUnknown, ProviderRejected


@pytest.fixture
def fake(fake: FakeProvider) -> FakeProvider:
    fake.profiles = [editable("p-1", name="Acme", email="a@example.com", tags=[])]
    fake.tell()
    return fake


@pytest.fixture
def editor(fake_walker: Walker) -> Walker:
    fake_walker.base += "profiles/p-1/"
    return fake_walker.get("details")


def another_tab(walker: Walker) -> Walker:
    tab = Walker(walker.client, walker.run)
    tab.base = walker.base
    return tab


def saved_as(fake: FakeProvider, **answers: str) -> None:
    """What stands at the provider from now on."""
    before = dict(fake.profiles[0].answers or {})
    version = str(int(fake.profiles[0].version) + 1)
    fake.profiles = [editable("p-1", version, **{**before, **answers})]


def once(act: Callable[[], object]) -> Callable[[], None]:
    """A fault that does something in the middle of the first call."""
    begun: list[bool] = []

    def fault() -> None:
        if not begun:
            begun.append(True)
            act()

    return fault


def entries(walker: Walker) -> list[str]:
    return [key for key in Run.objects.get(pk=walker.run.pk).data if key.endswith(":p-1")]


def test_a_second_click_that_was_slow_to_begin_changes_nothing_twice(
    editor: Walker, fake: FakeProvider
) -> None:
    editor.post("details", name="New")
    first = another_tab(editor).get("check")
    fake.faults["show_profile"] = once(lambda: first.post("check"))

    editor.post("check")

    assert first.h1 == editor.h1 == "Changes saved"
    assert len(fake.payloads) == Submission.objects.count() == 1


def test_what_another_tab_of_the_run_saves_meanwhile_does_not_hide_the_receipt(
    editor: Walker, fake: FakeProvider
) -> None:
    creator = Walker(editor.client, editor.run)
    creator.post("type", type="company", country="JP")
    editor.post("details", name="New")
    fake.faults["create"] = once(lambda: creator.post("details", press=("keep", "1"), name="More"))

    editor.post("check")

    assert editor.h1 == "Changes saved"
    assert entries(editor) == []
    assert creator.get("details").page.inputs["details-name"] == ["More"]


def test_what_was_typed_on_a_page_whose_change_was_saved_elsewhere_is_kept(
    editor: Walker, fake: FakeProvider
) -> None:
    tab = another_tab(editor).get("details")
    editor.post("details", name="New").post("check")
    saved_as(fake, name="New")

    tab.post("details", email="typed@example.com")

    assert "out of date" in tab.notices[0]
    assert tab.page.inputs["details-email"] == ["typed@example.com"]


def test_a_page_that_was_drawn_before_brings_only_what_was_changed_on_it(
    editor: Walker, fake: FakeProvider
) -> None:
    stale = another_tab(editor).get("details")
    saved_as(fake, email="theirs@example.com")
    editor.get("details")

    stale.post("details", name="Mine")

    assert "out of date" in stale.notices[0]
    assert stale.page.inputs["details-name"] == ["Mine"]
    assert stale.page.inputs["details-email"] == ["theirs@example.com"]


def test_a_change_that_was_finished_by_check_now_leaves_no_entries(
    editor: Walker, fake: FakeProvider
) -> None:
    fake.faults["create"] = OutcomeUnknown("closed")
    editor.post("details", name="New").post("check")
    assert entries(editor)
    fake.faults.clear()

    assert editor.post("receipt").h1 == "Changes saved"

    assert entries(editor) == []


def test_the_receipt_of_one_change_leaves_the_next_alone(
    editor: Walker, fake: FakeProvider
) -> None:
    editor.post("details", name="New").post("check")
    saved_as(fake, name="New")
    editor.post("details", email="second@example.com")

    another_tab(editor).get("receipt")

    assert editor.get("details").page.inputs["details-email"] == ["second@example.com"]


def test_a_refusal_that_was_given_up_does_not_come_back(editor: Walker, fake: FakeProvider) -> None:
    fake.faults["create"] = ProviderRejected({"name": ["Enter another name"]})
    editor.post("details", name="Mine").post("check")
    assert editor.errors

    editor.post("details", press=("discard", "1"))
    assert entries(editor) == []

    editor.get("details")
    assert (editor.errors, editor.page.inputs["details-name"]) == ([], ["Acme"])


def test_the_options_of_a_change_are_not_kept_in_the_ledger(editor: Walker) -> None:
    editor.post("details", name="New").post("check")

    row = Submission.objects.get()
    assert (row.state, row.schema, row.payload) == (State.UPDATED, None, None)
