"""Items of repeated groups: added, removed and put back; all else on the page stays as typed."""

from typing import Any

from django.http import HttpResponse

from .schema.forms import SchemaForm
from .schema.items import add_item, insert_item, remove_item
from .schema.layout import MAX_ITEMS, Entries, Repeat
from .waiting import Waiting

ACTS = ("add", "remove", "undo")


class Items(Waiting):
    """The buttons of repeated groups, `add-<name>`, `remove-<name>` and `undo-<name>`."""

    def change_items(self, form: SchemaForm) -> HttpResponse | None:
        """The answer to one of these buttons; what cannot be done (any more) is passed over."""
        pressed = (key.partition("-") for key in self.request.POST)
        act, _, name = next((found for found in pressed if found[0] in ACTS), ("", "", ""))
        if not act:
            return None
        self.keep(form)
        repeat = form.repeats.get(name)
        if repeat is None:
            return self.to(self.step)
        changes = {"add": self.add, "remove": self.remove, "undo": self.undo}
        return self.to(self.step, f"#id_{changes[act](form, repeat)}")

    def add(self, form: SchemaForm, repeat: Repeat) -> str:
        """Each of these returns the name of what the page is to show."""
        if not repeat.can_add:
            return repeat.name
        new = f"{repeat.name}.{repeat.count}"
        entries = add_item(self.process_step(form), form.at(repeat.name), repeat.count)
        self.put(entries, active=new, removed=self.removed())
        return new

    def remove(self, form: SchemaForm, repeat: Repeat) -> str:
        position = _number(self.request.POST[f"remove-{repeat.name}"])
        if not repeat.can_remove or position >= repeat.count:
            return repeat.name
        entries, item = remove_item(
            self.process_step(form), form.at(repeat.name), repeat.count, position
        )
        removed = {"name": repeat.name, "position": position, "entries": item}
        removed["legend"] = repeat.items[position].legend
        self.put(entries, active=repeat.name, removed=removed)
        return repeat.name

    def undo(self, form: SchemaForm, repeat: Repeat) -> str:
        removed = self.removed()
        if not repeat.can_add or removed is None or removed["name"] != repeat.name:
            return repeat.name
        position = min(removed["position"], repeat.count)
        at, item = form.at(repeat.name), removed["entries"]
        entries = insert_item(self.process_step(form), at, repeat.count, position, item)
        self.put(entries, active=repeat.name)
        return f"{repeat.name}.{position}"

    def put(self, entries: Entries, active: str, removed: Any = None) -> None:
        self.state.reopen(self.step)
        self.state.last_change = {"step": self.step, "active": active, "removed": removed}
        self.storage.set_step_data(self.step, entries)

    def last_change(self) -> dict[str, Any]:
        """What was done last to the items of this step."""
        change = self.state.last_change
        return change if change.get("step") == self.step else {}

    def removed(self) -> dict[str, Any] | None:
        """The item that can be put back."""
        found: dict[str, Any] | None = self.last_change().get("removed")
        return found

    def get_context_data(self, form: Any, **kwargs: Any) -> dict[str, Any]:
        if isinstance(form, SchemaForm):
            form.active = self.last_change().get("active", "")
            kwargs["removed"] = self.to_undo(form)
        context: dict[str, Any] = super().get_context_data(form=form, **kwargs)
        return context

    def to_undo(self, form: SchemaForm) -> dict[str, Any] | None:
        """What the page says of the removed item: what it was called and where it goes."""
        removed = self.removed()
        repeat = form.repeats.get(removed["name"]) if removed else None
        if removed is None or repeat is None or not repeat.can_add:
            return None
        position = min(removed["position"], repeat.count)
        return {"name": repeat.name, "legend": removed["legend"], "position": position}


def _number(text: str) -> int:
    """A position as the browser sends it; what is none is beyond every item."""
    return int(text[:4]) if text.isascii() and text.isdigit() else MAX_ITEMS
