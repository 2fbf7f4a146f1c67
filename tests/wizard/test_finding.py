"""Which profile it is that somebody says exists: by our reference in it, or by their own word."""

from dataclasses import replace
from typing import Any

import pytest

from tests.wizard.conftest import Walk
from tests.wizard.fake import FakeProvider
from tests.wizard.rows import filed
from tests.wizard.test_resolving import EXISTS, confirm, lost, told
from tests.wizard.walker import Walker
from wizard.models import State, Submission

ANOTHERS = "The profile of this id was created by another submission, whose reference it has"
WHICH = "Select the box if it is this profile, or enter another id"


def shown(fake: FakeProvider, **source: Any) -> str:
    """The id of the provider's first profile, whose JSON has this as well."""
    first = fake.profiles[0]
    fake.profiles[0] = replace(first, source={"id": first.id, **source})
    return first.id


@pytest.mark.parametrize("nested", [False, True])
def test_the_profile_with_its_own_reference_is_taken_at_once(
    fake_walker: Walker, fake: FakeProvider, nested: bool
) -> None:
    reference = str(lost(fake_walker, fake).pk)
    where = {"attributes": [{"metadata": {"ours": reference}}]}
    known = shown(fake, **(where if nested else {"customer_reference": reference}))

    confirm(fake_walker, EXISTS, remote_id=known)

    assert fake_walker.h1 == "Profile created"


def test_a_profile_with_the_reference_of_another_submission_is_refused(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    lost(fake_walker, fake)
    another = filed(None, State.REJECTED)
    known = shown(fake, customer_reference=str(another.pk))

    confirm(fake_walker, EXISTS, remote_id=known, same=known)

    assert ANOTHERS in fake_walker.errors[0]
    assert (Submission.objects.exclude(pk=another.pk).get().state, told()) == (State.UNKNOWN, [])


def test_a_profile_without_our_reference_is_named_and_has_to_be_confirmed(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    lost(fake_walker, fake)
    known = shown(fake, uuid="00000000-0000-4000-8000-000000000000")

    confirm(fake_walker, EXISTS, remote_id=known)

    assert (fake_walker.status, fake_walker.errors) == (422, [f"Error: {WHICH}"])
    assert f"Yes, it is {fake.profiles[0].name}, Person ({known})" in fake_walker.html
    assert told() == []
    fake_walker.post(EXISTS, whole={"sure": "yes", "remote_id": known, "same": known})
    assert fake_walker.h1 == "Profile created"


def test_what_was_confirmed_of_one_profile_is_not_of_another(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    lost(fake_walker, fake)

    confirm(fake_walker, EXISTS, remote_id="p-2", same="p-1")

    assert WHICH in fake_walker.errors[0]
    assert "(p-2)" in fake_walker.html


def test_its_name_is_not_shown_where_the_portal_shows_no_profiles(
    walk: Walk, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.portals.show_profiles", lambda _: False)
    walker = walk(provider="fake")
    lost(walker, fake)

    confirm(walker, EXISTS, remote_id="p-1")

    assert fake.profiles[0].name not in walker.html
    assert "Yes, it is p-1" in walker.html
