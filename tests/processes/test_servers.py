"""The server of these tests itself: a run is launched, walked and filed over real HTTP."""

from tests.processes.conftest import Serve
from tests.processes.servers import Browser
from tests.wizard import journey
from wizard.models import State, Submission
from wizard.sandbox.server import SandboxServer


def test_a_profile_is_created_over_real_http(serve: Serve, sandbox: SandboxServer) -> None:
    server = serve(workers=2)

    receipt = journey.create(journey.to_check(Browser(server).launch(ext="a-1")))

    assert receipt.step == "receipt"
    assert Submission.objects.get().state == State.CREATED
    assert journey.creations(sandbox) == 1
    assert len(server.workers()) == 2
