"""The sandbox's front page: how to reach its providers, and the names that do something."""

from collections.abc import Iterable
from html import escape
from http import HTTPStatus
from typing import Any

from wizard.sandbox import catalogue, detected, keys, opentransact
from wizard.sandbox.customers import APPLICATIONS
from wizard.sandbox.magic import MEANINGS, OPENTRANSACT_MEANINGS
from wizard.sandbox.messages import Reply

STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:0 0 2rem}caption{text-align:left;"
    "font-weight:700;font-size:1.25rem;padding:.5rem 0}th,td{text-align:left;vertical-align:top;"
    "border-bottom:1px solid #b1b4b6;padding:.35rem .75rem .35rem 0}"
    "td:last-child{overflow-wrap:anywhere}"
)
# Of the sandbox itself.
ROUTES = (
    ("GET", "/sandbox/log", "The requests received"),
    ("DELETE", "/sandbox/log", "Forget them"),
    ("GET", "/sandbox/profiles", "The profiles created"),
    ("GET", "/sandbox/schema", "The changes made to details forms"),
    ("POST", "/sandbox/schema", '{"type", "country", "add": FIELD} or "remove": key'),
    ("DELETE", "/sandbox/schema", "Undo these changes"),
    ("GET", "/sandbox/writes", "What OpenTransact was made to create and update"),
    ("GET", "/sandbox/opentransact", "What OpenTransact speaks"),
    ("POST", "/sandbox/opentransact", '{"media-type"} or {"replies": "short" or "full"}'),
    ("POST", "/sandbox/reset", "Forget all of it"),
)
EXAMPLE = '{"key": "lei", "label": "LEI", "type": "text", "required": true}'
CHANGE_A_FORM = f"""<h3>Change a details form</h3><form method=post action=/sandbox/schema>
<p><label>Type <input name=type value=company></label>
<label>Country <input name=country value=GB size=2></label></p>
<p><label>Add or replace this field<br>
<textarea name=add rows=3 cols=70>{escape(EXAMPLE)}</textarea></label></p>
<p><label>or, with nothing there, remove the field of this key <input name=remove></label></p>
<button>Change it</button></form>"""
OPENTRANSACT_NAMES = (
    "The name is the last name of a person or the name of an organization, the first line of an"
    " address, or all of an e-mail address before the @ (<code>down@</code>, <code>slow-8s@</code>,"
    " <code>rate.limit.2@</code>), so that a later write can fail after the profile was created."
    " <code>default+down@</code> does it only when it is made a profile’s default. In a list, a"
    " value of <code>filter[metadata]</code> does it."
)


def front_page(origin: str, now: float, settings: dict[str, str]) -> Reply:
    meanings = ("Name begins with", "What happens")
    body = "".join(
        (
            "<!doctype html><html lang=en><meta charset=utf-8><title>Sandbox</title>",
            "<meta name=viewport content='width=device-width,initial-scale=1'>",
            f"<style>{STYLE}</style><main><h1>Sandbox</h1>",
            "<p>This server plays the providers Detected and OpenTransact. Everybody in it is",
            " made up.</p><p><a href=/sandbox/log>Requests received</a> · ",
            "<a href=/sandbox/profiles>Profiles created</a> · ",
            "<a href=/sandbox/writes>What OpenTransact wrote</a></p>",
            "<form method=post action=/sandbox/reset><button>Forget all of it</button></form>",
            _table("Routes of the sandbox’s own", ("Method", "Path", "What it does"), ROUTES),
            "<h2>Detected</h2>",
            _table("Where and how", ("Setting", "Value"), reach_detected(origin)),
            _table("Names that do something", meanings, MEANINGS.items()),
            CHANGE_A_FORM,
            _table(f"Routes below {detected.PREFIX}", ("Method", "Path"), _split(detected.ROUTES)),
            _table("Types and countries (* has a search)", ("Type", "Countries"), _offered()),
            "<h2>OpenTransact</h2>",
            _table("Where and how", ("Setting", "Value"), reach_opentransact(origin, now)),
            f"<p>{OPENTRANSACT_NAMES}</p>",
            _table("Names that do something", meanings, OPENTRANSACT_MEANINGS.items()),
            _change_a_setting(settings),
            _table("Routes", ("Method", "Path"), _split(opentransact.ROUTES)),
            "</main></html>",
        )
    )
    return Reply(HTTPStatus.OK, body.encode(), "text/html; charset=utf-8")


def reach_detected(origin: str) -> list[tuple[str, str]]:
    return [
        ("Base URL of Detected", f"{origin}{detected.PREFIX}"),
        ("Token URL", f"{origin}/oauth/token"),
        ("client_id", detected.CLIENT_ID),
        ("client_secret", detected.CLIENT_SECRET),
    ]


def reach_opentransact(origin: str, now: float) -> list[tuple[str, str]]:
    return [
        ("Base URL of OpenTransact", f"{origin}{opentransact.PREFIX}"),
        *keys.offered(now),
        *(
            (f"Application {name}", identity)
            for identity, name in APPLICATIONS[keys.CUSTOMER].items()
        ),
        *(
            (f"Application {name}, of somebody else", identity)
            for identity, name in APPLICATIONS[keys.STRANGER].items()
        ),
    ]


def _change_a_setting(settings: dict[str, str]) -> str:
    choices = [
        f"<p><label>{name} <select name={name}>"
        + "".join(
            f"<option{' selected' if value == settings[name] else ''}>{value}</option>"
            for value in values
        )
        + "</select></label></p>"
        for name, values in opentransact.SETTINGS.items()
    ]
    return (
        "<h3>Change what it speaks</h3><form method=post action=/sandbox/opentransact>"
        f"{''.join(choices)}<button>Change it</button></form>"
    )


def _offered() -> list[tuple[str, str]]:
    return [
        (
            f"{kind['name']} ({kind['type']})",
            ", ".join(_country(country) for country in kind["countries"]),
        )
        for kind in catalogue.types()
    ]


def _split(routes: Iterable[str]) -> list[tuple[str, ...]]:
    return [tuple(route.split(" ", 1)) for route in routes]


def _country(country: dict[str, Any]) -> str:
    return f"{country['name']} ({country['code']}){'*' if country['search'] else ''}"


def _table(caption: str, head: tuple[str, ...], rows: Any) -> str:
    heading = "".join(f"<th scope=col>{escape(cell)}" for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}" for cell in row) for row in rows)
    return f"<table><caption>{escape(caption)}</caption><tr>{heading}{lines}</table>"
