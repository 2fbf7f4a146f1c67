"""What surprises in formtools, shown on a stock wizard, and that ours does not do it.

Each pair follows one row of the table in the project's notes on formtools 2.7: the test of the
stock wizard fails once formtools changes, and then our own rule can go.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.wizard import journey as j
from tests.wizard.fake import FakeProvider
from tests.wizard.stock import Assigning, Failing, Hiding, Named, Stock, Substituting, Tab
from tests.wizard.walker import Walker
from wizard.models import Run
from wizard.providers.errors import OutcomeUnknown, ProviderUnavailable
from wizard.sandbox.server import SandboxServer
from wizard.wizard import ProfileWizard

Walk = Callable[..., Walker]


@pytest.fixture(autouse=True)
def nothing_created() -> None:
    for made in (Stock.created, Stock.asked, Named.created):
        made.clear()


def at_check(walker: Walker) -> Walker:
    """The fake provider's shortest way: a Japanese company."""
    return walker.post("type", type="company", country="JP").post("details", name="Acme")


# -- a GET resets ---------------------------------------------------------------------------------


def test_stock_a_get_loses_all_answers() -> None:
    tab = Tab()
    tab.get()
    tab.post("place", place__country="GB")
    assert tab.stored

    tab.get()

    assert tab.stored == {}


def test_ours_a_get_of_any_step_keeps_all_answers(fake_walker: Walker) -> None:
    at_check(fake_walker)

    for step in ("type", "details", "", "check"):
        fake_walker.get(step)

    assert fake_walker.step == "check"
    assert "Acme" in fake_walker.page.all("dd.")


# -- two tabs share one prefix --------------------------------------------------------------------


def test_stock_two_tabs_overwrite_each_other() -> None:
    first = Tab()
    first.get()
    second = Tab(session=first.session)
    first.post("place", place__country="GB")

    second.post("place", place__country="FR")
    first.post("person", person__name="Acme")
    first.post("check")

    assert Stock.created == [{"country": "FR", "name": "Acme"}]


def test_ours_two_runs_in_one_browser_keep_apart(
    fake: FakeProvider, fake_walker: Walker, walk: Walk
) -> None:
    second = walk(fake_walker.client, provider="fake")
    at_check(fake_walker)
    second.post("type", type="trust", country="GB").post("details", name="Trustees")

    fake_walker.post("check")
    second.post("check")

    assert [payload["fields"]["name"] for payload in fake.payloads] == ["Acme", "Trustees"]


# -- form_list is one for the process -------------------------------------------------------------


def test_stock_a_form_assigned_in_one_session_is_there_in_all() -> None:
    view = Tab(Assigning)
    other = Tab(Assigning)
    other.view = view.view
    view.get()

    other.get()
    answer = other.post("place", place__country="GB")

    assert type(answer.context_data["form"]).__name__ == "Check"


def test_ours_the_forms_of_one_run_do_not_reach_another(fake_walker: Walker, walk: Walk) -> None:
    before = list(ProfileWizard.form_list)
    at_check(fake_walker)

    second = walk(provider="fake").post("type", type="trust", country="GB")

    assert "details-tax" in fake_walker.get("details").page.inputs
    assert "details-number" in second.page.inputs
    assert ProfileWizard.form_list == before


# -- get_form_list --------------------------------------------------------------------------------


def test_stock_replacing_get_form_list_without_super_crashes_a_post() -> None:
    tab = Tab(Substituting)
    tab.get()

    with pytest.raises(AttributeError):
        tab.post("place", place__country="GB")


def test_ours_replaces_forms_and_takes_posts(fake_walker: Walker) -> None:
    assert at_check(fake_walker).step == "check"


def test_stock_the_form_list_is_made_several_times_a_post() -> None:
    tab = Tab()
    tab.get()
    Stock.asked.clear()

    tab.post("place", place__country="GB")

    assert len(Stock.asked) > 3


def test_ours_a_post_asks_the_provider_once(walker: Walker, sandbox: SandboxServer) -> None:
    counts = []
    for step, fields in (
        ("type", {"type": "company", "country": "GB"}),
        ("search", {"name": "No Match Ltd"}),
        ("results", {}),
        ("details", j.COMPANY),
        ("check", {}),
    ):
        walker.get(step)
        before = len(j.calls(sandbox))
        walker.post(step, fields)
        counts.append(len(j.calls(sandbox)) - before)

    assert counts == [1, 1, 1, 0, 1]


# -- unknown and unreachable steps ----------------------------------------------------------------


def test_stock_an_unknown_current_step_crashes() -> None:
    tab = Tab()
    tab.get()

    with pytest.raises(KeyError):
        tab.post("nowhere")


def test_stock_a_goto_opens_the_last_step_with_nothing_filled() -> None:
    tab = Tab()
    tab.get()

    answer = tab.post("place", wizard_goto_step="check")

    assert answer.context_data["wizard"]["steps"].current == "check"


@pytest.mark.parametrize("mark", ["nowhere", "", "check"])
def test_ours_a_current_step_in_the_post_means_nothing(fake_walker: Walker, mark: str) -> None:
    marks = {f"{fake_walker.run.pk}-current_step": mark, "current_step": mark}

    fake_walker.post("type", whole={**marks, "type-type": "trust", "type-country": "GB"})

    assert fake_walker.step == "details"


@pytest.mark.parametrize("step", ["search", "results", "details", "check"])
def test_ours_a_step_that_is_not_open_yet_leads_to_the_first_open_one(
    fake_walker: Walker, fake: FakeProvider, step: str
) -> None:
    fake_walker.get(step)
    assert (fake_walker.first.status_code, fake_walker.step) == (303, "type")
    token = {"csrfmiddlewaretoken": fake_walker.page.inputs["csrfmiddlewaretoken"]}

    answer = fake_walker.client.post(f"{fake_walker.base}{step}/", token)

    assert (answer.status_code, answer["Location"]) == (303, f"{fake_walker.base}type/")
    assert fake.payloads == []


def test_ours_a_goto_opens_nothing_that_is_not_open(fake_walker: Walker) -> None:
    fake_walker.post("type", press=("wizard_goto_step", "check"))

    assert fake_walker.step == "type"


# -- done -----------------------------------------------------------------------------------------


def test_stock_a_page_of_an_error_from_done_wipes_the_answers() -> None:
    tab = Tab(Failing)
    tab.get()
    tab.post("place", place__country="GB")
    tab.post("person", person__name="Acme")

    assert tab.post("check").status_code == 503

    assert tab.stored == {}


@pytest.mark.parametrize("error", [ProviderUnavailable("down"), OutcomeUnknown("lost")])
def test_ours_a_creation_that_fails_keeps_the_answers(
    fake_walker: Walker, fake: FakeProvider, error: Exception
) -> None:
    at_check(fake_walker)
    fake.faults["create"] = error

    fake_walker.post("check")

    assert fake_walker.step == "receipt"
    assert "Acme" in repr(Run.objects.get().data)


def test_stock_named_urls_create_on_a_get() -> None:
    tab = Tab(Named, url_name="step", done_step_name="done")
    tab.get(step="place")
    tab.named("place", place__country="GB")

    tab.get(step="done")

    assert Named.created == ["GET"]


def test_ours_no_get_creates(fake_walker: Walker, fake: FakeProvider) -> None:
    at_check(fake_walker)

    for step in ("check", "done", "receipt", "", "check"):
        fake_walker.get(step)

    assert fake.payloads == []


# -- Back, and what follows from an earlier step --------------------------------------------------


def test_stock_back_loses_what_was_typed() -> None:
    tab = Tab()
    tab.get()
    tab.post("place", place__country="GB")

    tab.post("person", person__name="Acme", wizard_goto_step="place")

    assert "person" not in tab.stored


def test_ours_back_keeps_what_was_typed(fake_walker: Walker) -> None:
    fake_walker.post("type", type="company", country="JP")

    fake_walker.post("details", name="", email="half", press=("wizard_goto_step", "type"))
    fake_walker.get("details")

    assert fake_walker.page.inputs["details-email"] == ["half"]


def test_stock_later_answers_stay_when_an_earlier_one_changes() -> None:
    tab = Tab()
    tab.get()
    tab.post("place", place__country="GB")
    tab.post("person", person__name="Acme")

    tab.post("place", place__country="FR")

    assert tab.stored["person"] == {"person-name": ["Acme"]}


def test_ours_another_country_drops_what_follows_from_it(walker: Walker) -> None:
    j.search(walker, "Slow 0s Ltd").post("results", match="0")

    walker.post("type", country="FR")

    data = Run.objects.get().data
    assert (data["state"]["results"], data["state"]["choice"]) == (None, None)
    assert list(data[f"wizard_{walker.run.pk}"]["step_data"]) == ["type"]
    assert walker.get("check").step == "search"


# -- what is stored -------------------------------------------------------------------------------


def test_stock_the_whole_post_is_stored() -> None:
    tab = Tab()
    tab.get()

    tab.post("place", place__country="GB", planted="x", place__planted="y")

    assert {"planted", "place-planted"} <= set(tab.stored["place"])


@pytest.mark.parametrize("press", [None, ("wizard_goto_step", "type")])
def test_ours_stores_its_own_fields_only(
    fake_walker: Walker, press: tuple[str, str] | None
) -> None:
    planted = {"planted": "x", "details-planted": "y", "details-name.planted": "z"}
    fake_walker.post("type", type="company", country="JP", whole={**planted, "type-planted": "p"})

    fake_walker.post("details", name="Acme", whole=planted, press=press)

    data = Run.objects.get().data
    stored: dict[str, Any] = data[f"wizard_{fake_walker.run.pk}"]["step_data"]
    assert set(stored["type"]) == {"type-type", "type-country"}
    assert set(stored["details"]) == {"details-name", "details-tax", "details-email"}
    assert "planted" not in repr(data)


# -- hidden steps ---------------------------------------------------------------------------------


def test_stock_a_hidden_step_s_answers_cannot_be_asked_for() -> None:
    tab = Tab(Hiding)
    tab.get()
    tab.post("place", place__country="GB")

    with pytest.raises(KeyError):
        tab.post("check")


def test_ours_every_step_opens_or_leads_on_whichever_are_hidden(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake_walker.post("type", type="company", country="GB")
    fake_walker.post("search", name="Acme").post("results", match="0")

    for step in ("type", "search", "results", "details", "check", ""):
        assert fake_walker.get(step).status == 200
    fake_walker.post("check")

    assert fake_walker.h1 == "Profile created"
    assert fake.payloads[0]["match"] == "lookup-1"
