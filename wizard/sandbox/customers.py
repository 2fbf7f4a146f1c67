"""Who calls OpenTransact, and the applications that they may use."""

from dataclasses import dataclass

from wizard.sandbox import keys
from wizard.sandbox.jsonapi import refused
from wizard.sandbox.messages import Request, bearer
from wizard.sandbox.people import ELSEWHERE, MARKETPLACE, PAYOUTS

APPLICATIONS = {
    keys.CUSTOMER: {MARKETPLACE: "Marketplace", PAYOUTS: "Payouts"},
    keys.STRANGER: {ELSEWHERE: "Elsewhere"},
}


@dataclass(frozen=True)
class Call:
    """A request of which it is known who makes it."""

    request: Request
    customer: str

    @property
    def applications(self) -> dict[str, str]:
        return APPLICATIONS.get(self.customer, {})

    @property
    def key(self) -> str:
        return str(self.request.headers.get("Idempotency-Key", ""))

    @property
    def url(self) -> str:
        return f"{self.request.origin}{self.request.path}"

    def require_application(self, identity: str) -> None:
        if identity in self.applications:
            return
        if any(identity in theirs for theirs in APPLICATIONS.values()):
            raise refused("forbidden", "This API key may not use this application.")
        raise refused("not found")


def identified(request: Request, now: float) -> Call:
    """The table of errors has two codes called "Unauthorized"; which is which is ours."""
    if not request.headers.get("Authorization"):
        raise refused("no key")
    try:
        return Call(request, keys.customer_of(bearer(request), now))
    except keys.Malformed as error:
        raise refused("malformed key") from error
    except keys.Unknown as error:
        raise refused("unknown key") from error
    except keys.Expired as error:
        raise refused("expired key") from error
