"""HTTP only: what anybody may read (our public keys, the portals' style sheets)."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import portals, result_tokens

HOUR, YEAR = 60 * 60, 365 * 24 * 60 * 60


@require_safe
@cache_control(public=True, max_age=HOUR)
def key_set(request: HttpRequest) -> HttpResponse:
    """With what result tokens are verified; RFC 7517, section 8.5.2, names the type."""
    _without_session(request)
    return JsonResponse(result_tokens.key_set(), content_type="application/jwk-set+json")


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def style_sheet(request: HttpRequest, name: str) -> HttpResponse:
    """A portal's; the name is a hash of what is in it."""
    _without_session(request)
    for portal in portals.configured().values():
        for sheet in portal.theme.sheets:
            if sheet.name == name:
                return HttpResponse(sheet.css, content_type="text/css; charset=utf-8")
    raise Http404("there is no such style sheet")


def _without_session(request: HttpRequest) -> None:
    """The CSRF middleware has looked at it; the answer must not be kept apart for every cookie."""
    request.session.accessed = False
