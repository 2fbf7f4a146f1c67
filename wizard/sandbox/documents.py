"""Write resources of OpenTransact as JSON:API has them, with as much as a reply shows."""

from typing import Any

from wizard.sandbox.people import Resource
from wizard.sandbox.resources import BELONGINGS, DEFAULTS

Object = dict[str, Any]


def short_profile(profile: Resource, *attributes: str) -> Object:
    """As lists and writes show it in the examples: these attributes, and one relationship."""
    return {
        "id": profile.id,
        "type": profile.type,
        "attributes": {name: profile.attributes[name] for name in attributes},
        "relationships": {"application": _link("applications", profile.application)},
    }


def full_profile(profile: Resource, belongings: dict[str, list[str]]) -> Object:
    """All that the table of its attributes and relationships names."""
    its = profile._asdict()
    return {
        "id": profile.id,
        "type": profile.type,
        "attributes": profile.attributes | _times(profile),
        "relationships": {
            "application": _link("applications", profile.application),
            **{
                name: {"data": [{"id": each, "type": type_} for each in belongings[name]]}
                for name, type_ in BELONGINGS.items()
            },
            **{name: _link(type_, its[name]) for name, type_ in DEFAULTS.items()},
        },
    }


def contact(resource: Resource) -> Object:
    """An address, e-mail address or phone number, which is always shown whole."""
    return {
        "id": resource.id,
        "type": resource.type,
        "attributes": resource.attributes | _times(resource),
        "relationships": {"owner": _link(resource.owner_type, resource.owner_id)},
    }


def _link(type_: str, identity: str | None) -> Object:
    return {"data": {"id": identity, "type": type_} if identity else None}


def _times(resource: Resource) -> Object:
    return {"created-at": resource.created_at, "updated-at": resource.updated_at}
