"""The steps of a run, in order, and when each of them is part of it."""

from collections.abc import Callable
from enum import StrEnum

from .state import State

Condition = Callable[[State], bool]


class Step(StrEnum):
    TYPE = "type"
    SEARCH = "search"
    RESULTS = "results"
    DETAILS = "details"
    CHECK = "check"


def has_type(state: State) -> bool:
    return state.changing is None


def has_search(state: State) -> bool:
    return state.search is not None


def has_results(state: State) -> bool:
    return has_search(state) and not state.passed_over


def has_details(state: State) -> bool:
    return not has_search(state) or state.by_hand


CONDITIONS: dict[Step, Condition] = {
    Step.TYPE: has_type,
    Step.SEARCH: has_search,
    Step.RESULTS: has_results,
    Step.DETAILS: has_details,
}


def path(state: State) -> list[Step]:
    """The steps of this run as far as its answers decide."""
    return [step for step in Step if step not in CONDITIONS or CONDITIONS[step](state)]


def first_open(state: State) -> Step:
    """The first step that has no accepted answers yet: the furthest that may be opened."""
    return next((step for step in path(state) if step not in state.done), Step.CHECK)


def reachable(state: State, step: Step) -> bool:
    steps = path(state)
    return step in steps and steps.index(step) <= steps.index(first_open(state))


def before(state: State, step: Step) -> Step | None:
    steps = path(state)
    at = steps.index(step)
    return steps[at - 1] if at else None


def after(state: State, step: Step) -> Step:
    steps = path(state)
    return steps[min(steps.index(step) + 1, len(steps) - 1)]
