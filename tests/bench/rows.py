"""The rows that are measured by driving the servers, each beside its goal."""

from dataclasses import dataclass

from tests.bench import flows
from tests.bench.measure import OURS, Bench, Driver, median, percentile
from tests.bench.plot import number
from tests.bench.table import Row
from tests.processes.servers import PATIENCE, wait_until
from wizard.providers.bulkhead import CONNECTIONS

PEER, FLOOR = "plain_peer", "floor"
MANY = 5_000  # steps, more than there is time for
PROVIDER = 300  # ms of a step that are the provider's own


@dataclass(frozen=True)
class Scale:
    """How long is measured: a quick look, or for figures to be quoted."""

    rounds: int
    flows: int  # of ours in a round
    peer_flows: int
    seconds: float  # of load on ours
    peer_seconds: float
    pages: int  # that are drawn to know what one costs
    visits: int  # of a browser
    starts: int


QUICK = Scale(2, 8, 2, 5, 5, 8, 3, 1)
FULL = Scale(7, 40, 6, 20, 60, 100, 9, 5)


def calls_and_queries(bench: Bench, _: Scale) -> list[Row]:
    """Provider calls and queries, in one process whose history is known."""
    bench.forget_log()
    with bench.fresh(OURS, workers=1) as server:
        bench.drive(server, flows.by_hand(), flows=1)
        cold = bench.received()  # with the calls of the launch, before which there was none
        bench.drive(server, flows.unsearched(), flows=1)
        match = len(bench.drive(server, flows.match(), flows=1).calls)
        unsearched = len(bench.drive(server, flows.unsearched(), flows=1).calls)
        looked = bench.drive(server, flows.by_hand(), flows=1, bench="queries").looked
    requests = [told.split() for step in looked for told in step]
    most = max(int(told[0]) for told in requests)
    same = max(int(told[1]) for told in requests)
    twice = len(cold) - len(set(cold))
    return [
        Row("provider calls, warm, a match", str(match), "exactly 2", match == 2),
        Row("provider calls, warm, no search", str(unsearched), "exactly 1", unsearched == 1),
        Row(
            "provider calls, cold, first flow",
            f"{len(cold)}, {twice} of them again",
            "<= 7, none twice",
            len(cold) <= 7 and not twice,
        ),
        Row(
            "database queries a request",
            f"{most} at most, the same one {same} times",
            "<= 4, none in a loop",
            most <= 4 and same <= 2,
        ),
    ]


def cpu(bench: Bench, scale: Scale) -> list[Row]:
    """Six requests of each, in turns."""
    ways = {PEER: flows.plain_peer(), FLOOR: flows.floor(), OURS: flows.by_hand()}
    counts = {PEER: scale.peer_flows, FLOOR: scale.flows, OURS: scale.flows}
    spent: dict[str, list[float]] = {name: [] for name in ways}
    calls: dict[str, float] = {}
    for turn in range(scale.rounds + 1):
        for name, flow in ways.items():
            count = counts[name] if turn else 2
            driven = bench.drive(bench.server(name), flow, flows=count, operators=2)
            if turn:  # the first one warms up
                spent[name].append(driven.cpu_ms / count)
                calls[name] = len(driven.calls) / count
    of_peer = median([o / p for o, p in zip(spent[OURS], spent[PEER], strict=True)])
    of_floor = median([o / f for o, f in zip(spent[OURS], spent[FLOOR], strict=True)])
    ours, peer, floor = (median(spent[name]) for name in (OURS, PEER, FLOOR))
    return [
        Row(
            "provider calls a flow, details entered",
            f"{number(calls[OURS])}, the plain peer {number(calls[PEER])}",
            "(the plain peer: 140)",
            calls[OURS] < calls[PEER],
            calls[OURS],
            calls[PEER],
        ),
        Row(
            "CPU a flow",
            f"{number(ours)} ms, 1/{1 / of_peer:.1f} of the plain peer ({number(peer)} ms)",
            "<= 1/10",
            of_peer <= 1 / 10,
            ours,
            peer,
            "ms",
        ),
        Row(
            "CPU a flow, against the floor",
            f"{of_floor:.2f} x six floor pages ({number(floor)} ms)",
            "<= 2.5 x",
            of_floor <= 2.5,
        ),
    ]


def throughput(bench: Bench, scale: Scale) -> list[Row]:
    """Flows a second with 64 operators: ours by its steps, the peer's by the calls it has made.

    A flow of the peer takes minutes under load; it is calls one after the other, so they tell how
    far it has come. Its first steps cost less than its last ones, which flatters it a little. Ours
    begin everywhere in the flow, and launch another run when they are through.
    """
    rows = []
    way = flows.plain_peer()
    calls_of_peer = len(bench.drive(bench.server(PEER), way, flows=1).calls)
    for ms, goal in ((100, 25), (300, 60)):
        with bench.fresh(PEER) as server:
            driven = bench.drive(server, way, operators=64, latency=ms, seconds=scale.peer_seconds)
            peer = len(driven.calls) / driven.seconds / calls_of_peer
        server = bench.server(OURS)
        driven = bench.drive(
            server, flows.under_load(), operators=64, latency=ms, seconds=scale.seconds
        )
        ours = len(driven.steps) / driven.seconds / flows.STEPS
        rows.append(
            Row(
                f"flows/s, 64 operators, {ms} ms",
                f"{number(ours)}, {ours / peer:.0f} x the plain peer ({number(peer)})",
                f">= {goal} x",
                ours / peer >= goal,
                ours,
                peer,
                more=True,
            )
        )
        bench.forget_log()
    return rows


def latency(bench: Bench, scale: Scale) -> list[Row]:
    server = bench.server(OURS)
    load = flows.under_load()
    end = scale.seconds
    driven = bench.drive(server, load, operators=16, latency=PROVIDER, seconds=end)
    above = percentile(driven.times(), 0.95) - PROVIDER
    what = f"p95 of a step above the provider's {PROVIDER} ms, 16 operators"
    return [Row(what, f"{above:.0f} ms", "<= 25 ms", above <= 25)]


def growth(bench: Bench, scale: Scale) -> list[Row]:
    """CPU of one page: what more of them cost more."""

    def page(flow: flows.Flow) -> float:
        return bench.drive(bench.server(OURS), flow, flows=1).cpu_ms / scale.pages

    costs = {count: page(flows.at_details(count, scale.pages)) for count in (30, 100, 300)}
    told = " / ".join(f"{costs[count]:.1f}" for count in costs)
    linear = costs[100] <= costs[30] * 100 / 30 and costs[300] <= costs[100] * 3
    twenty = page(flows.at_results(flows.COMPANY, scale.pages))
    all_ = page(flows.at_results("Many Ltd", scale.pages))
    return [
        Row(
            "details form of 30 / 100 / 300 fields, GET",
            f"{told} ms CPU",
            "linear at most; 300: <= 60 ms",
            linear and costs[300] <= 60,
        ),
        Row(
            "5,000 matches, a page",
            f"{all_ / twenty:.2f} x a result of one page ({all_:.1f} and {twenty:.1f} ms)",
            "<= 2 x",
            all_ <= 2 * twenty,
        ),
    ]


def slow_provider(bench: Bench, scale: Scale) -> list[Row]:
    """A page that needs no provider, alone and while 64 operators wait for it."""
    server = bench.server(OURS)
    end = {"flows": 4, "seconds": scale.seconds}

    def p95(readers: Driver) -> float:
        return percentile(sorted(ms for _, ms in readers.finish()["steps"]), 0.95)

    alone = p95(Driver(server, flows.at_search(MANY), 4, "", end))
    readers = Driver(server, flows.at_search(MANY), 4, "", end)
    crowd = Driver(server, flows.waiting("Slow 8s Ltd", MANY), 64, "", {"seconds": PATIENCE})
    crowd.begin()
    wait_until(lambda: bench.unanswered() >= CONNECTIONS, "operators who wait")
    loaded = p95(readers)
    crowd.kill()
    wait_until(lambda: not bench.unanswered(), "the provider has answered all")
    bench.forget_log()
    return [
        Row(
            "provider of 8 s, 64 operators wait: p95 of other pages",
            f"{loaded / alone:.1f} x unloaded ({loaded:.0f} and {alone:.0f} ms)",
            "<= 2 x",
            loaded <= 2 * alone,
        )
    ]
