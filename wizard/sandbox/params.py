"""Judge the body of a write as OpenTransact documents it; every problem names an attribute."""

from http import HTTPStatus
from typing import Any

import pycountry

from wizard.sandbox.jsonapi import Problem, errors, problem, refused, undocumented, wrong_type
from wizard.sandbox.messages import Request
from wizard.sandbox.people import ORGANIZATION_TYPES

Attributes = dict[str, Any]

OWNERS = {
    "people": ("first-name", "last-name"),
    "organizations": ("name", "organization-type"),
}
# Which attributes there are, and whether they are required.
CONTACTS = {
    "addresses": {
        "street1": True,
        "street2": False,
        "zipcode": True,
        "locality": True,
        "sub-locality": False,
        "region": True,
        "country": True,
    },
    "email-addresses": {"email": True},
}


def parsed(request: Request) -> Any:
    try:
        return request.json()
    except ValueError as error:
        raise undocumented(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from error


def resource(body: Any, type_: str, identity: str = "") -> Attributes:
    """The resource object of a document, which must be for this endpoint."""
    data = _object(_object({"body": body}, "body"), "data")
    _raise(string(data, "type"))
    if data["type"] != type_:
        raise refused("wrong type", type_)
    if identity:
        _raise(string(data, "id"))
        if data["id"].lower() != identity.lower():
            raise undocumented(HTTPStatus.CONFLICT, "The id is not the one of the address.")
    elif "id" in data:
        raise refused("forbidden", "An id of the client's own cannot be used.")
    return data


def check_profile(data: Attributes, partial: bool) -> None:
    """The attributes of a profile; of a partial one only those that are there."""
    attributes = _object(data, "attributes") if "attributes" in data or not partial else {}
    problems = _unknown(attributes, "owner", "metadata") + object_(attributes, "metadata")
    if "owner" in attributes or not partial:
        found = object_(attributes, "owner", required=True)
        problems += found or _owner(attributes["owner"])
    _raise(problems)


def check_contact(data: Attributes) -> None:
    type_, attributes = data["type"], _object(data, "attributes")
    known = CONTACTS[type_]
    problems = _unknown(attributes, *known, "metadata")
    for name, required in known.items():
        problems += string(attributes, name, required)
    # The documentation's own e-mail address has the metadata "{}".
    if not (type_ == "email-addresses" and isinstance(attributes.get("metadata"), str)):
        problems += object_(attributes, "metadata")
    _raise(problems)
    if type_ == "addresses" and not pycountry.countries.get(alpha_2=attributes["country"]):
        raise refused("not whitelisted", "country")
    if type_ == "email-addresses" and not all(attributes["email"].partition("@")):
        raise refused("not whitelisted", "email")


def linkage(data: Attributes, name: str, *types: str) -> tuple[str, str]:
    """The type and id that a required relationship links to."""
    link = _object(_object(data["relationships"], name), "data", name)
    _raise(string(link, "type") + string(link, "id"))
    if link["type"] not in types:
        raise refused("wrong type", types[0])
    return link["type"], link["id"]


def optional_linkage(data: Attributes, name: str, type_: str) -> dict[str, str | None]:
    """The id that a relationship links to, by its name; None where it is emptied."""
    relationship = data["relationships"].get(name)
    if name not in data["relationships"]:
        return {}
    if isinstance(relationship, dict) and relationship.get("data", "") is None:
        return {name: None}
    return {name: linkage(data, name, type_)[1]}


def check_relationships(data: Attributes, *known: str) -> None:
    """The first of the known ones is required; linkage() judges each by itself."""
    _raise(_unknown(_object(data, "relationships", known[0]), *known))


def string(given: Attributes, name: str, required: bool = True) -> list[Problem]:
    if name not in given:
        return [problem("missing", name)] if required else []
    value = given[name]
    if not isinstance(value, str):
        return [wrong_type(name, value)]
    return [problem("missing", name)] if required and not value.strip() else []


def object_(given: Attributes, name: str, required: bool = False) -> list[Problem]:
    if name not in given:
        return [problem("missing", name)] if required else []
    return [] if isinstance(given[name], dict) else [wrong_type(name, given[name])]


def _owner(owner: Attributes) -> list[Problem]:
    problems = string(owner, "type")
    if problems:
        return problems
    if owner["type"] not in OWNERS:
        return [problem("not whitelisted", "type")]
    names = OWNERS[owner["type"]]
    problems = _unknown(owner, "type", *names)
    for name in names:
        problems += string(owner, name)
    kind = owner.get("organization-type")
    if "organization-type" in names and kind not in ORGANIZATION_TYPES and not problems:
        problems.append(problem("not whitelisted", "organization-type"))
    return problems


def _object(given: Attributes, name: str, called: str = "") -> Attributes:
    """The object of this name, without which nothing else can be judged."""
    _raise(object_({called or name: given[name]} if name in given else {}, called or name, True))
    value: Attributes = given[name]
    return value


def _unknown(given: Attributes, *known: str) -> list[Problem]:
    """JSON:API has an unsupported request refused; what is misspelt is found so."""
    return [
        problem("forbidden", f"{name} is not supported.") for name in given if name not in known
    ]


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise errors(*problems)
