"""The comparisons with the plain peer as one SVG, readable on light and dark."""

from collections.abc import Iterable
from html import escape

from tests.bench.table import Row

WIDTH, LABEL, BAR, GAP, PAIR = 720, 250, 16, 3, 50
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.small { fill: #59636e } .ours { fill: #0969da } .peer { fill: #818b98 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .small { fill: #9198a1 } .ours { fill: #4493f8 } .peer { fill: #656c76 }
}
"""


def svg(rows: Iterable[Row]) -> str:
    pairs = [row for row in rows if row.ours and row.peer]
    height = PAIR * len(pairs) + 40
    said = "The wizard beside a plain formtools wizard"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{said}</title><style>{STYLE}</style>",
        f'<rect class="ours" x="0" y="4" width="{BAR}" height="{BAR}"/>',
        f'<text x="{BAR + 6}" y="17">this wizard</text>',
        f'<rect class="peer" x="130" y="4" width="{BAR}" height="{BAR}"/>',
        f'<text x="{130 + BAR + 6}" y="17">plain formtools wizard</text>',
    ]
    for number, row in enumerate(pairs):
        parts += _pair(row, 36 + number * PAIR)
    return "\n".join([*parts, "</svg>\n"])


def _pair(row: Row, top: int) -> list[str]:
    wanted = "more is better" if row.more else "less is better"
    longest = max(row.ours, row.peer)
    parts = [
        f'<text x="0" y="{top + 13}">{escape(row.what)}</text>',
        f'<text x="0" y="{top + 30}" class="small">{wanted}</text>',
    ]
    for at, (kind, value) in enumerate((("ours", row.ours), ("peer", row.peer))):
        y = top + at * (BAR + GAP)
        width = max(value / longest * (WIDTH - LABEL - 100), 2)
        parts += [
            f'<rect class="{kind}" x="{LABEL}" y="{y}" width="{width:.1f}" height="{BAR}"/>',
            f'<text x="{LABEL + width + 6:.1f}" y="{y + 13}">{number(value)} {row.unit}</text>',
        ]
    return parts


def number(value: float) -> str:
    """Three digits, as nobody reads more."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
