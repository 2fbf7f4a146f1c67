"""A profile that exists is changed: the same form, filled; old and new checked; then saved once."""

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.fake_profiles import editable
from tests.wizard.walker import Walker
from wizard.models import Operation, Run, State, Submission
from wizard.providers.errors import (
    ProviderUnavailable,
)

PROFILE = "profiles/p-1"
TAGS = [{"key": "tier", "value": "gold"}, {"key": "region", "value": "EU"}]


@pytest.fixture
def fake(fake: FakeProvider) -> FakeProvider:
    fake.profiles = [editable("p-1", name="Acme", email="a@example.com", tags=TAGS)]
    return fake


@pytest.fixture
def editor(fake_walker: Walker) -> Walker:
    """At the form of the profile p-1."""
    fake_walker.base += f"{PROFILE}/"
    return fake_walker.get("details")


def changed_by_somebody(fake: FakeProvider, **answers: object) -> None:
    before = dict(fake.profiles[0].answers or {})
    fake.profiles = [editable("p-1", "2", **{**before, **answers})]


def rows(walker: Walker) -> list[tuple[str, str]]:
    """(label, "before → after") of the check page."""
    shown = [text.replace("Before: ", "").replace("After: ", "") for text in walker.page.all("dd.")]
    return list(zip(walker.page.all("dt."), shown, strict=True))


def test_the_form_is_filled_with_what_stands_there(editor: Walker) -> None:
    assert (editor.h1, editor.title.split(" – ")[1]) == ("Change the company", "Change a profile")
    filled = {name: values for name, values in editor.page.inputs.items() if "details-" in name}
    assert filled["details-name"] == ["Acme"]
    assert filled["details-tags.1.value"] == ["EU"]


def test_the_check_page_shows_old_and_new_of_what_is_changed_alone(editor: Walker) -> None:
    editor.post("details", {"name": "Acme Ltd", "email": ""})

    assert editor.h1 == "Check the changes before saving them"
    assert rows(editor) == [
        ("Name", "Acme → Acme Ltd"),
        ("Email address", "a@example.com → Nothing"),
    ]


def test_a_list_is_compared_as_a_whole(editor: Walker) -> None:
    editor.post("details", press=("remove-tags", "0")).post("details")

    tags = "Key: tier, Value: goldKey: region, Value: EU → Key: region, Value: EU"
    assert rows(editor) == [("Tags", tags)]


def test_the_changes_are_saved_once_through_the_ledger(editor: Walker, fake: FakeProvider) -> None:
    editor.post("details", name="Acme Ltd").post("check")

    assert editor.h1 == "Changes saved"
    row = Submission.objects.get()
    assert (row.state, row.operation, row.profile_id) == (State.UPDATED, Operation.UPDATE, "p-1")
    sent = fake.payloads[0]
    assert (sent["reference"], sent["id"]) == (str(row.pk), "p-1")
    assert sent["fields"] == {"name": "Acme Ltd", "email": "a@example.com", "tags": TAGS}


def test_nothing_of_the_change_is_kept_once_it_is_saved(editor: Walker) -> None:
    editor.post("details", name="Acme Ltd").post("check")

    assert "Acme" not in str(Run.objects.get().data)


def test_the_same_profile_can_be_changed_again(editor: Walker, fake: FakeProvider) -> None:
    editor.post("details", name="Acme Ltd").post("check")
    changed_by_somebody(fake, name="Acme Ltd")

    editor.post("details", name="Acme plc").post("check")

    assert editor.h1 == "Changes saved"
    assert [sent["fields"]["name"] for sent in fake.payloads] == ["Acme Ltd", "Acme plc"]


def test_nothing_changed_is_said_and_nothing_is_sent(editor: Walker) -> None:
    editor.post("details")

    assert (editor.status, editor.step) == (422, "details")
    assert "Nothing is changed yet" in editor.summary[0]


def test_what_is_wrong_is_said_at_its_field(editor: Walker) -> None:
    editor.post("details", name="")

    assert (editor.status, editor.errors) == (422, ["Error: Enter name"])


def test_the_check_page_leads_back_and_nothing_is_lost(editor: Walker) -> None:
    editor.post("details", name="Acme Ltd")

    editor.post("check", press=("wizard_goto_step", "details"))

    assert editor.page.inputs["details-name"] == ["Acme Ltd"]


def test_what_was_typed_is_there_after_a_reload(editor: Walker, fake: FakeProvider) -> None:
    editor.post("details", name="", email="b@example.com")

    assert editor.get("details").page.inputs["details-email"] == ["b@example.com"]
    assert fake.calls.count("show_profile") == 1


def test_an_untouched_form_shows_the_profile_as_it_is_now(
    editor: Walker, fake: FakeProvider
) -> None:
    changed_by_somebody(fake, name="Beta")

    assert editor.get("details").page.inputs["details-name"] == ["Beta"]


def test_cancel_forgets_what_was_typed_and_returns_to_the_profile(editor: Walker) -> None:
    editor.post("details", name="", email="b@example.com")

    editor.post("details", press=("discard", "1"))

    assert editor.trail[-1].endswith("/profiles/p-1/")
    assert editor.get("details").page.inputs["details-email"] == ["a@example.com"]


# -- somebody else ----------------------------------------------------------------------------


def test_a_profile_that_somebody_has_changed_is_not_overwritten(
    editor: Walker, fake: FakeProvider
) -> None:
    editor.post("details", name="Acme Ltd")
    changed_by_somebody(fake, email="new@example.com")

    editor.post("check")

    assert fake.payloads == []
    assert editor.step == "check"
    assert "Somebody else has changed this profile" in editor.notices[0]
    assert "Email address" in editor.notices[0]
    assert rows(editor) == [("Name", "Acme → Acme Ltd")]


def test_both_changes_stand_once_the_operator_has_looked(
    editor: Walker, fake: FakeProvider
) -> None:
    editor.post("details", name="Acme Ltd")
    changed_by_somebody(fake, email="new@example.com", tags=TAGS[:1])

    editor.post("check").post("check")

    assert editor.h1 == "Changes saved"
    assert fake.payloads[0]["fields"] == {
        "name": "Acme Ltd",
        "email": "new@example.com",
        "tags": TAGS[:1],
    }


def test_what_both_have_changed_is_said(editor: Walker, fake: FakeProvider) -> None:
    editor.post("details", name="Mine")
    changed_by_somebody(fake, name="Theirs")

    editor.post("check")

    assert "You have both changed Name. What you entered would replace theirs." in editor.notices
    assert rows(editor) == [("Name", "Theirs → Mine")]


def test_a_list_that_was_changed_here_stays_as_changed_here(
    editor: Walker, fake: FakeProvider
) -> None:
    editor.post("details", press=("remove-tags", "0")).post("details")
    changed_by_somebody(fake, name="Theirs", tags=[*TAGS, {"key": "x", "value": "y"}])

    editor.post("check").post("check")

    assert fake.payloads[0]["fields"]["tags"] == TAGS[1:]
    assert fake.payloads[0]["fields"]["name"] == "Theirs"


def test_the_same_change_by_somebody_else_leaves_nothing_to_save(
    editor: Walker, fake: FakeProvider
) -> None:
    editor.post("details", name="Same")
    changed_by_somebody(fake, name="Same")

    editor.post("check")

    assert (editor.step, fake.payloads) == ("details", [])
    assert "Somebody else has saved the same meanwhile" in editor.notices[0]


def test_a_profile_that_cannot_be_read_before_saving_is_not_overwritten(
    editor: Walker, fake: FakeProvider
) -> None:
    editor.post("details", name="Mine")
    fake.faults["show_profile"] = ProviderUnavailable("down")

    editor.post("check")

    assert (editor.status, fake.payloads) == (503, [])
    assert rows(editor) == [("Name", "Acme → Mine")]


def test_a_page_that_was_drawn_before_somebody_s_change_is_out_of_date(
    editor: Walker, fake: FakeProvider
) -> None:
    stale = Walker(editor.client, editor.run)
    stale.base = editor.base
    editor.post("details", name="Mine")
    stale.get("check")
    changed_by_somebody(fake, email="new@example.com")
    editor.post("check")

    stale.post("check")

    assert "out of date" in stale.notices[0]
    assert fake.payloads == []
