"""The rules of JSON:API 1.0, as its chapters "Document Structure" and "Creating, Updating" say.

https://jsonapi.org/format/1.0/ - what is wrong is returned, so that a test shows all of it.
"""

import re
from collections.abc import Iterator
from typing import Any

# "Member Names": these characters, and the last three kinds not at an end.
MEMBER = re.compile(
    r"[a-zA-Z0-9\u0080-\U0010FFFF]([\w \-\u0080-\U0010FFFF]*[a-zA-Z0-9\u0080-\U0010FFFF])?"
)
TOP_LEVEL = {"data", "errors", "meta", "jsonapi", "links", "included"}
RESOURCE = {"id", "type", "attributes", "relationships", "links", "meta"}
IDENTIFIER = {"id", "type", "meta"}
RELATIONSHIP = {"links", "data", "meta"}
ERROR = {"id", "links", "status", "code", "title", "detail", "source", "meta"}
LINKS = {"self", "related", "first", "last", "prev", "next"}


def faults_of_answer(document: Any) -> list[str]:
    """Of the document of a reply."""
    return list(_document(document))


def faults_of_request(document: Any, method: str, path: str) -> list[str]:
    """Of the document of a request that creates or updates at this path."""
    faults = list(_document(document, new=method == "POST"))
    data = document.get("data") if isinstance(document, dict) else None
    if not isinstance(data, dict):
        return [*faults, "the request has no single resource object as its primary data"]
    if method == "POST" and data.get("type") != path.rsplit("/", 1)[-1]:
        faults.append("type is not that of the collection")
    if method != "POST" and path.rsplit("/", 2)[-2:] != [data.get("type"), data.get("id")]:
        faults.append("type and id are not those of the address")
    return faults


def _document(document: Any, new: bool = False) -> Iterator[str]:
    if not isinstance(document, dict):
        yield "a JSON object must be at the root"
        return
    yield from _members(document, TOP_LEVEL, "document")
    if not document.keys() & {"data", "errors", "meta"}:
        yield "a document must have one of data, errors, meta"
    if document.keys() >= {"data", "errors"}:
        yield "data and errors must not coexist"
    if "included" in document and "data" not in document:
        yield "included without data"
    if "errors" in document:
        yield from _errors(document["errors"])
    if "links" in document:
        yield from _links(document["links"])
    data = document.get("data")
    if isinstance(data, list):
        yield from _collection(data)
    elif data is not None:
        yield from _resource(data, new)


def _collection(resources: list[Any]) -> Iterator[str]:
    for each in resources:
        yield from _resource(each)
    pairs = [(each.get("type"), each.get("id")) for each in resources if isinstance(each, dict)]
    if len(pairs) != len(set(pairs)):
        yield "a resource stands twice in data"


def _resource(resource: Any, new: bool = False) -> Iterator[str]:
    if not isinstance(resource, dict):
        yield "a resource must be an object"
        return
    yield from _members(resource, RESOURCE, "resource")
    for name in ("type",) if new else ("type", "id"):
        if not (isinstance(resource.get(name), str) and resource[name]):
            yield f"{name} of a resource must be a string"
    attributes, relationships = resource.get("attributes", {}), resource.get("relationships", {})
    if not isinstance(attributes, dict) or not isinstance(relationships, dict):
        yield "attributes and relationships must be objects"
        return
    yield from _fields(attributes, relationships)
    for name, relationship in relationships.items():
        yield from _relationship(name, relationship)


def _fields(attributes: dict[str, Any], relationships: dict[str, Any]) -> Iterator[str]:
    for name in [*attributes, *relationships]:
        if not MEMBER.fullmatch(name):
            yield f"{name} is no member name"
    if attributes.keys() & relationships.keys():
        yield "attributes and relationships share a name"
    if (attributes.keys() | relationships.keys()) & {"id", "type"}:
        yield "a field is called id or type"
    for value in attributes.values():
        yield from _value(value)


def _value(value: Any) -> Iterator[str]:
    """Anything in an attribute: its own links and relationships are reserved."""
    if isinstance(value, list):
        for each in value:
            yield from _value(each)
    if isinstance(value, dict):
        if value.keys() & {"links", "relationships"}:
            yield "an object in an attribute has links or relationships"
        for name, each in value.items():
            if not MEMBER.fullmatch(name):
                yield f"{name} is no member name"
            yield from _value(each)


def _relationship(name: str, relationship: Any) -> Iterator[str]:
    if not isinstance(relationship, dict) or not relationship:
        yield f"{name} must be an object with links, data or meta"
        return
    yield from _members(relationship, RELATIONSHIP, name)
    linkage = relationship.get("data")
    for each in linkage if isinstance(linkage, list) else [linkage] * (linkage is not None):
        if not isinstance(each, dict):
            yield f"{name} links to what is no identifier"
            continue
        yield from _members(each, IDENTIFIER, name)
        if not all(isinstance(each.get(key), str) and each[key] for key in ("id", "type")):
            yield f"{name} needs an id and a type, both strings"


def _links(links: Any) -> Iterator[str]:
    if not isinstance(links, dict):
        yield "links must be an object"
        return
    yield from _members(links, LINKS, "links")
    for name, link in links.items():
        if not (
            link is None or isinstance(link, str) or (isinstance(link, dict) and "href" in link)
        ):
            yield f"the link {name} is no link"


def _errors(errors: Any) -> Iterator[str]:
    if not isinstance(errors, list):
        yield "errors must be an array"
        return
    for error in errors:
        yield from _members(error, ERROR, "error")
        for name in ERROR - {"links", "source", "meta"}:
            if not isinstance(error.get(name, ""), str):
                yield f"{name} of an error must be a string"


def _members(given: dict[str, Any], known: set[str], where: str) -> Iterator[str]:
    for name in given.keys() - known:
        yield f"{name} is no member of {where}"
