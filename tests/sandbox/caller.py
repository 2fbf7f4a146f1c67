"""A small client of the sandbox, on nothing but http.client."""

import json
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

BASE = "/api/v1/public"
GB_COMPANY: dict[str, Any] = {
    "name": "Acme Widgets Ltd",
    "registration_number": "01234567",
    "entity_type": "ltd",
    "incorporated_on": "2001-02-03",
    "registered_address": {"line_1": "1 High Street", "city": "London", "postcode": "SW1A 1AA"},
    "directors": [{"name": "Jane Doe"}],
    "email": "jane@example.com",
    "source": "api",
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Caller:
    """Calls below the provider's base with a token, over one connection a call."""

    def __init__(self, url: str) -> None:
        self.host = urlsplit(url).netloc
        self.token = ""

    def login(self) -> "Caller":
        form = b"grant_type=client_credentials&client_id=sandbox&client_secret=sandbox-secret"
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self.token = self.raw("POST", "/oauth/token", form, kind).json["access_token"]
        return self

    def raw(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        timeout: float = 10,
    ) -> Answer:
        connection = HTTPConnection(self.host, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def call(self, method: str, path: str, payload: Any = None, timeout: float = 10) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = None if payload is None else json.dumps(payload).encode()
        return self.raw(method, BASE + path, body, headers, timeout)

    def get(self, path: str) -> Answer:
        return self.call("GET", path)

    def search(
        self, type_: str = "company", country: str = "GB", timeout: float = 10, **fields: Any
    ) -> Answer:
        payload = {"type": type_, "country": country, "fields": fields}
        return self.call("POST", "/search", payload, timeout)

    def create(
        self,
        fields: Any,
        type_: str = "company",
        country: str = "GB",
        reference: str | None = "ref-1",
        timeout: float = 10,
    ) -> Answer:
        payload = {"type": type_, "country": country, "fields": fields}
        if reference is not None:
            payload["customer_reference"] = reference
        return self.call("POST", "/profiles", payload, timeout)

    def create_named(self, name: str, timeout: float = 10) -> Answer:
        return self.create(GB_COMPANY | {"name": name}, timeout=timeout)

    def choose(self, found: Answer, row: int = 0, timeout: float = 10) -> Answer:
        payload = {
            "type": "company",
            "country": "GB",
            "response_id": found.json["response_id"],
            "lookup_id": found.json["data"][row]["lookup_id"],
            "customer_reference": "ref-1",
        }
        return self.call("POST", "/profiles", payload, timeout)
