"""Questions that change: with an answer, or because the provider has changed its form."""

from contextlib import nullcontext

import pytest
from playwright.sync_api import Route, expect

from tests.browser.answers import GB_SOLE_TRADER_FIELDS
from tests.browser.operator import Operator, keeps, redraws
from tests.browser.test_back_and_forth import CHECK, SOLE_TRADER, at_check
from wizard.sandbox.server import SandboxServer

at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])
after_submit = pytest.mark.parametrize("javascript", [False], ids=["no-script"])

LEI = {"key": "lei", "label": "LEI", "type": "text", "required": True}
CH_COMPANY = {
    "Registered name": "Uhrwerk Bern",
    "UID": "CHE-123.456.789",
    "Date of incorporation": "3 2 2001",
    "Address line 1": "1 Marktgasse",
    "Town or city": "Bern",
    "PLZ": "3000",
    "Director 1: Full name": "Jane Doe",
    "Signature of the authorised person": "Jane Doe",
    "Email address": "jane@example.com",
}
STOCK = "Aktiengesellschaft (AG/SA)"
LIMITED = "GmbH / Sàrl"


def notice(operator: Operator) -> str:
    return operator.page.get_by_role("region", name="Notice").inner_text()


def at_swiss_details(operator: Operator, answers: dict[str, str] = CH_COMPANY) -> None:
    operator.choose("Company", "Switzerland")
    operator.sees("Enter company details")
    operator.fill_details(answers)


def calls(sandbox: SandboxServer, method: str) -> int:
    made = [(each["method"], each["path"].rsplit("/", 2)[1:]) for each in sandbox.requests()]
    return made.count((method, ["company", "CH"]))


# -- the provider has changed its form ----------------------------------------------------------


def test_only_the_new_question_is_asked_and_the_profile_has_all_answers(
    operator: Operator, sandbox: SandboxServer
) -> None:
    # Given answers that are ready to be sent, and a provider that asks for more since
    at_check(operator)
    sandbox.change_schema("sole_trader", "GB", add=LEI)

    # When the operator sends them
    operator.create()

    # Then only the new question is there, and nothing was created
    operator.sees(SOLE_TRADER)
    assert "Answer these: LEI. Your other answers are kept." in notice(operator)
    expect(operator.page.get_by_role("textbox")).to_have_count(1)
    assert sandbox.profiles() == []

    # And its answer leads straight back to a check page that shows it
    operator.fill_details({"LEI": "5493001KJTIIGC8Y1R12"})
    operator.press("Continue")
    operator.sees(CHECK)
    expect(operator.page.get_by_text("5493001KJTIIGC8Y1R12")).to_be_visible()
    operator.create()
    assert operator.reference() == sandbox.profiles()[0]["id"]
    assert sandbox.profiles()[0]["received"]["fields"] == {
        **GB_SOLE_TRADER_FIELDS,
        "lei": "5493001KJTIIGC8Y1R12",
    }


def test_all_questions_are_a_button_away_and_hold_what_was_typed(
    operator: Operator, sandbox: SandboxServer
) -> None:
    at_check(operator)
    sandbox.change_schema("sole_trader", "GB", add=LEI)
    operator.create()
    operator.sees(SOLE_TRADER)
    operator.fill_details({"LEI": "LEI-1"})

    operator.press("Show all questions")

    expect(operator.field("Trading name")).to_have_value("Jane's Cakes")
    expect(operator.field("LEI")).to_have_value("LEI-1")
    expect(operator.button("Show all questions")).to_have_count(0)


@at_once
def test_what_is_typed_into_a_new_question_survives_a_reload(
    operator: Operator, sandbox: SandboxServer
) -> None:
    at_check(operator)
    sandbox.change_schema("sole_trader", "GB", add=LEI)
    operator.create()
    operator.sees(SOLE_TRADER)

    expect(operator.page.get_by_role("heading", level=1)).to_be_focused()  # a new page takes it
    with operator.page.expect_response(keeps("LEI-1")):
        operator.field("LEI").press_sequentially("LEI-1")
    operator.page.reload()

    expect(operator.field("LEI")).to_have_value("LEI-1")
    expect(operator.page.get_by_role("textbox")).to_have_count(1)


def test_a_changed_form_that_asks_nothing_new_is_looked_at_once_more(
    operator: Operator, sandbox: SandboxServer
) -> None:
    at_check(operator)
    sandbox.change_schema("sole_trader", "GB", remove="phone")

    operator.create()

    operator.sees(CHECK)
    expect(operator.page.get_by_role("region", name="Notice")).to_contain_text(
        "The provider has changed its questions. Check the answers once more."
    )
    assert sandbox.profiles() == []
    operator.create()
    assert operator.reference() == sandbox.profiles()[0]["id"]


# -- an answer decides what is asked ------------------------------------------------------------


@at_once
def test_an_answer_brings_the_providers_questions_at_once(
    operator: Operator, sandbox: SandboxServer
) -> None:
    # Given details that are half filled in
    at_swiss_details(operator, {"Registered name": "Uhrwerk", "PLZ": "not yet"})
    operator.page.evaluate("window.sameDocument = true")

    # When the legal form is chosen and the operator goes on to the next field
    operator.fill_details({"Legal form": STOCK})
    operator.field("Legal form").press("Tab")

    # Then its questions are there, what was typed and the focus stay
    expect(operator.field("Aktienkapital")).to_be_visible()
    expect(operator.field("Date of incorporation").get_by_label("Day")).to_be_focused()
    assert operator.field("Registered name").input_value() == "Uhrwerk"
    assert operator.field("PLZ").input_value() == "not yet"
    assert operator.page.evaluate("window.sameDocument === true")

    # And the page that has them is sent like any other
    operator.fill_details(CH_COMPANY | {"Aktienkapital": "100000"})
    operator.press("Continue")
    operator.sees(CHECK)
    operator.create()
    assert operator.reference() == sandbox.profiles()[0]["id"]
    assert sandbox.profiles()[0]["received"]["fields"]["share_capital"] == 100000
    assert calls(sandbox, "POST") == 2  # as it was chosen, and once more before the creation


@at_once
def test_another_answer_brings_other_questions(operator: Operator) -> None:
    at_swiss_details(operator, {})
    for form, question in ((STOCK, "Aktienkapital"), (LIMITED, "Stammkapital")):
        operator.fill_details({"Legal form": form})
        operator.field("Legal form").press("Tab")
        expect(operator.field(question)).to_be_visible()

    expect(operator.field("Aktienkapital")).to_have_count(0)


def choose_from_the_list(operator: Operator, sandbox: SandboxServer) -> None:
    """The legal form is a select, in use; the provider has been asked about the choice."""
    forms = {"ag": STOCK} | {f"f{n}": f"Form {n}" for n in range(8)}
    options = [{"value": value, "label": label} for value, label in forms.items()]
    field = {"key": "entity_type", "label": "Legal form", "type": "select", "required": True}
    sandbox.change_schema("company", "CH", add={**field, "options": options, "refresh": True})
    at_swiss_details(operator)
    operator.field("Legal form").focus()
    with operator.page.expect_response(redraws):
        operator.field("Legal form").select_option(label=STOCK)
    assert calls(sandbox, "POST") == 1


@at_once
def test_the_questions_come_once_a_select_is_left(
    operator: Operator, sandbox: SandboxServer
) -> None:
    choose_from_the_list(operator, sandbox)
    expect(operator.field("Legal form")).to_be_focused()
    expect(operator.field("Aktienkapital")).to_have_count(0)

    operator.field("Legal form").press("Tab")

    expect(operator.field("Aktienkapital")).to_be_visible()
    expect(operator.page.get_by_role("region", name="Notice")).to_have_count(0)
    operator.fill_details({"Aktienkapital": "100000"})
    operator.press("Continue")
    operator.sees(CHECK)
    assert calls(sandbox, "POST") == 1


@at_once
def test_a_form_that_is_sent_from_within_a_select_shows_the_questions(
    operator: Operator, sandbox: SandboxServer
) -> None:
    choose_from_the_list(operator, sandbox)

    operator.page.locator("form#step").evaluate("form => form.requestSubmit()")

    expect(operator.page.get_by_role("region", name="Notice")).to_have_text(
        "Your answers bring up more questions: Aktienkapital, Auditor."
    )
    assert operator.field("Registered name").input_value() == "Uhrwerk Bern"
    operator.fill_details({"Aktienkapital": "100000"})
    operator.press("Continue")
    operator.sees(CHECK)


@at_once
def test_typing_while_the_provider_is_asked_is_neither_lost_nor_an_error(
    operator: Operator,
) -> None:
    # Given a provider that takes its time
    at_swiss_details(operator, {"Registered name": "Slow 2s AG"})
    operator.fill_details({"Legal form": STOCK})
    operator.field("Legal form").press("Tab")

    # When the operator types on, long enough for it to be kept meanwhile
    with operator.page.expect_response(keeps("jane@example.com")):
        operator.field("Email address").press_sequentially("jane@example.com")

    # Then the questions come, and nothing that was typed has gone
    expect(operator.field("Aktienkapital")).to_be_visible()
    expect(operator.field("Email address")).to_have_value("jane@example.com")
    expect(operator.page.get_by_role("region", name="Notice")).to_have_count(0)


@after_submit
def test_an_answer_brings_the_providers_questions_after_the_submit(
    operator: Operator, sandbox: SandboxServer
) -> None:
    at_swiss_details(operator, CH_COMPANY | {"Legal form": LIMITED})

    operator.press("Continue")

    assert "Your answers bring up more questions: Stammkapital." in notice(operator)
    expect(operator.page.get_by_role("alert")).to_have_count(0)
    assert operator.field("Registered name").input_value() == "Uhrwerk Bern"
    operator.fill_details({"Stammkapital": "20000"})
    operator.press("Continue")
    operator.create()
    assert operator.reference() == sandbox.profiles()[0]["id"]
    assert calls(sandbox, "POST") == 2


def test_a_provider_that_is_down_is_told_at_continue_alone(
    operator: Operator, javascript: bool
) -> None:
    # Given a provider that answers nothing about this company
    at_swiss_details(operator, CH_COMPANY | {"Registered name": "Down AG"})
    with operator.page.expect_response(redraws) if javascript else nullcontext():
        operator.fill_details({"Legal form": STOCK})
    expect(operator.page.get_by_role("alert")).to_have_count(0)

    # When the operator goes on
    operator.press("Continue")

    # Then the page says so and keeps the answers
    expect(operator.page.get_by_role("alert")).to_contain_text("The provider is not answering")
    assert operator.field("Registered name").input_value() == "Down AG"
    operator.fill_details({"Registered name": "Uhrwerk Bern"})
    operator.press("Continue")
    expect(operator.field("Aktienkapital")).to_be_visible()


@at_once
def test_a_redraw_that_the_network_swallows_leaves_the_page(operator: Operator) -> None:
    at_swiss_details(operator)

    def lose(route: Route) -> None:
        if "redraw=1" in (route.request.post_data or ""):
            route.abort()
        else:
            route.continue_()

    operator.page.route("**/details/", lose)
    with operator.page.expect_event("requestfailed"):
        operator.fill_details({"Legal form": STOCK})

    operator.press("Continue")

    expect(operator.field("Aktienkapital")).to_be_visible()
    assert operator.field("Registered name").input_value() == "Uhrwerk Bern"
