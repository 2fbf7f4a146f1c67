"""Who works on a portal's reference holds it; who only looks at what there is holds nobody back."""

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.test_editor import fake
from tests.wizard.test_launch import launch, walk
from tests.wizard.test_operators_submissions import PAGE
from tests.wizard.walker import Walker
from wizard.models import Run, Submission
from wizard.providers.errors import OutcomeUnknown

__all__ = ["fake"]
IN_USE = "Somebody else is working on this"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]


def jane() -> Walker:
    return walk(ext="order-1", sub="jane")


def jim() -> Walker:
    return walk(ext="order-1", sub="jim")


def chosen(walker: Walker) -> Walker:
    return walker.post("type", type="trust", country="GB")


@pytest.mark.parametrize("page", ["receipt", PAGE, "profiles/p-1", "profiles/p-1/details", "type"])
def test_who_looks_locks_nobody_out(page: str, fake: FakeProvider) -> None:
    # Given what one operator has sent, in a run that has ended
    fake.faults["create"] = OutcomeUnknown("closed")
    first = chosen(jane()).post("details", name="Acme").post("check")
    Run.objects.update(expires_at=first.run.created_at)

    # When another one looks at it
    jim().get(page)

    # Then the first one comes back to it
    assert jane().h1 == "We do not know yet whether the profile was created"


def test_who_has_typed_holds_it() -> None:
    chosen(jane())

    answer = launch(ext="order-1", sub="jim")

    assert (answer.status_code, IN_USE in answer.content.decode()) == (409, True)


def test_of_two_who_look_the_first_to_work_on_it_holds_it() -> None:
    first, second = jane(), jim()
    chosen(second)

    chosen(first)

    assert (first.status, first.h1) == (409, IN_USE)
    assert not Run.objects.get(pk=first.run.pk).begun
    assert second.post("details", name="Acme").post("check").h1 == "Profile created"
    assert Submission.objects.count() == 1


def test_who_works_on_it_already_is_not_stopped() -> None:
    first = chosen(jane())
    other = jim_beside(first)

    assert other.post("type", type="company", country="JP").h1 == IN_USE
    assert first.post("details", name="Acme").step == "check"


def jim_beside(first: Walker) -> Walker:
    """He has come while nobody held it."""
    Run.objects.filter(pk=first.run.pk).update(begun=False)
    second = jim()
    Run.objects.filter(pk=first.run.pk).update(begun=True)
    return second


def test_a_change_holds_it_until_the_profile_of_the_reference_is_created() -> None:
    first, second = jane(), jim()
    change = "profiles/p-1/details"
    first.post(change, whole={"details-name": "Mine"})
    assert second.post(change, whole={"details-name": "Other"}).h1 == IN_USE

    chosen(first).post("details", name="Acme").post("check")

    assert second.get(change).post(change, whole={"details-name": "Other"}).step == "profiles"
