"""Staff: who signs in at /admin/, on pages apart from the runs, with a session apart from theirs.

A run's request has its own session and no user; a page of staff has Django's session and no run.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from . import problems
from .addresses import RUN_PATH
from .headers import content_policy

PAGES = ("/admin/", "/lab/")
View = Callable[[HttpRequest], HttpResponse]


class StaffSessionMiddleware(SessionMiddleware):
    """Django's session for all but the runs; pages for staff are neither framed nor cached."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if RUN_PATH.match(request.path_info):
            return self.get_response(request)  # type: ignore[return-value]  # we are synchronous
        response: HttpResponse = super().__call__(request)  # type: ignore[assignment]
        if request.path_info.startswith(PAGES):
            add_never_cache_headers(response)
        if request.path_info.startswith("/admin/"):  # its scripts have no nonce
            response["Content-Security-Policy"] = content_policy("'self'")
        return response


def staff_or_developer(view: View) -> View:
    """Open to everybody in DEBUG, else to those who are signed in as staff."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if settings.DEBUG or (request.user.is_active and request.user.is_staff):
            return view(request)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return problems.problem(
            request,
            403,
            "You cannot open this page",
            "It is for staff. Ask an administrator to give you access.",
            code="no_access",
        )

    return guarded
