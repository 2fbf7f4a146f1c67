"""More of what surprises in formtools: the end of the wizard, Back, and what is stored."""

from typing import Any

import pytest

from tests.wizard import journey as j
from tests.wizard.fake import FakeProvider
from tests.wizard.stock import Failing, Hiding, Named, Stock, Tab
from tests.wizard.walker import Walker
from wizard.models import Run
from wizard.providers.errors import OutcomeUnknown, ProviderUnavailable


@pytest.fixture(autouse=True)
def nothing_created() -> None:
    for made in (Stock.created, Stock.asked, Named.created):
        made.clear()


def at_check(walker: Walker) -> Walker:
    """The fake provider's shortest way: a Japanese company."""
    return walker.post("type", type="company", country="JP").post("details", name="Acme")


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

    assert tab.stored["person"]["person-name"] == ["Acme"]


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
