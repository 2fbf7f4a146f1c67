"""Items of repeated groups come and go on the raw entries, so that nothing that was typed is lost.

`at` is the group's name as the browser sends it; an item's entries are kept by the ends of their
names, `.name` of `details-directors.1.name`.
"""

import re
from collections.abc import Callable, Mapping

from .layout import Entries, count_name
from .parts import Parts


def add_item(entries: Entries, at: str, count: int) -> Entries:
    """The entries with one more, blank item in the repeated group."""
    return {**entries, count_name(at): [str(count + 1)]}


def remove_item(entries: Entries, at: str, count: int, position: int) -> tuple[Entries, Entries]:
    """The entries without one item, those behind it moved up; and what stood in it."""
    if not 0 <= position < count:
        return entries, {}
    kept, removed = _move(
        entries, at, lambda here: None if here == position else here - (here > position)
    )
    return {**kept, count_name(at): [str(count - 1)]}, removed


def insert_item(entries: Entries, at: str, count: int, position: int, item: Entries) -> Entries:
    """The entries with a removed item back at `position`; those from there on move down."""
    moved, _ = _move(entries, at, lambda here: here + (here >= position))
    back = {f"{at}.{position}{end}": values for end, values in item.items()}
    return {**moved, **back, count_name(at): [str(count + 1)]}


def with_items(form: Parts, posted: Mapping[str, str], entries: Entries) -> Entries:
    """The entries with an item added or removed, where one of the form's buttons asks for that."""
    for name, repeat in form.repeats.items():
        position = posted.get(f"remove-{name}", "")
        if f"add-{name}" in posted and repeat.can_add:
            return add_item(entries, form.at(name), repeat.count)
        if position.isascii() and position.isdigit():
            return remove_item(entries, form.at(name), repeat.count, int(position[:4]))[0]
    return entries


def _move(entries: Entries, at: str, place: Callable[[int], int | None]) -> tuple[Entries, Entries]:
    """The entries with every item where `place` puts it, and those of items without a place."""
    moved: Entries = {}
    dropped: Entries = {}
    item = re.compile(re.escape(at) + r"\.(\d{1,4})((?:[.:].*)?)", re.ASCII | re.DOTALL)
    for name, values in entries.items():
        found = item.fullmatch(name) if name.startswith(at) else None
        if found is None:
            moved[name] = values
        elif (to := place(int(found[1]))) is None:
            dropped[found[2]] = values
        else:
            moved[f"{at}.{to}{found[2]}"] = values
    return moved, dropped
