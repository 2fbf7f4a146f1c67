"""When an API key that is a JSON Web Token (RFC 7519) expires.

The signature is the provider's to check, who made the key; here it is read for a warning alone.
"""

import json
import math
from base64 import b64decode
from datetime import UTC, datetime, timedelta

SOON = timedelta(days=30)  # time enough to ask the provider for another key
MAX_LENGTH = 16_384  # such a token goes into a header


def expires_at(token: str) -> datetime | None:
    """The claim `exp` of a signed token, in UTC; None where it has none or cannot be read.

    RFC 7519 section 4.1.4: a NumericDate, which is seconds since 1970 in UTC, maybe with decimals.
    """
    parts = token.split(".") if len(token) <= MAX_LENGTH else []
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(_decoded(parts[1]))
        seconds = claims["exp"] if isinstance(claims, dict) else None
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            return None
        return datetime.fromtimestamp(seconds, UTC) if math.isfinite(seconds) else None
    except (ValueError, KeyError, RecursionError, OverflowError, OSError):
        return None


def _decoded(part: str) -> bytes:
    """base64url without padding (RFC 7515 section 2). Raises ValueError."""
    return b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
