"""HTTP only: what the operator has submitted and not finished at the portal, in whatever run."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from . import carriers, ledger, pages, providers, resuming, started, told, words
from .models import Operation, Run, State, Submission
from .runs import RunRequest

ROWS_A_PAGE = 20
GONE = "This was finished or deleted meanwhile."


@require_http_methods(["GET", "HEAD", "POST"])
def submissions(request: RunRequest, run_id: UUID) -> HttpResponse:  # noqa: ARG001
    """POST: go on with another run, whose id is sent; with a profile, with the change of that."""
    if request.method != "POST":
        return _page(request)
    earlier = started.find_other(request.run, _id(request.POST.get("continue", "")))
    if earlier is None:
        raise Http404("the operator has no other run of that id")
    profile_id = request.POST.get("profile", "")
    there = started.is_there(earlier, profile_id)
    why = started.hindrance(earlier, request.run, profile_id) if there else GONE
    resumed = None if why else resuming.resume(earlier, request.run, profile_id)
    if resumed:
        return carriers.hand_over(request, *resumed)
    return _page(request, why or GONE, status=409)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _page(request: RunRequest, notice: str = "", status: int = 200) -> HttpResponse:
    rows = ledger.of_operator(request.run).prefetch_related("resolutions")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "h1": "Your submissions and drafts",
        "notices": [notice] if notice else [],
        "drafts": started.drafts(request.run),
        "shown": started.SHOWN,
        "page": page,
        "rows": list(_rows(request.run, page)),
        "has_ext": any(row.ext for row in page.object_list),
    }
    return render(request, "wizard/submissions.html", context, status=status)


def _rows(run: Run, page: Page[Submission]) -> Iterator[dict[str, Any]]:
    """Their addresses have the page of the list, to come back to."""
    query = f"?page={page.number}" if page.number > 1 else ""
    shows_profiles = pages.shows_profiles(run, providers.configured().get(run.provider))
    for row in page.object_list:
        linked = shows_profiles and row.provider == run.provider
        yield {
            "submission": row,
            "provider": providers.label(row.provider),
            "url": reverse("submission", args=[run.pk, row.pk]) + query,
            "is_change": row.operation == Operation.UPDATE,
            "words": _words(row, run),
            "profile_url": pages.profile_url(run.pk, row.profile_id or "") if linked else "",
        }


def _words(submission: Submission, run: Run) -> str:
    """Where it stands, in plain words; what a person has told, as told."""
    state = ledger.seen_as(submission)
    if state in {State.PENDING, State.REJECTED} and (said := told.absent(submission)):
        return words.told(submission, said, run.portal, run.operator).text
    return words.in_list(submission, state)
