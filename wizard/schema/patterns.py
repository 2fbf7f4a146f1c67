"""A provider's patterns: untrusted, so they are bounded in length and in time.

One that does not compile, or takes too long, is the provider's to judge: the value passes here.
"""

import logging
from functools import lru_cache
from typing import Any

import regex

logger = logging.getLogger(__name__)

MAX_PATTERN = 1000
PATTERN_SECONDS = 0.05


class _Compiled:
    """A pattern, until it has once run out of time: from then on it judges nothing."""

    def __init__(self, pattern: str) -> None:
        self.pattern: Any = regex.compile(pattern)

    def fits(self, value: str, unanchored: bool) -> bool:
        if self.pattern is None:
            return True
        fits = self.pattern.search if unanchored else self.pattern.fullmatch
        try:
            return fits(value, timeout=PATTERN_SECONDS) is not None
        except TimeoutError:
            self.pattern = None
            logger.warning(
                "a pattern took longer than %s s and is left to the provider", PATTERN_SECONDS
            )
            return True


def matches(pattern: str, value: str, *, unanchored: bool = False) -> bool:
    """Whether the whole value (or, unanchored, a part of it) fits a provider's pattern."""
    compiled = compile_pattern(pattern)
    return compiled is None or compiled.fits(value, unanchored)


@lru_cache(4096)
def compile_pattern(pattern: str) -> _Compiled | None:
    try:
        return _Compiled(pattern) if len(pattern) <= MAX_PATTERN else None
    except (regex.error, RecursionError, ValueError, OverflowError):
        return None
