"""OpenTransact: profiles of people and organizations over JSON:API, https://docs.opentransact.com.

    GET  /v1/profiles?page[number]={n}&page[size]={n}&filter[…]={…}
                                             a page of the profiles that exist
    POST /v1/profiles                        create one
    GET  /v1/profiles/{id}                   one of them
    PUT  /v1/profiles/{id}                   change it, also which of its contacts are defaults
    POST /v1/addresses, /v1/email-addresses  add a contact to a profile
    GET  /v1/addresses, /v1/email-addresses, /v1/phone-numbers
                                             with filter[owner-type] and filter[owner-id]: its own

Every write carries an Idempotency-Key; one that was used is answered 409 and nothing more. So what
became of a lost write is found by our reference in the profile's metadata, or by reading.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from wizard.schema.fields import Schema

from . import likeness, opentransact_filters
from . import opentransact_changes as changes
from . import opentransact_metadata as metadata
from . import opentransact_profiles as profiles
from . import opentransact_writes as writes
from .auth import ApiKey
from .base import NewProfile, ProfileFields, ProfileType, Provider, SearchResults, Write, Written
from .bulkhead import CONNECTIONS
from .client import Client, Timeouts
from .errors import OutcomeUnknown, ProviderError, ProviderMisbehaved, ProviderRejected
from .jsonapi import MEDIA_TYPES, Documents, Resource, many, one
from .opentransact_errors import GONE, NO_APPLICATION, REFUSALS, fetched, key_refused, rejection
from .opentransact_forms import ORGANIZATIONS, PEOPLE, TYPE_LABELS, new_profile
from .opentransact_reads import PROFILE, Reads, collection
from .profiles import Profile, ProfilePage, ProfileRow, Similar
from .reading import text

logger = logging.getLogger(__name__)

PER_PAGE = 30  # as the API has it by itself
COMPARED_PAGES, COMPARED_SECONDS = 20, 10
CHANGED_MEANWHILE = (
    "Somebody else has changed this profile meanwhile. Check what it says now, and change it again"
)
DESCRIPTIONS = {
    PEOPLE: "One person, by first and last name",
    ORGANIZATIONS: "A company, a partnership or another organization",
}


class OpenTransact(Provider):
    """One API key, with the applications that profiles are created in."""

    name = "opentransact"
    label = "OpenTransact"
    recovers = compares = lists = changes = True
    keeps_keys = timedelta(hours=23)  # "24 hours"; none is used in the last of them

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str,
        applications: Mapping[str, str],
        media_type: str = MEDIA_TYPES[0],
        timeouts: Timeouts | None = None,
        proxy: str = "",
        connections: int = CONNECTIONS,
        shared: bool = False,
    ) -> None:
        """`base_url`: before /v1. `applications`: label by id, at least one.

        `shared`: all processes wait together, through the cache.
        """
        self._auth = ApiKey(api_key)
        self.client = Client(
            base_url,
            name=self.name,
            auth=self._auth,
            timeouts=timeouts,
            proxy=proxy,
            connections=connections,
            shared=f"{self.name} {base_url} {api_key}" if shared else "",
        )
        self.documents = Documents(self.client, media_type)
        self.reads = Reads(self.documents)
        self.applications = dict(applications)

    def authenticate(self) -> None:
        self._auth.token()

    def profile_types(self) -> list[ProfileType]:
        """Both kinds of owner. OpenTransact does not ask for a country."""
        return [
            ProfileType(code, label, DESCRIPTIONS[code], ()) for code, label in TYPE_LABELS.items()
        ]

    def search_fields(self, profile_type: str, country: str) -> Schema | None:  # noqa: ARG002
        return None

    def search(self, profile_type: str, country: str, fields: dict[str, Any]) -> SearchResults:  # noqa: ARG002
        raise ProviderMisbehaved("OpenTransact has no register to search")

    def profile_fields(
        self,
        profile_type: str,
        country: str,  # noqa: ARG002
        answers: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> ProfileFields:
        """Asks nobody: the attributes are documented, not answered."""
        if profile_type not in TYPE_LABELS:
            raise ProviderMisbehaved("no such type of profile")
        return ProfileFields(new_profile(profile_type, self.applications))

    def judge(self, profile_type: str, country: str, fields: Mapping[str, Any]) -> None:  # noqa: ARG002
        if wrong := metadata.judge(fields):
            raise ProviderRejected(wrong)

    # -- writing ------------------------------------------------------------------------------

    def payload(self, profile: NewProfile) -> dict[str, Any]:
        return writes.creation(profile, self.applications)

    def writes(self, payload: Mapping[str, Any]) -> tuple[Write, ...]:
        return tuple(writes.planned(payload))

    def write(
        self, payload: Mapping[str, Any], kind: str, done: Mapping[str, str], key: str
    ) -> Written:
        """POST or PUT {"data": {…}} with its Idempotency-Key -> 2xx {"data": {"type", "id"}}."""
        request = writes.request(payload, kind, done)
        sent = {"key": key, "reference": str(payload.get("reference", ""))}
        if request.id:
            reply = self.documents.put(PROFILE, request.document, id=request.id, **sent)
        else:
            reply = self.documents.post(collection(request.type), request.document, **sent)
        if reply.status == 404:
            raise ProviderRejected({}, [NO_APPLICATION if kind == "profile" else GONE], status=404)
        if reply.status in REFUSALS:
            raise rejection(reply, request.names, request.metadata)
        if reply.status == 401:
            raise key_refused(reply)
        try:
            written = one(fetched(reply), request.type)
            if request.id and written.id.lower() != request.id.lower():
                raise ProviderMisbehaved("the reply to a change has another id")
        except ProviderMisbehaved as error:
            raise OutcomeUnknown(str(error), status=reply.status) from None
        return Written(written.id)

    def recover(
        self,
        payload: Mapping[str, Any],
        kind: str,
        done: Mapping[str, str],
        key: str,  # noqa: ARG002
    ) -> Written | None:
        """Read what a write was to make: by our reference, by its owner and content, or itself."""
        if kind == "profile":
            made = self.reads.of_reference(str(payload["reference"]))
            return Written(made.id) if made else None
        request = writes.request(payload, kind, done)
        if not request.id:
            made = self.reads.same_contact(request, done["profile"], done.values())
            return Written(made.id) if made else None
        profile = self.reads.profile(request.id)
        if profile is None:
            raise ProviderRejected({}, [GONE], status=404)
        if changes.is_made(profile, request.document):
            return Written(profile.id)
        if kind == "change" and profiles.version(profile) != payload["before"]:
            raise ProviderRejected({}, [CHANGED_MEANWHILE])
        return None

    # -- profiles that exist --------------------------------------------------------------------

    def similar(self, profile_type: str, fields: Mapping[str, Any]) -> Similar:
        """Reads the list, which cannot be searched by name, as far as time and pages allow."""
        wanted = _likeness(profile_type, fields)
        rows: list[ProfileRow] = []
        compared, more = 0, True
        try:
            for page in self.reads.pages(self._own(), COMPARED_PAGES, COMPARED_SECONDS):
                alike = [row for row in page.rows if _is_like(row, profile_type, wanted)]
                rows += [profiles.row(row, self.applications) for row in alike]
                compared, more = compared + len(page.rows), page.more
        except ProviderError as error:
            if not compared:
                raise
            logger.warning("not all profiles were compared: %s", type(error).__name__)
        return Similar(tuple(rows), compared, all=not more)

    def list_filters(self) -> Schema:
        return opentransact_filters.schema(self.applications)

    def list_profiles(self, filters: Mapping[str, Any], page: int = 1) -> ProfilePage:
        """GET /v1/profiles -> {"data": [profile], "links": {…}, "meta": {…}}."""
        query = opentransact_filters.query(filters)
        own = [] if "application" in filters else self._own()
        reply = self.reads.listed("profiles", [*own, *query], page, PER_PAGE)
        if reply.status in REFUSALS:
            refused = rejection(reply, opentransact_filters.names(self.list_filters()))
            if filters or refused.field_errors:
                raise refused
        found = many(fetched(reply), "profiles", page)
        rows = tuple(profiles.row(each, self.applications) for each in found.rows)
        return ProfilePage(rows, page, found.pages, found.total, found.more)

    def show_profile(self, profile_id: str) -> Profile | None:
        """GET /v1/profiles/{id} -> {"data": profile}, and its contacts by their owner."""
        resource = self.reads.profile(profile_id)
        if resource is None:
            return None
        contacts: dict[str, tuple[Resource, ...] | None] = {}
        for type_, (relationship, _, _) in profiles.CONTACTS.items():
            try:
                none = resource.has_none(relationship)
                contacts[type_] = () if none else self.reads.contacts(type_, resource.id)
            except ProviderError as error:
                logger.warning("%s of a profile were not read: %s", type_, error)
                contacts[type_] = None
        return self.read_profile(profiles.composed(resource, contacts))

    def profile_version(self, profile_id: str) -> str | None:
        resource = self.reads.profile(profile_id)
        return profiles.version(resource) if resource else None

    def read_profile(self, source: Mapping[str, Any]) -> Profile:
        return profiles.profile(source, self.applications, changes.answers(source))

    def change_fields(self, profile: Profile) -> Schema:
        return changes.fields(profile.source, self.applications)

    def change_payload(
        self, profile: Profile, fields: Mapping[str, Any], reference: str
    ) -> dict[str, Any]:
        return changes.payload(profile.source, fields, reference)

    def _own(self) -> list[tuple[str, str]]:
        """Narrows a list to the application, where there is only one."""
        only = list(self.applications) if len(self.applications) == 1 else []
        return [("filter[application-id]", each) for each in only]

    def close(self) -> None:
        self.client.close()


def _is_like(resource: Resource, profile_type: str, wanted: str) -> bool:
    owner = profiles.owner(resource)
    same = owner.get("type") == profile_type and bool(wanted)
    return same and _likeness(profile_type, owner) == wanted


def _likeness(profile_type: str, fields: Mapping[str, Any]) -> str:
    """Of the name in a payload or in an owner, which have the same attributes."""
    if profile_type == PEOPLE:
        return likeness.of_person(*(text(fields.get(n)) for n in ("first-name", "last-name")))
    return likeness.of_organization(text(fields.get("name")))
