"""Pages for when something is wrong: what happened, in plain words, and a way on."""

import logging
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render

from . import languages
from .addresses import here, start
from .models import Submission
from .providers.errors import ProviderError, ProviderUnavailable
from .waits import Wait, clock
from .words import Told

logger = logging.getLogger(__name__)

UPDATE_SECONDS = 15  # after which a page of other code may answer


def problem(
    request: HttpRequest,
    status: int,
    title: str,
    *paragraphs: str,
    retry: str = "",
    resent: Sequence[tuple[str, str]] = (),
    wait: Wait | None = None,
    code: str = "",
    portal_origin: str = "",
) -> HttpResponse:
    """A page with one h1 and its paragraphs. `retry`: address for "Try again".

    `resent`: the entries of a form that are sent there again. `portal_origin`: of the page that
    is told the `code`, where no run says so.
    """
    context = {
        "h1": title,
        "paragraphs": paragraphs,
        "retry": retry,
        "resent": resent,
        "wait": wait,
        "event_code": code or "problem",
        "portal_origin": portal_origin,
    }
    with languages.of(request):  # also of a run that has ended, which has no page of its own
        response = render(request, "wizard/problem.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait.seconds)
    return response


def no_access(request: HttpRequest) -> HttpResponse:
    return problem(
        request,
        403,
        "You cannot open this page",
        "It belongs to a session that was not started in this browser, or has ended.",
        "Start again from your portal. If that does not help, allow cookies for this site.",
        code="no_access",
    )


def launch_refused(request: HttpRequest, reference: str, portal_origin: str) -> HttpResponse:
    """The same whatever was wrong; our log has the reason, by the reference."""
    return problem(
        request,
        403,
        "We could not open this page",
        "Start again from your portal.",
        f"If it happens again, tell your support team: {reference}",
        code="launch_refused",
        portal_origin=portal_origin,
    )


def in_use(request: HttpRequest, portal_origin: str) -> HttpResponse:
    return problem(
        request,
        409,
        "Somebody else is working on this",
        "They have begun it and have not finished.",
        "Try again from your portal later.",
        code="in_use",
        portal_origin=portal_origin,
    )


def nothing_allowed(request: HttpRequest) -> HttpResponse:
    return problem(
        request,
        403,
        "There is nothing you can create here",
        "Your portal allows no type of profile that this provider has.",
        "Tell your support team.",
        code="nothing_allowed",
    )


def expired(request: HttpRequest, kept_until: datetime | None = None) -> HttpResponse:
    """`kept_until`: until then another launch can go on with what was entered."""
    way_on = ["Start again from your portal."]
    if kept_until:
        with languages.of(request):
            moment = clock(kept_until)
        way_on = [
            f"What you entered is kept until {moment}.",
            "Start again from your portal to continue where you stopped.",
        ]
    return problem(
        request,
        410,
        "Your session has ended",
        "It was not used for a while, or was open for too long.",
        *way_on,
        code="expired",
    )


def created(
    request: HttpRequest, submission: Submission, result_token: str, told: Told | None
) -> HttpResponse:
    """The session has ended, but not before its profile was on its way, which exists now.

    `told`: on whose word that is; None: the provider's.
    """
    context = {
        "h1": "Profile created",
        "submission": submission,
        "result_token": result_token,
        "told": told,
    }
    with languages.of(request):
        return render(request, "wizard/ended_created.html", context, status=410)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failing provider as the operator is told of it."""

    status: int
    title: str
    paragraphs: tuple[str, ...]
    code: str
    wait: Wait | None = None


def describe(error: ProviderError) -> Trouble:
    """What to tell; where the provider broke its contract, our alarm with a reference."""
    if isinstance(error, ProviderUnavailable):
        if error.retry_after:
            return busy(Wait(error.retry_after))
        return Trouble(
            503,
            "The provider is not answering",
            ("Your answers are saved.", "Try again in a moment."),
            "provider_unavailable",
        )
    reference = secrets.token_hex(4)
    logger.error("the provider misbehaved: %s (reference %s)", error, reference)
    return Trouble(
        502,
        "There is a problem with the provider",
        (
            "Your answers are saved.",
            f"Try again later. If it happens again, tell your support team: {reference}",
        ),
        "provider_misbehaved",
    )


def busy(wait: Wait) -> Trouble:
    saved = ("Your answers are saved.",)
    return Trouble(503, "The provider is busy", saved, "provider_unavailable", wait)


def trouble_page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """A page of its own, for when there is no form to show the trouble above.

    A form that was sent is sent again as it is.
    """
    return problem(
        request,
        trouble.status,
        trouble.title,
        *trouble.paragraphs,
        retry=here(request),
        resent=_sent(request),
        wait=trouble.wait,
        code=trouble.code,
    )


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """The entries of the form that was sent, with its token: it counts for the same page again."""
    return [(name, str(value)) for name, values in request.POST.lists() for value in values]


def updating(request: HttpRequest, portal_origin: str = "") -> HttpResponse:
    """Old code has met what new code wrote: nothing is read, written or lost.

    What was sent to a run stands in the page, and is sent again from there.
    """
    in_run = getattr(request, "run", None) is not None
    sent = _sent(request) if in_run else []
    return problem(
        request,
        503,
        "One moment, this page is being updated",
        "What you have just sent is not lost." if sent else "What you entered is saved.",
        *(() if in_run else ("Start again from your portal in a moment.",)),
        retry=here(request) if in_run else "",
        resent=sent,
        wait=Wait(UPDATE_SECONDS) if in_run else None,
        code="updating",
        portal_origin=portal_origin,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form did not come from this wizard's own page, or the page is too old."""
    logger.warning("a form was refused: %.200a", reason)  # it may quote a header
    return problem(
        request,
        403,
        "We could not accept this form",
        "The page may have been open for too long.",
        retry=here(request),
        code="refused",
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return problem(
        request,
        404,
        "Page not found",
        "Check the address, or go back to where you were.",
        retry=start(request),
        code="not_found",
    )


def too_large(request: HttpRequest) -> HttpResponse:
    return problem(
        request,
        413,
        "That was too much at once",
        f"A form can be {settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20} MB in all, as it is sent.",
        "Go back and shorten it.",
        code="too_large",
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return problem(
        request, 400, "We could not read that request", "Go back and try again.", code="bad_request"
    )


def server_error(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]
    if isinstance(error, UnreadablePostError):  # the client has gone in the middle of its form
        return bad_request(request, error)
    return problem(
        request,
        500,
        "There is a problem with the service",
        "Answers from earlier pages are saved.",
        "Try again later.",
        retry=start(request),
        code="error",
    )
