"""HTTP only: how an operator comes into a run, stays in it, and comes back to one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_http_methods

from . import carriers, headers, ledger, lifetimes, problems, resuming
from .receipts import see
from .runs import RunRequest, RunSession
from .state import State

UNDECIDED = "Select whether to continue or start a new one"
NOTHING_LEFT = "What you started before was finished or deleted meanwhile. This is a new start."


@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """The end of a launch: on to the run, by cookie or by address, once."""
    run = carriers.handed_over(request.GET.get("h", ""))
    response = (run and carriers.enter(request, run)) or problems.no_access(request)
    headers.frame_run(request, response, run)
    add_never_cache_headers(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def alive(request: RunRequest, run_id: UUID) -> HttpResponse:  # noqa: ARG001
    """JSON: seconds until the run ends unused, and in any case. Only a POST moves the former."""
    if request.method == "POST":
        lifetimes.extend(request.run)
    now = timezone.now()
    moments = {"seconds": request.run.expires_at, "limit": request.run.ends_at}
    left = {name: int((moment - now).total_seconds()) for name, moment in moments.items()}
    return JsonResponse({name: max(0, seconds) for name, seconds in left.items()})


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: RunRequest, run_id: UUID) -> HttpResponse:
    """Whether to go on with the earlier run of the same operator, or to start anew."""
    run = request.run
    if run.earlier_id is None:
        return see("start", run_id)
    choice = request.POST.get("choice")
    if choice == "new":
        resuming.decline(run)
        return see("start", run_id)
    earlier = resuming.offered(run)
    resumed = resuming.resume(earlier, run) if earlier and choice == "continue" else None
    if resumed:
        return carriers.hand_over(request, *resumed)
    if earlier is None or choice == "continue":
        resuming.decline(run)
        state = State.load(request.session)
        state.tell(NOTHING_LEFT)
        state.save(request.session)
        return see("start", run_id)
    wrong = request.method == "POST"
    context = {
        "h1": "Do you want to continue where you stopped?",
        "earlier": earlier,
        "sent": not ledger.is_open(ledger.live(earlier), earlier),
        "state": State.load(RunSession(earlier)),
        "summary": [{"to": "continue", "text": UNDECIDED}] if wrong else [],
    }
    return render(request, "wizard/resume.html", context, status=422 if wrong else 200)
