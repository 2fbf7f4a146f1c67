"""What a provider of the sandbox is asked and what it answers, apart from sockets."""

import hashlib
import json
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str
    headers: Message
    body: bytes

    @property
    def origin(self) -> str:
        """As the client reaches the sandbox."""
        return f"http://{self.headers.get('Host', 'localhost')}"

    def argument(self, name: str) -> str:
        return parse_qs(self.query).get(name, [""])[-1]

    def json(self) -> Any:
        """The body; raises ValueError where it is not JSON as RFC 8259 has it."""
        try:
            value = json.loads(self.body, parse_constant=_refuse)
            canonical(value)  # a lone surrogate reads well but can never be written again
            return value
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False  # the connection is closed in the middle of the body


class Refused(Exception):
    """Ends a call early with this reply."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class NoAnswer(Exception):
    """Ends a call by closing the socket without a byte, after holding it for some seconds."""

    def __init__(self, hold: float = 0) -> None:
        super().__init__(hold)
        self.hold = hold


def canonical(value: Any) -> bytes:
    """The one way in which a JSON value is written for its digest."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def as_json(payload: Any, status: int = HTTPStatus.OK, **headers: str) -> Reply:
    body = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    return Reply(status, body, headers={k.replace("_", "-"): v for k, v in headers.items()})


def tagged(reply: Reply, request: Request) -> Reply:
    """The reply with its ETag; 304 where the client says that it has that already."""
    headers = {**reply.headers, "ETag": f'"{hashlib.sha256(reply.body).hexdigest()[:32]}"'}
    known = request.headers.get("If-None-Match", "").split(",")
    if headers["ETag"] in [each.strip().removeprefix("W/") for each in known]:
        return Reply(HTTPStatus.NOT_MODIFIED, headers=headers)
    return Reply(reply.status, reply.body, reply.content_type, headers)


def bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else ""


def refusal(status: int, message: str, **headers: str) -> Refused:
    return Refused(as_json({"message": message}, status, **headers))


def json_object(request: Request) -> dict[str, Any]:
    try:
        body = request.json()
    except ValueError as error:
        raise refusal(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from error
    if not isinstance(body, dict):
        raise refusal(HTTPStatus.BAD_REQUEST, "The body must be a JSON object.")
    return body


def invalid(errors: dict[str, list[str]]) -> Refused:
    """The 422 in the shape of Laravel."""
    payload = {"message": "The given data was invalid.", "errors": errors}
    return Refused(as_json(payload, HTTPStatus.UNPROCESSABLE_ENTITY))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
