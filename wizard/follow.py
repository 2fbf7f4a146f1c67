"""The page to which a form leads, in the same answer: htmx follows a redirect, but asks once more.

Without htmx a form is answered by a redirect, so that a reload does not send it again. htmx shows
what it gets under the address in `HX-Push-Url` (https://htmx.org/headers/hx-push-url/).
"""

import logging
from collections.abc import Callable
from copy import copy
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import get_script_prefix
from django.utils.datastructures import MultiValueDict

from .addresses import RUN_PATH

logger = logging.getLogger(__name__)

MOST = 3  # redirects one after the other; a browser is left with the rest

Answer = Callable[[HttpRequest], HttpResponse]


def followed(request: HttpRequest, response: HttpResponse, answer: Answer) -> HttpResponse:
    """The page of the same run that `response` to a form of htmx leads to, else `response`.

    A page that crashes is left to the browser: what was sent has been taken. `request.led_to` has
    the pages that were drawn: the request of each, and its status.
    """
    request.led_to = []  # type: ignore[attr-defined]  # for `access`
    if request.method != "POST" or request.headers.get("HX-Request") != "true":
        return response
    for _ in range(MOST):
        page = _looking(request, response)
        if page is None:
            break
        try:
            shown = answer(page)
        except Exception:
            logger.exception("the page that a form leads to cannot be drawn")
            break
        if shown.status_code == 500:
            break
        request.led_to.append((page, shown.status_code))  # type: ignore[attr-defined]  # ours
        if shown.status_code != 303:
            shown["HX-Push-Url"] = response["Location"]
        response = shown
    return response


def _looking(request: HttpRequest, response: HttpResponse) -> HttpRequest | None:
    """A GET by the same browser of where it is sent to, in the same run."""
    if response.status_code != 303 or response.cookies:
        return None
    to, prefix = urlsplit(response["Location"]), get_script_prefix()
    if to.netloc or not to.path.startswith(prefix):
        return None
    path = f"/{to.path.removeprefix(prefix)}"
    ours, there = RUN_PATH.match(request.path_info), RUN_PATH.match(path)
    if not (ours and there and ours[1] == there[1]):
        return None
    page = copy(request)
    page.method, page.path_info = "GET", path
    page.path = request.path.removesuffix(request.path_info) + path
    page.META = {
        **request.META,
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": to.query,
    }
    page.GET = QueryDict(to.query)
    page.POST = QueryDict()
    page._files = MultiValueDict()  # type: ignore[attr-defined]  # as if it had been read
    return page
