"""Real workers are killed at every point of a creation; what each leaves behind is found out.

All points at once: of one worker, whose requests stand at a point each, or of the whole server.
"""

from pathlib import Path

import pytest

from tests.processes.kills import Kill, to_check
from tests.processes.ledgers import Ledger
from tests.processes.servers import Browser
from tests.processes.watching import WatchingSandbox
from wizard.models import State

CREATED, PARTIAL, PENDING, UNKNOWN = State.CREATED, State.PARTIAL, State.PENDING, State.UNKNOWN
IN_DOUBT = "We do not know yet whether the profile was created"
MADE = "Profile created"
# By point: the state once the lease is over, then once it was looked for; what the operator sees
# who presses the button again. Detected cannot tell what it has made, OpenTransact can.
Ends = tuple[State | None, State | None, str]
LOST: Ends = (UNKNOWN, UNKNOWN, IN_DOUBT)
FOUND: Ends = (UNKNOWN, CREATED, MADE)
FINISHED: Ends = (PARTIAL, CREATED, MADE)
DONE: Ends = (CREATED, CREATED, MADE)
NOT_SENT: Ends = (PENDING, PENDING, MADE)
NOTHING: Ends = (None, None, MADE)
# What waits within a transaction, for which everything else waits on SQLite, stands at the end.
OF_A_WORKER: dict[str, Ends] = {
    "detected.1.intended": NOT_SENT,
    "detected.1.claimed": LOST,
    "detected.1.unsent": LOST,
    "detected.1.held": LOST,
    "detected.1.vanished": LOST,
    "detected.1.made": LOST,
    "detected.1.answered": LOST,
    "detected.1.finishing": DONE,
    "detected.1.finished": DONE,
    "opentransact.1.claimed": FOUND,
    "opentransact.1.unsent": FOUND,
    "opentransact.1.held": FOUND,
    "opentransact.1.vanished": FOUND,
    "opentransact.1.made": FOUND,
    "opentransact.1.answered": FOUND,
    "opentransact.1.filed": FINISHED,
    "opentransact.2.unsent": FINISHED,
    "opentransact.2.vanished": FINISHED,
    "opentransact.2.made": FINISHED,
    "opentransact.2.answered": FINISHED,
    "opentransact.3.unsent": FINISHED,
    "opentransact.3.held": FINISHED,
    "opentransact.3.made": FINISHED,
    "opentransact.4.made": FINISHED,
    "opentransact.4.answered": FINISHED,
    "opentransact.4.finishing": DONE,
    "detected.1.planned": NOTHING,
}
OF_A_SERVER: dict[str, Ends] = {
    "detected.1.made": LOST,
    "opentransact.1.unsent": FOUND,
    "opentransact.3.made": FINISHED,
    "opentransact.2.renewed": FINISHED,
}
WRITES = {
    "detected": ["POST profiles"],
    "opentransact": ["POST profiles", "POST addresses", "POST email-addresses", "PUT profiles"],
}


def there(point: str, shown: str) -> list[str]:
    """What is there in the end; where nobody can tell, what was there when it was killed."""
    provider, _, seam = point.split(".")
    is_there = shown == MADE or seam in {"held", "made", "answered"}
    return WRITES[provider] if is_there else []


@pytest.mark.parametrize("points", [OF_A_WORKER, OF_A_SERVER], ids=["worker", "server"])
def test_i1_i2_i3_i4_i5_i8_i9_after_a_kill_at_any_point(
    points: dict[str, Ends], ledger: Ledger, watching: WatchingSandbox, tmp_path: Path
) -> None:
    kill = Kill(tmp_path, ledger, watching)
    with kill.server as server:
        # Given creations that stand at every point
        walkers = {point: to_check(Browser(server), point) for point in points}
        for point, walker in walkers.items():
            kill.press(point, walker)

        # When all of them are killed, and what was held at the provider goes on
        kill.kill(whole=points is OF_A_SERVER)
        watching.release()

        # Then nothing stays in flight, and what is left undone is found out
        ledger.passes(60)
        kill.reconcile()
        swept = ledger.states()
        over = ledger.created()
        ledger.passes(60)
        kill.reconcile()
        found = ledger.states()
        if points is OF_A_SERVER:
            server.start()
        shown = {point: walker.post("check").h1 for point, walker in walkers.items()}
        assert {p: (swept.get(p), found.get(p), shown[p]) for p in points} == points

        # And nothing was made twice, all that is created exists, and what had ended is as it was
        made = kill.written()
        assert {point: made[point] for point in points} == {p: there(p, shown[p]) for p in points}
        assert set(ledger.created()) <= {each["id"] for each in watching.profiles()}
        assert {id_: row for id_, row in ledger.created().items() if id_ in over} == over

        # And whatever was sent, was filed as being sent; and was the same whenever it was sent
        assert {(state, of_it) for state, of_it, _ in watching.seen} == {("in_flight", "sent")}
        assert all(len(set(bodies)) == 1 for bodies in watching.sent.values())
