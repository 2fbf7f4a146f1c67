"""HTTP only: the list of the profiles that exist at the run's provider, and each of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from . import filters, limits, pages, problems, providers, reads
from .filters import Filters
from .problems import Trouble
from .providers.base import Provider
from .providers.errors import ProviderError, ProviderRejected
from .providers.profiles import ProfilePage, ProfileRow, Value
from .runs import RunRequest
from .schema.items import with_items
from .steps import Step

PROFILE_ID = "[A-Za-z0-9_.:-]{1,200}"
DIGITS = 6  # more of a page number is not read
MAX_COLUMNS = 6
GONE = "These filters are no longer kept, so the list is shown without them."


def _provider(request: RunRequest) -> Provider:
    """The run's provider. Raises Http404 where it lists no profiles, or not for this portal."""
    provider = providers.configured().get(request.run.provider)
    if provider is None or not pages.shows_profiles(request.run, provider):
        raise Http404("this provider lists no profiles")
    return provider


@require_http_methods(["GET", "HEAD", "POST"])
def profiles(request: RunRequest, run_id: UUID) -> HttpResponse:  # noqa: ARG001
    """GET: a page of the list, narrowed by the filters of that id. POST: filters, to be kept."""
    provider = _provider(request)
    if request.method == "POST":
        return _filtered(request, provider)
    chosen, number = _place(request)
    asked = Filters(provider.list_filters(), filters.kept(request.session, chosen))
    if asked.is_bound and not asked.is_valid():  # the provider's filters have changed
        return _render(request, asked)
    try:
        with reads.reading(request.session, reads.PROFILES):
            page = provider.list_profiles(asked.payload(), number)
    except ProviderRejected as error:
        asked = asked if asked.is_bound else Filters(provider.list_filters(), {})
        asked.is_valid()
        pages.add_provider_errors(asked.form, error.field_errors, error.form_errors)
        return _render(request, asked)
    except ProviderError as error:
        _provider(request)  # it may have turned out that it lists none
        return problems.trouble_page(request, _nothing_entered(problems.describe(error)))
    last = max(page.pages or 1, 1)
    if page.pages is not None and number > last:
        return HttpResponseRedirect(_url(request, chosen, last), status=303)
    return _render(request, asked, page, chosen)


def _filtered(request: RunRequest, provider: Provider) -> HttpResponse:
    schema = provider.list_filters()
    asked = Filters(schema, dict(request.POST.lists()))
    entries = asked.entries()
    changed = with_items(asked.form, request.POST, entries)
    if changed != entries:
        return _render(request, Filters(schema, changed, checked=False))
    if not asked.is_valid():
        return _render(request, asked)
    chosen = filters.keep(request.session, entries) if any(asked.answers()) else ""
    return HttpResponseRedirect(_url(request, chosen, 1), status=303)


@require_safe
def profile(request: RunRequest, run_id: UUID, profile_id: str) -> HttpResponse:
    """One profile as the provider has it now."""
    provider = _provider(request)
    try:
        with reads.reading(request.session, reads.PROFILE):
            found = provider.show_profile(profile_id)
    except ProviderError as error:
        return problems.trouble_page(request, _nothing_entered(problems.describe(error)))
    context: dict[str, Any] = {"back": _url(request, *_place(request))}
    if request.GET.get("from") == Step.CHECK:
        context |= {"back": reverse("step", args=[run_id, Step.CHECK]), "checking": True}
    if found is None:
        context["h1"] = "Profile not found"
        return render(request, "wizard/profile_missing.html", context, status=404)
    context |= {"h1": found.name or "Profile", "title": "Profile", "profile": found}
    if provider.changes and limits.may_change(request.run.limits, found):
        context["change"] = reverse("change", args=[run_id, profile_id, Step.DETAILS])
    return render(request, "wizard/profile.html", context)


def _nothing_entered(trouble: Trouble) -> Trouble:
    """These pages have no answers that could be lost."""
    return replace(trouble, paragraphs=trouble.paragraphs[1:])


# -- where in the list ------------------------------------------------------------------


def _place(request: RunRequest) -> tuple[str, int]:
    """The id of the filters and the number of the page in an address; 1 where it is none."""
    number = request.GET.get("page", "")
    usable = number.isascii() and number.isdigit()
    return request.GET.get("filter", ""), max(int(number[:DIGITS]), 1) if usable else 1


def _query(request: RunRequest, chosen: str, number: int) -> str:
    known = {"filter": chosen} if filters.kept(request.session, chosen) is not None else {}
    return "?" + urlencode({**known, "page": number})


def _url(request: RunRequest, chosen: str, number: int) -> str:
    return reverse("profiles", args=[request.run.pk]) + _query(request, chosen, number)


# -- the page ---------------------------------------------------------------------------


def _render(
    request: RunRequest,
    asked: Filters,
    page: ProfilePage | None = None,
    chosen: str = "",
) -> HttpResponse:
    """The list; without a page of it, the filters alone, with their errors where they are bound."""
    context: dict[str, Any] = {"h1": "Profiles", "filters": asked}
    if page is None:
        context["summary"] = asked.summary() if asked.is_bound else []
        status = 422 if asked.is_bound else 200
        return render(request, "wizard/profiles.html", context, status=status)
    narrowed = page.named(asked.words) if asked.words else page
    context |= {"page": page, "count": _count(page, narrowed), "answers": list(asked.answers())}
    context |= _table(request, narrowed, _query(request, chosen, page.number))
    context["links"] = {
        name: _query(request, chosen, number) for name, number in _neighbours(page).items()
    }
    if request.GET.get("filter") and filters.kept(request.session, chosen) is None:
        context["notices"] = [GONE]
    return render(request, "wizard/profiles.html", context)


def _count(page: ProfilePage, narrowed: ProfilePage) -> str:
    """How many there are, in words."""
    here = len(page.rows)
    if narrowed is not page:
        return (
            f"Showing {len(narrowed.rows)} of {here} profile{'' if here == 1 else 's'} on this page"
        )
    if page.total is not None:
        return f"{page.total:,} profile{'' if page.total == 1 else 's'}"
    return f"{here} profile{'' if here == 1 else 's'} on this page"


def _neighbours(page: ProfilePage) -> dict[str, int]:
    """The pages that links lead to, by the link's name."""
    found: dict[str, int] = {}
    if page.number > 1:
        found |= {"first": 1, "previous": page.number - 1}
    if page.more:
        found["next"] = page.number + 1
    if page.pages and page.number < page.pages:
        found["last"] = page.pages
    return found


def _table(request: RunRequest, page: ProfilePage, query: str) -> dict[str, Any]:
    """A column for each label that the details of the rows have."""
    labels = list(dict.fromkeys(label for row in page.rows for label, _ in row.details))
    columns = labels[:MAX_COLUMNS]
    rows = [
        {"row": row, "url": _address(request, row, query), "cells": list(_cells(row, columns))}
        for row in page.rows
    ]
    return {"columns": columns, "rows": rows}


def _cells(row: ProfileRow, columns: list[str]) -> Iterator[tuple[str, list[Value]]]:
    for column in columns:
        yield column, [value for label, value in row.details if label == column]


def _address(request: RunRequest, row: ProfileRow, query: str) -> str:
    url = pages.profile_url(request.run.pk, row.id)
    return url + query if url else ""
