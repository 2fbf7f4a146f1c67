"""The schema lab and the sign-in of staff, as a browser shows them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.developer import Developer
from tests.browser.looks import photograph, unfit

at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])
after_submit = pytest.mark.parametrize("javascript", [False], ids=["no-script"])
SCHEMA: list[dict[str, Any]] = [
    {"key": "name", "label": "Registered name", "required": True, "section": "Company"},
    {"key": "vat", "label": "Registered for VAT", "type": "boolean", "section": "Company"},
    {
        "key": "vat_number",
        "label": "VAT number",
        "required": True,
        "section": "Company",
        "visible_when": {"key": "vat", "in": [True]},
    },
    {
        "key": "directors",
        "label": "Directors",
        "type": "list",
        "section": "People",
        "fields": [
            {"key": "name", "label": "Full name", "required": True},
            {"key": "born", "label": "Date of birth", "type": "date"},
        ],
    },
    {"key": "signed", "label": "Signature", "type": "signature", "section": "People"},
]


def test_the_admin_works_under_its_policy(
    open_page: Callable[..., Page], live_server: LiveServer, javascript: bool
) -> None:
    """`open_page` complains of everything that the policy blocks."""
    User.objects.create_superuser("sam", password="correct horse")
    page = open_page(javascript=javascript)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Username").fill("sam")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()
    page.get_by_role("link", name="Users", exact=True).first.click()
    page.get_by_role("link", name="sam", exact=True).click()

    expect(page.get_by_role("heading", name="Change user")).to_be_visible()
    photograph(page, f"admin-user-{javascript}")


def test_a_pasted_schema_becomes_a_form_and_a_payload(developer: Developer) -> None:
    # Given a schema
    developer.paste(SCHEMA)
    warnings = developer.page.get_by_role("region", name="Warnings")
    expect(warnings).to_contain_text("[4]: unknown type 'signature', drawn as text")
    expect(developer.page.get_by_role("region", name="Specs")).to_contain_text('"directors.born"')

    # When the form is filled in, with one director more
    developer.fill_details({"Registered name": "Ferngate"})
    developer.press("Add director")
    developer.fill_details(
        {"Director 1: Full name": "Ann", "Director 1: Date of birth": "1 may 1990"}
    )
    developer.press("Add another director")
    developer.fill_details({"Director 2: Full name": "Bea"})
    developer.press("Remove Director 1")
    expect(developer.field("Director 2: Full name")).to_have_count(0)
    developer.press("Show the payload")

    # Then the payload is shown, and the form stays as it is
    payload = developer.page.get_by_role("heading", name="Payload")
    expect(payload).to_be_focused()
    assert developer.payload() == {"name": "Ferngate", "directors": [{"name": "Bea"}]}
    assert developer.field("Registered name").input_value() == "Ferngate"


@at_once
def test_an_answer_brings_its_question_at_once(developer: Developer) -> None:
    developer.paste(SCHEMA)
    developer.fill_details({"Registered name": "Ferngate"})
    developer.page.evaluate("window.sameDocument = true")

    developer.fill_details({"Registered for VAT": "Yes"})
    developer.fill_details({"VAT number": "GB1"})
    developer.fill_details({"Registered for VAT": "No"})
    expect(developer.field("VAT number")).to_have_count(0)
    developer.fill_details({"Registered for VAT": "Yes"})

    expect(developer.field("VAT number")).to_have_value("GB1")
    developer.press("Show the payload")
    developer.page.get_by_role("heading", name="Payload").wait_for()
    assert developer.payload() == {"name": "Ferngate", "vat": True, "vat_number": "GB1"}
    assert developer.page.evaluate("window.sameDocument === true")


@after_submit
def test_an_answer_brings_its_question_after_the_submit(developer: Developer) -> None:
    developer.paste(SCHEMA)
    developer.fill_details({"Registered name": "Ferngate", "Registered for VAT": "Yes"})

    developer.press("Show the payload")

    expect(developer.page.get_by_role("region", name="Notice")).to_contain_text("VAT number")
    developer.fill_details({"VAT number": "GB1"})
    developer.press("Show the payload")
    assert developer.payload() == {"name": "Ferngate", "vat": True, "vat_number": "GB1"}


def test_errors_lead_to_their_fields(developer: Developer) -> None:
    developer.paste('[\n  {"key": "a"},\n    }]')
    developer.page.get_by_role("link", name="This is not JSON: line 3, column 5").click()
    expect(developer.page.get_by_label("Schema (JSON)")).to_be_focused()
    developer.paste(SCHEMA)

    developer.press("Show the payload")

    developer.page.get_by_role("link", name="Enter registered name").click()
    expect(developer.field("Registered name")).to_be_focused()


def test_a_schema_is_fetched_from_the_provider(developer: Developer) -> None:
    fetch = developer.page.get_by_role("region", name="Fetch from a provider")
    fetch.get_by_label("Profile type").select_option(label="Company")
    fetch.get_by_label("Country").select_option(label="Ireland")

    developer.press("Fetch and show the form")

    form = developer.page.get_by_role("region", name="Form")
    expect(form).to_contain_text("Detected: Company, Ireland, details")
    expect(form.get_by_label("Registered name", exact=True)).to_be_visible()


@at_once
def test_a_hostile_schema_runs_nothing(developer: Developer) -> None:
    evil = "</textarea></pre><script>window.harmed = 1</script><img src=x onerror='harmed = 1'>"
    many = [{"key": f"{evil}{n}", "label": evil, "section": evil, "type": evil} for n in range(2)]

    developer.paste(many)
    developer.page.get_by_role("region", name="Specs").wait_for()
    developer.press("Show the payload")
    developer.page.get_by_role("heading", name="Payload").wait_for()

    assert developer.page.evaluate("window.harmed === undefined")
    expect(developer.page.locator("main img, main script")).to_have_count(0)


def test_too_much_is_refused_politely(developer: Developer) -> None:
    developer.page.get_by_label("Schema (JSON)").fill(f"[{' ' * 1024 * 1024}]")
    developer.press("Show the form")

    developer.sees("That was too much at once")


@at_once
@pytest.mark.parametrize("name", ["empty", "form", "errors", "payload", "fetched"])
def test_the_lab_is_accessible_at_every_width_in_light_and_dark(
    developer: Developer, name: str
) -> None:
    page = developer.page
    if name == "fetched":
        test_a_schema_is_fetched_from_the_provider(developer)
    elif name != "empty":
        developer.paste(SCHEMA)
        developer.press("Add director")
        developer.field("Director 1: Full name").wait_for()
    if name == "payload":
        developer.fill_details({"Registered name": "Ferngate", "Director 1: Full name": "Ann"})
    if name in {"errors", "payload"}:
        developer.press("Show the payload")
        page.locator("[data-autofocus]").wait_for()

    assert unfit(page, f"lab-{name}") == ({}, {})
