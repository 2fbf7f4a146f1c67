"""Hypothesis strategies: schemas as providers write them, and right answers to them."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.schema.build import Json
from wizard.schema.fields import KINDS
from wizard.schema.layout import Entries, count_name, html_name
from wizard.schema.payload import Path

HOSTILE = [
    '"><script>alert(1)</script>',
    "' onload=x",
    "{{ 7|add:7 }}",
    "é\u202e☎",
    "a\x00b",
    " ",
    "%s",
]
words = st.sampled_from(HOSTILE) | st.text(max_size=8)
scalars = st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | words

# -- any schema ----------------------------------------------------------------------------------

keys = st.sampled_from(["a", "b", "a.b", "a b", "a_b", "a_day", "b.0"]) | words
limits = st.none() | st.sampled_from([0, 5, 1.5, "2020-01-01", "2020-05", "today", "x"])
conditions = st.builds(lambda key, values: {"key": key, "in": values}, keys, st.lists(scalars))
options = st.lists(
    scalars | st.builds(lambda v, w: {"value": v, "label": w}, scalars, words), max_size=9
)


def fields_of(children: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Json]]:
    attributes: dict[str, st.SearchStrategy[Any]] = {
        **dict.fromkeys(("label", "section", "help", "placeholder", "pattern_message"), words),
        **dict.fromkeys(("required", "sensitive", "refresh"), st.booleans()),
        **dict.fromkeys(("min_length", "max_length", "min_items", "max_items"), st.integers(0, 3)),
        **dict.fromkeys(("min", "max"), limits),
        "type": st.sampled_from(sorted(KINDS)) | words,
        "default": scalars | st.lists(scalars, max_size=2),
        "options": options,
        "pattern": st.sampled_from(["[a-z]+", "(", "^$"]) | words,
        "visible_when": conditions,
        "fields": children,
    }
    return st.lists(st.fixed_dictionaries({"key": keys}, optional=attributes), max_size=4)


any_fields = fields_of(fields_of(fields_of(st.none())))
any_entry = st.sampled_from(["", "1", "a", "31", "Feb", "2020", "true", "GB", *HOSTILE]) | words

# -- schemas with right answers ------------------------------------------------------------------

ABC = ["a", "b", "c"]
# kind -> raw entries by the end of their name, and what is sent for them
SAMPLES: dict[str, list[tuple[dict[str, list[str]], Any]]] = {
    "text": [({"": ["x <b>"]}, "x <b>"), ({"": [" é "]}, "é")],
    "textarea": [({"": ["a\nb"]}, "a\nb")],
    "email": [({"": ["a@example.com"]}, "a@example.com")],
    "phone": [({"": ["+442079460958"]}, "+442079460958")],
    "url": [({"": ["https://example.com"]}, "https://example.com")],
    **{
        key: [({"": ["0"]}, 0), ({"": ["1 234,50"]}, 1234.5)]
        for key in ("number", "decimal", "money", "percent")
    },
    "integer": [({"": ["0"]}, 0), ({"": ["1,234"]}, 1234)],
    "year": [({"": ["2020"]}, 2020)],
    "boolean": [({"": ["true"]}, True), ({"": ["false"]}, False)],
    "date": [({"_day": ["2"], "_month": ["Jan"], "_year": ["2020"]}, "2020-01-02")],
    "month": [({"_month": ["1"], "_year": ["2020"]}, "2020-01")],
    "country": [({"": ["GB"]}, "GB")],
    "subdivision": [({"": ["Bavaria"]}, "Bavaria")],
    "currency": [({"": ["EUR"]}, "EUR")],
    **{key: [({"": ["a"]}, "a"), ({"": ["c"]}, "c")] for key in ("select", "radio")},
    **{key: [({"": ["a", "c"]}, ["a", "c"])] for key in ("multiselect", "checkboxes")},
}


@st.composite
def schemas(draw: st.DrawFn, depth: int = 2) -> list[Json]:
    """Fields with keys of their own; `kind` decides about those under a condition."""
    made: list[Json] = [{"key": "kind", "type": "select", "options": ABC}]
    for number in range(draw(st.integers(1, 4))):
        kinds = [*sorted(SAMPLES), "hidden"] + ["group", "list", "list"] * (depth > 0)
        kind = draw(st.sampled_from(kinds))
        item: Json = {"key": f"k{number}{draw(st.sampled_from(HOSTILE))}", "type": kind}
        item |= {"label": draw(words), "required": draw(st.booleans()), "section": draw(words)}
        if draw(st.booleans()):
            item["visible_when"] = {"key": "kind", "in": draw(st.lists(st.sampled_from(ABC)))}
        if kind in {"select", "radio", "multiselect", "checkboxes"}:
            item["options"] = ABC
        elif kind == "hidden":
            item["default"] = draw(st.sampled_from([True, 0, "fixed", {"a": [1]}]))
        elif kind in {"group", "list"}:
            item |= {"fields": draw(schemas(depth - 1)), "min_items": draw(st.integers(0, 2))}
        made.append(item)
    return made


@dataclass
class Answers:
    entries: Entries = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)

    def whole(self) -> dict[str, Any]:
        return {**self.payload, **self.constants}


@st.composite
def answered(draw: st.DrawFn, fields: list[Json], base: Path = ()) -> Answers:
    """Right answers to the fields that are asked: all that are required and some of the others."""
    found = Answers()
    chosen: str | None = None
    for item in fields:
        path = (*base, item["key"])
        condition = item.get("visible_when")
        if condition and chosen not in condition["in"]:
            continue
        kind, required = item["type"], item.get("required", False)
        if kind == "hidden":
            found.constants[item["key"]] = item["default"]
        elif kind == "list":
            _list(found, draw(_items(item, path)), item["key"])
        elif kind == "group":
            if required or draw(st.booleans()):
                _group(found, draw(answered(item["fields"], path)), item["key"], required)
        elif required or draw(st.booleans()):
            raw, sent = draw(st.sampled_from(SAMPLES[kind]))
            found.entries |= {html_name(path) + end: values for end, values in raw.items()}
            found.payload[item["key"]] = sent
            chosen = sent if item["key"] == "kind" else chosen
    return found


@st.composite
def _items(draw: st.DrawFn, item: Json, path: Path) -> Answers:
    """A list's items; the payload's only key is "" with those that are sent."""
    needed = max(item["min_items"], 1 if item["required"] else 0)
    count = needed + draw(st.integers(0, 1))
    found = Answers({count_name(html_name(path)): [str(count)]})
    sent: list[Any] = []
    for position in range(count):
        one = draw(answered(item["fields"], (*path, position)))
        found.entries |= one.entries
        whole = one.whole() if position < needed or one.payload else {}
        if whole:
            (found.constants if not one.payload else found.payload).setdefault("", sent)
            sent.append(whole)
    return found


def _list(found: Answers, items: Answers, key: str) -> None:
    found.entries |= items.entries
    if "" in items.payload:
        found.payload[key] = items.payload[""]
    elif "" in items.constants:
        found.constants[key] = items.constants[""]


def _group(found: Answers, inner: Answers, key: str, required: bool) -> None:
    found.entries |= inner.entries
    if inner.payload:
        found.payload[key] = inner.whole()
    elif required and inner.constants:
        found.constants[key] = inner.constants
