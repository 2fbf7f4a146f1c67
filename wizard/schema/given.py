"""Schemas and answers as JSON in a developer's hands: read as text, given to a form, shown again.

The command `schema` and the lab are drawn from this; the wizard itself needs none of it.
"""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from .choices import html_value
from .dates import DateWidget
from .fields import FieldSpec, Schema
from .forms import SchemaForm
from .inputs import create_field
from .layout import Entries, count_name
from .payload import Path, dotted, keys
from .values import is_deep

MAX_NESTING = 100
MAX_POSITION = 9_000  # of an item in a list of answers; the form itself allows fewer
# What a printed spec always says, whatever its value.
ALWAYS: dict[str, Any] = {
    "key": "",
    "label": "",
    "kind": "",
    "required": False,
    "options": [],
    "section": "",
}


class NotJSON(ValueError):
    """`problem` reads on from a name ("is not JSON"); `where` is a place in the text, or blank."""

    def __init__(self, problem: str, where: str = "") -> None:
        super().__init__(problem)
        self.problem, self.where = problem, where


def read_json(content: str | bytes) -> Any:
    """The JSON document in a text (UTF-8, with or without a byte order mark). Raises NotJSON."""
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        document = json.loads(
            text.removeprefix("\ufeff"), parse_constant=_no_constant, parse_float=_number
        )
    except UnicodeDecodeError:
        raise NotJSON("is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise NotJSON("is not JSON", f"line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise NotJSON("is nested too deeply") from None
    except NotJSON:
        raise
    except ValueError:  # Python's own limit
        raise NotJSON("has a number that is too long") from None
    if is_deep(document, MAX_NESTING):
        raise NotJSON("is nested too deeply")
    return document


def _number(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_constant(text[:20])


def _no_constant(name: str) -> NoReturn:
    raise NotJSON(f"has {name}, which is not JSON")


# -- answers -> form ------------------------------------------------------------------------------


def entries(form_type: type[SchemaForm], answers: Any) -> Entries:
    """Answers as the raw entries that a browser would send for them, without a form's prefix.

    Answers are nested as the payload is, or flat by dotted key (`address.city`, `owners.0.name`),
    or a mixture. Of sets of fields the one that they fit best is chosen. Every conditional field
    counts as seen, so what its answer brings up is asked.
    """
    flat = dict(_flat(answers))
    form, chosen = _laid_out(form_type, flat)
    found = Entries(chosen)
    for name, leaf in form.leaves.items():
        value = _answer(leaf.path, flat)
        if value is None or name in chosen:
            continue
        widget = create_field(leaf.spec, form.country).widget  # also where it is hidden by now
        if isinstance(widget, DateWidget):
            found |= {f"{name}_{part}": [v] for part, v in widget.decompress(value).items()}
        else:
            values = value if isinstance(value, list) else [value]
            found[name] = [html_value(item) for item in values]
    found[form.drawn_name] = [" ".join([*form.leaves, *form.lists])]
    return found


def _flat(node: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """(dotted key, value) of every answer; a list of objects is a repeated group."""
    inner: Any = ()
    if isinstance(node, Mapping):
        inner = node.items()
    elif isinstance(node, list) and any(isinstance(item, Mapping | list) for item in node):
        inner = enumerate(node[: MAX_POSITION + 1])
    else:
        yield key, node
    for name, value in inner:
        yield from _flat(value, f"{key}.{name}" if key else str(name))


def _answer(path: Path, flat: Mapping[str, Any]) -> Any:
    """The answer at a path; of a list of mere values the one at its position."""
    if path and isinstance(path[-1], int):
        values = flat.get(dotted(path[:-1]))
        if isinstance(values, list):
            return values[path[-1]] if path[-1] < len(values) else None
    return flat.get(dotted(path))


def _laid_out(form_type: type[SchemaForm], flat: Mapping[str, Any]) -> tuple[SchemaForm, Entries]:
    """The form with the items and the sets of fields, also those inside others, as answered."""
    form, found = form_type(), Entries()
    for _ in range(MAX_NESTING):  # a form at its limit of fields may never settle
        before, found = found, {**_counts(form, flat), **_choices(form, flat)}
        if found == before:
            break
        form = form_type(carried=found)
    return form, found


def _counts(form: SchemaForm, flat: Mapping[str, Any]) -> Entries:
    """The number of items of every answered list, and something in the last one."""
    counts = {}
    for name, leaf in form.lists.items():
        values = _answer(leaf.path, flat)
        start = f"{dotted(leaf.path)}."
        positions = [key[len(start) :].partition(".")[0] for key in flat if key.startswith(start)]
        numbers = [int(p) for p in positions if p.isascii() and p.isdigit() and len(p) < 10]
        if isinstance(values, list):
            numbers.append(len(values) - 1)
        if numbers:
            last = min(max(numbers), MAX_POSITION)
            counts[count_name(name)] = [str(last + 1)]
            counts[f"{name}.{last}."] = [""]  # also where the list allows fewer
    return counts


def _choices(form: SchemaForm, flat: Mapping[str, Any]) -> Entries:
    """The set of fields that the answers fit best, by the name of the choice."""
    chosen = {}
    for name, leaf in form.leaves.items():
        if leaf.spec.kind == "alternatives":
            said = flat.get(dotted(leaf.path))
            best = max(leaf.spec.fields, key=lambda each: _fit(each, leaf.base, flat))
            if said is not None or any(_fit(best, leaf.base, flat)[1:]):
                chosen[name] = [best.key if said is None else str(said)]
    return chosen


def _fit(group: FieldSpec, base: Path, flat: Mapping[str, Any]) -> tuple[bool, int]:
    """Whether a set has what it requires, and how many of its fields are answered."""

    def answered(spec: FieldSpec) -> bool:
        if spec.kind == "alternatives":
            return any(_fit(inner, base, flat)[1] for inner in spec.fields)
        at = dotted((*base, *keys(spec)))
        if spec.kind == "hidden":
            return bool(flat.get(at) == spec.default)
        return at in flat or any(key.startswith(f"{at}.") for key in flat)

    found = [spec for spec in group.fields if answered(spec)]
    return all(s in found for s in group.fields if s.required and s.kind != "hidden"), len(found)


def errors_by_key(form: SchemaForm) -> dict[str, list[str]]:
    """The messages of a bound form by the provider's own dotted key.

    That a list has too few items stands under the list's key; what belongs to no field under "".
    """
    errors = form.errors  # judges the form, if nothing did before
    found: dict[str, list[str]] = {}
    for name, repeat in form.repeats.items():
        if repeat.error:
            found.setdefault(dotted(form.lists[name].path), []).append(repeat.error)
    told = {text for texts in found.values() for text in texts}
    for name, texts in errors.items():
        own = name in form.leaves
        key = dotted(form.leaves[name].path) if own else ""
        fresh = [text for text in map(str, texts) if own or text not in told]
        if fresh:
            found.setdefault(key, []).extend(fresh)
    return found


# -- what is shown --------------------------------------------------------------------------------


def described(schema: Schema) -> list[dict[str, Any]]:
    """The specs as JSON objects that always have key, label, kind, required, options and section.

    Those inside others also have `path`: the dotted key at which their answer stands in the payload
    (inside each item, where they belong to a list).
    """
    return [{**ALWAYS, **spec.to_json(), **_inside(spec, spec.key, "")} for spec in schema]


def _inside(spec: FieldSpec, path: str, above: str) -> dict[str, Any]:
    """The fields of a spec that stands at `path`, in the object at `above`."""
    if not spec.fields:
        return {}
    fields = []
    for child in spec.fields:
        if spec.kind == "alternatives":  # the chosen one is sent in place of the whole
            at, inside = above, _inside(child, above, above)
        else:
            at = f"{path}.{child.key}".removeprefix(".")
            inside = _inside(child, at, path)
        fields.append({**ALWAYS, "path": at, **child.to_json(), **inside})
    return {"fields": fields}


def pretty(value: Any) -> str:
    """JSON to be read by people; half a surrogate pair, which JSON may hold, stays an escape."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return text.encode("utf-8", "backslashreplace").decode()
