"""Detected: create a profile by API, by the flow of its "Create a profile via API" guide.

https://docs.detected.app/detected-apis/create-a-profile-via-api documents the paths and the order
of calls, not the JSON. What is known of the wire stands in this file and in `replies`, alone.

    POST /oauth/token                        client credentials -> access_token
    GET  /search/types                       profile types and their countries
    GET  /search/types/{type}/{country}      fields of the search form; 404 or none: no search
    POST /search                             matches: a response id, a lookup id a row
    GET  /profile/types/{type}/{country}     fields of the details form
    POST /profile/types/{type}/{country}     the same, as the answers so far decide (our guess)
    POST /profiles                           create, from a match or from the details
    GET  /profiles?page={n}                  a page of the profiles that exist
    GET  /profiles/{id}                      one of them (our guess)
"""

import logging
from collections.abc import Mapping
from typing import Any

from wizard.schema.fields import Schema

from . import detected_profiles, replies
from .auth import ClientCredentials
from .base import (
    Country,
    NewProfile,
    ProfileFields,
    ProfileType,
    Provider,
    SearchResults,
    Written,
)
from .bulkhead import CONNECTIONS
from .caching import ReplyCache, in_background
from .client import SEGMENT, Client, Timeouts
from .errors import OutcomeUnknown, ProviderMisbehaved
from .profiles import Profile, ProfilePage
from .reading import first, identifier, text
from .reply import Reply

logger = logging.getLogger(__name__)

SEARCH_FIELDS = "/search/types/{type}/{country}"
PROFILE_FIELDS = "/profile/types/{type}/{country}"
CHECK_SECONDS = 5  # whoever is asked whether anything has changed must be quick
TYPES_SECONDS = 300
REFUSALS = {400, 403, 404, 422}
PROFILES, PROFILE = "/profiles?page={page}", "/profiles/{id}"


class Detected(Provider):
    """One deployment of Detected. Base URL and token URL may be on different hosts."""

    name = "detected"
    label = "Detected"

    def __init__(  # noqa: PLR0913  # one a setting
        self,
        base_url: str,
        *,
        client_id: str,
        client_secret: str,
        token_url: str = "",
        audience: str = "",
        scope: str = "",
        token_json: bool = False,
        timeouts: Timeouts | None = None,
        proxy: str = "",
        connections: int = CONNECTIONS,
        fields_seconds: float = 0,
        shared: bool = False,
    ) -> None:
        """`fields_seconds`: for so long what it asks for counts as known; 0: not at all.

        `shared`: all processes have one token and wait together, through the cache.
        """
        who = (self.name, base_url, token_url, client_id, audience, scope)
        configuration = " ".join(who)
        token_url = token_url or base_url.rstrip("/") + "/oauth/token"
        self.token_client = Client(token_url, name=self.name, timeouts=timeouts, proxy=proxy)
        self._auth = ClientCredentials(
            self.token_client,
            client_id=client_id,
            client_secret=client_secret,
            audience=audience,
            scope=scope,
            as_json=token_json,
            shared=shared,
        )
        self.client = Client(
            base_url,
            name=self.name,
            auth=self._auth,
            timeouts=timeouts,
            proxy=proxy,
            connections=connections,
            shared=configuration if shared else "",
        )
        self._replies = ReplyCache(configuration)
        self._fields_seconds = fields_seconds
        self.refreshes = self.lists = True  # until it turns out that it does not

    def authenticate(self) -> None:
        self._auth.token()

    def profile_types(self) -> list[ProfileType]:
        """GET /search/types -> {"data": [{"type", "name", "countries": [{"code", "search"}]}]}."""
        return self._replies.get(
            "types", "", lambda: self.client.get("/search/types"), replies.listed, TYPES_SECONDS
        )

    def search_fields(self, profile_type: str, country: str) -> Schema | None:
        """GET /search/types/{type}/{country} -> {"data": {"fields": [...]}}."""
        return self._replies.get(
            "search",
            f"{profile_type}/{country}",
            lambda: self.client.get(SEARCH_FIELDS, type=profile_type, country=country),
            replies.searched,
            self._fields_seconds,
        )

    def search(self, profile_type: str, country: str, fields: dict[str, Any]) -> SearchResults:
        """POST /search {"type", "country", "fields"} -> {"response_id", "data": [row]}.

        Meanwhile the fields of the details are fetched: whoever finds no match is asked for them.
        """
        if self._fields_seconds:
            in_background(lambda: self.profile_fields(profile_type, country))
        body = {"type": profile_type, "country": country, "fields": fields}
        reply = self.client.post("/search", body)
        if reply.status in REFUSALS:
            self._replies.forget("search", f"{profile_type}/{country}")
            raise replies.rejection(reply)
        return replies.results(replies.fetched(reply))

    def profile_fields(
        self, profile_type: str, country: str, answers: Mapping[str, Any] | None = None
    ) -> ProfileFields:
        """GET /profile/types/{type}/{country} -> {"data": {"fields": [...]}}.

        With answers, which decide about the fields where one says `"refresh": true`: POST
        {"fields": {nested payload so far}} to the same address, for the same reply. Detected
        documents no such call; this is Wise's way (refreshRequirementsOnChange) under Detected's
        path. A deployment that knows no such call (405, 501) is asked so once.
        """
        if answers is not None and self.refreshes:
            reply = self._refreshed(profile_type, country, answers)
            if reply is not None:
                return ProfileFields(replies.asked(reply))
        return self._replies.get(
            "details",
            f"{profile_type}/{country}",
            lambda: self.client.get(PROFILE_FIELDS, type=profile_type, country=country),
            _profile_fields,
            self._fields_seconds,
        )

    def fetch_ahead(self, profile_type: str, country: Country) -> None:
        def fetch() -> None:
            if country.search is False or not self.search_fields(profile_type, country.code):
                self.profile_fields(profile_type, country.code)

        if self._fields_seconds:
            in_background(fetch)

    def changed_fields(
        self,
        profile_type: str,
        country: str,
        known: ProfileFields,
        answers: Mapping[str, Any] | None = None,
        *,
        anew: bool = False,
    ) -> ProfileFields | None:
        """The same GET with If-None-Match -> 304; compared without an ETag, or with answers.

        No call where it is known what is asked for now, unless `anew`.
        """
        if answers is not None and self.refreshes:
            reply = self._refreshed(profile_type, country, answers)
            if reply is not None:
                return ProfileFields(replies.asked(reply)).unless(known)
        now = self._replies.get(
            "details",
            f"{profile_type}/{country}",
            lambda: self.client.get(
                PROFILE_FIELDS,
                known=known.tag,
                seconds=CHECK_SECONDS,
                type=profile_type,
                country=country,
            ),
            lambda reply: known if reply.unchanged else _profile_fields(reply),
            0 if anew else self._fields_seconds,
            stale=False,
        )
        return now.unless(known)

    def _refreshed(
        self, profile_type: str, country: str, answers: Mapping[str, Any]
    ) -> Reply | None:
        """The reply to the POST, or None where the provider turns out to know no such call."""
        reply, status = replies.if_known(
            lambda: self.client.post(
                PROFILE_FIELDS, {"fields": answers}, type=profile_type, country=country
            )
        )
        if reply is None:
            if status != 404:  # which may be said of this pair only
                self.refreshes = False
            logger.warning("POST %s answered %d: fields are not refreshed", PROFILE_FIELDS, status)
        return reply

    def payload(self, profile: NewProfile) -> dict[str, Any]:
        body: dict[str, Any] = {"type": profile.type, "country": profile.country}
        if profile.match:
            body["response_id"] = profile.match.response_id
            body["lookup_id"] = profile.match.lookup_id
        body["customer_reference"] = profile.reference
        if not profile.match:
            body["fields"] = profile.fields or {}
        return body

    def write(
        self,
        payload: Mapping[str, Any],
        kind: str,  # noqa: ARG002
        done: Mapping[str, str],  # noqa: ARG002
        key: str,  # noqa: ARG002
    ) -> Written:
        """POST /profiles -> 201 {"data": {"id", "customer_reference", "review_status"}}.

        No idempotency key is documented, so none is sent.
        """
        reference = str(payload.get("customer_reference", ""))
        reply = self.client.post("/profiles", payload, write=True, reference=reference)
        if reply.status in REFUSALS:
            pair = f"{payload.get('type')}/{payload.get('country')}"
            self._replies.forget("details", pair)  # it may ask for something else by now
            raise replies.rejection(reply)
        try:
            answer = replies.fetched(reply)
            profile = replies.unwrapped(answer)
            profile_id = identifier(first(profile, *replies.IDS))
            if not profile_id:
                raise ProviderMisbehaved("the reply to a creation has no id")
        except ProviderMisbehaved as error:
            raise OutcomeUnknown(str(error), status=reply.status) from None
        return Written(profile_id, text(first(profile, "review_status", "status")))

    def list_profiles(self, filters: Mapping[str, Any], page: int = 1) -> ProfilePage:  # noqa: ARG002
        """GET /profiles?page={n} -> {"data": [profile], "links": {...}, "meta": {...}}.

        The envelope is documented (https://docs.detected.app/pagination), filters are not. A
        deployment that knows no such call is asked so once.
        """
        reply, status = replies.if_known(lambda: self.client.get(PROFILES, page=str(page)))
        if reply:
            return detected_profiles.page(replies.fetched(reply), page)
        if status == 404 and page > 1:  # which may be said of this page only
            return ProfilePage((), page)
        self.lists = False
        logger.warning("GET %s answered %d: profiles are not listed", PROFILES, status)
        raise ProviderMisbehaved(f"{PROFILES} answered {status}", status=status)

    def show_profile(self, profile_id: str) -> Profile | None:
        """GET /profiles/{id} -> {"data": profile}."""
        if not SEGMENT.fullmatch(profile_id):
            return None
        reply, status = replies.if_known(lambda: self.client.get(PROFILE, id=profile_id))
        if reply is None:
            if status != 404:
                logger.warning("GET %s answered %d: profiles are not shown", PROFILE, status)
            return None
        profile = replies.unwrapped(replies.fetched(reply))
        if not identifier(first(profile, *replies.IDS)):
            raise ProviderMisbehaved(f"{PROFILE}: the reply has no id", status=reply.status)
        return self.read_profile(profile)

    def read_profile(self, source: Mapping[str, Any]) -> Profile:
        return detected_profiles.profile(source)

    def close(self) -> None:
        self.client.close()
        self.token_client.close()


def _profile_fields(reply: Reply) -> ProfileFields:
    return ProfileFields(replies.asked(reply), reply.tag)
