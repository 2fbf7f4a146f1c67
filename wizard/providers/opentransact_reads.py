"""What is read from OpenTransact: lists, a profile, its contacts, what a write has made."""

import logging
import time
from collections.abc import Collection, Iterator, Sequence

from .client import SEGMENT
from .errors import ProviderMisbehaved, ProviderUnavailable
from .jsonapi import Documents, Page, Resource, at, many, one
from .opentransact_errors import fetched
from .opentransact_metadata import REFERENCE
from .opentransact_writes import Request, is_of
from .reply import Reply

logger = logging.getLogger(__name__)

LIST, ONE = "/v1/{type}", "/v1/profiles/{id}"
MOST = 100  # rows that are asked for at once
CONTACT_SECONDS = 5  # for one type of contact
MAX_SAME = 10  # profiles with one reference that are looked at

Query = Sequence[tuple[str, str]]


class Reads:
    """Every method raises ProviderUnavailable or ProviderMisbehaved."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents

    def listed(
        self, type_: str, query: Query, number: int, size: int, seconds: float | None = None
    ) -> Reply:
        """GET /v1/{type}?filter[…]&page[number]&page[size], whatever is answered."""
        pages = [("page[number]", str(number)), ("page[size]", str(size))]
        return self.documents.get(LIST, [*query, *pages], seconds=seconds, type=type_)

    def page(self, type_: str, query: Query, number: int = 1, seconds: float | None = None) -> Page:
        """A page as long as the API has them."""
        return many(fetched(self.listed(type_, query, number, MOST, seconds)), type_, number)

    def pages(self, query: Query, most: int, seconds: float) -> Iterator[Page]:
        """So many pages of profiles. Raises ProviderUnavailable once the seconds are over."""
        ends = time.monotonic() + seconds
        for number in range(1, most + 1):
            left = ends - time.monotonic()
            if left <= 0:
                raise ProviderUnavailable("no time is left to read more profiles")
            page = self.page("profiles", query, number, left)
            yield page
            if not page.more:
                return

    def profile(self, profile_id: str) -> Resource | None:
        """None where there is none of that id, or none that this API key may read."""
        if not SEGMENT.fullmatch(profile_id):
            return None
        reply = self.documents.get(ONE, id=profile_id)
        if reply.status in {403, 404}:
            return None
        found = one(fetched(reply), "profiles")
        if found.id.lower() != profile_id.lower():
            raise ProviderMisbehaved("another profile than the one that was asked for")
        return found

    def contacts(self, type_: str, profile_id: str) -> tuple[Resource, ...]:
        """Those of a profile."""
        query = [("filter[owner-type]", "profiles"), ("filter[owner-id]", profile_id)]
        page = self.page(type_, query, seconds=CONTACT_SECONDS)
        if any(each.linked("owner") not in {"", profile_id} for each in page.rows):
            raise ProviderMisbehaved(f"{type_} are not filtered by owner")
        return page.rows

    def of_reference(self, reference: str) -> Resource | None:
        """The profile that was created with a reference of ours; of several, the oldest."""
        page = self.page("profiles", [(f"filter[metadata][{REFERENCE}]", reference)])
        if any(at(row.attributes, "metadata", REFERENCE) != reference for row in page.rows):
            raise ProviderMisbehaved("profiles are not filtered by metadata")
        if len(page.rows) < 2:
            return page.rows[0] if page.rows else None
        logger.error("reference %s: %d profiles have it", reference, len(page.rows))
        rows = [self.profile(row.id) or row for row in page.rows[:MAX_SAME]]
        return min(rows, key=lambda row: str(row.attributes.get("created-at") or "~"))

    def same_contact(
        self, request: Request, profile_id: str, others: Collection[str]
    ) -> Resource | None:
        """The contact of a profile that has what was sent and is none of the others."""
        found = [each for each in self.contacts(request.type, profile_id) if each.id not in others]
        return next((each for each in found if is_of(each, request.attributes)), None)
