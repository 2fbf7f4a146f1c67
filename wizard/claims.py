"""What a portal may say in a launch token, and in which shape: claims -> Launch.

The names are those of RFC 7519, section 4.1; `ver`, `origin`, `ext`, `name`, `prefill`, `limits`,
`locale` and `theme` are ours. Claims that are not known are passed over.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from . import languages, limits
from .portals import Portal

MAX_SECONDS = 120  # from `iat` to `exp`
JTI = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
EXT = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
LOCALE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}", re.ASCII)
PREFILL_KEY = re.compile(r"[A-Za-z0-9_.-]{1,100}", re.ASCII)
PREFILL_BYTES = 2048
THEMES = {"light", "dark"}
REQUIRED = ["iss", "aud", "sub", "iat", "exp", "jti", "ver", "origin"]


class WrongClaim(ValueError):
    """A claim that is not as it must be. The text is its name; its value is told nowhere."""


@dataclass(frozen=True, slots=True)
class Launch:
    """A verified request of a portal to open the wizard for one operator (`sub`).

    `seconds`: how long the token was good for, in all.
    """

    portal: Portal
    kid: str
    sub: str
    jti: str
    expires_at: datetime
    seconds: float
    origin: str
    ext: str = ""
    name: str = ""
    locale: str = ""  # one of LANGUAGES
    theme: str = ""
    limits: dict[str, list[str]] = field(default_factory=dict)
    prefill: dict[str, Any] = field(default_factory=dict)

    @property
    def iss(self) -> str:
        return self.portal.iss


def read(claims: Mapping[str, Any], portal: Portal, kid: str) -> Launch:
    """What has been signed. Raises WrongClaim."""
    issued, expires = (_moment(claims, name) for name in ("iat", "exp"))
    if expires - issued > MAX_SECONDS:
        raise WrongClaim("exp")
    if type(claims["ver"]) is not int or claims["ver"] != 1:
        raise WrongClaim("ver")
    if claims["origin"] not in portal.origins:
        raise WrongClaim("origin")
    return Launch(
        portal=portal,
        kid=kid,
        sub=_line(claims, "sub", 128),
        jti=_code(claims, "jti", JTI),
        expires_at=datetime.fromtimestamp(expires, UTC),
        seconds=expires - issued,
        origin=claims["origin"],
        ext=_code(claims, "ext", EXT) if "ext" in claims else "",
        name=_line(claims, "name", 80) if "name" in claims else "",
        locale=_locale(claims) if "locale" in claims else "",
        theme=_theme(claims) if "theme" in claims else "",
        limits=_limits(claims) if "limits" in claims else {},
        prefill=_prefill(claims) if "prefill" in claims else {},
    )


def _moment(claims: Mapping[str, Any], name: str) -> float:
    """Seconds since 1970. A text or a truth value, which the library lets pass, is no time."""
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise WrongClaim(name)
    return value


def _code(claims: Mapping[str, Any], name: str, shape: re.Pattern[str]) -> str:
    value = claims[name]
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise WrongClaim(name)
    return value


def _line(claims: Mapping[str, Any], name: str, most: int) -> str:
    """Text in one line: no line ends, nothing that is not to be seen, no space at its ends."""
    value = claims[name]
    if not isinstance(value, str) or not value.isprintable() or value != value.strip():
        raise WrongClaim(name)
    if not 1 <= len(value) <= most:
        raise WrongClaim(name)
    return value


def _locale(claims: Mapping[str, Any]) -> str:
    try:
        return languages.supported(_code(claims, "locale", LOCALE))
    except LookupError:
        raise WrongClaim("locale") from None


def _theme(claims: Mapping[str, Any]) -> str:
    theme = claims["theme"]
    if not isinstance(theme, str) or theme not in THEMES:
        raise WrongClaim("theme")
    return theme


def _limits(claims: Mapping[str, Any]) -> dict[str, list[str]]:
    try:
        return limits.read(claims["limits"])
    except ValueError:
        raise WrongClaim("limits") from None


def _prefill(claims: Mapping[str, Any]) -> dict[str, Any]:
    """A flat object of texts, numbers and truth values, which is not judged by any form yet."""
    prefill = claims["prefill"]
    try:
        text = json.dumps(prefill, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        size = len(text.encode())
    except (ValueError, RecursionError):  # half a surrogate pair, or Infinity
        raise WrongClaim("prefill") from None
    flat = isinstance(prefill, dict) and all(
        PREFILL_KEY.fullmatch(key) and isinstance(value, str | int | float)
        for key, value in prefill.items()
    )
    if not flat or size > PREFILL_BYTES:
        raise WrongClaim("prefill")
    return dict(prefill)
