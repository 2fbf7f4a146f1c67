"""API keys of OpenTransact: JWTs that are signed and read here, none is kept."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

SECRET = b"sandbox"  # opens nothing but this sandbox
HEADER = {"alg": "HS256", "typ": "JWT"}
DAY = 86_400
CUSTOMER = "sandbox"
STRANGER = "somebody-else"


class Malformed(Exception):
    """Not a JWT with the claims of a key."""


class Unknown(Exception):
    """A JWT that was not made here."""


class Expired(Exception):
    """A key that has had its day."""


def issue(now: float, days: int = 365, customer: str = CUSTOMER) -> str:
    """A key that was made at midnight, so that it stays the same for a day."""
    midnight = int(now // DAY * DAY)
    claims = {"sub": customer, "iat": midnight + min(days, 0) * DAY, "exp": midnight + days * DAY}
    signed = f"{_encoded(HEADER)}.{_encoded(claims)}"
    return f"{signed}.{_signature(signed)}"


def customer_of(key: str, now: float) -> str:
    """Whose key this is; raises one of the three above where it is nobody's."""
    signed, _, signature = key.rpartition(".")
    try:
        header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
        customer, expires = str(claims["sub"]), float(claims["exp"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Malformed from error
    if header != HEADER or not hmac.compare_digest(signature.encode(), _signature(signed).encode()):
        raise Unknown
    if expires <= now:
        raise Expired
    return customer


def offered(now: float) -> list[tuple[str, str]]:
    """What the front page lists: which key, and the key."""
    return [
        ("API key, for a year", issue(now)),
        ("API key that expires in 10 days", issue(now, 10)),
        ("API key that has expired", issue(now, -1)),
        ("API key of somebody else", issue(now, customer=STRANGER)),
    ]


def _encoded(value: Any) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _signature(signed: str) -> str:
    return _base64(hmac.new(SECRET, signed.encode(), hashlib.sha256).digest())


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
