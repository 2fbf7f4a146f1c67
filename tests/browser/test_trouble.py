"""The network or the provider fails: the page says what is known, and the answers stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.operator import Operator
from tests.browser.test_back_and_forth import at_check, count
from tests.browser.test_errors import at_search
from wizard import providers
from wizard.models import Submission
from wizard.providers.client import Timeouts
from wizard.providers.detected import Detected
from wizard.sandbox.server import SandboxServer

at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])
UNKNOWN = "We do not know yet whether the profile was created"


@contextmanager
def impatience() -> Iterator[None]:
    """The provider is given so little time only here: any page may take longer than that."""
    client = cast(Detected, providers.configured()["detected"]).client
    patience, client.timeouts = client.timeouts, Timeouts(read=1.2, write=1.2)
    yield
    client.timeouts = patience


def searching(operator: Operator, name: str) -> None:
    at_search(operator)
    operator.search(name)


def trouble(operator: Operator, title: str) -> Locator:
    """What the page says of a failure, which stands above the unchanged form."""
    box = operator.page.get_by_role("alert")
    expect(box.get_by_role("heading")).to_have_text(title)
    operator.sees("Find the company")
    return box


def abort(route: Route) -> None:
    route.abort("connectionreset")


def bad_gateway(route: Route) -> None:
    page = "<!doctype html><title>502</title><h1>Bad Gateway</h1>"
    route.fulfill(status=502, content_type="text/html", body=page)


@at_once
@pytest.mark.parametrize("failure", [abort, bad_gateway])
def test_a_broken_connection_keeps_the_page(operator: Operator, failure: object) -> None:
    # Given a connection that breaks, or a proxy that answers for the wizard
    operator.choose("Company", "United Kingdom")
    operator.sees("Find the company")
    operator.page.route("**/search/", failure)  # type: ignore[arg-type]  # either of the two above

    # When the form is sent
    operator.search("Acme")

    # Then the page says so, has the focus there and keeps what was typed
    box = trouble(operator, "We could not reach the service")
    expect(box).to_contain_text("What you entered is still on this page.")
    expect(operator.page.locator(":focus")).to_contain_text("We could not reach the service")
    assert operator.field("Name").input_value() == "Acme"

    # And once the connection is back the same button works
    operator.page.unroute("**/search/")
    operator.press("Search")
    operator.sees("23 matches for “Acme”")


@at_once
def test_a_creation_whose_answer_is_lost_leads_to_what_became_of_it(operator: Operator) -> None:
    # Given a creation that reaches the wizard, whose answer does not come back
    at_check(operator)

    def lost(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    operator.page.route("**/check/", lost, times=1)
    operator.press("Create profile")

    # Then the page says that it may have been done, and leads to what is known
    expect(operator.page.get_by_role("alert")).to_contain_text("It may have been done all the same")
    operator.page.get_by_role("link", name="see what became of it").click()
    operator.sees("Profile created")


@at_once
def test_a_broken_connection_while_questions_are_fetched_keeps_the_page(operator: Operator) -> None:
    operator.page.route("**/type/", abort)
    with operator.page.expect_event("requestfailed"):
        operator.page.get_by_role("radio", name="Company", exact=True).check()
    operator.page.unroute("**/type/")

    operator.choose("Company", "United Kingdom")

    operator.sees("Find the company")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Down Ltd", "The provider is not answering"),
        ("Timeout Ltd", "The provider is not answering"),
        ("Broken Ltd", "There is a problem with the provider"),
    ],
)
def test_a_failed_search_keeps_the_answers_and_can_be_sent_again(
    operator: Operator, sandbox: SandboxServer, name: str, title: str
) -> None:
    # Given a provider that fails
    at_search(operator)
    with impatience():
        operator.search(name)

        # Then that is told, and the search still stands there
        expect(trouble(operator, title)).to_contain_text("Your answers are saved.")
        assert operator.field("Name").input_value() == name
        operator.page.reload()  # without scripts that asks once more
        operator.sees("Find the company")
    assert operator.field("Name").input_value() == name

    # And the same page goes on once the provider works
    operator.search("Acme")
    operator.sees("23 matches for “Acme”")


def test_a_rate_limit_at_the_creation_is_tried_again_from_its_page(
    operator: Operator, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.sandbox.faults.RATE_LIMIT_SECONDS", 0.05)
    at_check(operator, "Rate Limit Cakes")
    operator.create()

    operator.sees("The profile was not created")
    expect(operator.page.get_by_text("Your answers are saved.")).to_be_visible()
    again = operator.page.get_by_role("link", name="Check the answers and try again")
    created = operator.page.get_by_role("heading", name="Profile created", exact=True)
    while not created.count():
        again.click()
        operator.create()
        again.or_(created).wait_for()

    assert operator.reference() == sandbox.profiles()[0]["id"]
    assert len(sandbox.profiles()) == 1


@pytest.mark.parametrize("name", ["Timeout After Create Cakes", "Lost Answer Cakes"])
def test_a_creation_without_an_answer_is_not_known_and_never_sent_again(
    operator: Operator, sandbox: SandboxServer, name: str
) -> None:
    # Given a provider that creates the profile and does not say so
    at_check(operator, name)
    with impatience():
        operator.create()

        # Then the page says what is not known, and by what to find it
        operator.sees(UNKNOWN)
    expect(operator.page.get_by_text("Do not start again.")).to_be_visible()
    (profile,) = sandbox.profiles()
    reference = profile["customer_reference"]
    assert reference == str(Submission.objects.get().pk)
    expect(operator.page.get_by_text(reference)).to_be_visible()

    # And neither a refresh nor another look sends anything
    operator.page.reload()
    operator.sees(UNKNOWN)
    operator.page.get_by_role("link", name="Check again").click()
    operator.sees(UNKNOWN)
    operator.page.go_back()
    operator.sees(UNKNOWN)
    assert count(sandbox, "POST profiles") == 1


@pytest.mark.parametrize("name", ["Timeout After Create Ltd", "Lost Answer Ltd"])
def test_a_chosen_match_without_an_answer_is_not_known_either(
    operator: Operator, sandbox: SandboxServer, name: str
) -> None:
    searching(operator, name)
    operator.pick(name)
    with impatience():
        operator.create()
        operator.sees(UNKNOWN)

    operator.page.reload()
    operator.sees(UNKNOWN)
    assert count(sandbox, "POST profiles") == 1


@pytest.mark.parametrize("name", ["Down Cakes", "Broken Cakes"])
def test_a_creation_with_an_answer_that_says_nothing_is_not_known(
    operator: Operator, sandbox: SandboxServer, name: str
) -> None:
    at_check(operator, name)
    operator.create()

    operator.sees(UNKNOWN)
    operator.page.reload()
    operator.sees(UNKNOWN)
    assert count(sandbox, "POST profiles") == 1
