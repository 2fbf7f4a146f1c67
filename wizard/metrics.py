"""What is counted for Prometheus. Labels are names of ours: no id, no address, no entry."""

from prometheus_client import Counter, Histogram

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60)

_steps = Counter("wizard_steps", "Pages of a run, by what became of them", ["step", "event"])
_calls = Histogram(
    "wizard_provider_call_seconds",
    "Calls to providers, by route template",
    ["provider", "method", "route", "outcome"],
    buckets=SECONDS,
)
_submissions = Counter(
    "wizard_submissions", "Attempts to send a submission", ["provider", "operation", "outcome"]
)
_cache = Counter("wizard_cache_lookups", "Looked for in a cache", ["what", "result"])


def step(name: str, event: str) -> None:
    """A page was `shown`, `answered` (it led on) or `refused` (shown again with errors)."""
    _steps.labels(name, event).inc()


def call(provider: str, method: str, route: str, outcome: object, seconds: float) -> None:
    """`outcome`: a status, of which the first digit is told, or a word."""
    told = f"{outcome // 100}xx" if isinstance(outcome, int) else str(outcome)
    _calls.labels(provider, method, route, told).observe(seconds)


def submission(provider: str, operation: str, outcome: str) -> None:
    _submissions.labels(provider, operation, outcome).inc()


def cache(hit: bool, what: str) -> None:
    _cache.labels(what, "hit" if hit else "miss").inc()
