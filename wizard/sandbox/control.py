"""The sandbox's own routes: what it received, what can be changed, and how to start afresh."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from wizard.sandbox.database import Database
from wizard.sandbox.detected import Detected
from wizard.sandbox.front import front_page
from wizard.sandbox.messages import Reply, Request, as_json, refusal
from wizard.sandbox.opentransact import OpenTransact
from wizard.sandbox.schemas import Schemas


class Control:
    """Answers / and everything below /sandbox/; none of it is written to the log."""

    def __init__(
        self,
        database: Database,
        schemas: Schemas,
        detected: Detected,
        opentransact: OpenTransact,
        clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._schemas = schemas
        self._detected = detected
        self._opentransact = opentransact
        self._clock = clock
        self._routes: dict[str, dict[str, Callable[[Request], Reply]]] = {
            "/": {"GET": self._front_page},
            "/sandbox/log": {"GET": self._log, "DELETE": self._clear_log},
            "/sandbox/profiles": {"GET": lambda _: as_json(self.profiles())},
            "/sandbox/schema": {
                "GET": lambda _: as_json(self._schemas.changes()),
                "POST": self._change_schema,
                "DELETE": self._forget_changes,
            },
            "/sandbox/writes": {"GET": lambda _: as_json(opentransact.writes())},
            "/sandbox/opentransact": {
                "GET": lambda _: as_json(opentransact.settings()),
                "POST": self._change_settings,
            },
            "/sandbox/reset": {"POST": self._reset},
        }

    def owns(self, path: str) -> bool:
        return path == "/" or path.startswith("/sandbox/")

    def answer(self, request: Request) -> Reply:
        methods = self._routes.get(request.path)
        if methods is None:
            raise refusal(HTTPStatus.NOT_FOUND, "Not Found.")
        if request.method not in methods:
            allowed = ", ".join(methods)
            raise refusal(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed.", Allow=allowed)
        return methods[request.method](request)

    def profiles(self) -> list[dict[str, Any]]:
        return [*self._detected.received(), *self._opentransact.received()]

    def _front_page(self, request: Request) -> Reply:
        return front_page(request.origin, self._clock(), self._opentransact.settings())

    def _log(self, _: Request) -> Reply:
        return as_json(self._database.requests())

    def _clear_log(self, _: Request) -> Reply:
        self._database.clear_log()
        return as_json({"cleared": True})

    def _change_schema(self, request: Request) -> Reply:
        self._schemas.change(_sent(request))
        return as_json(self._schemas.changes())

    def _change_settings(self, request: Request) -> Reply:
        return as_json(self._opentransact.change_settings(_sent(request)))

    def _forget_changes(self, _: Request) -> Reply:
        self._schemas.forget()
        return as_json([])

    def _reset(self, _: Request) -> Reply:
        self._database.reset()
        return as_json({"reset": True})


def _sent(request: Request) -> Any:
    """The body, as JSON or as one of the front page's own forms."""
    try:
        if "json" in request.headers.get("Content-Type", ""):
            return request.json()
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        # A field is written as JSON there too.
        return {**form, "add": json.loads(form["add"])} if "add" in form else form
    except ValueError as error:
        raise refusal(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from error
