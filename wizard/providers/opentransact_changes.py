"""A change of one of OpenTransact's profiles: its form, its document, and whether it was made.

The update (https://docs.opentransact.com/profiles, UpdateProfileRequest) is a PUT; whether it
replaces what it leaves out is not documented. So it says all that is known: the owner, the metadata
whole, the application and the defaults.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from wizard.schema.fields import FieldSpec, Option, Schema, canonical
from wizard.schema.values import clean

from .jsonapi import Document, Resource, document, link
from .opentransact_forms import (
    DEFAULTS,
    METADATA,
    OWNERS,
    TYPE_LABELS,
    Applications,
    application,
)
from .opentransact_metadata import KEPT, MAX_TEXT, REFERENCE, items, kept, merged, written
from .opentransact_profiles import contacts_in, line, owner, owner_type, resource_in, version
from .reading import text

MAX_SIZE = 100_000  # characters of its JSON: more is not kept while an operator changes it


def answers(source: Mapping[str, Any]) -> dict[str, Any] | None:
    """What fills the form; None for a profile that the form cannot hold."""
    resource = resource_in(source)
    its, kind = owner(resource), owner_type(resource)
    if kind not in TYPE_LABELS or not resource.id or len(canonical(resource.source)) > MAX_SIZE:
        return None
    found = {spec.key: _typed(its.get(spec.key)) for spec in OWNERS[kind]}
    if any(len(value) > MAX_TEXT for value in found.values()):
        return None
    chosen = {key: resource.linked(relationship) for relationship, (key, *_) in DEFAULTS.items()}
    filled = {key: value for key, value in {**found, **chosen}.items() if value}
    return {**filled, "metadata": items(resource.attributes.get("metadata"))}


def _typed(value: Any) -> str:
    return "" if value is None else str(clean(written(value)))


def fields(source: Mapping[str, Any], applications: Applications) -> Schema:
    """The form: as for a new profile, without contacts, with a choice of those that are there."""
    resource = resource_in(source)
    current = owner(resource)
    specs = [_with_current(spec, current) for spec in OWNERS[owner_type(resource)]]
    specs.append(application(applications, resource.linked("application")))
    specs += [*_defaults(source, resource), METADATA]
    others = [key for key in kept(resource.attributes.get("metadata")) if key != REFERENCE]
    if others:
        specs.append(FieldSpec(KEPT, "Kept metadata", kind="hidden", default=others))
    return Schema(tuple(specs))


def _with_current(spec: FieldSpec, current: Mapping[str, Any]) -> FieldSpec:
    """A choice that also has what stands there now."""
    value = _typed(current.get(spec.key))
    if not spec.options or not value or value in {each.value for each in spec.options}:
        return spec
    return replace(spec, options=(*spec.options, Option(value, text(value))))


def _defaults(source: Mapping[str, Any], resource: Resource) -> Iterator[FieldSpec]:
    """Where there is a default, there will be one: that it can be taken away is not documented."""
    for relationship, (key, label, type_) in DEFAULTS.items():
        current = resource.linked(relationship)
        known = {
            contact["id"]: line(type_, contact["attributes"]) or contact["id"]
            for contact in contacts_in(source, type_) or []
        }
        if current:
            known.setdefault(current, current)
        if known:
            options = tuple(Option(value, shown) for value, shown in known.items())
            yield FieldSpec(key, label, "select", required=bool(current), options=options)


def payload(
    source: Mapping[str, Any], entered: Mapping[str, Any], reference: str
) -> dict[str, Any]:
    """{"reference", "change": the document of the PUT, "before": version}."""
    resource = resource_in(source)
    its, kind = owner(resource), owner_type(resource)
    names = {spec.key: entered.get(spec.key, "") for spec in OWNERS[kind]}
    unchanged = {key for key, value in names.items() if _typed(its.get(key)).strip() == value}
    attributes: dict[str, Any] = {
        "owner": {**its, **{k: value for k, value in names.items() if k not in unchanged}}
    }
    metadata = resource.attributes.get("metadata")
    if isinstance(metadata, Mapping) or entered.get("metadata"):
        attributes["metadata"] = merged(metadata, entered.get("metadata"))
    belongs = resource.linked("application") or str(entered.get("application", ""))
    relationships = {"application": link("applications", belongs)}
    for relationship, (key, _, type_) in DEFAULTS.items():
        if chosen := entered.get(key) or resource.linked(relationship):
            relationships[relationship] = link(type_, str(chosen))
    change = document("profiles", attributes, relationships, resource.id)
    return {"reference": reference, "change": change, "before": version(resource)}


def is_made(resource: Resource, change: Document) -> bool:
    """Whether a profile is as the change wants it, as far as the reply tells."""
    wanted = Resource.read(change["data"], "profiles")
    if wanted is None:
        return False
    attributes = all(
        resource.attributes.get(name) == value for name, value in wanted.attributes.items()
    )
    return attributes and all(
        resource.linked(name) == wanted.linked(name)
        for name in wanted.relationships
        if name in resource.relationships
    )
