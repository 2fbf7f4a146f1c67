"""OpenTransact's profiles -> our types: rows of a list, and one with what belongs to it.

The source of a profile is {"profile": its resource, "contacts": {type: [contact] or None}}; None
where they could not be read. A contact is {"id", "attributes": {name: text}}. What a reply leaves
out is absent.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wizard.schema.fields import digest
from wizard.schema.iso import country_names

from .jsonapi import Resource, at, mapping
from .opentransact_forms import (
    ADDRESS,
    DEFAULTS,
    ORGANIZATION_TYPES,
    ORGANIZATIONS,
    OWNERS,
    PEOPLE,
    TYPE_LABELS,
    Applications,
)
from .opentransact_metadata import written
from .profiles import Pair, Profile, ProfileRow, Section
from .reading import humanised, moment, text

MAX_PAIRS = 60  # of one section
MAX_NAME = 60  # characters of an attribute's
KEPT_CONTACTS, MAX_CONTACTS = 50, 20  # of one type: in a source, on the page
MAX_ATTRIBUTES = 15  # of one contact
UNREAD = "These could not be read. Open the profile again to try once more"
TIMES = {"created-at": "Created", "updated-at": "Updated"}
# By type of contact: the relationship, what one and several are called.
CONTACTS = {
    "addresses": ("addresses", "Address", "Addresses"),
    "email-addresses": ("email_addresses", "Email address", "Email addresses"),
    "phone-numbers": ("phone_numbers", "Phone number", "Phone numbers"),
}
NO_ATTRIBUTES = {"metadata", *TIMES}  # of a contact

Contacts = Mapping[str, Sequence[Resource] | None]


def composed(resource: Resource, contacts: Contacts) -> dict[str, Any]:
    """The source of a profile."""
    return {
        "profile": resource.source,
        "contacts": {
            type_: None if found is None else [_contact(each) for each in found[:KEPT_CONTACTS]]
            for type_, found in contacts.items()
        },
    }


def _contact(resource: Resource) -> dict[str, Any]:
    shown = [each for each in resource.attributes.items() if each[0] not in NO_ATTRIBUTES]
    return {
        "id": resource.id,
        "attributes": {
            text(name)[:MAX_NAME]: text(value) for name, value in shown[:MAX_ATTRIBUTES]
        },
    }


def resource_in(source: Mapping[str, Any]) -> Resource:
    node = at(source, "profile")
    return Resource.read(node, "profiles") or Resource("profiles", "", {}, {}, mapping(node))


def contacts_in(source: Mapping[str, Any], type_: str) -> list[dict[str, Any]] | None:
    found = at(source, "contacts", type_)
    return found if isinstance(found, list) else None


def owner(resource: Resource) -> Mapping[str, Any]:
    return mapping(resource.attributes.get("owner"))


def owner_type(resource: Resource) -> str:
    return text(owner(resource).get("type"))


def name(resource: Resource) -> str:
    """Of the owner; blank where the reply gives none."""
    its = owner(resource)
    if its.get("type") == PEOPLE:
        return text([its.get(part) for part in ("first-name", "last-name")]).replace(", ", " ")
    return text(its.get("name"))


def row(resource: Resource, applications: Applications) -> ProfileRow:
    """A profile as a list has it, which is with its owner, its metadata and its application."""
    kind = ORGANIZATION_TYPES.get(text(owner(resource).get("organization-type")), "")
    details: list[Pair] = [*_application(resource, applications)]
    details += [("Organization type", kind)] if kind else []
    return ProfileRow(
        resource.id,
        _type_label(resource),
        name(resource),
        (*details, *_times(resource)),
    )


def profile(
    source: Mapping[str, Any], applications: Applications, answers: Mapping[str, Any] | None
) -> Profile:
    """Everything that the source has."""
    resource = resource_in(source)
    return Profile(
        id=resource.id,
        type=owner_type(resource),
        type_label=_type_label(resource),
        name=name(resource),
        version=version(resource),
        source=source,
        sections=tuple(each for each in _sections(source, resource, applications) if each.pairs),
        answers=answers,
    )


def version(resource: Resource) -> str:
    """When it was changed, where the reply says so, and what it is."""
    return f"{text(resource.attributes.get('updated-at'))} {digest(resource.source)}".strip()


def line(type_: str, attributes: Mapping[str, Any]) -> str:
    """A contact in one line."""
    if type_ == "addresses":
        parts = [text(attributes.get(spec.key)) for spec in ADDRESS]
        parts[-1] = country_names().get(parts[-1].upper(), parts[-1])
        return ", ".join(filter(None, parts))
    if type_ == "email-addresses":
        return text(attributes.get("email"))
    return " ".join(filter(None, map(text, attributes.values())))


# -- the page of one ------------------------------------------------------------------------------


def _type_label(resource: Resource) -> str:
    kind = owner_type(resource)
    return TYPE_LABELS.get(kind, humanised(kind))


def _application(resource: Resource, applications: Applications) -> Iterator[Pair]:
    if its := resource.linked("application"):
        yield "Application", applications.get(its, its)


def _times(resource: Resource) -> Iterator[Pair]:
    for attribute, label in TIMES.items():
        value = resource.attributes.get(attribute)
        if shown := moment(value) or text(value):
            yield label, shown


def _sections(
    source: Mapping[str, Any], resource: Resource, applications: Applications
) -> Iterator[Section]:
    yield Section("Owner", tuple(_owner(resource)))
    identity: list[Pair] = [("ID", resource.id)] if resource.id else []
    known = {"owner", "metadata", *TIMES}
    others = {key: value for key, value in resource.attributes.items() if key not in known}
    details = (*_application(resource, applications), *identity, *_times(resource))
    yield Section("Details", (*details, *_pairs(others)))
    metadata = list(mapping(resource.attributes.get("metadata")).items())[:MAX_PAIRS]
    pairs = [(text(key) or "No key", text(written(value))) for key, value in metadata]
    yield Section("Metadata", tuple((key, value) for key, value in pairs if value))
    for type_, (_, _, title) in CONTACTS.items():
        yield Section(title, tuple(_contacts(source, resource, type_)))


def _owner(resource: Resource) -> Iterator[Pair]:
    its = owner(resource)
    specs = OWNERS.get(owner_type(resource), OWNERS[ORGANIZATIONS])
    for spec in specs:
        if shown := text(its.get(spec.key)):
            options = {each.value: each.label for each in spec.options}
            yield spec.label, options.get(shown, shown)
    known = {"type", *(spec.key for spec in specs)}
    yield from _pairs({key: value for key, value in its.items() if key not in known})


def _pairs(attributes: Mapping[str, Any]) -> Iterator[Pair]:
    for key, value in list(attributes.items())[:MAX_PAIRS]:
        if shown := text(value):
            yield humanised(text(key)[:MAX_NAME]), shown


def _contacts(source: Mapping[str, Any], resource: Resource, type_: str) -> Iterator[Pair]:
    """A pair for each; of phone numbers, whose attributes are not documented, all that there is."""
    _, one, several = CONTACTS[type_]
    relationship = next((each for each, names in DEFAULTS.items() if names[2] == type_), "")
    default = resource.linked(relationship)
    found = contacts_in(source, type_)
    for position, contact in enumerate((found or [])[:MAX_CONTACTS], start=1):
        label = one if len(found or []) == 1 else f"{one} {position}"
        label += " (default)" if contact["id"] == default else ""
        shown = line(type_, contact["attributes"])
        if type_ == "phone-numbers" and shown:
            for key, value in _pairs(contact["attributes"]):
                yield f"{label}: {key}", value
        else:
            yield label, shown or contact["id"]
    if found and len(found) > MAX_CONTACTS:
        yield several, f"{len(found) - MAX_CONTACTS} more are not shown"
    if default and default not in {contact["id"] for contact in found or []}:
        yield f"{one} (default)", default
    if found is None and type_ in mapping(at(source, "contacts")):
        yield several, UNREAD
