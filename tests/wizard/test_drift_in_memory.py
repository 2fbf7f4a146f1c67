"""Questions that change by the end, with a provider in memory: failures, renames, other tabs."""

from typing import Any

import pytest

from tests.wizard.fake import EMAIL, NAME, FakeProvider
from tests.wizard.test_drift import CHANGED, CHECK, asked
from tests.wizard.walker import Walker
from wizard.models import Run, Submission
from wizard.providers.errors import ProviderError, ProviderMisbehaved, ProviderUnavailable
from wizard.schema.fields import Condition, FieldSpec, Option


def to_check(walker: Walker, **fields: Any) -> None:
    walker.post("type", type="company", country="JP").post("details", fields)
    assert walker.h1 == CHECK


def test_an_unticked_box_on_the_shortened_page_is_unticked(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    kinds = FieldSpec("kinds", "Kinds", kind="checkboxes", options=(Option("a", "A"),))
    fake.details = lambda _: (NAME, kinds)
    to_check(fake_walker, name="Acme", kinds=["a"])
    more = FieldSpec("kinds", "Kinds", "checkboxes", options=(Option("b", "B"),), required=True)
    fake.details = lambda _: (NAME, more, FieldSpec("lei", "LEI", required=True))

    fake_walker.post("check")
    assert fake_walker.notices[0].startswith(f"{CHANGED} Answer these: Kinds, LEI.")
    fake_walker.post("details", lei="1", kinds=None)

    assert fake_walker.errors == ["Error: Select kinds"]


def test_conditions_on_settled_answers_hold_although_these_are_not_shown(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.details = lambda _: (NAME,)
    to_check(fake_walker, name="Acme")
    only_acme = Condition("name", ("Acme",))
    fake.details = lambda _: (
        NAME,
        FieldSpec("of", "Of Acme", "text", True, visible_when=only_acme),
    )

    fake_walker.post("check")
    assert asked(fake_walker) == {"of"}
    fake_walker.post("details", of="Yes").post("check")

    assert fake.payloads[0]["fields"] == {"name": "Acme", "of": "Yes"}


@pytest.mark.parametrize("error", [ProviderUnavailable("down"), ProviderMisbehaved("not JSON")])
def test_a_provider_that_cannot_be_asked_stops_nobody(
    fake_walker: Walker, fake: FakeProvider, error: ProviderError
) -> None:
    to_check(fake_walker, name="Acme")
    fake.faults["profile_fields"] = error

    fake_walker.post("check")

    assert fake_walker.h1 == "Profile created"
    assert fake.calls[-2:] == ["profile_fields", "create"]


def test_questions_that_come_empty_are_no_change(fake_walker: Walker, fake: FakeProvider) -> None:
    to_check(fake_walker, name="Acme")
    fake.details = lambda _: ()

    fake_walker.post("check")

    assert fake_walker.h1 == "Profile created"
    assert fake.payloads[0]["fields"] == {"name": "Acme"}


def test_a_renamed_question_takes_its_answer_along(fake_walker: Walker, fake: FakeProvider) -> None:
    to_check(fake_walker, name="Acme", email="a@example.com")
    fake.details = lambda _: (NAME, FieldSpec("contact.email", "Email address", "email"))

    fake_walker.post("check")

    assert fake_walker.notices == [f"{CHANGED} Check the answers once more."]
    fake_walker.post("check")
    assert fake.payloads[0]["fields"] == {"name": "Acme", "contact": {"email": "a@example.com"}}


def test_another_tab_with_the_check_page_of_the_old_questions_creates_nothing(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    to_check(fake_walker, name="Acme")
    tab = Walker(fake_walker.client, fake_walker.run).get("check")
    fake.details = lambda _: (NAME, EMAIL)
    fake_walker.post("check")
    assert fake_walker.notices == [f"{CHANGED} Check the answers once more."]

    tab.post("check")

    assert "out of date" in tab.notices[0]
    assert fake.payloads == []
    assert not Submission.objects.exists()


def test_the_check_leaves_no_answer_in_the_log(
    fake_walker: Walker, fake: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    to_check(fake_walker, name="Planted Name")
    fake.faults["profile_fields"] = ProviderUnavailable("down")

    fake_walker.post("check")

    assert "the questions were not checked: ProviderUnavailable" in caplog.text
    assert "Planted" not in caplog.text
    assert Run.objects.exists()
