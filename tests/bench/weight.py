"""The rows about size: memory, and the time that a server takes to start."""

import time

from tests.bench.measure import OURS, Bench, median, resident_mb
from tests.bench.rows import Scale
from tests.bench.table import Row


def memory(bench: Bench, _: Scale) -> list[Row]:
    """Of the server that was driven all the time."""
    size = resident_mb(bench.server(OURS))
    return [Row("memory a worker, after all of it", f"{size:.0f} MB", "<= 90 MB", size <= 90)]


def start_up(bench: Bench, scale: Scale) -> list[Row]:
    took = []
    for _ in range(scale.starts):
        server = bench.fresh(OURS, workers=1)
        begun = time.monotonic()
        with server:
            took.append(time.monotonic() - begun)
    seconds = median(took)
    return [Row("start-up to the first answer", f"{seconds:.2f} s", "<= 0.8 s", seconds <= 0.8)]
