"""What a step's page shows besides its form: headings, buttons, notices, errors, rows."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format

from . import portals
from .forms import error_summary
from .models import Run
from .providers.base import Provider
from .schema import wording
from .schema.forms import SchemaForm
from .schema.layout import html_name
from .state import State
from .steps import Step, before, has_details, path

ROWS_A_PAGE = 20
NOT_ALLOWED = (
    "Your portal does not allow this type and country any more, so nothing was created. "
    "Choose what to create."
)
OUT_OF_DATE = (
    "This page was out of date, because something was changed in another tab. "
    "Check the answers before you continue."
)


def step_context(
    step: Step, state: State, form: forms.Form, query: Mapping[str, Any]
) -> dict[str, Any]:
    """The template context of a step's page."""
    context: dict[str, Any] = {
        "step": step,
        "number": path(state).index(step) + 1,
        "back": before(state, step),
        "notices": state.notices,
        "summary": error_summary(form) if form.is_bound else [],
        "state": state,
        **HEADINGS[step](state),
    }
    if step == Step.RESULTS:
        context |= _results(state, query)
        _link_to_this_page(context["summary"], context["page"].object_list)
    filled = len(state.from_search)
    if step == Step.DETAILS and filled and not form.is_bound and not state.settled:
        words = "1 answer" if filled == 1 else f"{filled} answers"
        context["inset"] = f"We filled in {words} from your search."
    return context


def _results(state: State, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of rows, each with the index that the browser sends for it."""
    rows = [(str(index), row) for index, row in enumerate(state.rows())]
    paginator = Paginator(rows, ROWS_A_PAGE)
    default = (state.choice or 0) // ROWS_A_PAGE + 1
    page = paginator.get_page(query.get("page", default))
    total = (state.results or {}).get("total", len(rows))
    return {"page": page, "total": total, "cut": total > len(rows), "kept": len(rows)}


def _link_to_this_page(summary: list[dict[str, str]], rows: list[tuple[str, Any]]) -> None:
    """The error of the choice leads to a row that is on this page of the matches."""
    for error in summary:
        if rows and error["to"] == "id_results-match_0":
            error["to"] = f"id_results-match_{rows[0][0]}"


def _noun(state: State) -> str:
    return wording.noun(state.type_label)


def _type_headings(_: State) -> dict[str, str]:
    return {"h1": "Choose what to create", "button": "Continue"}


def _search_headings(state: State) -> dict[str, str]:
    return {"h1": f"Find the {_noun(state)}", "button": "Search"}


def _results_headings(state: State) -> dict[str, str]:
    """The search's own words stand in the heading, not in the title: titles end up in histories."""
    results = state.results or {"query": "", "total": 0, "rows": []}
    words = f" for “{results['query']}”" if results["query"] else ""
    total = results["total"]
    if not results["rows"]:
        return {"h1": f"No match{words}", "title": "No match", "button": "Enter details manually"}
    found = "1 match" if total == 1 else f"{number_format(total, force_grouping=True)} matches"
    return {"h1": f"{found}{words}", "title": "Choose from the matches", "button": "Continue"}


def _details_headings(state: State) -> dict[str, str]:
    if state.changing is not None:
        return {"h1": f"Change the {_noun(state)}", "button": "Continue"}
    return {"h1": f"Enter {_noun(state)} details", "button": "Continue"}


def _check_headings(state: State) -> dict[str, str]:
    if state.changing is not None:
        return {"h1": "Check the changes before saving them", "button": "Save changes"}
    return {"h1": "Check the details before creating the profile", "button": "Create profile"}


HEADINGS = {
    Step.TYPE: _type_headings,
    Step.SEARCH: _search_headings,
    Step.RESULTS: _results_headings,
    Step.DETAILS: _details_headings,
    Step.CHECK: _check_headings,
}

# Where the profile exists and only the rest is made.
MENDING: dict[Step, dict[str, Any]] = {
    Step.DETAILS: {"back": None},
    Step.CHECK: {"h1": "Check what is still to be made", "button": "Finish the profile"},
}


def step_for_rejection(state: State) -> Step:
    """Where a refused creation is mended: in the details, or by another choice of row."""
    return Step.DETAILS if has_details(state) else Step.RESULTS


def add_provider_errors(
    form: forms.Form, fields: Mapping[str, Sequence[str]], general: Sequence[str]
) -> None:
    """The provider's messages at the fields they name; those that name none at the top."""
    for key, texts in fields.items():
        name = field_name(form, key)
        for text in texts:
            form.add_error(name, text)
    for text in general:
        form.add_error(None, text)
    if not form.errors:
        form.add_error(None, "The provider did not accept these details")


def shows_profiles(run: Run, provider: Provider | None) -> bool:
    """Whether the profiles that exist are listed: the provider can, and the run's portal may."""
    return bool(provider and provider.lists and portals.show_profiles(run.portal))


def profile_url(run_id: Any, profile_id: str) -> str:
    """Where a profile is shown; nowhere with an id that cannot stand in an address."""
    try:
        return reverse("profile", args=[run_id, profile_id])
    except NoReverseMatch:
        return ""


def field_name(form: forms.Form, key: str) -> str | None:
    """The field that a provider's key means, if any.

    `directors[0].name`, `fields.directors.0.name` and `directors.0.name` are the same field.
    """
    if not isinstance(form, SchemaForm):
        return None
    name = html_name((re.sub(r"\[(\w+)\]", r".\1", key).removeprefix("fields."),))
    if name in form.fields:
        return name
    inside = [other for other in form.fields if other.startswith(f"{name}.")]
    return inside[0] if inside else None
