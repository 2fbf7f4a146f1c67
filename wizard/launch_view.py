"""HTTP only: the portal's launch. A form of its page posts the token into the frame."""

import logging
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from . import carriers, headers, launching, problems, tokens
from .claims import Launch
from .portals import Portal
from .state import Newer

logger = logging.getLogger(__name__)

FIELD = "launch_token"
GET_SECONDS = 30  # addresses are kept in histories and logs


@never_cache
@csrf_exempt  # the token is what proves the request
@sensitive_post_parameters(FIELD)
@require_http_methods(["GET", "POST"])
def launch(request: HttpRequest) -> HttpResponse:
    """Open the run and go there (303); whatever is wrong, one page that says nothing of it."""
    sent = request.POST if request.method == "POST" else request.GET
    try:
        given = tokens.verify(sent.get(FIELD, ""))
        _judge(request, given)
        run, secret = launching.launch(given)
    except tokens.Refused as refused:
        return _refused(request, refused)
    except launching.InUse:
        return _framed(request, problems.in_use(request, given.origin), given.portal)
    except Newer:
        return _framed(request, problems.updating(request, given.origin), given.portal)
    source = tokens.source(given)
    logger.info("run %s: launched (iss %s, jti %s)", run.pk, source.iss, source.jti)
    return _framed(request, carriers.hand_over(request, run, secret), given.portal)


def _judge(request: HttpRequest, given: Launch) -> None:
    """Whether the request came as the portal's page would send it. Raises tokens.Refused.

    Browsers leave the origin out, or say "null", where a referrer policy tells them to.
    """
    reason = ""
    if request.method == "GET" and not given.portal.launch_by_get:
        reason = "the portal may not launch by GET"
    elif request.method == "GET" and given.seconds > GET_SECONDS:
        reason = "the token of a GET is good for too long"
    elif request.headers.get("Origin", "null") not in {"null", given.origin}:
        reason = "Origin is not the token's"
    elif request.headers.get("Sec-Fetch-Dest", "iframe") != "iframe":
        reason = "it was not opened in a frame"
    elif settings.SECURE_COOKIES and not (request.is_secure() or settings.DEBUG):
        reason = "it did not come by https; is TRUST_FORWARDED_PROTO missing?"
    if reason:
        raise tokens.Refused(reason, tokens.source(given))


def _refused(request: HttpRequest, refused: tokens.Refused) -> HttpResponse:
    reference = secrets.token_hex(4)
    source = refused.source
    logger.warning(
        "launch refused: %s (iss %s, kid %s, jti %s, reference %s)",
        *(refused.reason, source.iss, source.kid, source.jti, reference),
    )
    portal = source.portal
    told = portal.origins[0] if portal and len(portal.origins) == 1 else ""
    return _framed(request, problems.launch_refused(request, reference, told), portal)


def _framed(request: HttpRequest, response: HttpResponse, portal: Portal | None) -> HttpResponse:
    """The portal's pages, as configured, may show the answer: it has nothing that is secret."""
    origins = portal.origins if portal else ()
    headers.frame(
        request, response, *origins, isolated=bool(portal and portal.cross_origin_isolated)
    )
    return response
