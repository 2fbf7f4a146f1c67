"""What stands around fields: envelopes, wrappers with other things beside them, pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import objects
from .alternatives import CONTAINERS as SETS
from .build import MAX_DEPTH
from .names import CONTAINERS, Named, plain
from .shapes import bucketed, holds_fields, is_field, is_map, is_telling

_WRAPPERS = (
    "data fields requiredfields form schema criteriasets details items result results response"
    " payload content components pages sections steps elements questions inputs parameters"
    " fieldgroup fieldgroups group requirements attributes body post keys value actions"
)
WRAPPERS = (*_WRAPPERS.split(), *SETS)
SCHEMAS = frozenset({"schema", "jsonschema", "dataschema"})
ENDS = ("fields", "schema", "schemas", "requirements", "criteria", "inputs", "attributes")
PAGES = frozenset(CONTAINERS) - {"items", "rows", "columns"}


@dataclass(frozen=True)
class Unwrapped:
    """A node without its wrappers."""

    node: Any
    sets: bool = False  # they call it sets, of which one is to be given
    required: frozenset[str] = frozenset()  # the names that they say are required


def unwrapped(node: Any) -> Unwrapped:
    sets, required = False, frozenset[str]()
    for _ in range(MAX_DEPTH):
        name = _wrapper(node) if isinstance(node, Mapping) else None
        if name is None:
            break
        said = node.get("required")
        if isinstance(said, list):
            required |= {each for each in said if isinstance(each, str)}
        sets = plain(name) in SETS
        node = _as_sections(node[name]) if _holds_pages(name) else node[name]
    return Unwrapped(node, sets, required)


def _wrapper(node: Mapping[Any, Any]) -> Any:
    """The name under which the fields of a node stand, or None where it has them itself."""
    if objects.is_schema(node) or len(bucketed(node)) > 1:
        return None
    inner = {plain(name): name for name, value in node.items() if isinstance(value, list | Mapping)}
    for word, name in inner.items():
        if word in SCHEMAS and objects.is_schema(node[name]) and not _all_schemas(node):
            return name
    if _is_surely_map(node) or is_field(node):
        return None
    known = next((inner[name] for name in WRAPPERS if name in inner), None)
    if known is not None or bucketed(node):
        return known
    ends = [name for word, name in inner.items() if word.endswith(ENDS)]
    if ends:
        return ends[0] if len(ends) == 1 else None
    lists = [name for name in inner.values() if _is_list_of_forms(node[name])]
    return lists[0] if len(lists) == 1 else None


def _all_schemas(node: Mapping[Any, Any]) -> bool:
    return all(map(objects.is_schema, node.values()))


def _is_surely_map(node: Mapping[Any, Any]) -> bool:
    """A map of rules may have a field that is called `data` or `details`."""
    rules = [value for value in node.values() if isinstance(value, Mapping) and value]
    wrapped = len(node) == 1 and plain(next(iter(node))) in WRAPPERS
    direct = sum(is_telling(value, MAX_DEPTH) for value in rules)
    return 2 * direct > len(rules) and not wrapped and is_map(node)


def _is_list_of_forms(value: Any) -> bool:
    return isinstance(value, list) and any(map(holds_fields, value))


def _holds_pages(name: Any) -> bool:
    word = plain(name)
    return word in PAGES or not (word in WRAPPERS or word.endswith(ENDS))


def _as_sections(pages: Any) -> Any:
    """Pages as what they are, though they have an id as well."""
    if not isinstance(pages, list):
        return pages
    return [
        {"type": "section", **page}
        if isinstance(page, Mapping) and isinstance(Named(page).children, list)
        else page
        for page in pages
    ]
