"""The sandbox's own pages: what it offers, what it received, and how to start afresh."""

from collections.abc import Callable, Sequence
from html import escape
from http import HTTPStatus
from typing import Any, Protocol

from wizard.sandbox import catalogue, detected
from wizard.sandbox.database import Database
from wizard.sandbox.magic import MEANINGS
from wizard.sandbox.messages import Reply, Request, as_json, refusal

STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:0 0 2rem}caption{text-align:left;"
    "font-weight:700;font-size:1.25rem;padding:.5rem 0}th,td{text-align:left;vertical-align:top;"
    "border-bottom:1px solid #b1b4b6;padding:.35rem .75rem .35rem 0}"
)


class Provider(Protocol):
    """What a provider's module offers to the server."""

    def owns(self, path: str) -> bool: ...

    def answer(self, request: Request) -> Reply: ...

    def received(self) -> list[dict[str, Any]]: ...


class Control:
    """Answers / and everything below /sandbox/; none of it is written to the log."""

    def __init__(self, database: Database, providers: Sequence[Provider]) -> None:
        self._database = database
        self._providers = providers
        self._routes: dict[str, dict[str, Callable[[], Reply]]] = {
            "/": {"GET": front_page},
            "/sandbox/log": {"GET": self._log, "DELETE": self._clear_log},
            "/sandbox/profiles": {"GET": lambda: as_json(self.profiles())},
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
        return methods[request.method]()

    def profiles(self) -> list[dict[str, Any]]:
        return [profile for provider in self._providers for profile in provider.received()]

    def _log(self) -> Reply:
        return as_json(self._database.requests())

    def _clear_log(self) -> Reply:
        self._database.clear_log()
        return as_json({"cleared": True})

    def _reset(self) -> Reply:
        self._database.reset()
        return as_json({"reset": True})


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
            _table(
                "Names that do something", ("Name begins with", "What happens"), MEANINGS.items()
            ),
            _table("Credentials", ("Key", "Value"), credentials),
            _table(f"Routes below {detected.PREFIX}", ("Method", "Path"), routes),
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
