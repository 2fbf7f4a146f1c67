"""Profiles that exist at OpenTransact are changed, in a browser, over the sandbox."""

from tests.browser.operator import Operator
from tests.browser.test_opentransact import caller, open_profile, operator, value, writes
from tests.sandbox.opentransact_caller import OpenTransactCaller, contact, person, update
from wizard.models import State, Submission
from wizard.sandbox.server import SandboxServer

__all__ = ["caller", "operator"]


def begin_change(operator: Operator, caller: OpenTransactCaller) -> str:
    """At the form of a person with two e-mail addresses, the first of which is the default."""
    identity = caller.created(person("Before", tier="gold"))
    emails = [
        caller.created(contact("email-addresses", identity, email=email))
        for email in ("one@example.com", "two@example.com")
    ]
    caller.put(update(identity, default_email_address=emails[0]))
    open_profile(operator, identity)
    operator.page.get_by_role("link", name="Change this profile").click()
    operator.sees("Change the person")
    return identity


def overtake(operator: Operator, caller: OpenTransactCaller, last_name: str) -> str:
    """Save a change of the last name to "Mine" after somebody else's: of that name, and a tier."""
    identity = begin_change(operator, caller)
    operator.fill_details({"Last name": "Mine"})
    operator.press("Continue")
    operator.sees("Check the changes before saving them")
    theirs = person(last_name, tier="platinum")["data"]["attributes"]
    caller.put(update(identity, theirs))
    operator.press("Save changes")
    return identity


def test_a_profile_is_changed_and_old_and_new_are_checked(
    operator: Operator, caller: OpenTransactCaller, opentransact: SandboxServer
) -> None:
    begin_change(operator, caller)
    before = len(writes(opentransact))

    operator.fill_details({"Last name": "After", "Default email address": "two@example.com"})
    operator.press("Continue")
    operator.sees("Check the changes before saving them")
    assert "Before" in value(operator, "Last name")
    assert "After" in value(operator, "Last name")
    operator.press("Save changes")

    operator.sees("Changes saved")
    assert writes(opentransact)[before:] == ["PUT profiles"]
    operator.page.get_by_role("link", name="See the profile").click()
    operator.sees("Test After")
    assert value(operator, "tier") == "gold"
    assert value(operator, "Email address 1 (default)") == "two@example.com"
    assert Submission.objects.get().state == State.UPDATED


def test_a_change_by_somebody_else_is_noticed_before_it_is_overwritten(
    operator: Operator, caller: OpenTransactCaller, opentransact: SandboxServer
) -> None:
    identity = overtake(operator, caller, "Before")

    operator.page.get_by_text("Somebody else has changed this profile").wait_for()
    operator.sees("Check the changes before saving them")
    operator.press("Save changes")

    operator.sees("Changes saved")
    attributes = caller.show(identity)["attributes"]
    assert attributes["owner"]["last-name"] == "Mine"
    assert attributes["metadata"]["tier"] == "platinum"
