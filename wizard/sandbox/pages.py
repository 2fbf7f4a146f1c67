"""Lay a list of profiles out in pages, in the envelope that Detected documents."""

from math import ceil
from typing import Any

from wizard.sandbox.messages import Request
from wizard.sandbox.records import Records

PER_PAGE = 15
DIGITS = 7  # more of a page number is not read


def page_of_profiles(records: Records, request: Request, prefix: str) -> dict[str, Any]:
    asked = request.argument("page")
    # As the documented paginator does: a page that is no number is the first.
    page = int(asked[:DIGITS]) if asked.isascii() and asked.isdecimal() else 1
    page = max(page, 1)
    total = records.count_profiles()
    last = max(ceil(total / PER_PAGE), 1)
    start = (page - 1) * PER_PAGE
    rows = records.profiles("ORDER BY n LIMIT ? OFFSET ?", PER_PAGE, start)
    path = f"{request.origin}{prefix}/profiles"

    def url(number: int) -> str | None:
        return f"{path}?page={number}" if 1 <= number <= last else None

    numbers = [
        {"url": url(number), "label": str(number), "active": number == page}
        for number in range(1, last + 1)
    ]
    previous, following = url(page - 1), url(page + 1)
    return {
        "data": [{key: row[key] for key in row if key != "received"} for row in rows],
        "links": {"first": url(1), "last": url(last), "prev": previous, "next": following},
        "meta": {
            "current_page": page,
            "from": start + 1 if rows else None,
            "last_page": last,
            "links": [
                {"url": previous, "label": "« Previous", "active": False},
                *numbers,
                {"url": following, "label": "Next »", "active": False},
            ],
            "path": path,
            "per_page": PER_PAGE,
            "to": start + len(rows) if rows else None,
            "total": total,
        },
    }
