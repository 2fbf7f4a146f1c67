"""How dates and times are written in JSON: found by a format's name or by a pattern, and read back.

A format is a template for `str.format` ("{day:02}/{month:02}/{year:04}") or one of two names:
`date-time` is ISO 8601 with an offset, `unix` is whole seconds.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from functools import lru_cache

from .rules import Rules

DATE_TIME, UNIX = "date-time", "unix"
NAMES = {
    "date-time": DATE_TIME,
    "datetime": DATE_TIME,
    "rfc3339": DATE_TIME,
    "unix": UNIX,
    "timestamp": UNIX,
}

Y, M, D = "{year:04}", "{month:02}", "{day:02}"
CLOCK = "{hour:02}:{minute:02}:{second:02}"
# What is tried, in this order, where the schema has only a pattern. The first is the default.
DATES = (
    f"{Y}-{M}-{D}", f"{Y}/{M}/{D}", f"{Y}.{M}.{D}", f"{Y}{M}{D}",
    f"{D}/{M}/{Y}", f"{D}-{M}-{Y}", f"{D}.{M}.{Y}", f"{D} {M} {Y}", f"{D}{M}{Y}",
    f"{M}/{D}/{Y}", f"{M}-{D}-{Y}", f"{M}.{D}.{Y}", f"{M}{D}{Y}",
    "{day}/{month}/{year:04}", "{month}/{day}/{year:04}",
    DATE_TIME, f"{Y}-{M}-{D}T00:00:00Z",
)  # fmt: skip
MONTHS = (f"{Y}-{M}", f"{Y}/{M}", f"{Y}{M}", f"{M}/{Y}", f"{M}-{Y}", f"{M}.{Y}", f"{M}{Y}")
DATE_TIMES = (
    DATE_TIME, f"{Y}-{M}-{D}T{CLOCK}Z", f"{Y}-{M}-{D}T{CLOCK}", f"{Y}-{M}-{D} {CLOCK}",
)  # fmt: skip
TIMES = (CLOCK, "{hour:02}:{minute:02}")
# A day that no month-first format can mistake, in years that a pattern may be limited to.
SAMPLES = tuple(datetime(year, 12, 25, 14, 30, 15, tzinfo=UTC) for year in (2020, 1985, 2001, 1950))

MAX_UNIX = 15  # digits
TOKEN = re.compile(r"%[dmY]|[Yy]{4}|[Mm]{1,2}|[Dd]{1,2}")
PHP = re.compile(r"(?:[dm][/. -]){2}Y|Y[/. -]m[/. -]d")
PHP_LETTERS = str.maketrans({"d": "DD", "m": "MM", "Y": "YYYY"})
PIECE = re.compile(r"\{(\w+)(?::0(\d))?\}")


def named(name: str, parts: Iterable[str]) -> str:
    """The format of that name, however it is spelled: DD/MM/YYYY, dd/MM/yyyy, %d/%m/%Y."""
    if PHP.fullmatch(name.strip()):
        name = name.translate(PHP_LETTERS)
    known = NAMES.get(name.strip().lower())
    if known:
        return known
    found: list[str] = []

    def piece(token: re.Match[str]) -> str:
        part = {"d": "day", "m": "month", "y": "year"}[token[0].lstrip("%")[0].lower()]
        found.append(part)
        width = 4 if part == "year" else 2
        return f"{{{part}:0{width}}}" if len(token[0]) > 1 else f"{{{part}}}"

    made = TOKEN.sub(piece, name.strip())
    between = PIECE.sub("", made)
    return made if sorted(found) == sorted(parts) and not between.strip(" /.-") else ""


@lru_cache(1024)
def chosen(known: tuple[str, ...], rules: Rules, example: str) -> str:
    """The first known format that fits the rules, or of several the one that the example has."""
    fitting = [
        form for form in known if any(rules.fit(str(write(form, sample))) for sample in SAMPLES)
    ]
    alike = [form for form in fitting if rules.pattern and read(form, example)]
    return (alike or fitting or list(known))[0]


def write(form: str, value: date | time) -> str | int:
    """A date, a time or a moment as the format has it; a day as a moment is its midnight, UTC."""
    if isinstance(value, date) and form in {DATE_TIME, UNIX}:
        moment = value if isinstance(value, datetime) else datetime.combine(value, time(), UTC)
        return int(moment.timestamp()) if form == UNIX else _rfc3339(moment)
    if isinstance(value, datetime) and form.endswith("Z"):
        value = value.astimezone(UTC)
    names = ("year", "month", "day", "hour", "minute", "second")
    return form.format(**{name: getattr(value, name, 0) for name in names})


def _rfc3339(moment: datetime) -> str:
    """Of old, offsets had seconds, which the standard has no room for."""
    offset = moment.utcoffset()
    if offset is None or offset.total_seconds() % 60:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="seconds")


def read(form: str, text: object) -> date | None:
    """The day, or the moment (a `datetime`), in text that has the format; None for other text."""
    written = str(text).strip()
    try:
        if form == UNIX:
            return datetime.fromtimestamp(int(written), UTC) if len(written) < MAX_UNIX else None
        if form == DATE_TIME:
            return datetime.fromisoformat(written) if "T" in written else None
        found = _pattern(form).fullmatch(written)
        if not found:
            return None
        numbers = {part: int(digits) for part, digits in found.groupdict().items()}
        day = date(numbers["year"], numbers["month"], numbers.get("day", 1))
        if "hour" not in numbers:
            return day
        clock = time(numbers["hour"], numbers["minute"], numbers["second"])
        return datetime.combine(day, clock, UTC if form.endswith("Z") else None)
    except (ValueError, KeyError, OverflowError, OSError):
        return None


def parse(text: object, form: str = DATES[0]) -> date | None:
    """The same for text in that format, or in ISO 8601 as a last resort."""
    return next(filter(None, (read(each, text) for each in (form, DATES[0], DATE_TIME))), None)


@lru_cache(256)
def _pattern(form: str) -> re.Pattern[str]:
    made = ""
    at = 0
    for piece in PIECE.finditer(form):
        digits = rf"\d{{{piece[2]}}}" if piece[2] else r"\d{1,2}"
        made += re.escape(form[at : piece.start()]) + f"(?P<{piece[1]}>{digits})"
        at = piece.end()
    return re.compile(made + re.escape(form[at:]), re.ASCII)
