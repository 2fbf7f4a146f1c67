"""The rows that a browser tells: bytes on the wire, requests, the time until a form is usable."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.bench import flows
from tests.bench.drive import HOST, Operator
from tests.bench.measure import OURS, Bench, median
from tests.bench.rows import FLOOR, Scale
from tests.bench.table import Row
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.processes.servers import Gunicorn

SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
# Painted, and its scripts have run (they are all deferred).
USABLE = """() => Math.max(
    performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
    performance.getEntriesByName("first-contentful-paint")[0].startTime)"""
CHOOSE = """([name, value]) => {
    const select = document.querySelector(`select[name="${name}"]`);
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
}"""
# Beside a Django page with htmx, where both were measured (performance of the alternatives).
RJSF, DJANGO = 2028, 654
UNSEEN = "IE"  # a country that no other row has asked for
READING = 1.5  # seconds


class Wire:
    """What goes over it, as the browser counts: heads and bodies, compressed as they came."""

    def __init__(self, cdp: CDPSession) -> None:
        self.reset()
        cdp.on("Network.requestWillBeSent", self._sent)
        cdp.on("Network.loadingFinished", self._finished)
        cdp.send("Network.enable")

    def reset(self) -> None:
        """Count anew; what is on its way counts no more."""
        self.bytes, self.urls, self.ids = 0.0, list[str](), set[str]()

    def _sent(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            self.urls.append(event["request"]["url"])
            self.ids.add(event["requestId"])
        self.bytes += event.get("redirectResponse", {}).get("encodedDataLength", 0)

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.ids:
            self.bytes += event["encodedDataLength"]


@contextmanager
def opened(
    chromium: Browser, operator: Operator | None = None
) -> Iterator[tuple[Page, CDPSession]]:
    """A page of a browser that has seen nothing yet, but has the operator's run."""
    context = chromium.new_context()
    for name, value in operator.cookies.items() if operator else ():
        context.add_cookies([{"name": name, "value": value, "url": f"https://{HOST}"}])
    page = context.new_page()
    yield page, context.new_cdp_session(page)
    context.close()


def launched(server: Gunicorn, steps: int = 0) -> Operator:
    """An operator who has taken so many steps."""
    flow = flows.by_hand().as_json()
    operator = Operator(server.port, flow)
    operator.launch(flows.tokens(1)[0])
    for step in flow["steps"][:steps]:
        operator.take(step)
    return operator


def seen_by_a_browser(bench: Bench, scale: Scale) -> list[Row]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        rows = [*_wire(bench, chromium), *_usable(bench, chromium, scale)]
        rows += _prefetched(bench, chromium)
        chromium.close()
    return rows


def _choose(page: Page, country: str) -> None:
    """And read for a while, in which the page may ask for what it needs."""
    page.locator('input[name="type-type"][value="company"]').check()
    page.wait_for_timeout(READING * 1000 / 3)
    page.evaluate(CHOOSE, ["type-country", country])
    page.wait_for_timeout(READING * 1000)


def _continue(page: Page) -> float:
    """Milliseconds until the next step is shown."""
    begun = time.monotonic()
    page.locator("#step .actions button.primary").click()
    page.locator('main[data-step="search"]').wait_for()
    return (time.monotonic() - begun) * 1000


def _wire(bench: Bench, chromium: Browser) -> list[Row]:
    server = bench.server(OURS)
    operator = launched(server)
    with opened(chromium, operator) as (page, cdp):
        wire = Wire(cdp)
        page.goto(f"http://{HOST}:{server.port}{operator.base}type/", wait_until="networkidle")
        first, requests = wire.bytes / 1000, len(wire.urls)
        _choose(page, "GB")
        wire.reset()
        _continue(page)
        page.wait_for_timeout(READING * 1000)
        next_, more = wire.bytes / 1000, len(wire.urls)
    return [
        Row("first page on the wire", f"{first:.1f} kB", "<= 22 kB", first <= 22),
        Row("next step on the wire", f"{next_:.1f} kB", "<= 4 kB", next_ <= 4),
        Row("requests for the first page", str(requests), "<= 4", requests <= 4),
        Row("requests for the second page", str(more), "1", more == 1),
    ]


def _usable(bench: Bench, chromium: Browser, scale: Scale) -> list[Row]:
    ours, theirs = bench.server(OURS), bench.server(FLOOR)
    operator = launched(ours, 4)
    urls = {
        OURS: f"http://{HOST}:{ours.port}{operator.base}details/",
        FLOOR: f"http://{HOST}:{theirs.port}/form/",
    }
    took: dict[str, list[float]] = {name: [] for name in urls}
    for _ in range(scale.visits):
        for name, url in urls.items():
            with opened(chromium, operator) as (page, cdp):
                cdp.send("Network.enable")
                cdp.send("Network.emulateNetworkConditions", SLOW_4G)
                cdp.send("Emulation.setCPUThrottlingRate", {"rate": 4})
                page.goto(url)
                page.locator("form textarea").first.wait_for()
                took[name].append(float(page.evaluate(USABLE)))
    mine, bare = median(took[OURS]), median(took[FLOOR])
    told = f"{mine:.0f} ms, {mine / bare:.2f} x a Django page ({bare:.0f} ms)"
    of_rjsf = mine / bare * DJANGO / RJSF
    return [
        Row("30-field form usable, 4x CPU, slow 4G", told, "<= 1.1 x", mine <= 1.1 * bare),
        Row(
            "30-field form usable, against rjsf",
            f"{of_rjsf:.2f} x (rjsf not measured here: {RJSF / DJANGO:.1f} Django pages)",
            "<= 1/3",
            of_rjsf <= 1 / 3,
        ),
    ]


def _prefetched(bench: Bench, chromium: Browser) -> list[Row]:
    """The provider takes a second; the operator reads longer than that before Continue."""
    server = bench.server(OURS)
    operator = launched(server)
    with opened(chromium, operator) as (page, _):
        page.goto(f"http://{HOST}:{server.port}{operator.base}type/")
        bench.sandbox.latency = 1
        _choose(page, UNSEEN)
        before = len(bench.sandbox.requests())
        waited = _continue(page)
        calls = len(bench.sandbox.requests()) - before
        bench.sandbox.latency = 0
    what = "wait after type and country, provider of 1 s"
    told = f"{waited:.0f} ms, {calls} calls after Continue"
    return [Row(what, told, "0 calls: it was fetched before", calls == 0)]
