"""The sample portal of `make demo`: a page of another system that shows the wizard in a frame.

In DEBUG only. It opens runs without a signed token, by the same `launches.open_run`.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from . import launches, problems, providers, runs


@require_GET
def portal(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/portal.html", {"providers": providers.configured().values()})


@csrf_exempt
@require_POST
@xframe_options_sameorigin
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
    response = redirect("start", run.pk)
    response.status_code = 303
    return runs.hand_over(request, response, run, secret)
