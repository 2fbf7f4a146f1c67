"""A server as it is deployed: its static files, its metrics of all workers, its log."""

import json
import re

import brotli
from django.conf import settings
from django.contrib.staticfiles.finders import find

from tests.processes.conftest import Serve
from tests.processes.servers import Browser, Gunicorn, wait_until
from wizard import bundles

TOKEN = "a-token-of-the-tests"
FILES = re.compile(r'(?:src|href)="(/static/[^"]+)"')


class Probe(Browser):
    """Knows neither the host's name nor TLS, but may bring headers."""

    def __init__(self, server: Gunicorn, **headers: str) -> None:
        super().__init__(server)
        self.headers = headers

    def get(self, url: str):  # type: ignore[no-untyped-def]  # as the base has it
        return self._send("GET", url, None, {"Host": "10.0.0.7", **self.headers})


def test_pages_link_three_files_that_may_be_kept_for_good(serve: Serve) -> None:
    server = serve()
    walker = Browser(server).launch()
    files = FILES.findall(walker.html)

    assert len(files) == 3
    whole = len(brotli.compress(walker.html.encode(), quality=5))
    for address in files:
        assert re.search(r"\.[0-9a-f]{12}\.(js|css)$", address)
        answer = Probe(server, **{"Accept-Encoding": "br"}).get(address)
        assert answer["Content-Encoding"] == "br"
        assert answer["Cache-Control"] == "max-age=315360000, public, immutable"
        whole += len(answer.content)
    assert whole < 30_000
    [style] = [each for each in files if each.endswith(".css")]
    assert Probe(server).get(style).content.decode() == bundles.style()


def test_the_portals_script_keeps_its_address_and_is_open_to_their_pages(serve: Serve) -> None:
    answer = Probe(serve()).get("/static/wizard/embed.js")

    assert answer["Cache-Control"] == "max-age=600, public"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_metrics_are_those_of_all_workers(serve: Serve) -> None:
    server = serve(workers=2, METRICS_TOKEN=TOKEN)
    wait_until(lambda: len(server.workers()) == 2, "both workers")
    for _ in range(4):
        Browser(server).launch()

    bearer = Probe(server, Authorization=f"Bearer {TOKEN}")
    texts = {bearer.get("/metrics").content.decode() for _ in range(4)}

    shown = {
        re.search(r'^wizard_steps_total\{.*"shown".*"type".*\} (.+)$', t, re.MULTILINE)
        for t in texts
    }
    assert {found and found[1] for found in shown} == {"4.0"}
    assert Probe(server).get("/metrics").status_code == 401


def test_every_line_of_the_log_is_json(serve: Serve) -> None:
    server = serve()
    assert Probe(server).get("/healthz").status_code == 200
    Browser(server).launch()
    server.terminate()
    server.wait()

    lines = [json.loads(line) for line in server.logged().splitlines()]

    assert {"gunicorn.error", "wizard.access"} <= {line["logger"] for line in lines}
    assert "healthz" not in server.logged()


def test_no_file_of_the_sources_is_forgotten() -> None:
    folder = settings.BASE_DIR / "static" / "wizard"
    files = {f"wizard/{each.name}" for each in folder.iterdir() if each.suffix in {".js", ".css"}}

    assert files - bundles.PARTS == {"wizard/embed.js"}
    assert find("wizard/wizard.js") is None
