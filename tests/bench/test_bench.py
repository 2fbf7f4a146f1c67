"""The bench is run now and then; that it still runs, and tells the truth, is tested here."""

from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.bench import fields, flows, plot, table
from tests.bench.drive import Operator
from tests.bench.measure import Bench
from tests.wizard import signing
from wizard.sandbox.server import SandboxServer

MISSED = table.Row("CPU a flow", "80 ms", "<= 35 ms", False, 80, 350, "ms")
REACHED = table.Row("flows/s", "40", ">= 25 x", True, 40, 1.2, more=True)


def test_the_plain_peer_creates_the_profile_by_asking_the_provider_over_and_over(
    tmp_path: Path,
) -> None:
    bench = Bench(tmp_path)
    try:
        # Given the sandbox and the peer behind its own server
        server = bench.server("plain_peer")

        # When an operator finds no match and enters the details
        driven = bench.drive(server, flows.plain_peer(), flows=1)

        # Then the profile is there with all that was entered, and the calls were counted
        (profile,) = bench.sandbox.profiles()
        assert profile["received"]["fields"].keys() == fields.plain(30).keys()
        assert driven.flows == 1
        assert driven.calls.count(("POST", "/api/v1/public/profiles")) == 1
        assert 100 < len(driven.calls) < 200
        assert driven.cpu_ms > 0
    finally:
        bench.close()


def test_the_bench_walks_the_wizard_to_the_same_end(
    live_server: LiveServer, sandbox: SandboxServer, settings: Settings
) -> None:
    # Given a portal that may launch, and the fields of the bench
    settings.PUBLIC_BASE_URL, settings.PORTALS = signing.BASE, signing.registry()
    settings.ALLOWED_HOSTS = ["wizard.example"]
    fields.ask(sandbox)

    # When operators take every step of each way, each of which must show the next
    for flow in (flows.by_hand(), flows.match(), flows.unsearched()):
        with closing(Operator(live_server.thread.port, flow.as_json())) as operator:
            operator.launch(flows.tokens(1)[0])
            for step in operator.flow["steps"]:
                operator.take(step)

    # Then each has created a profile, with what was entered where the details were
    sent = [set(profile["received"].get("fields", {})) for profile in sandbox.profiles()]
    asked = set(fields.plain(30))
    assert sent == [asked, set(), asked]


def test_a_row_that_is_not_met_is_named_so() -> None:
    lines = table.text([MISSED, REACHED]).splitlines()

    assert [line.rpartition("  ")[2].strip() for line in lines[2:]] == ["NOT MET", "met"]
    verdicts = [row["verdict"] for row in table.as_json([MISSED, REACHED], {})["rows"]]
    assert verdicts == ["NOT MET", "met"]


def test_the_plot_draws_the_longer_bar_for_the_larger_figure() -> None:
    drawn = ElementTree.fromstring(plot.svg([MISSED, REACHED]))

    widths = [
        (bar.get("class"), float(bar.get("width", 0)))
        for bar in drawn.iter("{http://www.w3.org/2000/svg}rect")
        if float(bar.get("x", 0)) == plot.LABEL
    ]
    assert [kind for kind, _ in widths] == ["ours", "peer"] * 2
    assert widths[0][1] < widths[1][1]
    assert widths[2][1] > widths[3][1]
