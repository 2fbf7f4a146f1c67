"""A profile that exists while a part of it does not: its receipt, and the way on."""

from collections.abc import Callable

import pytest

from tests.sandbox.opentransact_caller import MARKETPLACE
from tests.wizard.conftest import Walk
from tests.wizard.fake import EMAIL, NAME, FakeProvider
from tests.wizard.walker import Walker
from wizard.models import State, Submission
from wizard.providers.errors import OutcomeUnknown, ProviderRejected, ProviderUnavailable
from wizard.providers.profiles import ProfileRow, Similar
from wizard.sandbox.server import SandboxServer
from wizard.schema.fields import FieldSpec

REFUSED = ProviderRejected({"emails.0.email": ["Enter another e-mail address"]}, status=422)
EMAILS = FieldSpec("emails", "Email addresses", kind="list", fields=(EMAIL,))
HEADING = "The profile was created, but is not complete"


@pytest.fixture
def fake(fake: FakeProvider) -> FakeProvider:
    fake.details = lambda _: (NAME, EMAILS)
    fake.parts = ("address", "email")
    fake.tell()
    return fake


def create(walker: Walker) -> Walker:
    walker.post("type", type="trust", country="GB")
    walker.post("details", name="Acme", press=("add-emails", "1"))
    return walker.post("details", {"emails.0.email": "a@example.com"}).post("check")


def test_the_receipt_says_what_is_done_and_what_is_not(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.faults["address"] = OutcomeUnknown("closed")

    create(fake_walker)

    assert fake_walker.h1 == "The profile was created, but may not be complete"
    made = zip(fake_walker.page.all("dt."), fake_walker.page.all("dd."), strict=True)
    assert list(made) == [
        ("Profile", "Done"),
        ("Address", "Not known yet whether it was done"),
        ("Email", "Not done yet"),
    ]
    assert str(Submission.objects.get().profile_id) in fake_walker.html


def test_another_operator_of_the_reference_does_not_see_what_was_refused(
    walk: Walk, fake: FakeProvider
) -> None:
    fake.faults["email"] = ProviderRejected({}, ["a@example.com is taken"], status=422)
    first = create(walk(provider="fake", ext="order-1"))
    assert "a@example.com is taken" in first.html

    other = walk(provider="fake", ext="order-1").get("receipt")

    assert other.h1 == HEADING
    assert "a@example.com" not in other.html


def test_trying_again_finishes_it(fake_walker: Walker, fake: FakeProvider) -> None:
    fake.faults["address"] = ProviderUnavailable("limited")
    create(fake_walker)
    fake.faults.clear()

    fake_walker.post("receipt")

    assert fake_walker.h1 == "Profile created"
    assert [kind for kind, _, _ in fake.sent] == ["profile", "address", "address", "email"]
    assert fake_walker.page.all("dd.")[-3:] == ["Done", "Done", "Done"]


def test_looking_at_the_receipt_asks_the_provider_nothing(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.faults["address"] = ProviderUnavailable("limited")
    create(fake_walker)
    before = list(fake.calls)

    fake_walker.get("receipt").get("receipt")

    assert fake.calls == before


def test_the_steps_lead_to_the_receipt_where_nothing_can_be_mended(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.faults["address"] = ProviderUnavailable("limited")
    create(fake_walker)

    assert fake_walker.get("details").step == "receipt"
    assert fake_walker.get("type").step == "receipt"


def refused(walker: Walker, fake: FakeProvider) -> Walker:
    fake.faults["email"] = REFUSED
    create(walker)
    fake.faults.clear()
    return walker


def test_what_was_refused_is_shown_alone_with_its_error(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    refused(fake_walker, fake)
    assert fake_walker.page.all("dd.") == ["Done", "Done", "Not accepted"]

    fake_walker.get("details")

    assert fake_walker.errors == ["Error: Enter another e-mail address"]
    assert fake_walker.page.inputs["details-emails.0.email"] == ["a@example.com"]
    assert "details-name" not in fake_walker.page.inputs
    assert ("show_all", "1") not in fake_walker.page.buttons


def test_what_was_refused_is_mended_and_only_that_is_made(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    refused(fake_walker, fake)

    fake_walker.post("details", {"emails.0.email": "b@example.com"})
    assert fake_walker.step == "check"
    fake_walker.post("check")

    assert fake_walker.h1 == "Profile created"
    assert [kind for kind, _, _ in fake.sent] == ["profile", "address", "email", "email"]
    assert Submission.objects.get().state == State.CREATED


def test_what_exists_cannot_be_changed_any_more(fake_walker: Walker, fake: FakeProvider) -> None:
    refused(fake_walker, fake)

    fake_walker.post("details", {"emails.0.email": "b@example.com"})

    changes = [text for text in fake_walker.page.links if text.startswith("Change")]
    assert changes == ["Change Email address 1: Email address"]
    assert fake_walker.get("type").step == "details"
    fake_walker.post("details", press=("show_all", "1"))
    assert "details-name" not in fake_walker.page.inputs


def test_what_is_refused_twice_says_so_twice(fake_walker: Walker, fake: FakeProvider) -> None:
    refused(fake_walker, fake)
    fake.faults["email"] = REFUSED

    fake_walker.post("details", {"emails.0.email": "b@example.com"}).post("check")
    assert fake_walker.h1 == HEADING

    assert fake_walker.get("details").errors == ["Error: Enter another e-mail address"]
    assert fake_walker.page.inputs["details-emails.0.email"] == ["b@example.com"]


def test_a_different_profile_can_be_created_meanwhile(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.faults["address"] = ProviderUnavailable("limited")
    create(fake_walker)

    fake_walker.post("another")

    assert fake_walker.h1 == "Choose what to create"


def test_an_unknown_outcome_is_looked_for_on_demand(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.faults["create"] = OutcomeUnknown("closed")
    create(fake_walker)
    assert "Check now" in fake_walker.page.all("button.primary")
    fake.faults.clear()

    fake_walker.post("receipt")

    assert fake_walker.h1 == "Profile created"
    keys = [key for kind, key, _ in fake.sent if kind == "profile"]
    assert keys[0] == keys[1]


def test_nobody_is_offered_a_check_that_the_provider_cannot_make(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.tell(False)
    fake.faults["create"] = OutcomeUnknown("closed")

    create(fake_walker)

    assert "Check now" not in fake_walker.html
    fake_walker.post("receipt")
    assert fake_walker.h1 == "We do not know yet whether the profile was created"
    assert len(fake.sent) == 1


def test_what_names_no_field_is_said_on_the_receipt(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.faults["email"] = ProviderRejected({}, ["Addresses in this country are not supported"])

    create(fake_walker)

    assert "Addresses in this country are not supported" in fake_walker.page.all("li.")
    assert "Trying again does the rest" not in fake_walker.html


def test_it_is_mended_in_its_own_run_only(fake: FakeProvider, walk: Callable[..., Walker]) -> None:
    fake.faults["email"] = REFUSED
    create(walk(provider="fake", ext="order-1"))

    other = walk(provider="fake", ext="order-1").get("receipt")

    assert other.h1 == HEADING
    assert "Change what was not accepted" not in other.page.links
    assert other.get("details").step == "receipt"


def test_a_reason_that_was_given_is_not_asked_for_again(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.compares, fake.alike = True, Similar((ProfileRow("p-9", "Company", "Acme"),), 1)
    fake.faults["email"] = REFUSED
    create(fake_walker).post("check", reason="Another one")
    assert fake_walker.h1 == HEADING
    fake.faults.clear()

    fake_walker.post("details", {"emails.0.email": "b@example.com"})

    assert "check-reason" not in fake_walker.page.inputs
    assert fake_walker.post("check").h1 == "Profile created"


ADDRESS = {
    "street1": "1 Mill Lane",
    "zipcode": "62701",
    "locality": "Springfield",
    "region": "IL",
    "country": "US",
}


def test_an_address_that_was_made_may_be_removed_and_the_others_are_made_all_the_same(
    opentransact: SandboxServer, walk: Callable[..., Walker]
) -> None:
    walker = walk(provider="opentransact")
    walker.post("type", type="people")
    walker.post("details", press=("add-addresses", "1")).post(
        "details", press=("add-addresses", "1")
    )
    streets = ("1 Mill Lane", "Reject Lane")
    fields = {"first-name": "Jane", "last-name": "Doe", "application": MARKETPLACE}
    for at, street in enumerate(streets):
        entered = {**ADDRESS, "street1": street}
        fields |= {f"addresses.{at}.{name}": text for name, text in entered.items()}
    walker.post("details", fields).post("check")
    assert walker.page.all("dd.") == ["Done", "Done", "Not accepted"]

    walker.get("details").post("details", press=("remove-addresses", "0"))
    walker.post("details", {"addresses.0.street1": "2 Mill Lane"}).post("check")

    assert walker.h1 == "Profile created"
    made = [each for each in opentransact.writes() if each["type"] == "addresses"]
    assert [each["received"]["data"]["attributes"]["street1"] for each in made] == [
        "1 Mill Lane",
        "2 Mill Lane",
    ]


def test_what_was_made_and_is_entered_otherwise_now_is_told(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    refused(fake_walker, fake)
    fake.parts = ("email",)  # the address that was made is planned no more

    fake_walker.post("details", {"emails.0.email": "b@example.com"})

    assert fake_walker.h1 == "Check what is still to be made"
    assert any("stays at the provider: Address." in text for text in fake_walker.notices)
