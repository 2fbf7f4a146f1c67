"""Two tabs on one run, two runs in one browser, and pages that are out of date."""

from collections.abc import Callable

from django.test import Client

from tests.wizard import journey as j
from tests.wizard.walker import Walker
from wizard.models import Run
from wizard.sandbox.server import SandboxServer


def other_tab(walker: Walker) -> Walker:
    """Another tab of the same browser on the same run."""
    return Walker(walker.client, walker.run)


def test_two_runs_in_one_browser_are_independent(
    walker: Walker, walk: Callable[..., Walker], sandbox: SandboxServer
) -> None:
    second = walk(walker.client)
    j.to_check(walker, name="First Ltd")
    j.to_check(second, name="Second Ltd")

    j.create(walker)
    j.create(second)

    names = [profile["received"]["fields"]["name"] for profile in sandbox.profiles()]
    assert names == ["First Ltd", "Second Ltd"]


def test_a_details_page_of_another_country_is_noticed_and_nothing_is_lost(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_details(walker)
    tab = other_tab(walker)
    tab.post("type", country="JP")
    assert tab.step == "details"

    walker.post("details", j.COMPANY)

    assert walker.first.status_code == 303
    assert walker.step == "details"
    assert "out of date" in walker.notices[0]
    assert walker.page.inputs["details-email"] == ["jane@example.com"]
    assert walker.page.all("h2.").count("Registered address") == 1
    assert j.creations(sandbox) == 0


def test_a_search_page_of_another_country_is_noticed_and_keeps_the_name(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.choose(walker)
    other_tab(walker).post("type", country="FR")

    walker.post("search", name="Slow 0s Ltd")

    assert walker.step == "search"
    assert "out of date" in walker.notices[0]
    assert walker.page.inputs["search-name"] == ["Slow 0s Ltd"]
    assert j.SEARCH not in j.calls(sandbox)


def test_a_check_page_of_other_answers_creates_nothing_and_shows_the_new_ones(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker)
    other_tab(walker).post("details", email="new@example.com")

    j.create(walker)
    assert walker.step == "check"
    assert "out of date" in walker.notices[0]
    assert "new@example.com" in walker.page.all("dd.")
    assert j.creations(sandbox) == 0
    j.create(walker)

    assert sandbox.profiles()[0]["received"]["fields"]["email"] == "new@example.com"


def test_a_results_page_of_an_older_search_is_refused_and_shows_the_new_rows(
    walker: Walker,
) -> None:
    j.search(walker, "Slow 0s Ltd")
    other_tab(walker).post("search", name="Slow 00s Ltd")

    walker.post("results", match="0")

    assert (walker.status, walker.step) == (422, "results")
    assert "These results are out of date. Look at the new ones below" in walker.page.all("li.")
    assert "Slow 00s Ltd" in walker.h1
    walker.post("results", match="0")
    assert walker.step == "check"


def test_results_out_of_date_can_be_searched_for_again_in_one_click(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.search(walker, "Slow 0s Ltd")
    walker.post("results", search="another", match="0")
    assert ("search_again", "1") in walker.page.buttons

    walker.post("results", press=("search_again", "1"))

    assert (walker.status, walker.step, walker.errors) == (200, "results", [])
    assert j.calls(sandbox).count(j.SEARCH) == 2


def test_a_tab_left_on_a_step_that_is_gone_is_sent_to_the_first_open_one(walker: Walker) -> None:
    j.search(walker, "Slow 0s Ltd")
    other_tab(walker).post("type", type="sole_trader", country="GB")

    walker.post("results", match="0")

    assert walker.first.status_code == 303
    assert walker.step == "details"
    assert walker.h1 == "Enter sole trader details"


def test_the_other_tab_after_created_shows_the_receipt_whatever_it_sends(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker)
    tab = other_tab(walker).get("details")
    j.create(walker)

    tab.post("details", email="late@example.com")
    assert tab.h1 == "Profile created"
    assert tab.first.status_code in {302, 303}
    for step in ("type", "search", "details", "check", "cancel"):
        assert tab.get(step).h1 == "Profile created"

    assert j.creations(sandbox) == 1


def test_a_second_browser_with_the_same_secret_works_on_the_same_run(
    walker: Walker, open_run: Callable[..., Run]
) -> None:
    j.to_details(walker)
    client = Client(enforce_csrf_checks=True)
    for name, morsel in walker.client.cookies.items():
        client.cookies[name] = morsel.value

    assert Walker(client, walker.run).get().step == "details"
