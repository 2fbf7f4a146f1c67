"""Pages give the browser nothing to complain of: not even a warning stands in its console."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.answers import GB_SOLE_TRADER
from tests.browser.operator import Operator
from wizard.models import Run
from wizard.sandbox.server import SandboxServer


@pytest.fixture
def said() -> list[str]:
    """What stands in the console."""
    return []


@pytest.fixture
def listening(
    open_page: Callable[..., Page], said: list[str], sandbox: SandboxServer, javascript: bool
) -> Page:
    page = open_page(javascript=javascript)
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    return page


def test_a_run_says_nothing_in_the_console(
    listening: Page, start_run: Callable[..., Run], live_server: LiveServer, said: list[str]
) -> None:
    run = start_run(listening)
    operator = Operator(listening)
    operator.choose("Company", "United Kingdom")
    operator.search("Acme")
    operator.none_of_these()
    operator.press("Back")
    operator.sees("23 matches for “Acme”")
    operator.press("Back")
    operator.sees("Find the company")
    operator.press("Back")
    operator.choose("Sole trader", "United Kingdom")
    operator.fill_details(GB_SOLE_TRADER)
    operator.press("Continue")
    operator.create()
    operator.reference()
    listening.goto(f"{live_server.url}/w/{run.pk}/profiles/")
    operator.sees("Profiles")

    assert said == []


@pytest.mark.parametrize("address", ["/admin/login/", "/.well-known/jwks.json", "/lab/"])
def test_pages_of_no_run_say_nothing_in_the_console(
    listening: Page, live_server: LiveServer, said: list[str], address: str
) -> None:
    listening.goto(f"{live_server.url}{address}")

    assert said == []
