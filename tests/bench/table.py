"""What was measured, what it should be, and whether it is: as a table and as JSON."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

HEADS = ("what", "figure", "goal", "")


@dataclass(frozen=True)
class Row:
    """`ours`, `peer`: the two figures of a comparison, for the plot; `more`: is better."""

    what: str
    figure: str
    goal: str
    met: bool
    ours: float = 0
    peer: float = 0
    unit: str = ""
    more: bool = False

    @property
    def verdict(self) -> str:
        return "met" if self.met else "NOT MET"


def text(rows: Iterable[Row]) -> str:
    lines = [HEADS, *((row.what, row.figure, row.goal, row.verdict) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADS))]
    written = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([written[0], "-" * len(written[0]), *written[1:]])


def as_json(rows: Iterable[Row], about: dict[str, Any]) -> dict[str, Any]:
    return {**about, "rows": [{**asdict(row), "verdict": row.verdict} for row in rows]}
