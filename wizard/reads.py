"""Reads of profiles: while the provider wants us to wait, no page of the run asks for the same.

Steps that fetch what comes next have their own wait, which their page tells of (`waiting`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from .providers.errors import ProviderUnavailable
from .waits import Wait

KEY = "waits"  # in the session: what is read -> until when to wait, in seconds since the epoch
PROFILES = "profiles"  # a page of the list
PROFILE = "profile"


@contextmanager
def reading(session: Any, what: str) -> Iterator[None]:
    """Around a read. Raises ProviderUnavailable, before it is made, until the wait is over."""
    waits = session.get(KEY, {})
    until = waits.get(what)
    if until and (wait := Wait.until(datetime.fromtimestamp(until, UTC))):
        raise ProviderUnavailable("the run was told to wait", retry_after=wait.seconds)
    try:
        yield
    except ProviderUnavailable as error:
        if error.retry_after:
            session[KEY] = {**waits, what: Wait(error.retry_after).over.timestamp()}
        raise
