"""The remote writes of a new OpenTransact profile: itself, its contacts, which of them is default.

A payload is {"reference", "profile": its document, "contacts": [{"kind", "type", "attributes"}]};
that of a change, {"reference", "change": its document, "before": version}.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wizard.schema.fields import FieldSpec, digest

from .base import NewProfile, Write
from .jsonapi import Document, Resource, document, link
from .opentransact_forms import ADDRESS, DEFAULTS, EMAIL, METADATA, OWNERS
from .opentransact_metadata import REFERENCE, merged

DEFAULT = "default_email_address"
APPLICATION = FieldSpec("application", "Application")
# By type of contact: the field, its kinds in the ledger, what one is called.
CONTACTS = {
    "addresses": ("address", "Address"),
    "email-addresses": ("email-address", "Email address"),
}


def creation(profile: NewProfile, applications: Mapping[str, str]) -> dict[str, Any]:
    fields = profile.fields or {}
    names = {spec.key: fields[spec.key] for spec in OWNERS[profile.type] if spec.key in fields}
    attributes = {
        "owner": {"type": profile.type, **names},
        "metadata": {**merged(None, fields.get("metadata")), REFERENCE: profile.reference},
    }
    belongs = fields.get("application") or next(iter(applications), "")
    return {
        "reference": profile.reference,
        "profile": document(
            "profiles", attributes, {"application": link("applications", str(belongs))}
        ),
        "contacts": [
            *_contacts("addresses", fields.get("addresses") or []),
            *_contacts(
                "email-addresses",
                [{"email": each, "metadata": {}} for each in fields.get("email-addresses") or []],
            ),
        ],
    }


def _contacts(type_: str, entered: list[Any]) -> Iterator[dict[str, Any]]:
    """The kind goes by the content, so that a contact that was made is known as made.

    Also where those before it have been changed or removed since.
    """
    seen: Counter[str] = Counter()
    for attributes in entered:
        content = digest(attributes)[:12]
        seen[content] += 1
        again = f"-{seen[content]}" if seen[content] > 1 else ""
        kind = f"{CONTACTS[type_][0]}-{content}{again}"
        yield {"kind": kind, "type": type_, "attributes": attributes}


def _position(payload: Mapping[str, Any], contact: Mapping[str, Any]) -> int:
    """Of a contact among those of its type, from 0."""
    return [each for each in payload["contacts"] if each["type"] == contact["type"]].index(contact)


def planned(payload: Mapping[str, Any]) -> Iterator[Write]:
    """The writes in order; labels say what is made, not what was entered."""
    if "change" in payload:
        yield Write("change", "Changes")
        return
    yield Write("profile", "Profile")
    contacts = payload["contacts"]
    types = [contact["type"] for contact in contacts]
    for contact in contacts:
        _, label = CONTACTS[contact["type"]]
        number = _position(payload, contact) + 1
        several = types.count(contact["type"]) > 1
        yield Write(contact["kind"], f"{label} {number}" if several else label)
    if first_email(payload):
        yield Write("defaults", "Default email address")


def first_email(payload: Mapping[str, Any]) -> str:
    """The kind of the write that makes what becomes the default; blank where there is none."""
    emails = [each["kind"] for each in payload["contacts"] if each["type"] == "email-addresses"]
    return emails[0] if emails else ""


@dataclass(frozen=True, slots=True)
class Request:
    """The document of one write. `names`: attribute -> the field it was entered in, for errors."""

    type: str
    document: Document
    names: Mapping[str, FieldSpec]

    @property
    def id(self) -> str:
        """Of what it changes; blank where it creates."""
        return str(self.document["data"].get("id", ""))

    @property
    def attributes(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.document["data"].get("attributes", {})
        return found

    @property
    def metadata(self) -> list[str]:
        """The keys of what was entered, in the form's order."""
        return [key for key in self.attributes.get("metadata", {}) if key != REFERENCE]


def request(payload: Mapping[str, Any], kind: str, done: Mapping[str, str]) -> Request:
    """What one write of a payload sends. `done`: the remote ids of those before it."""
    if kind in {"profile", "change"}:
        return Request("profiles", payload[kind], dict(_of_profile(payload[kind], kind)))
    if kind == "defaults":
        return _defaults(payload, done)
    contact = next(each for each in payload["contacts"] if each["kind"] == kind)
    owner = {"owner": link("profiles", done["profile"])}
    names = dict(_of_contact(contact, _position(payload, contact)))
    type_ = contact["type"]
    return Request(type_, document(type_, contact["attributes"], owner), names)


def _defaults(payload: Mapping[str, Any], done: Mapping[str, str]) -> Request:
    belongs = payload["profile"]["data"]["relationships"]["application"]
    links = {
        "application": belongs,
        DEFAULT: link("email-addresses", done[first_email(payload)]),
    }
    label = DEFAULTS[DEFAULT][1]
    names = {DEFAULT: FieldSpec("email-addresses", label)}  # what the first write sent is settled
    body = document("profiles", None, links, done["profile"])
    return Request("profiles", body, names)


def _of_profile(body: Document, kind: str) -> Iterator[tuple[str, FieldSpec]]:
    owner_type = body["data"]["attributes"]["owner"]["type"]
    for spec in (*OWNERS[owner_type], METADATA, APPLICATION):
        yield spec.key, spec
    for relationship, (key, label, _) in DEFAULTS.items() if kind == "change" else ():
        yield relationship, FieldSpec(key, label, kind="select")


def _of_contact(contact: Mapping[str, Any], position: int) -> Iterator[tuple[str, FieldSpec]]:
    at = f"{contact['type']}.{position}"
    if contact["type"] == "email-addresses":
        yield EMAIL.key, replace(EMAIL, key=at)
    for spec in ADDRESS if contact["type"] == "addresses" else ():
        yield spec.key, replace(spec, key=f"{at}.{spec.key}")


def is_of(resource: Resource, wanted: Mapping[str, Any]) -> bool:
    """Whether a contact has the content that was sent. Of metadata, we send none."""
    return all(
        resource.attributes.get(name) == value
        for name, value in wanted.items()
        if name != "metadata"
    )
