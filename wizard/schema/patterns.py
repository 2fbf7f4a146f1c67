"""Whether text fits a provider's pattern, which is untrusted and may cost any amount of time.

One that does not compile or that takes too long is the provider's to judge, so the text passes. A
pattern that once ran out of time is not tried again, and all of them together may waste only a
bounded share of the process's time: a schema can hold a thousand.
"""

import logging
import threading
import time
from functools import lru_cache
from typing import Any

import regex

logger = logging.getLogger(__name__)

MAX_PATTERN = 1000
MAX_EXPANSION = 20_000  # (a{999}){999} would take all memory before it takes any time
MAX_HOPELESS = 4000
PATTERN_SECONDS = 0.05
BRISK_SECONDS = 0.001  # while too much was wasted of late; what is harmless takes far less
WASTE_SECONDS = 0.25  # at once
WASTE_SHARE = 0.05  # in the long run

TOKENS = regex.compile(
    r"\\.|\[\]?(?:\\.|[^\]\\])*+\]?|\{(?P<least>\d{1,6})(?:,(?P<most>\d{0,6}))?\}|.", regex.DOTALL
)
# A class and how often: ^[A-Za-z ]+$
ONE_CLASS = regex.compile(
    r"(?P<start>\^)?(?P<class>\[(?:\\.|[^\]\[\\])+\])(?:[+*]|\{\d*(?:,\d*)?\})(?P<end>\$)?"
)


class Waste:
    """Seconds that may still be lost to patterns that do not come to an end."""

    def __init__(self) -> None:
        self.left, self.since = WASTE_SECONDS, time.monotonic()
        self.hopeless: dict[str, None] = {}
        self.lock = threading.Lock()

    def limit(self) -> float:
        """How long one pattern may take now."""
        with self.lock:
            now = time.monotonic()
            self.left = min(WASTE_SECONDS, self.left + (now - self.since) * WASTE_SHARE)
            self.since = now
            return PATTERN_SECONDS if self.left >= PATTERN_SECONDS else BRISK_SECONDS

    def add(self, pattern: str, seconds: float) -> None:
        with self.lock:
            self.left -= seconds
            self.hopeless[pattern] = None
            if len(self.hopeless) > MAX_HOPELESS:
                del self.hopeless[next(iter(self.hopeless))]


waste = Waste()


def matches(pattern: str, value: str, *, whole: bool = True) -> bool:
    """Whether the whole value (or a part of it) fits a provider's pattern, as far as we can say."""
    return decided(pattern, value, whole=whole) is not False


def decided(pattern: str, value: str, *, whole: bool) -> bool | None:
    """The same; None where it cannot be said."""
    compiled = None if pattern in waste.hopeless else compile_pattern(pattern)
    if compiled is None:
        return None
    limit = waste.limit()
    try:
        find = compiled.fullmatch if whole else compiled.search
        return find(value, timeout=limit) is not None
    except TimeoutError:
        waste.add(pattern, limit)
        logger.warning("a pattern took longer than %s s and is left to the provider", limit)
        return None


@lru_cache(2048)
def compile_pattern(pattern: str) -> Any:
    if len(pattern) > MAX_PATTERN or expansion(pattern) > MAX_EXPANSION:
        return None
    try:
        return regex.compile(pattern)
    except (regex.error, RecursionError, ValueError, OverflowError, MemoryError):
        return None


def expansion(pattern: str) -> int:
    """About how many pieces a pattern has once its counted repeats are written out."""
    sizes, last = [0], 0
    for token in TOKENS.finditer(pattern):
        if token[0] == "(":
            sizes.append(0)
        elif token[0] == ")" and len(sizes) > 1:
            last = sizes.pop()
            sizes[-1] += last
        elif token["least"]:
            times = max(int(token["least"]), int(token["most"] or 0))
            sizes[-1] += last * max(times - 1, 0)
            last *= max(times, 1)
        else:
            last = 1
            sizes[-1] += last
    return sum(sizes)


def refused_characters(pattern: str, value: str, *, whole: bool = True) -> list[str]:
    """The characters that a pattern of a single class does not allow; none for other patterns."""
    found = ONE_CLASS.fullmatch(pattern)
    if not found or not (whole or (found["start"] and found["end"])):
        return []
    allowed = compile_pattern(found["class"])
    return [] if allowed is None else [c for c in dict.fromkeys(value) if not allowed.fullmatch(c)]
