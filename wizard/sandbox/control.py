"""The sandbox's own pages: what it offers, what it received, and how to start afresh."""

import json
from collections.abc import Callable, Sequence
from html import escape
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import parse_qsl

from wizard.sandbox import catalogue, detected
from wizard.sandbox.database import Database
from wizard.sandbox.magic import MEANINGS
from wizard.sandbox.messages import Reply, Request, as_json, refusal
from wizard.sandbox.schemas import Schemas

STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:0 0 2rem}caption{text-align:left;"
    "font-weight:700;font-size:1.25rem;padding:.5rem 0}th,td{text-align:left;vertical-align:top;"
    "border-bottom:1px solid #b1b4b6;padding:.35rem .75rem .35rem 0}"
)


# What the front page lists of itself.
ROUTES = (
    ("GET", "/sandbox/log", "The requests received"),
    ("DELETE", "/sandbox/log", "Forget them"),
    ("GET", "/sandbox/profiles", "The profiles created"),
    ("GET", "/sandbox/schema", "The changes made to details forms"),
    ("POST", "/sandbox/schema", '{"type", "country", "add": FIELD} or "remove": key'),
    ("DELETE", "/sandbox/schema", "Undo these changes"),
    ("POST", "/sandbox/reset", "Forget all of it"),
)
EXAMPLE = '{"key": "lei", "label": "LEI", "type": "text", "required": true}'


class Provider(Protocol):
    """What a provider's module offers to the server."""

    def owns(self, path: str) -> bool: ...

    def answer(self, request: Request) -> Reply: ...

    def received(self) -> list[dict[str, Any]]: ...


class Control:
    """Answers / and everything below /sandbox/; none of it is written to the log."""

    def __init__(self, database: Database, schemas: Schemas, providers: Sequence[Provider]) -> None:
        self._database = database
        self._schemas = schemas
        self._providers = providers
        self._routes: dict[str, dict[str, Callable[[Request], Reply]]] = {
            "/": {"GET": lambda _: front_page()},
            "/sandbox/log": {"GET": self._log, "DELETE": self._clear_log},
            "/sandbox/profiles": {"GET": lambda _: as_json(self.profiles())},
            "/sandbox/schema": {
                "GET": lambda _: as_json(self._schemas.changes()),
                "POST": self._change_schema,
                "DELETE": self._forget_changes,
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
        return [profile for provider in self._providers for profile in provider.received()]

    def _log(self, _: Request) -> Reply:
        return as_json(self._database.requests())

    def _clear_log(self, _: Request) -> Reply:
        self._database.clear_log()
        return as_json({"cleared": True})

    def _change_schema(self, request: Request) -> Reply:
        try:
            body = request.json() if "json" in _kind(request) else _sent_by_hand(request)
        except ValueError as error:
            raise refusal(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from error
        self._schemas.change(body)
        return as_json(self._schemas.changes())

    def _forget_changes(self, _: Request) -> Reply:
        self._schemas.forget()
        return as_json([])

    def _reset(self, _: Request) -> Reply:
        self._database.reset()
        return as_json({"reset": True})


def _kind(request: Request) -> str:
    return str(request.headers.get("Content-Type", ""))


def _sent_by_hand(request: Request) -> dict[str, Any]:
    """The front page's own form, in which the field is written as JSON."""
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    return {**form, "add": json.loads(form["add"])} if "add" in form else form


def front_page() -> Reply:
    credentials = [("client_id", detected.CLIENT_ID), ("client_secret", detected.CLIENT_SECRET)]
    routes = [tuple(route.split(" ", 1)) for route in detected.ROUTES]
    offered = [
        (
            f"{kind['name']} ({kind['type']})",
            ", ".join(_country(country) for country in kind["countries"]),
        )
        for kind in catalogue.types()
    ]
    body = "".join(
        (
            "<!doctype html><html lang=en><meta charset=utf-8><title>Sandbox</title>",
            "<meta name=viewport content='width=device-width,initial-scale=1'>",
            f"<style>{STYLE}</style><main><h1>Sandbox</h1>",
            "<p>This server plays the provider Detected. Its companies are made up.</p>",
            "<p><a href=/sandbox/log>Requests received</a> · ",
            "<a href=/sandbox/profiles>Profiles created</a></p>",
            "<form method=post action=/sandbox/reset><button>Forget all of it</button></form>",
            "<h2>Change a details form</h2><form method=post action=/sandbox/schema>",
            "<p><label>Type <input name=type value=company></label> ",
            "<label>Country <input name=country value=GB size=2></label></p>",
            "<p><label>Add or replace this field<br><textarea name=add rows=3 cols=70>",
            f"{escape(EXAMPLE)}</textarea></label></p>",
            "<p><label>or, with nothing there, remove the field of this key ",
            "<input name=remove></label></p><button>Change it</button></form>",
            _table(
                "Names that do something", ("Name begins with", "What happens"), MEANINGS.items()
            ),
            _table("Credentials", ("Key", "Value"), credentials),
            _table(f"Routes below {detected.PREFIX}", ("Method", "Path"), routes),
            _table("Routes of the sandbox's own", ("Method", "Path", "What it does"), ROUTES),
            _table("Types and countries (* has a search)", ("Type", "Countries"), offered),
            "</main></html>",
        )
    )
    return Reply(HTTPStatus.OK, body.encode(), "text/html; charset=utf-8")


def _country(country: dict[str, Any]) -> str:
    return f"{country['name']} ({country['code']}){'*' if country['search'] else ''}"


def _table(caption: str, head: tuple[str, ...], rows: Any) -> str:
    heading = "".join(f"<th scope=col>{escape(cell)}" for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}" for cell in row) for row in rows)
    return f"<table><caption>{escape(caption)}</caption><tr>{heading}{lines}</table>"
