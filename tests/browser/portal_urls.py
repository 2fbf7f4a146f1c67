"""The wizard's addresses with a launch that needs no signature."""

import base64
import json

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from config.urls import handler400, handler404, handler500
from wizard import carriers, headers, launches, problems

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]


@csrf_exempt
@require_POST
@xframe_options_exempt
def launch(request: HttpRequest) -> HttpResponse:
    """Stands in for the wizard's own launch, of which embed.js knows the address and the field.

    It takes the unsigned tokens of portal.token; `refused` in one is answered by an error page.
    """
    _, body, _ = request.POST["launch_token"].split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    if claims.get("refused"):
        response = problems.no_access(request)
        scripts = f"'nonce-{headers.nonce(request)}'"
        response["Content-Security-Policy"] = headers.content_policy(scripts, claims["origin"])
        return response
    run, secret = launches.open_run(
        provider="detected", operator="operator-1", origin=claims["origin"], portal="test"
    )
    return carriers.hand_over(request, run, secret)


urlpatterns = [
    path("launch", launch),
    path("", include("wizard.urls")),
]
