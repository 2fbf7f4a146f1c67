"""OpenTransact with a door that judges every document by the rules of JSON:API."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from tests.sandbox.jsonapi_rules import faults_of_answer, faults_of_request
from wizard.providers.base import NewProfile, Written
from wizard.providers.client import Client
from wizard.providers.opentransact import OpenTransact
from wizard.providers.reply import Reply
from wizard.sandbox import keys
from wizard.sandbox.people import MARKETPLACE, PAYOUTS
from wizard.sandbox.server import SandboxServer

HOST = "https://api.opentransact.example"
PROFILES = f"{HOST}/v1/profiles"
KEY = "key.of.ours"
APPLICATIONS = {MARKETPLACE: "Marketplace", PAYOUTS: "Payouts"}
PERSON = {"first-name": "Jane", "last-name": "Doe", "application": MARKETPLACE}
ORGANIZATION = {
    "name": "Acme Corporation",
    "organization-type": "c-corp",
    "application": MARKETPLACE,
}
ADDRESS = {
    "street1": "123 Main St",
    "zipcode": "10001",
    "locality": "New York",
    "region": "NY",
    "country": "US",
}

Object = dict[str, Any]


class Judged(Client):
    """Breaks the test at a request or reply that keeps no rule."""

    def send(self, method: str, route: str, segments: dict[str, str], **more: Any) -> Reply:
        if method != "GET":
            assert faults_of_request(more["json"], method, route.format(**segments)) == []
        reply = super().send(method, route, segments, **more)
        if reply.content.startswith(b"{"):
            assert faults_of_answer(reply.json()) == []
        return reply


@contextmanager
def judged(base_url: str = HOST, api_key: str = KEY, **options: Any) -> Iterator[OpenTransact]:
    applications = options.pop("applications", APPLICATIONS)
    made = OpenTransact(base_url, api_key=api_key, applications=applications, **options)
    door = Judged(
        base_url,
        auth=made.client.auth,
        timeouts=made.client.timeouts,
        proxy=options.get("proxy", ""),
    )
    made.client.close()
    made.client = made.documents.client = door
    yield made
    made.close()


def speaking(sandbox: SandboxServer, **options: Any) -> AbstractContextManager[OpenTransact]:
    """The same, of a sandbox."""
    options.setdefault("api_key", keys.issue(time.time()))
    return judged(f"{sandbox.url}/opentransact", **options)


@dataclass
class Steps:
    """Makes the writes of one payload, as the ledger does, and remembers what is done.

    Contacts are named by their place, such as "address-1"; the ledger names them by content.
    """

    provider: OpenTransact
    payload: Object
    done: dict[str, str]

    def kinds(self) -> dict[str, str]:
        """The ledger's kinds by name, in order."""
        found: dict[str, str] = {}
        for write in self.provider.writes(self.payload):
            start, _, content = write.kind.rpartition("-")
            start = start if content.isascii() and len(content) == 12 else start.rpartition("-")[0]
            place = sum(name.startswith(f"{start}-") for name in found) + 1
            plain = write.kind in {"profile", "change", "defaults"}
            found[write.kind if plain else f"{start}-{place}"] = write.kind
        return found

    def _call(self, name: str) -> tuple[Object, str, dict[str, str], str]:
        kinds = self.kinds()
        done = {kinds.get(each, each): made for each, made in self.done.items()}
        return self.payload, kinds.get(name, name), done, f"key-{name}"

    def make(self, name: str) -> Written:
        written = self.provider.write(*self._call(name))
        self.done[name] = written.remote_id
        return written

    def find(self, name: str) -> Written | None:
        return self.provider.recover(*self._call(name))

    def all(self) -> None:
        for name in self.kinds():
            self.make(name)


def new(provider: OpenTransact, fields: Object, reference: str = "ref-1", **done: str) -> Steps:
    kind = "organizations" if "name" in fields else "people"
    payload = provider.payload(NewProfile(kind, "", reference, fields=fields))
    return Steps(provider, payload, {kind.replace("_", "-"): each for kind, each in done.items()})


def resource(identity: str = "p-1", type_: str = "profiles", **more: Any) -> Object:
    return {"id": identity, "type": type_, **more}


def profile(identity: str = "p-1", **attributes: Any) -> Object:
    """A resource as a list has it."""
    owner = {"type": "people", "first-name": "Jane", "last-name": "Doe"}
    link = {"data": {"id": MARKETPLACE, "type": "applications"}}
    return resource(
        identity,
        attributes={"owner": owner, "metadata": {}, **attributes},
        relationships={"application": link},
    )


def listed(*rows: Object, **meta: Any) -> Object:
    return {"data": list(rows), **({"meta": meta} if meta else {})}


def errors(*each: Object) -> Object:
    return {"errors": list(each)}


def error(status: str, code: str, detail: str = "", **more: Any) -> Object:
    return {"status": status, "code": code, "title": "Title", "detail": detail, **more}
