"""OpenAPI's `discriminator`: a property whose value says which of several schemas is meant.

https://spec.openapis.org/oas/v3.1.0#discriminator-object
"""

from collections.abc import Mapping
from typing import Any

from wizard.schema.values import humanise


def told_apart(raw: Mapping[str, Any], word: str, branches: list[Any]) -> list[Any]:
    """The branches under `word`, each with its own value for the property that tells them apart."""
    said = raw.get("discriminator")
    name = said.get("propertyName") if isinstance(said, Mapping) else None
    if not isinstance(said, Mapping) or not isinstance(name, str):
        return branches
    mapping = said.get("mapping")
    known = (
        {str(to): value for value, to in mapping.items()} if isinstance(mapping, Mapping) else {}
    )
    told = []
    for each, branch in zip(raw[word], branches, strict=True):
        reference = each.get("$ref") if isinstance(each, Mapping) else None
        if not isinstance(reference, str):
            return branches
        last = reference.rsplit("/", 1)[-1]
        value = str(known.get(reference, known.get(last, last)))
        own = {"properties": {name: {"const": value}}, "required": [name]}
        told.append({"title": humanise(value), "allOf": [branch, own]})
    return told
