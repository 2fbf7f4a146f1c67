"""The transitions: first fetch, then change; a provider that fails leaves the state as it was."""

from copy import deepcopy

import pytest
from pytest_django import Settings

from tests.wizard.fake import TYPES, FakeProvider
from wizard import flow
from wizard.providers.base import Country, ProfileType
from wizard.providers.errors import ProviderError, ProviderMisbehaved, ProviderUnavailable
from wizard.schema.layout import Entries
from wizard.state import State
from wizard.steps import Step

Pair = tuple[ProfileType, Country]
COMPANY, TRUST = TYPES
GB: Pair = (COMPANY, COMPANY.countries[0])
FR: Pair = (COMPANY, COMPANY.countries[1])
JP: Pair = (COMPANY, COMPANY.countries[2])
IE: Pair = (COMPANY, COMPANY.countries[3])
ERRORS = [ProviderUnavailable("down"), ProviderMisbehaved("not JSON")]


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()


def chosen(
    provider: FakeProvider,
    pair: Pair = GB,
    state: State | None = None,
    entered: dict[Step, Entries] | None = None,
) -> State:
    return flow.choose_type(state or State(), provider, pair, entered or {})


def searched(provider: FakeProvider, name: str = "Acme") -> State:
    state = chosen(provider)
    form = flow.search_form(state)({"name": name})
    assert form.is_valid()
    flow.search(state, provider, form)
    return state


def test_a_pair_with_a_search_freezes_the_search_form_and_fetches_no_details(
    provider: FakeProvider,
) -> None:
    state = chosen(provider)

    assert provider.calls == ["search_fields"]
    assert [spec.key for spec in state.search_schema()] == ["name", "number"]
    assert state.details is None
    assert (state.type_label, state.country_name) == ("Company", "United Kingdom")


def test_a_pair_known_to_have_no_search_is_not_asked_for_one(provider: FakeProvider) -> None:
    state = chosen(provider, JP)

    assert provider.calls == ["profile_fields"]
    assert state.search is None
    assert state.details


def test_a_pair_that_does_not_say_is_asked(provider: FakeProvider) -> None:
    chosen(provider, IE)

    assert provider.calls == ["search_fields", "profile_fields"]


def test_the_same_pair_again_costs_no_call_and_changes_nothing(provider: FakeProvider) -> None:
    state = chosen(provider)

    again = chosen(provider, GB, state)

    assert again is state
    assert provider.calls == ["search_fields"]


@pytest.mark.parametrize("error", ERRORS, ids=["unavailable", "misbehaved"])
@pytest.mark.parametrize(("pair", "method"), [(FR, "search_fields"), (JP, "profile_fields")])
def test_a_provider_that_fails_at_the_type_leaves_the_state(
    provider: FakeProvider, error: ProviderError, pair: Pair, method: str
) -> None:
    state = searched(provider)
    before = deepcopy(state)
    provider.faults[method] = error

    with pytest.raises(type(error)):
        chosen(provider, pair, state, {Step.SEARCH: {"name": ["Acme"]}})

    assert state == before


@pytest.mark.parametrize("error", ERRORS, ids=["unavailable", "misbehaved"])
def test_a_search_that_fails_leaves_the_rows_and_the_choice(
    provider: FakeProvider, error: ProviderError
) -> None:
    state = searched(provider)
    flow.choose_row(state, 0)
    before = deepcopy(state)
    form = flow.search_form(state)({"name": "Other"})
    form.is_valid()
    provider.faults["search"] = error

    with pytest.raises(type(error)):
        flow.search(state, provider, form)

    assert state == before


@pytest.mark.parametrize("error", ERRORS, ids=["unavailable", "misbehaved"])
def test_entering_by_hand_that_fails_leaves_the_chosen_row(
    provider: FakeProvider, error: ProviderError
) -> None:
    state = searched(provider)
    flow.choose_row(state, 0)
    before = deepcopy(state)
    provider.faults["profile_fields"] = error

    with pytest.raises(type(error)):
        flow.choose_by_hand(state, provider, {"name": ["Acme"]}, None)

    assert state == before


def test_a_search_freezes_rows_and_id_and_gives_up_an_earlier_choice(
    provider: FakeProvider,
) -> None:
    state = searched(provider)
    flow.choose_row(state, 0)
    state.done = ["type", "search", "results"]
    form = flow.search_form(state)({"name": "Other"})
    form.is_valid()

    flow.search(state, provider, form)

    assert state.results is not None
    assert (state.results["id"], state.results["query"]) == ("response-2", "Other")
    assert state.choice is None
    assert state.done == ["type", "search"]


def test_a_row_is_known_by_its_index_and_ends_entering_by_hand(provider: FakeProvider) -> None:
    state = searched(provider)
    flow.choose_by_hand(state, provider, {"name": ["Acme"]}, None)

    flow.choose_row(state, 0)

    match = state.match()
    assert match is not None
    assert match.lookup_id == "lookup-1"


def test_what_was_searched_for_fills_the_details(provider: FakeProvider) -> None:
    state = searched(provider)

    flow.choose_by_hand(state, provider, {"name": ["Acme"], "number": ["1234"]}, None)

    assert state.carried[Step.DETAILS] == {"name": ["Acme"], "number": ["1234"]}
    assert len(state.from_search) == 2


def test_what_was_typed_in_the_details_is_not_overwritten_by_the_search(
    provider: FakeProvider,
) -> None:
    state = searched(provider)
    flow.choose_by_hand(state, provider, {"name": ["Acme"]}, None)

    entered = {"name": ["Acme Limited"], "email": [""]}
    redrawn = flow.choose_by_hand(state, provider, {"name": ["Other"]}, entered)

    assert not redrawn
    assert state.carried[Step.DETAILS] == {"name": ["Acme Limited"]}
    assert state.from_search == {}


def test_the_words_of_an_earlier_search_make_way_for_those_of_the_next(
    provider: FakeProvider,
) -> None:
    state = searched(provider)
    flow.choose_by_hand(state, provider, {"name": ["Acme"]}, None)

    untouched = {"name": ["Acme"], "email": ["typed@example.com"]}
    redrawn = flow.choose_by_hand(state, provider, {"name": ["Zebra"]}, untouched)

    assert redrawn
    assert state.carried[Step.DETAILS] == {"name": ["Zebra"], "email": ["typed@example.com"]}


def test_typed_details_outlive_a_change_of_country_and_its_new_search(
    provider: FakeProvider,
) -> None:
    state = searched(provider)
    flow.choose_by_hand(state, provider, {"name": ["Zzqq"]}, None)
    entered = {Step.SEARCH: {"name": ["Zzqq"]}, Step.DETAILS: {"name": ["Ferngate"]}}

    new = flow.choose_type(state, provider, (TYPES[0], TYPES[0].countries[1]), entered)
    flow.choose_by_hand(new, provider, {"name": ["Zzqq"]}, None)

    assert new.carried[Step.DETAILS]["name"] == ["Ferngate"]


def test_the_details_form_is_fetched_once_a_pair(provider: FakeProvider) -> None:
    state = searched(provider)

    for _ in range(2):
        flow.choose_by_hand(state, provider, {"name": ["Acme"]}, None)

    assert provider.calls.count("profile_fields") == 1


def test_another_country_keeps_what_fits_and_says_what_it_dropped(provider: FakeProvider) -> None:
    state = searched(provider)

    new = chosen(provider, FR, state, {Step.SEARCH: {"name": ["Acme"], "number": ["1234"]}})

    assert new.carried[Step.SEARCH] == {"name": ["Acme"]}
    assert new.results is None
    assert len(new.notices) == 1
    assert "Company in France" in new.notices[0]
    assert "Company number" in new.notices[0]
    assert "1234" not in new.notices[0]


def test_another_country_without_a_search_takes_search_and_details_along(
    provider: FakeProvider,
) -> None:
    state = searched(provider)
    flow.choose_by_hand(state, provider, {"name": ["Acme"]}, None)
    typed = {"name": ["Acme Ltd"], "number": ["1234"], "email": ["a@example.com"]}

    new = chosen(provider, JP, state, {Step.SEARCH: {"name": ["Acme"]}, Step.DETAILS: typed})

    assert new.carried[Step.DETAILS] == {"name": ["Acme Ltd"], "email": ["a@example.com"]}
    assert "Company number" in new.notices[0]


def test_leftovers_are_told_when_the_details_form_becomes_known(provider: FakeProvider) -> None:
    state = chosen(provider, JP)
    typed = {"name": ["Acme"], "tax": ["T-1"], "email": ["a@example.com"]}

    new = chosen(provider, GB, state, {Step.DETAILS: typed})
    told_at_once = list(new.notices)
    flow.choose_by_hand(new, provider, {}, None)

    assert told_at_once == []
    assert new.carried[Step.DETAILS] == {"name": ["Acme"], "email": ["a@example.com"]}
    assert "Tax code" in new.notices[0]
    assert new.leftover == {}


def test_notices_that_were_not_shown_yet_survive_a_change(provider: FakeProvider) -> None:
    state = chosen(provider)
    state.notices.append("Look here")

    assert chosen(provider, FR, state).notices == ["Look here"]


@pytest.mark.parametrize("wanted", [True, False])
def test_browsers_may_fill_in_what_they_know_only_where_the_setting_says_so(
    provider: FakeProvider, settings: Settings, wanted: bool
) -> None:
    settings.AUTOFILL_TOKENS = wanted
    state = searched(provider)
    flow.choose_by_hand(state, provider, {}, None)

    for form in (flow.search_form(state), flow.details_form(state)):
        assert form.autofill is wanted
