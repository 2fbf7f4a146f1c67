"""Launch tokens: JSON Web Tokens (RFC 7519) that portals sign.

Header: `typ` "kyb-launch+jwt", `alg`, `kid`. The claims are in `claims`. What the token says of
itself is used to find the portal's key, and for nothing else before the signature is verified.
"""

import re
from dataclasses import dataclass
from typing import Any

import jwt
from django.conf import settings

from . import claims, portals
from .claims import Launch, WrongClaim
from .portals import Key, Portal

LAUNCH_PATH = "/launch"
TYP = "kyb-launch+jwt"
MAX_CHARACTERS = 8 * 1024
LEEWAY = 10  # seconds that the portal's clock may differ
COMPACT = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){2}", re.ASCII)
# The library's own, and what odd JSON makes Python raise in versions of it that do not mind.
ODD = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class Source:
    """Who a token says it is from, as far as a log may have it: nothing of another shape."""

    iss: str = "-"
    kid: str = "-"
    jti: str = "-"
    portal: Portal | None = None


class Refused(Exception):
    """Nothing is opened. `reason` is for the log and has nothing of the token."""

    def __init__(self, reason: str, source: Source) -> None:
        super().__init__(reason)
        self.reason, self.source = reason, source


def audience() -> str:
    """What `aud` must be."""
    return f"{settings.PUBLIC_BASE_URL}{LAUNCH_PATH}"


def source(launch: Launch) -> Source:
    """From whom a verified token was, for the log."""
    return Source(launch.iss, launch.kid, launch.jti, launch.portal)


def verify(token: str) -> Launch:
    """What a portal has signed for us, for now. Whether it is used again is for `launches` to see.

    Raises Refused.
    """
    known, header = _introduced(token)
    key = _of(known.portal.keys, header.get("kid")) if known.portal else None
    reason = _unknown(known, key, header)
    if reason or key is None or known.portal is None:
        raise Refused(reason, known)
    try:
        return claims.read(_verified(token, known.portal, key), known.portal, key.kid)
    except WrongClaim as wrong:
        raise Refused(f"{wrong} is not as it must be", known) from None
    except jwt.MissingRequiredClaimError as error:
        raise Refused(f"{error.claim} is missing", known) from None
    except ODD as error:
        raise Refused(_explained(error), known) from None


def _explained(error: Exception) -> str:
    """What the library minds, and what would be right; of the token it has nothing."""
    match error:
        case jwt.InvalidAudienceError():
            return f"aud is not {audience()}"
        case jwt.ImmatureSignatureError():
            return "iat or nbf is yet to come: is a clock wrong?"
        case jwt.ExpiredSignatureError():
            return "exp has passed: is a clock wrong?"
        case jwt.InvalidSignatureError():
            return "it is not signed by the key that kid names"
    return type(error).__name__


def _introduced(token: str) -> tuple[Source, dict[str, Any]]:
    """Who the token says it is from, and its header; nothing of it is proven. Raises Refused."""
    if len(token) > MAX_CHARACTERS:
        raise Refused("the token is too large", Source())
    if not COMPACT.fullmatch(token):
        raise Refused("that is no token" if token else "there is no token", Source())
    try:
        header = jwt.get_unverified_header(token)
        said = jwt.decode(token, options={"verify_signature": False})
    except ODD:
        raise Refused("the token cannot be read", Source()) from None
    portal = _of(portals.configured(), said.get("iss"))
    return Source(_shown(said, "iss"), _shown(header, "kid"), _jti(said), portal), header


def _unknown(known: Source, key: Key | None, header: dict[str, Any]) -> str:
    """Why no key may be tried; blank where one may."""
    if known.portal is None:
        return "iss is not a portal of ours"
    if key is None:
        return "kid is not a key of the portal"
    if header.get("typ") != TYP:
        return f"typ is not {TYP}"
    if "crit" in header:  # RFC 7515, section 4.1.11: we understand no extension
        return "crit is not supported"
    return "" if settings.PUBLIC_BASE_URL else "PUBLIC_BASE_URL is not set"


def _verified(token: str, portal: Portal, key: Key) -> dict[str, Any]:
    return jwt.decode(
        token,
        key.material,
        algorithms=[key.alg],
        audience=audience(),
        issuer=portal.iss,
        leeway=LEEWAY,
        options={"require": claims.REQUIRED, "strict_aud": True},
    )


def _of(named: Any, name: Any) -> Any:
    return named.get(name) if isinstance(name, str) else None


def _shown(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) and portals.NAME.fullmatch(value) else "-"


def _jti(said: dict[str, Any]) -> str:
    jti = said.get("jti")
    return jti if isinstance(jti, str) and claims.JTI.fullmatch(jti) else "-"
