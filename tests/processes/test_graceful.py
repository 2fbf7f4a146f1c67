"""A deploy ends the workers: what is on its way is finished, or is known to be unknown."""

import runpy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from tests.processes.conftest import Serve
from tests.processes.servers import Browser, wait_until
from tests.wizard import journey
from tests.wizard.walker import Walker
from wizard import deliveries, submissions
from wizard.models import State, Submission
from wizard.sandbox.server import SandboxServer


def to_check(browser: Browser) -> Walker:
    """Before a creation that takes the provider three seconds."""
    return journey.to_check(browser.launch(), name="Slow 3s Ltd").get("check")


@contextmanager
def creating(browser: Browser, walker: Walker, sandbox: SandboxServer) -> Iterator[list[object]]:
    """The button was pressed and the provider has the request; in the end, what was answered."""
    answers: list[object] = []

    def press() -> None:
        try:
            body = urlencode(walker.page.inputs, doseq=True)
            answers.append(browser.post(f"{walker.base}check/", body))
        except OSError as error:
            answers.append(error)

    thread = threading.Thread(target=press)
    thread.start()
    wait_until(lambda: journey.creations(sandbox), "the creation at the provider")
    yield answers
    thread.join()


def test_a_creation_on_its_way_is_finished_before_the_server_ends(
    serve: Serve, sandbox: SandboxServer
) -> None:
    server = serve()
    browser = Browser(server)
    walker = to_check(browser)

    with creating(browser, walker, sandbox) as answers:
        assert Submission.objects.get().state == State.IN_FLIGHT
        server.terminate()
        assert server.wait() == 0

    [answer] = answers
    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, answer["Location"]) == (303, f"{walker.base}receipt/")
    assert Submission.objects.get().state == State.CREATED
    server.start()
    assert walker.get("receipt").h1 == "Profile created"
    assert journey.creations(sandbox) == 1


def test_one_that_is_cut_off_is_unknown_once_its_lease_is_over(
    serve: Serve, sandbox: SandboxServer
) -> None:
    server = serve()
    browser = Browser(server)
    walker = to_check(browser)

    with creating(browser, walker, sandbox) as answers:
        server.kill()

    assert isinstance(answers[0], OSError)
    row = Submission.objects.get()
    assert row.state == State.IN_FLIGHT
    assert submissions.sweep(row).state == State.IN_FLIGHT
    wait_until(sandbox.profiles, "the profile that nobody was told of")
    Submission.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert submissions.sweep(row).state == State.UNKNOWN

    server.start()
    assert walker.get("receipt").h1 == "We do not know yet whether the profile was created"
    assert walker.get("check").step == "receipt"
    assert journey.creations(sandbox) == 1


def test_the_server_waits_longer_than_a_submission_may_take() -> None:
    configured = runpy.run_path(str(settings.BASE_DIR / "config/gunicorn.conf.py"))

    longest = deliveries.BUDGET_SECONDS + submissions.LEASE.total_seconds()
    assert configured["graceful_timeout"] > longest
