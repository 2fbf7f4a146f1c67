"""The transitions of a run: fetch from the provider, freeze what came.

These functions are the only place where pages talk to the provider (creating a profile apart,
which is `submissions`). Each one first fetches and only then changes the state, so a provider that
fails leaves the run as it was.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from . import prefill
from .carry import Typed, fit, typed_fields
from .providers.base import Country, ProfileFields, ProfileType, Provider
from .providers.errors import ProviderError
from .providers.profiles import Pair
from .schema.dates import long_date
from .schema.fields import Schema, digest
from .schema.forms import SchemaForm, form_class
from .schema.layout import Entries
from .state import State
from .steps import Step

logger = logging.getLogger(__name__)

MAX_SIMILAR = 20


def search_form(state: State) -> type[SchemaForm]:
    return _form(state.search_schema(), state)


def details_form(state: State) -> type[SchemaForm]:
    return _form(state.details_schema(), state)


def _form(schema: Schema, state: State) -> type[SchemaForm]:
    return form_class(schema, state.country, autofill=settings.AUTOFILL_TOKENS)


def choose_type(
    state: State,
    provider: Provider,
    chosen: tuple[ProfileType, Country],
    entered: Mapping[Step, Entries],
) -> State:
    """The state with type, country and the next form frozen; the same one if the pair stays.

    The country of a type that has none is blank, in code and name.
    `entered`: what was typed so far, by step; it is carried into the new forms where it fits.
    """
    kind, country = chosen
    if (state.type, state.country) == (kind.code, country.code):
        return state
    search = details = None
    if country.search is not False:
        search = provider.search_fields(kind.code, country.code)
    if search is None:
        details = provider.profile_fields(kind.code, country.code)
    searched, detailed = _given(state, entered)
    new = State(
        type=kind.code,
        type_label=kind.label,
        country=country.code,
        country_name=country.name,
        notices=state.notices,
        prefill=state.prefill,
    )
    if search:
        new.search = search.to_json()
        kept, lost = fit(search_form(new), searched)
        new.carry(Step.SEARCH, prefill.fill(new, Step.SEARCH, search_form(new), kept))
        new.leftover = {
            name: {"label": item.label, "entries": item.entries} for name, item in detailed.items()
        }
        _tell(new, lost)
    elif details:
        _freeze_details(new, details, {**searched, **detailed})
    return new


def search(state: State, provider: Provider, form: SchemaForm) -> None:
    """Run the search and freeze its rows."""
    found = provider.search(state.type, state.country, form.payload())
    named = next((str(value) for _, _, value in form.answers()), "")
    state.results = {
        "id": found.response_id,
        "query": named,
        "total": found.total,
        "rows": [row.to_json() for row in found.rows],
    }
    state.choice = None
    state.by_hand = state.passed_over = False
    state.reopen(Step.RESULTS, Step.CHECK)


def choose_row(state: State, index: int) -> None:
    state.choice = index
    state.by_hand = False


def choose_by_hand(
    state: State, provider: Provider, searched: Entries, entered: Entries | None
) -> bool:
    """No row fits (or the search is passed over): freeze the details form and fill it.

    `searched` and `entered` are the entries of the search and, where there are any, of the details.
    What was typed into the details stays; an earlier search's words, and the portal's, make way for
    this one's. True where the details are to be shown as `carried` instead of as entered.
    """
    if state.details is None:
        details = provider.profile_fields(state.type, state.country)
        leftover = {name: Typed(**item) for name, item in state.leftover.items()}
        state.leftover = {}
        _freeze_details(state, details, leftover)
    before = state.carried.get(Step.DETAILS, {}) if entered is None else entered
    standing = {n: v for n, v in before.items() if any(v)}
    portal = state.from_portal.get(Step.DETAILS, {})
    left = {n: v for n, v in standing.items() if portal.get(n) == v}
    own = {n: v for n, v in standing.items() if n not in left and state.from_search.get(n) != v}
    found, _ = fit(details_form(state), typed_fields(search_form(state), searched))
    state.from_search = {name: value for name, value in found.items() if name not in own}
    state.carry(Step.DETAILS, {**left, **state.from_search, **own})
    state.settled = []
    state.choice = None
    state.by_hand = True
    return standing != state.carried[Step.DETAILS]


def compare(state: State, provider: Provider, fields: Mapping[str, Any]) -> None:
    """Freeze the profiles that look like the one of this details payload.

    `state.similar` is {"rows": [{"id", "type", "name", "details"}], "total", "compared", "all"}, or
    {"failed": True}: not being able to look stops nobody. Asked once for the same answers.
    """
    asked = digest([state.type, state.country, fields])
    if not provider.compares or state.compared == asked:
        return
    try:
        found = provider.similar(state.type, fields)
    except ProviderError as error:
        logger.warning("similar profiles were not looked for: %s", type(error).__name__)
        state.similar, state.compared = {"failed": True}, ""
        return
    rows = [
        {"id": row.id, "type": row.type_label, "name": row.name, "details": _texts(row.details)}
        for row in found.rows[:MAX_SIMILAR]
    ]
    seen = {"total": len(found.rows), "compared": found.compared, "all": found.all}
    state.similar, state.compared = {"rows": rows, **seen}, asked


def _texts(details: tuple[Pair, ...]) -> list[list[str]]:
    return [
        [label, long_date(value.date()) if isinstance(value, datetime) else value]
        for label, value in details
    ]


def _freeze_details(state: State, details: ProfileFields, given: dict[str, Typed]) -> None:
    state.details, state.details_tag = details.schema.to_json(), details.tag
    kept, lost = fit(details_form(state), given)
    state.carry(Step.DETAILS, prefill.fill(state, Step.DETAILS, details_form(state), kept))
    _tell(state, lost)


def _given(
    state: State, entered: Mapping[Step, Entries]
) -> tuple[dict[str, Typed], dict[str, Typed]]:
    """What was typed into the search and the details of the pair that is being left."""
    searched: dict[str, Typed] = {}
    detailed = {name: Typed(**item) for name, item in state.leftover.items()}
    if state.search is not None:
        searched = typed_fields(search_form(state), entered.get(Step.SEARCH, {}))
    if state.details is not None:
        carried = state.carried.get(Step.DETAILS, {})
        detailed |= typed_fields(details_form(state), entered.get(Step.DETAILS) or carried)
    return searched, detailed


def _tell(state: State, lost: list[str]) -> None:
    if lost:
        where = f" in {state.country_name}" if state.country else ""
        state.tell(
            f"You changed what is created to {state.type_label}{where}. "
            f"These answers no longer apply and were removed: {', '.join(lost)}."
        )
