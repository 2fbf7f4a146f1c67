"""The names that make the sandbox misbehave on purpose."""

import re
from dataclasses import dataclass

LONGEST_SLEEP = 120

# Longer phrases first: "Timeout After Create" also begins with "Timeout".
MEANINGS = {
    "Timeout After Create": (
        "The search returns one row of this name. At create the profile is created, then no"
        " answer comes."
    ),
    "Timeout": "The search never answers. At create nothing is created and no answer comes.",
    "Lost Answer": (
        "The search returns one row of this name. At create the profile is created, then the"
        " connection is closed without an answer."
    ),
    "No Match": "The search finds nothing.",
    "Many": "The search returns 5,000 rows.",
    "Slow 8s": "Waits 8 seconds (any number up to 120), then goes on.",
    "Reject": (
        "The search returns one row of this name. Create answers 422 with errors at named fields."
    ),
    "Rate Limit": (
        "Answers 429 with Retry-After for 10 seconds, then works. Once for each name and route"
        " until the sandbox is reset."
    ),
    "Down": "Answers 503, always.",
    "Broken": "Answers 200 with a page that is not JSON. Nothing is created.",
    "Expire Token": (
        "Revokes the token and answers 401, then works. Once for each name and route until the"
        " sandbox is reset."
    ),
    "Expired Results": (
        "The search returns one row of this name. Create with it answers 422 at response_id."
    ),
}

# What those of them do that OpenTransact has: it searches nothing.
OPENTRANSACT_MEANINGS = {
    "Timeout After Create": "It is written, then no answer comes.",
    "Timeout": "Nothing is written and no answer comes.",
    "Lost Answer": "It is written, then the connection is closed without an answer.",
    "Slow 8s": MEANINGS["Slow 8s"],
    "Reject": "Answers 422 with errors that name attributes.",
    "Rate Limit": MEANINGS["Rate Limit"],
    "Down": MEANINGS["Down"],
    "Broken": "Answers 200 with a page that is not JSON. Nothing is written.",
    "Expire Token": (
        "Answers 401 (10004), then works. Once for each name and route until the sandbox is reset."
    ),
}

# The words must end there: "Downing Street Ltd" and "Down-to-Earth Ltd" are ordinary names.
_END = r"(?![\w'\u2019-])"
_PATTERNS = {
    phrase: re.compile(
        r"\s*"
        + (r"slow\s+(\d{1,3})s" if phrase == "Slow 8s" else phrase.replace(" ", r"\s+"))
        + _END,
        re.IGNORECASE,
    )
    for phrase in MEANINGS
}


@dataclass(frozen=True)
class Magic:
    kind: str  # a key of MEANINGS in lower case, without the number of "slow"
    name: str
    seconds: int = 0


def find(*names: object) -> Magic | None:
    """The magic value in the first of these names that has one."""
    for name in names:
        if not isinstance(name, str):
            continue
        for phrase, pattern in _PATTERNS.items():
            if found := pattern.match(name):
                if phrase == "Slow 8s":
                    return Magic("slow", name, min(int(found[1]), LONGEST_SLEEP))
                return Magic(phrase.lower(), name)
    return None


def find_in_email(address: object) -> Magic | None:
    """The magic value that the part before the @ is as a whole: "down@", "slow-8s.2@"."""
    if not isinstance(address, str):
        return None
    words = re.sub(r"[._+-]+", " ", address.partition("@")[0])
    found = find(words)
    # "down.to.earth@" is an ordinary address.
    whole = re.sub(r" \d+$", "", words)
    return found if any(pattern.fullmatch(whole) for pattern in _PATTERNS.values()) else None
