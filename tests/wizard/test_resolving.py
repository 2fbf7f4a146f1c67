"""The operator tells what they found out at a provider that cannot be asked."""

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.test_editor import editor, fake
from tests.wizard.walker import Walker
from wizard.models import Resolution, State, Submission
from wizard.providers.errors import OutcomeUnknown

__all__ = ["editor", "fake"]
UNKNOWN = "We do not know yet whether the profile was created"
TO_ABSENT = "I have checked: it does not exist"
TO_EXISTS = "I have checked: it exists"
ABSENT, EXISTS = "receipt/resolve/absent", "receipt/resolve/exists"


def lost(walker: Walker, fake: FakeProvider) -> Submission:
    """A creation whose answer is lost; the provider works again afterwards."""
    fake.faults["create"] = OutcomeUnknown("closed")
    walker.post("type", type="trust", country="GB").post("details", name="Acme").post("check")
    fake.faults.clear()
    assert walker.h1 == UNKNOWN
    return Submission.objects.get()


def confirm(walker: Walker, page: str, **fields: str) -> Walker:
    return walker.post(page, whole={"sure": "yes", **fields})


def told() -> list[tuple[str, ...]]:
    names = ("role", "who", "who_name", "found", "remote_id", "from_state", "to_state")
    return list(Resolution.objects.values_list(*names))


def test_it_does_not_exist_and_can_be_created_again(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    row = lost(fake_walker, fake)
    assert fake_walker.page.links[TO_ABSENT].endswith(f"/{ABSENT}/")
    assert fake_walker.get(ABSENT).h1 == "Confirm that the profile does not exist"
    assert str(row.pk) in fake_walker.html

    confirm(fake_walker, ABSENT)

    assert fake_walker.h1 == "You said that the profile does not exist"
    assert "Nothing was created" not in fake_walker.html
    assert told() == [("operator", "operator-1", "test", "absent", "", "unknown", "pending")]
    assert fake_walker.post("check").h1 == "Profile created"
    assert fake.payloads[0] == fake.payloads[1]


def test_nothing_is_done_before_the_box_is_selected(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    lost(fake_walker, fake)

    fake_walker.post(ABSENT)

    assert (fake_walker.status, fake_walker.title[:6]) == (422, "Error:")
    assert fake_walker.errors == ["Error: Select the box once you have looked"]
    assert (Submission.objects.get().state, told()) == (State.UNKNOWN, [])


def test_it_exists_under_an_id_that_the_provider_knows(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    lost(fake_walker, fake)
    known = fake.profiles[0].id

    confirm(fake_walker, EXISTS, remote_id=f" {known} ", same=known)

    assert fake_walker.h1 == "Profile created"
    assert known in fake_walker.html
    assert told() == [("operator", "operator-1", "test", "exists", known, "unknown", "created")]
    assert Submission.objects.get().payload is None


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ("", "Enter its id at the provider"),
        ("p 1", "Enter the id in the correct format"),
        ("x" * 201, "The id must be 200 characters or less"),
        ("p-99", "The provider has no profile of this id"),
    ],
)
def test_an_id_that_cannot_be_is_refused(
    fake_walker: Walker, fake: FakeProvider, given: str, error: str
) -> None:
    lost(fake_walker, fake)

    confirm(fake_walker, EXISTS, remote_id=given)

    assert error in fake_walker.errors[0]
    assert (Submission.objects.get().state, told()) == (State.UNKNOWN, [])


def test_an_id_that_cannot_be_looked_up_now_is_not_filed(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    lost(fake_walker, fake)
    fake.faults["show_profile"] = OutcomeUnknown("down")

    confirm(fake_walker, EXISTS, remote_id="p-1")

    assert "could not be looked up" in fake_walker.errors[0]


def test_the_profile_of_another_submission_is_refused(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    lost(fake_walker, fake)
    known = fake.profiles[0].id
    Submission.objects.create(
        provider="fake", state=State.CREATED, profile_id=known, payload_sha256="0" * 64
    )

    confirm(fake_walker, EXISTS, remote_id=known, same=known)

    assert "Another submission has created" in fake_walker.errors[0]


def test_a_page_that_is_out_of_date_changes_nothing(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    lost(fake_walker, fake)
    fake_walker.get(ABSENT)
    Submission.objects.update(attempt=2)

    confirm(fake_walker, ABSENT)

    assert "This has changed meanwhile" in fake_walker.summary[0]
    assert told() == []


def test_nobody_is_asked_where_the_provider_can_tell(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    lost(fake_walker, fake)
    fake.tell()

    assert TO_ABSENT not in fake_walker.get("receipt").page.links
    assert fake_walker.get(ABSENT).step == "receipt"


def test_nobody_is_asked_about_anything_but_an_unknown_outcome(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    assert fake_walker.get(ABSENT).step == "type"
    fake_walker.post("type", type="trust", country="GB").post("details", name="A").post("check")
    assert fake_walker.get(ABSENT).h1 == "Profile created"
    assert fake_walker.get("receipt/resolve/left").status == 404


@pytest.mark.parametrize(
    ("found", "heading", "state"),
    [
        ("absent", "You said that the changes were not saved", State.PENDING),
        ("exists", "Changes saved", State.UPDATED),
    ],
)
def test_the_same_of_changes_which_have_no_id_of_their_own(
    editor: Walker, fake: FakeProvider, found: str, heading: str, state: State
) -> None:
    fake.faults["create"] = OutcomeUnknown("closed")
    editor.post("details", name="Mine").post("check")
    fake.faults.clear()

    confirm(editor, f"receipt/resolve/{found}")

    assert editor.h1 == heading
    assert Submission.objects.get().state == state
    assert [row[3:] for row in told()] == [
        (found, "p-1" if found == "exists" else "", "unknown", state)
    ]
