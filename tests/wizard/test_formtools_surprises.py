"""What surprises in formtools, shown on a stock wizard, and that ours does not do it.

Each pair follows one row of the table in the project's notes on formtools 2.7: the test of the
stock wizard fails once formtools changes, and then our own rule can go.
"""

from collections.abc import Callable

import pytest

from tests.wizard import journey as j
from tests.wizard.fake import NAME, FakeProvider
from tests.wizard.stock import Assigning, Stock, Substituting, Tab
from tests.wizard.walker import Walker
from wizard.sandbox.server import SandboxServer
from wizard.schema.fields import FieldSpec, Option
from wizard.wizard import ProfileWizard

Walk = Callable[..., Walker]


@pytest.fixture(autouse=True)
def nothing_created() -> None:
    for made in (Stock.created, Stock.asked):
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


def test_ours_a_post_asks_the_provider_no_more_than_it_needs(
    walker: Walker, sandbox: SandboxServer
) -> None:
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

    # The last one asks whether the questions are still the same, and creates.
    assert counts == [1, 1, 1, 0, 2]


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


def test_all_boxes_that_were_ticked_are_ticked_on_the_way_back(
    fake: FakeProvider, fake_walker: Walker
) -> None:
    options = tuple(Option(name, name.title()) for name in ("red", "green", "blue"))
    fake.details = lambda _: (NAME, FieldSpec("colours", "Colours", "checkboxes", options=options))
    fake_walker.post("type", type="company", country="JP")
    fake_walker.post("details", name="Acme", colours=["red", "blue"])
    assert fake_walker.step == "check"

    fake_walker.get("details")

    assert fake_walker.page.inputs["details-colours"] == ["red", "blue"]
    fake_walker.post("details").post("check")
    assert fake.payloads[-1]["fields"]["colours"] == ["red", "blue"]
