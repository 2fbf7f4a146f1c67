"""Whole ways through the wizard at OpenTransact, in a browser, over the sandbox."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.operator import Operator, keeps
from tests.sandbox.opentransact_caller import (
    MARKETPLACE,
    OpenTransactCaller,
    person,
)
from wizard.models import Run, Submission
from wizard.sandbox.server import SandboxServer

PERSON = {"First name": "Grace", "Last name": "Lantern"}
COMPANY = {"Name": "Brass Lantern GmbH", "Organization type": "Other"}
ADDRESS = {
    "Address line 1": "1 Mill Lane",
    "Town or city": "Springfield",
    "State, county or region": "IL",
    "Postcode or ZIP code": "62701",
    "Country": "United States",
}
WHOLE_COMPANY = ["POST profiles", "POST addresses", "POST email-addresses", "PUT profiles"]
INCOMPLETE = "The profile was created, but is not complete"


@pytest.fixture
def operator(
    open_page: Callable[..., Page],
    start_run: Callable[..., Run],
    opentransact: SandboxServer,
    javascript: bool,
) -> Operator:
    """An operator at the first step of a run at OpenTransact."""
    page = open_page(javascript=javascript)
    start_run(page, provider="opentransact")
    return Operator(page)


@pytest.fixture
def caller(opentransact: SandboxServer) -> OpenTransactCaller:
    """Somebody else at the provider."""
    return OpenTransactCaller(opentransact.url, time.time())


def writes(sandbox: SandboxServer) -> list[str]:
    """Method and type of everything that was written, in order."""
    return [f"{each['method']} {each['type']}" for each in sandbox.writes()]


def enter_person(operator: Operator, **changes: str) -> None:
    operator.choose("Person")
    operator.sees("Enter person details")
    operator.fill_details({**PERSON, "Application": "Marketplace", **changes})


def enter_company(operator: Operator, email: str = "", street: str = "1 Mill Lane") -> None:
    operator.choose("Organization")
    operator.fill_details({**COMPANY, "Application": "Payouts"})
    operator.press("Add address")
    address = {**ADDRESS, "Address line 1": street}
    operator.fill_details({f"Address 1: {label}": text for label, text in address.items()})
    operator.press("Add email address")
    operator.fill_details({"Email address 1: Email address": email or "office@example.com"})
    operator.press("Continue")


def open_profile(operator: Operator, identity: str) -> None:
    base = operator.page.url.split("/w/")[0] + "/w/" + operator.page.url.split("/w/")[1][:36]
    operator.page.goto(f"{base}/profiles/{identity}/")


def value(operator: Operator, label: str) -> str:
    """What stands at a label of a page's summary."""
    row = operator.page.locator("dl.summary > div").filter(
        has=operator.page.locator("dt", has_text=re.compile(rf"^{re.escape(label)}$"))
    )
    return row.locator("dd").first.inner_text().strip()


# -- create -----------------------------------------------------------------------------------


def test_a_person_is_created_once(operator: Operator, opentransact: SandboxServer) -> None:
    enter_person(operator)
    operator.press("Continue")
    operator.create()

    operator.reference()
    assert writes(opentransact) == ["POST profiles"]


def test_an_organization_is_created_with_its_address_and_e_mail_address(
    operator: Operator, opentransact: SandboxServer
) -> None:
    enter_company(operator)
    operator.create()

    reference = operator.reference()
    for label in ("Profile", "Address", "Email address", "Default email address"):
        assert value(operator, label) == "Done"
    assert writes(opentransact) == WHOLE_COMPANY
    open_profile(operator, reference)
    operator.sees("Brass Lantern GmbH")
    assert value(operator, "Email address (default)") == "office@example.com"
    assert "1 Mill Lane" in value(operator, "Address")


def test_a_fault_after_the_first_write_is_resumed_and_nothing_is_repeated(
    operator: Operator, opentransact: SandboxServer
) -> None:
    enter_company(operator, email="expire-token@example.com")
    operator.create()
    operator.sees(INCOMPLETE)
    assert value(operator, "Profile") == value(operator, "Address") == "Done"
    assert value(operator, "Email address") == "Not done yet"

    operator.press("Try again")

    operator.reference()
    assert writes(opentransact) == WHOLE_COMPANY


@pytest.mark.parametrize("street", ["Lost Answer Lane 1", "1 Mill Lane"])
def test_a_lost_answer_is_found_and_nothing_is_repeated(
    operator: Operator, opentransact: SandboxServer, street: str
) -> None:
    lost = "lost-answer@example.com" if street.startswith("1") else ""
    enter_company(operator, email=lost, street=street)
    operator.create()

    operator.reference()
    assert len(writes(opentransact)) == 4


def test_what_was_refused_after_the_first_write_is_mended(
    operator: Operator, opentransact: SandboxServer
) -> None:
    enter_company(operator, street="Reject Lane 1")
    operator.create()
    operator.sees(INCOMPLETE)

    operator.page.get_by_role("link", name="Change what was not accepted").click()
    operator.page.get_by_role("alert").wait_for()
    expect(operator.page.get_by_label("Name", exact=True)).to_have_count(0)
    operator.fill_details({"Address 1: Address line 1": "2 Mill Lane"})
    operator.press("Continue")
    operator.sees("Check what is still to be made")
    operator.press("Finish the profile")

    operator.reference()
    assert writes(opentransact) == WHOLE_COMPANY


def test_a_profile_that_looks_like_one_that_exists_needs_a_reason(
    operator: Operator, caller: OpenTransactCaller, opentransact: SandboxServer
) -> None:
    existing = caller.created(person("Lantern"))
    enter_person(operator, **{"First name": "TEST", "Last name": "Lántern"})
    operator.press("Continue")
    operator.page.get_by_role("heading", name="This looks like a profile that exists").wait_for()

    operator.page.get_by_role("link", name="Test Lantern").click()
    operator.sees("Test Lantern")
    assert existing in operator.page.url
    operator.page.get_by_role("link", name="Back").click()
    operator.create()
    operator.page.get_by_role("alert").wait_for()
    operator.page.get_by_label("Why do you create it anyway?").fill("A namesake")
    operator.create()

    operator.reference()
    row = Submission.objects.get()
    assert row.reason == {"text": "A namesake", "similar": [existing]}


# -- list and show ----------------------------------------------------------------------------


def test_the_list_is_paged_narrowed_and_leads_to_a_profile(
    operator: Operator, caller: OpenTransactCaller
) -> None:
    page = operator.page
    caller.created(person("Wanted", colour="teal"))
    page.get_by_role("link", name="See existing profiles").click()
    page.get_by_text("1,001 profiles").wait_for()
    page.get_by_role("link", name="Next").click()
    page.get_by_text("Page 2 of 34").wait_for()

    page.locator("details.filters > summary").click()
    operator.fill_details({"Metadata key": "colour", "Metadata value": "teal"})
    operator.press("Apply filters")

    page.get_by_text("1 profile", exact=True).wait_for()
    assert "teal" not in page.url
    page.get_by_role("link", name="Test Wanted").click()
    operator.sees("Test Wanted")
    assert value(operator, "colour") == "teal"


def test_the_application_is_sent_as_chosen(operator: Operator, caller: OpenTransactCaller) -> None:
    enter_person(operator)
    operator.press("Continue")
    operator.create()

    application = caller.show(operator.reference())["relationships"]["application"]["data"]
    assert application == {"type": "applications", "id": MARKETPLACE}


@pytest.mark.parametrize("javascript", [True], ids=["script"])
def test_a_reason_that_was_typed_is_there_after_a_look_at_the_other_profile(
    operator: Operator, caller: OpenTransactCaller
) -> None:
    caller.created(person("Lantern"))
    enter_person(operator, **{"First name": "Test"})
    operator.press("Continue")
    reason = operator.page.get_by_label("Why do you create it anyway?")
    with operator.page.expect_response(keeps("A namesake")):
        reason.fill("A namesake")

    operator.page.get_by_role("link", name="Test Lantern").click()
    operator.sees("Test Lantern")
    operator.page.get_by_role("link", name="Back").click()

    expect(reason).to_have_value("A namesake")
