"""A submission that was not sent: its answers may still be changed, or it may be given up."""

from tests.wizard.fake import FakeProvider
from tests.wizard.walker import Walker
from wizard.models import Run, State, Submission
from wizard.providers.errors import OutcomeUnknown, ProviderMisbehaved, ProviderUnavailable


def pending(walker: Walker, fake: FakeProvider, name: str = "Old Name") -> Walker:
    """A run whose creation could not be sent; the provider works again afterwards."""
    fake.faults["create"] = ProviderUnavailable("down")
    walker.post("type", type="trust", country="GB").post("details", name=name).post("check")
    del fake.faults["create"]
    return walker


def test_what_is_sent_after_a_change_is_what_the_operator_has_checked(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    pending(fake_walker, fake).get("check")
    fake_walker.post("details", name="New Name", query="?from=check")

    fake_walker.get()  # the frame is loaded again
    assert fake_walker.h1 == "The profile was not created"
    fake_walker.get(fake_walker.page.links["Check the answers and try again"].split("/")[-2])
    assert "New Name" in fake_walker.html
    fake_walker.post("check")

    assert fake_walker.h1 == "Profile created"
    assert [payload["fields"]["name"] for payload in fake.payloads] == ["Old Name", "New Name"]
    assert sorted(Submission.objects.values_list("state", "error_code")) == [
        (State.CREATED, ""),
        (State.REJECTED, "superseded"),
    ]


def test_an_unchanged_one_is_sent_again_under_the_same_reference(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    pending(fake_walker, fake).post("check")

    assert fake_walker.h1 == "Profile created"
    assert fake.payloads[0] == fake.payloads[1]
    assert Submission.objects.get().attempt == 2


def test_it_can_be_cancelled_and_is_then_never_sent(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    pending(fake_walker, fake).post("cancel")

    assert fake_walker.h1 == "You have stopped"
    row = Submission.objects.get()
    assert (row.state, row.error_code, row.payload) == (State.REJECTED, "cancelled", None)
    assert Run.objects.get().data is None
    assert len(fake.payloads) == 1


def test_a_refusal_of_our_own_credentials_is_not_called_a_failure_to_reach(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.faults["create"] = ProviderMisbehaved("401 with a new token", status=401)

    fake_walker.post("type", type="trust", country="GB").post("details", name="N").post("check")

    assert fake_walker.h1 == "The profile was not created"
    assert "did not accept the request of this service" in fake_walker.html
    assert str(Submission.objects.get().pk) in fake_walker.html


def test_after_an_unknown_outcome_a_different_profile_can_be_created(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.faults["create"] = OutcomeUnknown("lost")
    fake_walker.post("type", type="trust", country="GB").post("details", name="N").post("check")

    fake_walker.post("another")

    assert fake_walker.h1 == "Choose what to create"
    assert Submission.objects.get().state == State.UNKNOWN


def test_nothing_is_created_for_a_run_that_was_cancelled_meanwhile(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake_walker.post("type", type="trust", country="GB").post("details", name="N")
    fake_walker.get("check")
    Run.objects.update(expires_at="2020-01-01T00:00:00Z")

    fake_walker.post("check")

    assert fake_walker.h1 == "Your session has ended"
    assert fake.payloads == []
