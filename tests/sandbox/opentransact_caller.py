"""A client of the sandbox's OpenTransact that judges every document which passes through it."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.sandbox.caller import Answer, Caller
from tests.sandbox.jsonapi_rules import faults_of_answer, faults_of_request
from wizard.sandbox import keys

BASE = "/opentransact"
MEDIA_TYPE = "application/vnd.api+json"
MARKETPLACE = "e1e3a176-dd00-4ac2-8be0-489dcd6c634f"
PAYOUTS = SHOWN = "4c72784e-fb2a-4858-8067-95b6e36d54c0"
UPDATED = "bfae5aa9-039d-43b0-ad89-a096b4e54614"
ELSEWHERE = "9b2d7c55-3f0e-4c41-9d0a-6a8f2f1f7e10"
EXAMPLES = Path(__file__).parent / "examples"
ADDRESS: dict[str, Any] = {
    "street1": "123 Main St",
    "zipcode": "10001",
    "locality": "New York",
    "region": "NY",
    "country": "US",
}

Payload = dict[str, Any]


def example(name: str, **placeholders: str) -> Any:
    """A documented example, with {PLACEHOLDERS} filled in."""
    text = (EXAMPLES / f"opentransact-{name}.json").read_text(encoding="utf-8")
    for placeholder, value in placeholders.items():
        text = text.replace(f"{{{placeholder}}}", value)
    return json.loads(text)


def person(last_name: str = "User", **metadata: Any) -> Payload:
    owner = {"type": "people", "first-name": "Test", "last-name": last_name}
    return profile({"owner": owner, "metadata": metadata})


def organization(name: str) -> Payload:
    owner = {"type": "organizations", "name": name, "organization-type": "llc"}
    return profile({"owner": owner})


def profile(attributes: Payload, application: str = MARKETPLACE) -> Payload:
    return resource("profiles", attributes, application=("applications", application))


def contact(type_: str, owner: str, **attributes: Any) -> Payload:
    return resource(type_, attributes, owner=("profiles", owner))


def update(identity: str, attributes: Payload | None = None, **links: str | None) -> Payload:
    """The PUT of a profile; `links`: ids of its defaults, or None to empty them."""
    payload = profile(attributes or {})
    payload["data"]["id"] = identity
    types = {"default_email_address": "email-addresses", "default_phone_number": "phone-numbers"}
    for name, target in links.items():
        link = {"type": types[name], "id": target} if target else None
        payload["data"]["relationships"][name] = {"data": link}
    return payload


def resource(type_: str, attributes: Payload, **links: tuple[str, str]) -> Payload:
    relationships = {
        name: {"data": {"type": target, "id": identity}}
        for name, (target, identity) in links.items()
    }
    return {"data": {"type": type_, "attributes": attributes, "relationships": relationships}}


class OpenTransactCaller(Caller):
    """Calls below /opentransact with an API key, as the documentation's examples do."""

    def __init__(self, url: str, now: float, customer: str = keys.CUSTOMER) -> None:
        super().__init__(url)
        self.token = keys.issue(now, customer=customer)

    def send(
        self,
        method: str,
        path: str,
        payload: Any = None,
        timeout: float = 10,
        **headers: str,
    ) -> Answer:
        """`headers` with _ for -; an empty one is not sent."""
        named = {"Authorization": f"Bearer {self.token}"}
        if payload is not None:
            named["Content-Type"] = MEDIA_TYPE
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = None if payload is None else json.dumps(payload).encode()
        sent = {name: value for name, value in named.items() if value}
        answer = self.raw(method, BASE + path, body, sent, timeout)
        if "json" in answer.headers["Content-Type"] and answer.body:
            assert faults_of_answer(answer.json) == []
        if method in ("POST", "PUT") and answer.status in (200, 201):
            assert faults_of_request(payload, method, path) == []
        return answer

    def prepared(self, payload: Payload) -> tuple[bytes, dict[str, str]]:
        """The body and headers of a write that nothing judges."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": MEDIA_TYPE}
        return json.dumps(payload).encode(), headers

    def post(self, payload: Payload, timeout: float = 10, **headers: str) -> Answer:
        return self.send("POST", f"/v1/{payload['data']['type']}", payload, timeout, **headers)

    def put(self, payload: Payload, timeout: float = 10, **headers: str) -> Answer:
        path = f"/v1/profiles/{payload['data']['id']}"
        return self.send("PUT", path, payload, timeout, **headers)

    def list(self, type_: str = "profiles", **query: Any) -> Answer:
        """`query`: page_size=2 and metadata={…} and the rest as filters."""
        return self.send("GET", f"/v1/{type_}?{urlencode(_pairs(query))}")

    def show(self, identity: str, type_: str = "profiles") -> Any:
        return self.send("GET", f"/v1/{type_}/{identity}").json["data"]

    def created(self, payload: Payload) -> str:
        answer = self.post(payload)
        assert answer.status == 201, answer.body
        return str(answer.json["data"]["id"])


def _pairs(query: Payload) -> Payload:
    pairs = {}
    for name, value in query.items():
        if name.startswith("page_"):
            pairs[f"page[{name[5:]}]"] = value
        elif isinstance(value, dict):
            key = name.replace("_", "-")
            pairs |= {f"filter[{key}][{inner}]": each for inner, each in value.items()}
        else:
            pairs[f"filter[{name.replace('_', '-')}]"] = value
    return pairs


def codes(answer: Answer) -> list[tuple[str, str]]:
    """The status and code of each error, which a reply without errors has none of."""
    return [(each["status"], each.get("code", "")) for each in answer.json.get("errors", [])]
