"""What fails while a profile is changed, and what has no change at all."""

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.fake_profiles import editable
from tests.wizard.test_editor import PROFILE, editor, fake
from tests.wizard.walker import Walker
from wizard.models import Run, Submission
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderMisbehaved,
    ProviderRejected,
    ProviderUnavailable,
)

__all__ = ["editor", "fake"]


# -- failures ---------------------------------------------------------------------------------


def test_a_refused_change_returns_to_its_form(editor: Walker, fake: FakeProvider) -> None:
    fake.faults["create"] = ProviderRejected({"name": ["Enter another name"]})

    editor.post("details", name="Mine").post("check")

    assert editor.errors == ["Error: Enter another name"]
    assert editor.page.inputs["details-name"] == ["Mine"]
    fake.faults.clear()
    assert editor.post("details", name="Other").post("check").h1 == "Changes saved"


def test_a_change_that_was_not_sent_is_tried_again(editor: Walker, fake: FakeProvider) -> None:
    fake.faults["create"] = ProviderUnavailable("limited", retry_after=1)
    editor.post("details", name="Mine").post("check")
    assert editor.h1 == "The changes were not saved"
    fake.faults.clear()
    Submission.objects.update(not_before=None)

    assert editor.post("check").h1 == "Changes saved"


def test_a_change_whose_answer_was_lost_is_looked_for_on_demand(
    editor: Walker, fake: FakeProvider
) -> None:
    fake.tell()
    fake.faults["create"] = OutcomeUnknown("closed")
    editor.post("details", name="Mine").post("check")
    assert editor.h1 == "We do not know yet whether the changes were saved"
    assert editor.get("details").step == "receipt"
    fake.faults.clear()

    assert editor.post("receipt").h1 == "Changes saved"
    assert len(fake.payloads) == 2


def test_a_change_does_not_disturb_the_profile_that_is_being_created(
    editor: Walker, fake: FakeProvider
) -> None:
    creator = Walker(editor.client, editor.run)
    creator.post("type", type="company", country="JP").post("details", name="New one")

    editor.post("details", name="Mine").post("check")
    creator.post("check")

    assert creator.h1 == "Profile created"
    assert editor.get("receipt").h1 == "Changes saved"


@pytest.mark.parametrize("step", ["details", "check"])
def test_there_is_no_change_of_a_profile_that_does_not_exist(
    fake_walker: Walker, step: str
) -> None:
    assert fake_walker.get(f"profiles/p-404/{step}").status == 404


@pytest.mark.parametrize("step", ["type", "search", "results", "nonsense"])
def test_a_change_has_no_other_steps(editor: Walker, step: str) -> None:
    assert editor.get(step).status == 404


def test_a_provider_that_changes_nothing_has_no_such_page(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.changes = False

    assert fake_walker.get(f"{PROFILE}/details").status == 404


def test_a_provider_that_does_not_answer_is_told(fake_walker: Walker, fake: FakeProvider) -> None:
    fake.faults["show_profile"] = ProviderMisbehaved("not JSON")

    fake_walker.get(f"{PROFILE}/details")

    assert fake_walker.status == 502
    assert fake_walker.h1 == "There is a problem with the provider"


def test_the_changes_that_are_begun_and_left_do_not_pile_up(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.profiles = [editable(f"p-{n}", name="Acme") for n in range(15)]
    for n in range(15):
        fake_walker.post(f"profiles/p-{n}/details", whole={"details-name": ""})

    data = Run.objects.get().data
    kept = [key for key in data if key.startswith("change:")]
    assert len(kept) == 10
    assert "change:p-14" in kept
    assert len([key for key in data if key.startswith("wizard_")]) == 10


def test_an_address_that_is_no_profile_s_is_not_found(fake_walker: Walker) -> None:
    assert fake_walker.get("profiles/a%20b/details").status == 404
