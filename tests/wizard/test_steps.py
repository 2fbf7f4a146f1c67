"""The steps of a run, as functions of its state alone."""

from dataclasses import asdict

import pytest

from wizard import steps
from wizard.state import State
from wizard.steps import Step

FIELDS: dict[str, list[str]] = {"specs": []}
NO_SEARCH = State(details=FIELDS)
SEARCHED = State(search=FIELDS)
MATCHED = State(search=FIELDS, choice=0)
BY_HAND = State(search=FIELDS, details=FIELDS, by_hand=True)
PASSED_OVER = State(search=FIELDS, details=FIELDS, by_hand=True, passed_over=True)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (NO_SEARCH, "type details check"),
        (SEARCHED, "type search results check"),
        (MATCHED, "type search results check"),
        (BY_HAND, "type search results details check"),
        (PASSED_OVER, "type search details check"),
    ],
)
def test_the_path_follows_from_the_state(state: State, expected: str) -> None:
    assert " ".join(steps.path(state)) == expected


def test_a_fresh_state_leads_through_the_type_first() -> None:
    assert steps.path(State())[0] == Step.TYPE
    assert steps.first_open(State()) == Step.TYPE


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ([], Step.TYPE),
        (["type"], Step.SEARCH),
        (["type", "search"], Step.RESULTS),
        (["type", "search", "results"], Step.CHECK),
        (["search", "results"], Step.TYPE),
    ],
)
def test_the_first_open_step_is_the_first_without_accepted_answers(
    done: list[str], expected: Step
) -> None:
    assert steps.first_open(State(search=FIELDS, done=done)) == expected


def test_a_step_is_reachable_up_to_the_first_open_one_and_only_on_the_path() -> None:
    state = State(search=FIELDS, done=["type"])

    reachable = [step for step in Step if steps.reachable(state, step)]

    assert reachable == [Step.TYPE, Step.SEARCH]


def test_details_are_not_reachable_while_a_row_is_chosen() -> None:
    state = State(search=FIELDS, choice=0, done=["type", "search", "results"])

    assert not steps.reachable(state, Step.DETAILS)
    assert steps.reachable(state, Step.CHECK)


def test_before_and_after_keep_to_the_path() -> None:
    assert steps.before(PASSED_OVER, Step.DETAILS) == Step.SEARCH
    assert steps.before(PASSED_OVER, Step.TYPE) is None
    assert steps.after(PASSED_OVER, Step.SEARCH) == Step.DETAILS
    assert steps.after(PASSED_OVER, Step.CHECK) == Step.CHECK


def test_finishing_twice_counts_once_and_reopening_takes_it_back() -> None:
    state = State()

    state.finish(Step.TYPE)
    state.finish(Step.TYPE)
    state.finish(Step.SEARCH)
    state.reopen(Step.SEARCH, Step.CHECK)

    assert state.done == ["type"]


def test_the_match_is_the_chosen_row_unless_it_was_given_up() -> None:
    row = {"lookup_id": "l", "response_id": "r", "title": "Acme", "details": [["City", "Leeds"]]}
    state = State(search=FIELDS, results={"id": "r", "rows": [row]}, choice=0)

    chosen = state.match()
    state.by_hand = True

    assert chosen is not None
    assert (chosen.title, chosen.details) == ("Acme", (("City", "Leeds"),))
    assert state.match() is None


def test_the_session_is_written_only_when_the_state_changed() -> None:
    written: list[str] = []

    class Session(dict[str, object]):
        def __setitem__(self, key: str, value: object) -> None:
            written.append(key)
            super().__setitem__(key, value)

    session = Session()
    state = State.load(session)
    state.finish(Step.TYPE)

    state.save(session)
    State.load(session).save(session)

    assert written == ["state"]
    assert State.load(session) == state


def test_a_change_within_a_list_is_a_change() -> None:
    session: dict[str, object] = {"state": asdict(State(done=["type"]))}
    state = State.load(session)

    state.finish(Step.SEARCH)
    state.tell("Look here")
    state.carry(Step.SEARCH, {"name": ["Acme"]})

    assert session["state"] == asdict(State(done=["type"]))
    assert asdict(state) != session["state"]
