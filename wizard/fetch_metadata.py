"""What a browser says of where a request comes from, and what is refused for it.

No script can set these headers; see https://www.w3.org/TR/fetch-metadata/.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from . import problems

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
EMBEDDED = {"iframe", "empty"}  # a document in a frame, and what its scripts fetch


def is_embedded(request: HttpRequest) -> bool:
    """Whether the answer is for a frame; without the header it is not known to be."""
    return request.headers.get("Sec-Fetch-Dest") in EMBEDDED


class SameOriginMiddleware:
    """Refuses what another site sends, beside the CSRF token; views that need none are exempt."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, *_: Any, **__: Any
    ) -> HttpResponse | None:
        if request.method in SAFE or getattr(view, "csrf_exempt", False):
            return None
        if request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
            return None
        return problems.csrf_failure(request, "it was sent from another origin")
