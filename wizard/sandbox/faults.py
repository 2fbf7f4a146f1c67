"""Do to a call what its magic name says, before anything is looked up or created."""

from collections.abc import Callable
from http import HTTPStatus
from math import ceil

from wizard.sandbox.companies import fold
from wizard.sandbox.magic import Magic
from wizard.sandbox.messages import NoAnswer, Refused, Reply, refusal
from wizard.sandbox.records import Records

RATE_LIMIT_SECONDS = 10
BROKEN_PAGE = b"<!doctype html><title>Welcome</title><p>This is not the API.</p>"


class Faults:
    HOLD = 120.0  # longer than any client waits

    def __init__(
        self, records: Records, sleep: Callable[[float], None], clock: Callable[[], float]
    ) -> None:
        self._records = records
        self._sleep = sleep
        self._clock = clock

    def before(self, route: str, magic: Magic | None, token: str) -> None:
        """Return where the call should go on; raise what it ends in otherwise."""
        if magic is None:
            return
        key = f"{route} {fold(magic.name)}"
        match magic.kind:
            case "slow":
                self._sleep(magic.seconds)
            case "timeout":
                raise NoAnswer(hold=self.HOLD)
            case "down":
                raise refusal(HTTPStatus.SERVICE_UNAVAILABLE, "Service Unavailable")
            case "broken":
                raise Refused(Reply(HTTPStatus.OK, BROKEN_PAGE, "text/html; charset=utf-8"))
            case "rate limit":
                self._limit(key)
            case "expire token":
                self._expire(key, token)

    def _limit(self, key: str) -> None:
        now = self._clock()
        until, _ = self._records.fault_until(key, now + RATE_LIMIT_SECONDS)
        if now < until:
            raise refusal(
                HTTPStatus.TOO_MANY_REQUESTS,
                "Too Many Attempts.",
                Retry_After=str(ceil(until - now)),
            )

    def _expire(self, key: str, token: str) -> None:
        _, first = self._records.fault_until(key, 0)
        if first:
            self._records.revoke_token(token)
            raise refusal(HTTPStatus.UNAUTHORIZED, "Unauthenticated.")
