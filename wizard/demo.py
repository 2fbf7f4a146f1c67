"""The sample portal of `make demo`: a page of another system that shows the wizard in a frame.

In DEBUG only. It opens runs without a signed token, by the same `launches.open_run`.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from . import launches, problems, providers
from .carriers import hand_over


@require_GET
def portal(request: HttpRequest) -> HttpResponse:
    context = {"providers": providers.configured().values()}
    response = render(request, "demo/portal.html", context)
    # A page of another system, with a policy of its own.
    response["Content-Security-Policy"] = "default-src 'self'; img-src 'self' data:"
    return response


@csrf_exempt
@require_POST
def launch(request: HttpRequest) -> HttpResponse:
    """A new run for the demo's operator; the form's target is the frame."""
    configured = providers.configured()
    name = request.POST.get("provider", "")
    if not configured or (name and name not in configured):
        return problems.problem(
            request, 503, "No provider is configured", "Start the demo with: make demo"
        )
    origin = f"{request.scheme}://{request.get_host()}"
    run, secret = launches.open_run(
        provider=name, operator="demo-operator", origin=origin, portal="demo"
    )
    return hand_over(request, run, secret)
