"""Do to a call what its magic name says, before anything is looked up and after a write."""

from collections.abc import Callable
from http import HTTPStatus
from math import ceil

from wizard.sandbox.companies import fold
from wizard.sandbox.database import Database
from wizard.sandbox.magic import Magic
from wizard.sandbox.messages import NoAnswer, Refused, Reply

RATE_LIMIT_SECONDS = 10
BROKEN_PAGE = b"<!doctype html><title>Welcome</title><p>This is not the API.</p>"


class Faults:
    """`refuse` makes the refusal in the provider's own shape: (status, message, **headers)."""

    HOLD = 120.0  # longer than any client waits

    def __init__(
        self,
        database: Database,
        sleep: Callable[[float], None],
        clock: Callable[[], float],
        refuse: Callable[..., Refused],
    ) -> None:
        self._database = database
        self._sleep = sleep
        self._clock = clock
        self._refuse = refuse

    def before(self, route: str, magic: Magic | None, expire: Callable[[], Refused]) -> None:
        """Return where the call should go on; raise what it ends in otherwise.

        `expire` ends the credentials of the call and makes the refusal that says so.
        """
        if magic is None:
            return
        key = f"{route} {fold(magic.name)}"
        match magic.kind:
            case "slow":
                self._sleep(magic.seconds)
            case "timeout":
                raise NoAnswer(hold=self.HOLD)
            case "down":
                raise self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Service Unavailable")
            case "broken":
                raise Refused(Reply(HTTPStatus.OK, BROKEN_PAGE, "text/html; charset=utf-8"))
            case "rate limit":
                self._limit(key)
            case "expire token":
                if self._until(key, 0)[1]:
                    raise expire()

    def after(self, magic: Magic | None) -> None:
        """What becomes of the answer to a write that was done."""
        if magic and magic.kind == "timeout after create":
            raise NoAnswer(hold=self.HOLD)
        if magic and magic.kind == "lost answer":
            raise NoAnswer

    def _limit(self, key: str) -> None:
        now = self._clock()
        until, _ = self._until(key, now + RATE_LIMIT_SECONDS)
        if now < until:
            wait = str(ceil(until - now))
            status = HTTPStatus.TOO_MANY_REQUESTS
            raise self._refuse(status, "Too Many Attempts.", Retry_After=wait)

    def _until(self, key: str, until: float) -> tuple[float, bool]:
        """When the fault of this key ends, and whether this call is its first, which starts it."""
        with self._database.transaction() as connection:
            old = connection.execute("SELECT until FROM faults WHERE key = ?", (key,)).fetchone()
            if old:
                return float(old["until"]), False
            connection.execute("INSERT INTO faults (key, until) VALUES (?, ?)", (key, until))
            return until, True
