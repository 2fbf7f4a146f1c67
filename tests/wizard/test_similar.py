"""Profiles that look like the new one are shown before it is created; creating it has a reason."""

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.walker import Walker
from wizard.models import Submission
from wizard.providers.errors import ProviderRejected, ProviderUnavailable
from wizard.providers.profiles import ProfileRow, Similar

LOOKS_ALIKE = ProfileRow("p-9", "Company", "ACME Limited", (("City", "Leeds"),))
NOT_CHECKED = "We could not check whether this profile exists already."


@pytest.fixture
def fake(fake: FakeProvider) -> FakeProvider:
    fake.compares = True
    fake.alike = Similar((LOOKS_ALIKE,), 30)
    return fake


def to_check(walker: Walker, name: str = "Acme Ltd") -> Walker:
    return walker.post("type", type="company", country="JP").post("details", name=name)


def test_a_profile_that_looks_like_the_new_one_is_shown_with_a_link(fake_walker: Walker) -> None:
    to_check(fake_walker)

    assert "This looks like a profile that exists" in fake_walker.page.all("h2.")
    assert fake_walker.page.links["ACME Limited"] == (f"{fake_walker.base}profiles/p-9/?from=check")
    assert "City: Leeds" in fake_walker.html


def test_it_is_not_created_without_a_reason(fake_walker: Walker, fake: FakeProvider) -> None:
    to_check(fake_walker).post("check")

    assert fake_walker.status == 422
    assert fake_walker.errors == ["Error: Enter why you create it anyway"]
    assert fake_walker.page.all("dd.")[:1] == ["Company"]
    assert fake.payloads == []


def test_the_reason_is_kept_with_the_submission_and_encrypted(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    to_check(fake_walker).post("check", reason="Another branch")

    assert fake_walker.h1 == "Profile created"
    assert Submission.objects.get().reason == {"text": "Another branch", "similar": ["p-9"]}
    assert "reason" not in str(fake.payloads)


def test_a_reason_that_was_typed_stays_where_the_operator_goes_back(fake_walker: Walker) -> None:
    to_check(fake_walker).post(
        "check", press=("wizard_goto_step", "details"), reason="Another branch"
    )
    assert fake_walker.step == "details"

    fake_walker.post("details")

    assert fake_walker.page.inputs["check-reason"] == ["Another branch"]
    assert fake_walker.post("check").h1 == "Profile created"


def test_without_anything_alike_nothing_is_asked(fake_walker: Walker, fake: FakeProvider) -> None:
    fake.alike = Similar((), 30)

    to_check(fake_walker)

    assert "check-reason" not in fake_walker.page.inputs
    assert fake_walker.post("check").h1 == "Profile created"
    assert Submission.objects.get().reason is None


def test_the_same_answers_are_compared_once(fake_walker: Walker, fake: FakeProvider) -> None:
    to_check(fake_walker)
    fake_walker.post("details")

    fake_walker.post("details", name="Other")

    assert fake.calls.count("similar") == 2


def test_not_being_able_to_compare_is_said_and_stops_nobody(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.faults["similar"] = ProviderUnavailable("down")

    to_check(fake_walker)

    assert NOT_CHECKED in fake_walker.notices
    assert fake_walker.post("check").h1 == "Profile created"


def test_what_was_not_compared_is_said(fake_walker: Walker, fake: FakeProvider) -> None:
    fake.alike = Similar((LOOKS_ALIKE,), 2000, all=False)

    to_check(fake_walker)

    assert "Only the first 2000 profiles were compared." in fake_walker.page.all("p.")


def test_many_that_look_alike_are_cut_and_counted(fake_walker: Walker, fake: FakeProvider) -> None:
    fake.alike = Similar(tuple(ProfileRow(f"p-{n}", "Company", "Acme") for n in range(30)), 40)

    to_check(fake_walker)

    assert "The first 20 of 30 are shown." in fake_walker.page.all("p.")


def test_what_no_schema_can_tell_is_said_at_the_details(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.faults["judge"] = ProviderRejected({"name": ["Enter a name that is free"]})

    to_check(fake_walker)

    assert (fake_walker.status, fake_walker.step) == (422, "details")
    assert fake_walker.errors == ["Error: Enter a name that is free"]
    assert fake_walker.page.inputs["details-name"] == ["Acme Ltd"]


def test_a_profile_that_cannot_be_shown_has_no_link(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.alike = Similar((ProfileRow("a/b c", "Company", "Odd id"),), 1)
    to_check(fake_walker)
    assert fake_walker.status == 200
    assert "Odd id" not in fake_walker.page.links

    fake.alike, fake.lists = Similar((LOOKS_ALIKE,), 1), False
    fake_walker.post("details", name="Other")

    assert "ACME Limited" in fake_walker.html
    assert "ACME Limited" not in fake_walker.page.links
