"""`make bench`: measures everything, prints the table, writes it as JSON and as a plot."""

import argparse
import json
import os
import pstats
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
PLOT = HERE.parent.parent / ".readme" / "bench.svg"
TOP = 25


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less exact, in under 3 minutes")
    parser.add_argument("--profile", action="store_true", help="where the CPU of a flow goes")
    chosen = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from tests.bench.measure import Bench

    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        try:
            if chosen.profile:
                _profile(bench)
            else:
                _measure(bench, quick=chosen.quick)
        finally:
            bench.close()


def _measure(bench: Any, *, quick: bool) -> None:
    from tests.bench import browser, plot, rows, table, weight
    from tests.browser.conftest import CHROMIUM

    if not CHROMIUM.exists():
        raise SystemExit(f"There is no browser at {CHROMIUM}: install Debian's chromium.")
    scale = rows.QUICK if quick else rows.FULL
    begun = time.monotonic()
    found: list[Any] = []
    for measure in (
        rows.calls_and_queries,
        rows.cpu,
        rows.throughput,
        rows.latency,
        rows.growth,
        rows.slow_provider,
        browser.seen_by_a_browser,
        weight.memory,
        weight.start_up,
    ):
        sys.stderr.write(f"{time.monotonic() - begun:.0f} s: {measure.__name__}\n")
        found += measure(bench, scale)
    took = time.monotonic() - begun
    about = {"quick": quick, "seconds": round(took), "cores": os.cpu_count()}
    RESULTS.write_text(json.dumps(table.as_json(found, about), indent=1) + "\n")
    PLOT.write_text(plot.svg(found))
    sys.stdout.write(f"{table.text(found)}\n{took:.0f} s on {about['cores']} cores\n")


def _profile(bench: Any) -> None:
    """One flow with its launch, in a process that has seen others before."""
    from tests.bench import flows
    from tests.bench.measure import OURS

    with bench.fresh(OURS, workers=1) as server:
        bench.drive(server, flows.by_hand(), flows=2)
        bench.drive(server, flows.by_hand(), flows=1, bench="profile")
        found = pstats.Stats(server.environment["BENCH_PROFILE"], stream=sys.stdout)
        found.sort_stats("cumulative").print_stats(r"/wizard/", 2 * TOP)
        found.strip_dirs().sort_stats("tottime").print_stats(TOP)


if __name__ == "__main__":
    main()
