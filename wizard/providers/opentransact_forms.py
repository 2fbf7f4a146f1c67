"""What OpenTransact asks for, as field specs: it documents its attributes and answers no schema.

https://docs.opentransact.com/profiles, …/addresses, …/email-addresses and …/filtering. Keys are the
attributes' own names, so that an error that names one belongs to a field.
"""

from collections.abc import Mapping
from dataclasses import replace

from wizard.schema.fields import FieldSpec, Option, Schema

from .opentransact_metadata import MAX_KEY, MAX_SHOWN

PEOPLE, ORGANIZATIONS = "people", "organizations"
TYPE_LABELS = {PEOPLE: "Person", ORGANIZATIONS: "Organization"}
# https://docs.opentransact.com/endpoints/profiles
ORGANIZATION_TYPES = {
    "c-corp": "C corporation",
    "s-corp": "S corporation",
    "llc": "Limited liability company (LLC)",
    "partnership": "Partnership",
    "other": "Other",
}
MAX_CONTACTS = 5

Applications = Mapping[str, str]  # label by id


def options(labels: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in labels.items())


ORGANIZATION_TYPE = FieldSpec(
    "organization-type",
    "Organization type",
    kind="radio",
    required=True,
    options=options(ORGANIZATION_TYPES),
)
OWNERS = {
    PEOPLE: (
        FieldSpec("first-name", "First name", required=True),
        FieldSpec("last-name", "Last name", required=True),
    ),
    ORGANIZATIONS: (FieldSpec("name", "Name", required=True), ORGANIZATION_TYPE),
}
METADATA = FieldSpec(
    "metadata",
    "Metadata entries",
    kind="list",
    fields=(
        FieldSpec("key", "Key", required=True, max_length=MAX_KEY),
        FieldSpec("value", "Value", required=True),
    ),
    max_items=MAX_SHOWN,
)
ADDRESS = (
    FieldSpec("street1", "Address line 1", required=True),
    FieldSpec("street2", "Address line 2"),
    FieldSpec("sub-locality", "District"),
    FieldSpec("locality", "Town or city", required=True),
    FieldSpec("region", "State, county or region", required=True),
    FieldSpec("zipcode", "Postcode or ZIP code", required=True),
    FieldSpec("country", "Country", kind="country", required=True),
)
ADDRESSES = FieldSpec(
    "addresses",
    "Addresses",
    kind="list",
    fields=ADDRESS,
    max_items=MAX_CONTACTS,
)
EMAIL = FieldSpec("email", "Email address", kind="email", required=True)
EMAILS = FieldSpec(
    "email-addresses",
    "Email addresses",
    kind="list",
    help="The first one becomes the default",
    fields=(replace(EMAIL, key=""),),  # an item is the address itself
    max_items=MAX_CONTACTS,
)
# By relationship: key and label of the field that chooses a default, and of which type it is.
DEFAULTS = {
    "default_email_address": ("default-email", "Default email address", "email-addresses"),
    "default_phone_number": ("default-phone", "Default phone number", "phone-numbers"),
}


def application(applications: Applications, current: str = "") -> FieldSpec:
    """Which application a profile belongs to; a constant where there is nothing to choose."""
    only = current or (next(iter(applications)) if len(applications) == 1 else "")
    if only:
        return FieldSpec("application", "Application", kind="hidden", default=only)
    return FieldSpec(
        "application",
        "Application",
        kind="radio",
        required=True,
        options=options(applications),
    )


def new_profile(profile_type: str, applications: Applications) -> Schema:
    """The form that creates a profile of that type, with its addresses and e-mail addresses."""
    return Schema(
        (*OWNERS[profile_type], application(applications), ADDRESSES, EMAILS, METADATA),
    )
