"""JSON:API 1.0 documents in and out: https://jsonapi.org/format/1.0/.

Nothing here knows what a resource means. What is read is untrusted: a member of the wrong type
counts as absent, and what is no document at all is ProviderMisbehaved.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from wizard.schema.values import is_deep

from .client import SEGMENT, Client
from .errors import ProviderMisbehaved
from .reading import count
from .reply import Reply

logger = logging.getLogger(__name__)

MEDIA_TYPES = ("application/vnd.api+json", "application/vnd.opentransact.v1+json")
NOT_TAKEN = {406, 415}
MAX_ROWS = 100
MAX_DEPTH = 60

Document = dict[str, Any]


# -- out ------------------------------------------------------------------------------------------


def link(type_: str, identity: str | None) -> Document:
    """A relationship to one resource, or to none."""
    return {"data": {"type": type_, "id": identity} if identity else None}


def document(
    type_: str,
    attributes: Mapping[str, Any] | None = None,
    relationships: Mapping[str, Document] | None = None,
    identity: str = "",
) -> Document:
    """The document of a request: {"data": {"type", "id", "attributes", "relationships"}}."""
    data: Document = {"type": type_}
    if identity:
        data["id"] = identity
    if attributes is not None:
        data["attributes"] = dict(attributes)
    if relationships:
        data["relationships"] = dict(relationships)
    return {"data": data}


class Documents:
    """The HTTP door for documents, in whichever of the two media types is taken.

    Where the configured one is answered 406 or 415, which nothing was done for, the other one is
    tried, and kept once it is taken.
    """

    def __init__(self, client: Client, media_type: str) -> None:
        self.client = client
        self.media_type = media_type

    def get(
        self,
        route: str,
        query: Sequence[tuple[str, str]] = (),
        *,
        seconds: float | None = None,
        **segments: str,
    ) -> Reply:
        return self._send(
            lambda media_type: self.client.get(
                route, query=query, seconds=seconds, headers={"Accept": media_type}, **segments
            )
        )

    def post(self, route: str, body: Document, *, key: str, reference: str = "") -> Reply:
        """A write. `key`: its idempotency key."""
        return self._send(
            lambda media_type: self.client.post(
                route, body, write=True, reference=reference, headers=_of_write(media_type, key)
            )
        )

    def put(
        self, route: str, body: Document, *, key: str, reference: str = "", **segments: str
    ) -> Reply:
        """A write. `key`: its idempotency key."""
        return self._send(
            lambda media_type: self.client.put(
                route, body, reference=reference, headers=_of_write(media_type, key), **segments
            )
        )

    def _send(self, call: Callable[[str], Reply]) -> Reply:
        spoken = self.media_type
        reply = call(spoken)
        if reply.status not in NOT_TAKEN:
            return reply
        other = next(each for each in MEDIA_TYPES if each != spoken)
        logger.warning("%s is answered %d: %s is tried", spoken, reply.status, other)
        reply = call(other)
        if reply.status in NOT_TAKEN:
            raise ProviderMisbehaved("neither media type is taken", status=reply.status)
        self.media_type = other
        return reply


def _of_write(media_type: str, key: str) -> dict[str, str]:
    return {"Accept": media_type, "Content-Type": media_type, "Idempotency-Key": key}


# -- in -------------------------------------------------------------------------------------------


def at(node: Any, *path: str) -> Any:
    """What stands at a path of members, or None."""
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node


def mapping(node: Any) -> Mapping[str, Any]:
    return node if isinstance(node, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource object whose id can stand in an address."""

    type: str
    id: str
    attributes: Mapping[str, Any]
    relationships: Mapping[str, Any]
    source: Mapping[str, Any]

    @classmethod
    def read(cls, node: Any, type_: str) -> Self | None:
        """None for what is no resource of that type."""
        found, identity = at(node, "type"), at(node, "id")
        if found != type_ or not (isinstance(identity, str) and SEGMENT.fullmatch(identity)):
            return None
        attributes, relationships = at(node, "attributes"), at(node, "relationships")
        return cls(type_, identity, mapping(attributes), mapping(relationships), node)

    def linked(self, name: str) -> str:
        """The id that a relationship to one leads to; blank where it leads nowhere."""
        identity = at(self.relationships, name, "data", "id")
        usable = isinstance(identity, str) and SEGMENT.fullmatch(identity)
        return identity if usable else ""

    def has_none(self, name: str) -> bool:
        """Whether the resource says that a relationship to many leads nowhere."""
        return bool(at(self.relationships, name, "data") == [])


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list. `pages` and `total`: None where the reply does not say."""

    rows: tuple[Resource, ...]
    number: int
    pages: int | None
    total: int | None
    more: bool


def one(reply: Reply, type_: str) -> Resource:
    """The resource in a document. Raises ProviderMisbehaved where there is none of that type."""
    answer = _body(reply)
    found = Resource.read(at(answer, "data"), type_) or Resource.read(answer, type_)
    if found is None:
        raise ProviderMisbehaved(f"the reply has no {type_}", status=reply.status)
    return found


def many(reply: Reply, type_: str, number: int = 1) -> Page:
    """{"data": [resource], "meta": {"count", "page-count", "current-page"}, "links": {"next"}}.

    Raises ProviderMisbehaved where there is no list, or none of its entries is of that type.
    """
    answer = _body(reply)
    data = at(answer, "data")
    if not isinstance(data, list):
        raise ProviderMisbehaved(f"a list of {type_} was expected", status=reply.status)
    read = (Resource.read(each, type_) for each in data[:MAX_ROWS])
    rows = tuple(each for each in read if each)
    if data and not rows:
        raise ProviderMisbehaved(f"the list has no {type_}", status=reply.status)
    pages, total = (count(at(answer, "meta", name)) for name in ("page-count", "count"))
    further = bool(at(answer, "links", "next")) or len(data) > MAX_ROWS
    return Page(rows, number, pages, total, number < pages if pages else further)


def _body(reply: Reply) -> Any:
    """The JSON of a reply, which must not be too deep to be written again."""
    answer = reply.json()
    if is_deep(answer, MAX_DEPTH):
        raise ProviderMisbehaved("the body is nested too deeply", status=reply.status)
    return answer
