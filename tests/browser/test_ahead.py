"""What the next page asks for is fetched while this one is read; nobody notices that it is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect
from pytest_django import Settings

from tests.browser.operator import Operator
from tests.processes.servers import wait_until
from wizard import providers
from wizard.models import Run
from wizard.sandbox.server import SandboxServer

SEARCH_FIELDS, DETAILS = "/search/types/company/GB", "/profile/types/company/GB"


@pytest.fixture
def operator(
    settings: Settings,
    sandbox: SandboxServer,
    open_page: Callable[..., Page],
    start_run: Callable[..., Run],
) -> Operator:
    """At the first step, where what is asked for counts as known for a while."""
    settings.PROVIDER_FIELDS_SECONDS = 300
    providers.configured.cache_clear()
    page = open_page()
    start_run(page)
    return Operator(page)


def calls(sandbox: SandboxServer, path: str) -> int:
    return sum(each["path"].endswith(path) for each in sandbox.requests() if each["status"])


def is_ahead(answer: Response) -> bool:
    return "ahead=1" in (answer.request.post_data or "")


def choose(operator: Operator) -> None:
    operator.page.get_by_role("radio", name="Company", exact=True).check()
    operator.fill(operator.page.get_by_label("Country", exact=True), "United Kingdom")
    operator.page.keyboard.press("Tab")


def test_the_search_form_is_fetched_once_type_and_country_are_chosen(
    operator: Operator, sandbox: SandboxServer
) -> None:
    choose(operator)
    wait_until(lambda: calls(sandbox, SEARCH_FIELDS), "the fields of the search")

    operator.press("Continue")

    operator.sees("Find the company")
    assert calls(sandbox, SEARCH_FIELDS) == 1


def test_the_details_form_is_fetched_while_the_register_searches(
    operator: Operator, sandbox: SandboxServer
) -> None:
    operator.choose("Company", "United Kingdom")
    operator.search("No Match Ltd")
    operator.sees("No match for “No Match Ltd”")
    wait_until(lambda: calls(sandbox, DETAILS), "the fields of the details")

    operator.press("Enter details manually")

    operator.sees("Enter company details")
    assert calls(sandbox, DETAILS) == 1


def test_what_cannot_be_fetched_ahead_is_told_when_it_is_needed(
    operator: Operator, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = providers.get("detected").client  # type: ignore[attr-defined]  # Detected's own
    with monkeypatch.context() as away:
        away.setattr(client, "base_url", "http://127.0.0.1:9/api")
        with operator.page.expect_response(is_ahead) as sent:
            choose(operator)
        assert sent.value.status == 204
        expect(operator.page.get_by_role("heading", level=1)).to_have_text("Choose what to create")

    operator.press("Continue")

    operator.sees("Find the company")
