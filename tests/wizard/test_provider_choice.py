"""Where a launch names none of several providers, the operator chooses before anything else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.wizard.conftest import Walk
from tests.wizard.fake import FakeProvider
from tests.wizard.fake_profiles import editable
from tests.wizard.walker import Walker
from wizard import provider_choice, providers
from wizard.models import Run, State, Submission
from wizard.pages import OUT_OF_DATE
from wizard.providers.errors import ProviderRejected

Several = dict[str, FakeProvider]
H1 = "Choose where to create the profile"
LOSES = "If you choose another provider, what you have entered will be deleted."


@pytest.fixture
def walker(several: Several, walk: Walk) -> Walker:
    """In a run whose launch named no provider."""
    return walk(provider="")


def choose(walker: Walker, name: str | None) -> Walker:
    return walker.post("provider", whole={"provider": name})


def company(walker: Walker) -> Walker:
    """To the details of a company at the first provider."""
    return choose(walker, "first").post("type", type="company", country="JP")


def back(walker: Walker) -> Walker:
    return walker.get("type").post("type", press=("wizard_goto_step", "provider"))


# -- choosing -------------------------------------------------------------------------------------


def test_the_providers_are_offered_by_label_and_none_is_preselected(walker: Walker) -> None:
    walker.get()

    assert (walker.step, walker.h1) == ("provider", H1)
    assert walker.title == f"{H1} – Create a profile – Profile wizard"
    assert [label for label in walker.page.all("label.") if label] == ["First", "Other"]
    assert "provider" not in walker.page.inputs
    assert ("wizard_goto_step", "provider") not in walker.page.buttons


@pytest.mark.parametrize("name", [None, "", "nobody", "First"])
def test_without_a_choice_it_says_what_to_do(walker: Walker, name: str | None) -> None:
    choose(walker, name)

    assert (walker.status, walker.title[:7]) == (422, "Error: ")
    assert walker.errors == ["Error: Select a provider"]
    assert walker.page.links["Select a provider"] == "#id_provider_0"
    assert "id_provider_0" in walker.page.ids
    assert Run.objects.get().provider == ""


def test_the_chosen_provider_is_the_run_s_and_is_shown_from_there_on(
    walker: Walker, several: Several
) -> None:
    choose(walker, "other")

    assert walker.first.status_code == 303
    assert walker.first["Location"] == walker.base
    assert walker.step == "type"
    assert "Provider: Other" in walker.page.all("p.")
    assert Run.objects.get().provider == "other"
    assert several["first"].calls == []


@pytest.mark.parametrize(
    "step", ["type", "search", "details", "check", "profiles", "profiles/p-1", "nowhere"]
)
def test_every_page_leads_there_first(walker: Walker, several: Several, step: str) -> None:
    assert walker.get(step).step == "provider"

    walker.client.post(f"{walker.base}{step}/", {"csrfmiddlewaretoken": "x"})

    assert several["first"].calls == several["other"].calls == []


def test_one_may_stop_before_anything_is_chosen(walker: Walker) -> None:
    assert walker.get().page.links["Cancel"] == f"{walker.base}cancel/"
    walker.get("cancel")
    assert walker.h1 == "Do you want to stop?"

    walker.post("cancel")

    assert walker.h1 == "You have stopped"
    assert walker.get("provider").status == 410


def test_a_whole_way_at_the_chosen_provider(walker: Walker, several: Several) -> None:
    company(walker).post("details", name="Acme")
    assert "Provider: First" in walker.page.all("p.")
    walker.post("check")

    assert walker.h1 == "Profile created"
    assert (len(several["first"].payloads), several["other"].payloads) == (1, [])
    assert Submission.objects.get().provider == "first"


def test_the_next_profile_is_for_the_same_provider_which_may_be_changed(walker: Walker) -> None:
    company(walker).post("details", name="Acme").post("check").post("another")

    assert walker.h1 == "Choose what to create"
    assert "Provider: First" in walker.page.all("p.")
    assert ("wizard_goto_step", "provider") in walker.page.buttons


def test_without_any_provider_the_page_says_so(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(providers, "configured", dict)

    walker.get()

    assert (walker.status, walker.h1) == (503, "No provider is configured")


# -- choosing again -------------------------------------------------------------------------------


def test_back_from_the_type_shows_what_was_chosen_and_what_a_change_costs(walker: Walker) -> None:
    back(choose(walker, "first"))
    assert walker.page.inputs["provider"] == ["first"]
    assert LOSES not in walker.html

    back(choose(walker, "first").post("type", type="company", country="JP"))

    assert LOSES in walker.page.all("p.inset")


def test_the_same_provider_again_keeps_every_answer(walker: Walker) -> None:
    company(walker).post("details", name="Acme")

    choose(back(walker), "first")

    assert walker.step == "check"
    assert "Acme" in walker.html


def test_another_provider_starts_afresh_and_says_so(walker: Walker) -> None:
    company(walker).post("details", name="Planted Secret")

    choose(back(walker), "other")

    assert walker.step == "type"
    assert walker.notices == ["You changed the provider to Other. Earlier answers were deleted."]
    run = Run.objects.get()
    assert run.provider == "other"
    assert "Planted" not in repr(run.data)
    assert walker.get("details").step == "type"


def test_a_change_of_a_profile_that_was_begun_is_deleted_as_well(
    walker: Walker, several: Several
) -> None:
    several["first"].profiles = [editable("p-1", name="Planted Secret")]
    choose(walker, "first")
    typed: Any = {"whole": {"details-name": "Planted Name"}, "press": ("keep", "1")}
    Walker(walker.client, walker.run).post("profiles/p-1/details", **typed)
    assert LOSES in back(walker).html

    choose(walker, "other")

    assert "Planted" not in repr(Run.objects.get().data)
    assert walker.notices == ["You changed the provider to Other. Earlier answers were deleted."]


def test_nothing_is_said_where_nothing_was_entered(walker: Walker) -> None:
    choose(back(choose(walker, "first")), "other")

    assert (walker.step, walker.notices) == ("type", [])


def test_a_launch_that_names_a_provider_leaves_no_choice(several: Several, walk: Walk) -> None:
    named = walk(provider="first")

    assert named.get("provider").step == "type"
    assert ("wizard_goto_step", "provider") not in named.page.buttons
    assert "Provider: " not in named.html
    named.client.post(f"{named.base}provider/", {"provider": "other", "frozen": "first:0"})
    assert Run.objects.get().provider == "first"


@pytest.mark.parametrize("state", ["refused", "created"])
def test_what_was_submitted_stays_with_its_provider(
    walker: Walker, several: Several, state: str
) -> None:
    if state == "refused":
        several["first"].faults["create"] = ProviderRejected({"name": ["Known already"]})
    company(walker).post("details", name="Acme").post("check")

    assert walker.get("provider").step == ("check" if state == "refused" else "receipt")
    walker.get("type")
    assert ("wizard_goto_step", "provider") not in walker.page.buttons
    assert Run.objects.get().provider == "first"


def test_a_portal_s_reference_that_has_its_profile_shows_the_receipt(
    several: Several, walk: Walk
) -> None:
    company(walk(provider="", ext="order-1")).post("details", name="Acme").post("check")

    again = walk(provider="", ext="order-1").get()

    assert (again.step, again.h1) == ("receipt", "Profile created")
    assert again.get("provider").step == "receipt"


# -- two tabs -------------------------------------------------------------------------------------


def test_a_page_from_before_the_answers_deletes_none(walker: Walker) -> None:
    tab = Walker(walker.client, walker.run).get("provider")
    company(walker)

    choose(tab, "other")

    assert (tab.status, tab.notices) == (409, [OUT_OF_DATE])
    assert tab.page.inputs["provider"] == ["first"]
    assert LOSES in tab.html
    assert walker.get().step == "details"


def test_a_type_page_of_the_other_provider_chooses_nothing(walker: Walker) -> None:
    tab = Walker(choose(walker, "first").client, walker.run).get("type")
    choose(back(walker), "other")

    tab.post("type", type="company", country="JP")

    assert (tab.step, tab.notices) == ("type", [OUT_OF_DATE])
    assert "Provider: Other" in tab.page.all("p.")


def meanwhile(monkeypatch: pytest.MonkeyPatch, event: Callable[[Run], bool]) -> Callable[..., bool]:
    """Between the two times that a request asks whether a choice is open, this happens."""
    is_open = provider_choice.is_open
    answers = iter([is_open, event])

    def asked(run: Run) -> bool:
        return next(answers)(run)

    monkeypatch.setattr(provider_choice, "is_open", asked)
    return is_open


def test_a_request_that_was_overtaken_changes_nothing(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(run: Run) -> bool:
        Run.objects.filter(pk=run.pk).update(provider="first", version=run.version + 1)
        return is_open(run)

    walker.get("provider")
    is_open = meanwhile(monkeypatch, overtaken)

    choose(walker, "other")

    assert (walker.status, walker.notices) == (409, [OUT_OF_DATE])
    assert walker.page.inputs["provider"] == ["first"]
    assert Run.objects.get().provider == "first"


def test_what_is_submitted_meanwhile_keeps_its_provider(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    back(choose(walker, "first"))

    def submitted(run: Run) -> bool:
        Submission.objects.create(run=run, provider="first", state=State.REJECTED)
        return is_open(run)

    is_open = meanwhile(monkeypatch, submitted)

    choose(walker, "other")

    assert walker.status == 409
    assert Run.objects.get().provider == "first"


def test_nobody_without_the_secret_chooses(walker: Walker) -> None:
    denied = Client().post(f"{walker.base}provider/", {"provider": "other", "frozen": ":0"})

    assert denied.status_code == 403
    assert Run.objects.get().provider == ""
