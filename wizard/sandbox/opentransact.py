"""Play the provider OpenTransact: its routes, from the list of profiles to their defaults."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any

from wizard.sandbox import documents, jsonapi, lists, params
from wizard.sandbox.customers import Call, identified
from wizard.sandbox.database import Database
from wizard.sandbox.faults import Faults
from wizard.sandbox.jsonapi import document, refused, undocumented
from wizard.sandbox.magic import Magic, find, find_in_email
from wizard.sandbox.messages import Refused, Reply, Request, refusal
from wizard.sandbox.people import Resource
from wizard.sandbox.resources import DEFAULTS, KeyUsed, Resources, Write

PREFIX = "/opentransact"
# What the front page lists.
ROUTES = (
    "GET /v1/profiles?page[number]={n}&page[size]={n}&filter[…]={…}",
    "POST /v1/profiles",
    "GET /v1/profiles/{id}",
    "PUT /v1/profiles/{id}",
    "GET /v1/addresses, /v1/email-addresses, /v1/phone-numbers",
    "POST /v1/addresses, /v1/email-addresses",
    "GET /v1/addresses/{id}, /v1/email-addresses/{id}, /v1/phone-numbers/{id}",
)
OWNERS = ("profiles", "applications")  # of a contact: an address, an e-mail address
DEFAULT_ONLY = "default+"
# What an answer to the name Reject finds fault with.
REJECTED = {
    "people": ("last-name",),
    "organizations": ("name", "organization-type"),
    "addresses": ("street1", "zipcode"),
    "email-addresses": ("email",),
}
# What the documentation says in two ways; the first is how its examples have it.
SETTINGS = {
    "media-type": (jsonapi.MEDIA_TYPE, jsonapi.OWN_MEDIA_TYPE),
    "replies": ("short", "full"),
}
ID = r"([^/]+)"

Attributes = dict[str, Any]


class OpenTransact:
    """Answers every path below PREFIX."""

    def __init__(
        self, database: Database, sleep: Callable[[float], None], clock: Callable[[], float]
    ) -> None:
        self.refuse = undocumented
        self._resources = Resources(database)
        self._clock = clock
        self._faults = Faults(database, sleep, clock, undocumented)
        self._routes: list[tuple[str, dict[str, Callable[..., Reply]]]] = [
            (r"/v1/(profiles)", {"GET": self._list, "POST": self._create}),
            (rf"/v1/(profiles)/{ID}", {"GET": self._show, "PUT": self._update}),
            (r"/v1/(addresses|email-addresses)", {"GET": self._list, "POST": self._create}),
            (rf"/v1/(addresses|email-addresses)/{ID}", {"GET": self._show}),
            (r"/v1/(phone-numbers)", {"GET": self._list}),
            (rf"/v1/(phone-numbers)/{ID}", {"GET": self._show}),
        ]

    def owns(self, path: str) -> bool:
        return path.startswith(f"{PREFIX}/")

    def received(self) -> list[dict[str, Any]]:
        """Every profile that was created, with the body that did it, for the tests."""
        made = ("POST", "profiles")
        return [each for each in self.writes() if (each["method"], each["type"]) == made]

    def writes(self) -> list[dict[str, Any]]:
        return self._resources.writes()

    def settings(self) -> dict[str, str]:
        return self._resources.settings()

    def change_settings(self, wanted: Any) -> dict[str, str]:
        """The settings after the change; raises Refused where it makes no sense."""
        changes = wanted if isinstance(wanted, dict) else {"": wanted}
        if any(value not in SETTINGS.get(name, ()) for name, value in changes.items()):
            raise refusal(HTTPStatus.UNPROCESSABLE_ENTITY, f"The settings are {SETTINGS}.")
        for name, value in changes.items():
            self._resources.change_setting(name, value)
        return self.settings()

    def answer(self, request: Request) -> Reply:
        spoken = self.settings()["media-type"]
        try:
            reply = self._answer(request, spoken)
        except Refused as refused_:
            reply = refused_.reply
        if reply.content_type == jsonapi.MEDIA_TYPE:
            reply = replace(reply, content_type=spoken)
        return reply

    def _answer(self, request: Request, spoken: str) -> Reply:
        call = identified(request, self._clock())
        for pattern, handlers in self._routes:
            if found := re.fullmatch(pattern, request.path.removeprefix(PREFIX)):
                if request.method not in handlers:
                    status, allowed = HTTPStatus.METHOD_NOT_ALLOWED, ", ".join(handlers)
                    raise undocumented(status, f"Only {allowed}.", Allow=allowed)
                jsonapi.negotiate(request, spoken)
                return handlers[request.method](call, *found.groups())
        raise refused("not found")

    def _list(self, call: Call, type_: str) -> Reply:
        query = lists.read(call.request, tuple(params.OWNERS) if type_ == "profiles" else OWNERS)
        self._before(call, type_, find(*query.metadata))
        for application in query.applications:
            call.require_application(application)
        mine = ", ".join("?" * len(call.applications))
        query.where("type = ?", type_)
        query.where(f"application IN ({mine})", *call.applications)
        rows, total = self._resources.page(
            " AND ".join(query.conditions),
            query.parameters,
            query.size,
            (query.number - 1) * query.size,
        )
        shown = [self._short(row, "owner", "metadata") for row in rows]
        return document(query.page(shown, total, call.url))

    def _show(self, call: Call, type_: str, identity: str) -> Reply:
        lists.refuse_any(call.request)
        return document({"data": self._full(self._found(call, type_, identity))})

    def _create(self, call: Call, type_: str) -> Reply:
        body = self._body(call)
        data = params.resource(body, type_)
        magic = _magic(data)
        self._before(call, type_, magic)
        new = self._new_profile if type_ == "profiles" else self._new_contact
        resource = new(call, data)
        rejected = REJECTED[resource.owner_type if type_ == "profiles" else type_]
        made = self._write(call, magic, rejected, body, partial(self._resources.create, resource))
        short = self._short(made, *data["attributes"])
        where = {"Location": f"{call.url}/{made.id}"}
        return document({"data": short}, HTTPStatus.CREATED, **where)

    def _update(self, call: Call, type_: str, identity: str) -> Reply:
        profile = self._found(call, type_, identity)
        body = self._body(call)
        data = params.resource(body, type_, identity)
        default = self._default_email(data)
        magic = _magic(data) or default
        self._before(call, type_, magic)
        params.check_profile(data, partial=True)
        changes = self._changes(call, profile, data)
        owner_type = changes.get("owner_type", profile.owner_type)
        rejected = ("default_email_address",) if magic == default else REJECTED[owner_type]
        write = partial(self._resources.update, profile, changes)
        updated = self._write(call, magic, rejected, body, write)
        return document({"data": self._short(updated, *changes["attributes"])})

    def _body(self, call: Call) -> Any:
        """What is to be written, unless that was done already."""
        lists.refuse_any(call.request)
        if call.key and self._resources.key_used(call.customer, call.key, self._clock()):
            raise _conflict()
        return params.parsed(call.request)

    def _new_profile(self, call: Call, data: Attributes) -> Resource:
        params.check_profile(data, partial=False)
        params.check_relationships(data, "application")
        _, application = params.linkage(data, "application", "applications")
        call.require_application(application)
        attributes = {"metadata": {}} | data["attributes"]
        kind = attributes["owner"]["type"]
        return Resource("profiles", "", application, kind, None, attributes, "", "")

    def _new_contact(self, call: Call, data: Attributes) -> Resource:
        params.check_contact(data)
        params.check_relationships(data, "owner")
        type_, identity = params.linkage(data, "owner", *OWNERS)
        application = identity
        if type_ == "profiles":
            profile = self._found(call, type_, identity)
            identity, application = profile.id, profile.application
        call.require_application(application)
        attributes = {"metadata": {}} | data["attributes"]
        return Resource(data["type"], "", application, type_, identity, attributes, "", "")

    def _changes(self, call: Call, profile: Resource, data: Attributes) -> dict[str, Any]:
        params.check_relationships(data, "application", *DEFAULTS)
        _, application = params.linkage(data, "application", "applications")
        call.require_application(application)
        if application != profile.application:
            raise refused("not whitelisted", "application")
        changes: dict[str, Any] = {"attributes": data.get("attributes", {})}
        if owner := changes["attributes"].get("owner"):
            changes["owner_type"] = owner["type"]
        for name, type_ in DEFAULTS.items():
            given = params.optional_linkage(data, name, type_)
            changes |= given
            if identity := given.get(name):
                its = self._found(call, type_, identity)
                if (its.owner_type, its.owner_id) != ("profiles", profile.id):
                    raise refused("not whitelisted", name)
                changes[name] = its.id
        return changes

    def _write(
        self,
        call: Call,
        magic: Magic | None,
        rejected: tuple[str, ...],
        body: Any,
        write: Callable[[Write], Resource],
    ) -> Resource:
        """The one place where something is changed, after all that could refuse it."""
        if magic and magic.kind == "reject":
            raise jsonapi.errors(*(jsonapi.problem("not whitelisted", name) for name in rejected))
        method = call.request.method
        try:
            done = write(Write(method, call.customer, call.key, body, self._clock()))
        except KeyUsed as error:
            raise _conflict() from error
        self._faults.after(magic)
        return done

    def _before(self, call: Call, type_: str, magic: Magic | None) -> None:
        route = f"opentransact {call.request.method} {type_}"
        self._faults.before(route, magic, lambda: refused("expired key"))

    def _found(self, call: Call, type_: str, identity: str) -> Resource:
        resource = self._resources.find(type_, identity)
        if resource is None:
            raise refused("not found")
        call.require_application(resource.application)
        return resource

    def _short(self, resource: Resource, *attributes: str) -> documents.Object:
        full = self.settings()["replies"] == "full"
        if full or resource.type != "profiles":
            return self._full(resource)
        return documents.short_profile(resource, *attributes)

    def _full(self, resource: Resource) -> documents.Object:
        if resource.type != "profiles":
            return documents.contact(resource)
        return documents.full_profile(resource, self._resources.belonging_to(resource))

    def _default_email(self, data: Attributes) -> Magic | None:
        """The magic value of an e-mail address that works only when it becomes the default."""
        link: Any = data
        for name in ("relationships", "default_email_address", "data", "id"):
            link = link.get(name) if isinstance(link, dict) else None
        found = self._resources.find("email-addresses", link) if isinstance(link, str) else None
        address = str(found.attributes["email"]).lower() if found else ""
        if not address.startswith(DEFAULT_ONLY):
            return None
        return find_in_email(address.removeprefix(DEFAULT_ONLY))


def _magic(data: Attributes) -> Magic | None:
    """The magic value in the name, street or e-mail address, whatever else they are."""
    attributes = data.get("attributes")
    attributes = attributes if isinstance(attributes, dict) else {}
    owner = attributes.get("owner")
    owner = owner if isinstance(owner, dict) else {}
    named = find(owner.get("last-name"), owner.get("name"), attributes.get("street1"))
    return named or find_in_email(attributes.get("email"))


def _conflict() -> Refused:
    return undocumented(HTTPStatus.CONFLICT, "This Idempotency-Key was used already.")
