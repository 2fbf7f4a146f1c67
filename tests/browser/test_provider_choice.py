"""Two providers at once: the operator chooses; what the other one creates has no country."""

from collections.abc import Callable
from functools import cache

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import unfit
from tests.browser.operator import Operator
from tests.browser.portal import LISTEN, START, Embedded
from tests.browser.test_accessibility import LEVELS, tab_to
from tests.wizard.fake import PERSON, TYPES, FakeProvider
from wizard import providers
from wizard.demo_portal.server import Portal
from wizard.models import Run, Submission
from wizard.providers.base import Provider
from wizard.sandbox.server import SandboxServer

CHOOSE = "Choose where to create the profile"
at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])


@pytest.fixture
def other(sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    """A second provider beside Detected: of its types one has countries and one has none."""
    detected, other = providers.configured()["detected"], FakeProvider("other", "Other Provider")
    other.types = [TYPES[0], PERSON]

    @cache
    def configured() -> dict[str, Provider]:
        return {"detected": detected, "other": other}

    monkeypatch.setattr(providers, "configured", configured)
    return other


@pytest.fixture
def chooser(
    other: FakeProvider,
    open_page: Callable[..., Page],
    start_run: Callable[..., Run],
    javascript: bool,
) -> Operator:
    """An operator in a run whose launch named no provider."""
    page = open_page(javascript=javascript)
    start_run(page, provider="")
    return Operator(page)


def choose(operator: Operator, provider: str) -> None:
    operator.sees(CHOOSE)
    operator.page.get_by_role("radio", name=provider, exact=True).check()
    operator.press("Continue")
    operator.sees("Choose what to create")


def country(operator: Operator) -> None:
    expect(operator.page.get_by_label("Country", exact=True)).to_be_visible()


def no_country(operator: Operator) -> None:
    expect(operator.page.get_by_label("Country", exact=True)).to_have_count(0)


def test_a_person_is_created_at_the_chosen_provider_without_a_country(
    chooser: Operator, other: FakeProvider
) -> None:
    # Given an operator who chooses the other provider
    choose(chooser, "Other Provider")
    expect(chooser.page.get_by_text("Provider: Other Provider")).to_be_visible()

    # When a person is created
    chooser.choose("Person")
    chooser.sees("Enter person details")
    chooser.fill_details({"Name": "Jane Doe"})
    chooser.press("Continue")
    chooser.sees("Check the details before creating the profile")
    expect(chooser.page.get_by_text("Country")).to_have_count(0)
    chooser.create()

    # Then it is there, and nowhere else
    reference = chooser.reference()
    expect(chooser.page.get_by_text("Country")).to_have_count(0)
    submission = Submission.objects.get()
    assert (submission.provider, submission.profile_id) == ("other", reference)
    assert [payload["fields"] for payload in other.payloads] == [{"name": "Jane Doe"}]


def test_detected_works_as_if_it_was_alone(chooser: Operator, sandbox: SandboxServer) -> None:
    choose(chooser, "Detected")

    chooser.choose("Company", "United Kingdom")
    chooser.search("Acme")
    chooser.pick(chooser.rows()[0])
    chooser.create()

    assert chooser.reference() == sandbox.profiles()[0]["id"]


def test_the_choice_is_made_by_keyboard_alone(chooser: Operator, other: FakeProvider) -> None:
    page = chooser.page
    chooser.sees(CHOOSE)
    tab_to(page, page.get_by_role("radio", name="Detected", exact=True))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chooser.sees("Choose what to create")
    tab_to(page, page.get_by_role("radio", name="Company", exact=True))
    page.keyboard.press("ArrowDown")
    tab_to(page, chooser.button("Continue"))
    page.keyboard.press("Enter")

    chooser.sees("Enter person details")
    assert Run.objects.get().provider == "other"


def test_without_a_choice_the_error_leads_to_the_first_provider(chooser: Operator) -> None:
    chooser.sees(CHOOSE)
    chooser.press("Continue")

    chooser.page.get_by_role("link", name="Select a provider").click()

    expect(chooser.page.get_by_role("radio", name="Detected", exact=True)).to_be_focused()
    expect(chooser.page).to_have_title(f"Error: {CHOOSE} – Create a profile – Profile wizard")


def enter_for_other(chooser: Operator) -> None:
    """Details for one provider; then back to the first step."""
    choose(chooser, "Other Provider")
    chooser.choose("Person")
    chooser.fill_details({"Name": "Jane Doe"})
    chooser.press("Back")
    chooser.sees("Choose what to create")


def test_a_change_of_mind_says_what_it_costs_and_starts_afresh(chooser: Operator) -> None:
    # Given details that were entered for one provider
    enter_for_other(chooser)

    # When the operator goes back and takes the other one
    chooser.press("Back")
    chooser.sees(CHOOSE)
    expect(chooser.page.get_by_role("radio", name="Other Provider")).to_be_checked()
    expect(chooser.page.get_by_text("what you have entered will be deleted")).to_be_visible()
    choose(chooser, "Detected")

    # Then the first step is asked anew, of that provider
    expect(chooser.page.get_by_role("region", name="Notice")).to_contain_text(
        "You changed the provider to Detected. Earlier answers were deleted."
    )
    expect(chooser.page.get_by_role("radio", name="Sole trader")).not_to_be_checked()


def test_the_same_provider_again_keeps_what_was_entered(chooser: Operator) -> None:
    enter_for_other(chooser)
    chooser.press("Back")
    chooser.sees(CHOOSE)

    chooser.press("Continue")

    chooser.sees("Enter person details")
    expect(chooser.field("Name")).to_have_value("Jane Doe")


@at_once
def test_the_country_is_asked_for_as_soon_as_a_type_has_one(chooser: Operator) -> None:
    choose(chooser, "Other Provider")
    expect(chooser.page.get_by_text("Not needed for person")).to_be_visible()

    chooser.page.get_by_role("radio", name="Person", exact=True).check()
    no_country(chooser)
    chooser.page.get_by_role("radio", name="Company", exact=True).check()
    country(chooser)

    chooser.choose("Company", "Japan")
    chooser.sees("Enter company details")


@pytest.mark.parametrize("javascript", [False], ids=["no-script"])
def test_without_javascript_the_country_comes_with_the_answer(chooser: Operator) -> None:
    choose(chooser, "Other Provider")
    chooser.choose("Person")
    chooser.sees("Enter person details")
    chooser.press("Back")
    chooser.sees("Choose what to create")
    no_country(chooser)

    chooser.choose("Company")

    expect(chooser.page.get_by_role("link", name="Select a country")).to_be_visible()
    chooser.choose("Company", "Japan")
    chooser.sees("Enter company details")


def test_the_portal_opens_a_run_that_names_no_provider(
    other: FakeProvider, open_page: Callable[..., Page], sample_portal: Portal
) -> None:
    # Given the portal, which has opened the first provider's wizard
    page = open_page()
    page.add_init_script(LISTEN)
    page.goto(sample_portal.origin)
    framed = Embedded(sample_portal, page, "wizard")
    framed.sees(START)

    # When a run is opened that names none
    page.get_by_role("button", name="New profile", exact=True).click()

    # Then the provider is chosen in the frame, and the portal hears of the steps after it alone
    choose(framed, "Other Provider")
    framed.choose("Person")
    framed.sees("Enter person details")
    framed.waits_for("step", 2)
    assert [each["data"]["key"] for each in framed.told("step")] == ["type", "details"]
    assert Run.objects.filter(provider="other", chooses_provider=True).count() == 1


# -- how it looks ----------------------------------------------------------------------------------


def first(operator: Operator) -> None:
    operator.sees(CHOOSE)


def nothing_chosen(operator: Operator) -> None:
    first(operator)
    operator.press("Continue")
    operator.page.get_by_role("alert").wait_for()


def both_kinds(operator: Operator) -> None:
    choose(operator, "Other Provider")


def person_chosen(operator: Operator) -> None:
    both_kinds(operator)
    operator.page.get_by_role("radio", name="Person", exact=True).check()
    no_country(operator)


def person_details(operator: Operator) -> None:
    both_kinds(operator)
    operator.choose("Person")
    operator.sees("Enter person details")


def choosing_again(operator: Operator) -> None:
    person_details(operator)
    for heading in ("Choose what to create", CHOOSE):
        operator.press("Back")
        operator.sees(heading)


def changed(operator: Operator) -> None:
    choosing_again(operator)
    choose(operator, "Detected")


def person_checked(operator: Operator) -> None:
    person_details(operator)
    operator.fill_details({"Name": "Jane Doe"})
    operator.press("Continue")
    operator.sees("Check the details before creating the profile")


def person_created(operator: Operator) -> None:
    person_checked(operator)
    operator.create()
    operator.reference()


PAGES: dict[str, Callable[[Operator], None]] = {
    "provider": first,
    "provider-errors": nothing_chosen,
    "provider-again": choosing_again,
    "provider-changed": changed,
    "type-both-kinds": both_kinds,
    "type-without-country": person_chosen,
    "check-without-country": person_checked,
    "receipt-without-country": person_created,
}


@at_once
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_at_every_width_in_light_and_dark(
    chooser: Operator, name: str
) -> None:
    PAGES[name](chooser)

    levels = chooser.page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(LEVELS)
    assert levels.count(1) == 1
    assert unfit(chooser.page, name) == ({}, {})
