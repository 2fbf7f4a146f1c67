"""Every setting: what it means, its default, how `doctor` shows it. README's table is this."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Shown = Callable[[Any], str]


def secret(_: Any) -> str:
    return "is set"


def count(values: Any) -> str:
    return f"{len(values)} set"


def address(value: Any) -> str:
    """Without a password that may stand in it."""
    parts = urlsplit(value)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def listed(values: Any) -> str:
    return ", ".join(values)


@dataclass(frozen=True, slots=True)
class Row:
    """Settings that belong together, in Markdown."""

    names: Mapping[str, Shown]
    meaning: str
    default: str


ROWS = (
    Row({"SECRET_KEY": secret}, "Django's signing key", "required"),
    Row(
        {"ENCRYPTION_KEYS": count},
        "Fernet keys for what operators enter, comma separated; the first encrypts, all decrypt",
        "required",
    ),
    Row({"ALLOWED_HOSTS": listed}, "host names of the wizard, comma separated", "none"),
    Row(
        {"PUBLIC_BASE_URL": address},
        "where portals find the wizard: scheme and host, such as `https://wizard.example`; tokens are made out to it and by it",
        "required with portals",
    ),
    Row(
        {"PORTALS": secret, "PORTALS_FILE": str},
        "the portals that may launch it, as JSON, or the file with it; see below",
        "none",
    ),
    Row(
        {"RESULT_SIGNING_KEYS": secret},
        "private keys (PEM) with which results are signed, see below",
        "results are not signed",
    ),
    Row(
        {"DETECTED_BASE_URL": address},
        "base of Detected's API; the provider is off without it",
        "off",
    ),
    Row(
        {"DETECTED_TOKEN_URL": address},
        "where the OAuth token comes from",
        "base URL + `/oauth/token`",
    ),
    Row(
        {"DETECTED_CLIENT_ID": secret, "DETECTED_CLIENT_SECRET": secret},
        "credentials (client credentials grant)",
        "required with the base URL",
    ),
    Row(
        {"DETECTED_AUDIENCE": str, "DETECTED_SCOPE": str},
        "sent with the token request where set",
        "not sent",
    ),
    Row({"DETECTED_TOKEN_JSON": str}, "`1`: the token request is JSON instead of a form", "`0`"),
    Row(
        {"OPENTRANSACT_BASE_URL": address},
        "base of OpenTransact's API, to which `/v1/profiles` is added; the provider is off without this and the next two",
        "off",
    ),
    Row(
        {"OPENTRANSACT_API_KEY": secret},
        "the key, a JWT; its expiry is warned of 30 days before, and after it no server starts",
        "required with the base URL",
    ),
    Row(
        {"OPENTRANSACT_APPLICATIONS": count},
        "the applications that profiles are created for, such as `<uuid>=Marketplace,<uuid>=Payouts`",
        "required with the base URL",
    ),
    Row(
        {"OPENTRANSACT_MEDIA_TYPE": str},
        "or `application/vnd.opentransact.v1+json`",
        "`application/vnd.api+json`",
    ),
    Row(
        {
            "PROVIDER_CONNECT_SECONDS": str,
            "PROVIDER_READ_SECONDS": str,
            "PROVIDER_WRITE_SECONDS": str,
        },
        "time limits: to connect, for a whole read, for a whole write",
        "3, 15, 30",
    ),
    Row(
        {"PROVIDER_CONNECTIONS": str},
        "calls to one provider at once, in each process; half as many wait for a place, 2 seconds at most, and others are told at once to try again",
        "16",
    ),
    Row(
        {"PROVIDER_FIELDS_SECONDS": str},
        "for so long the fields that Detected asks for count as known; `0`: they are asked for each time",
        "300",
    ),
    Row(
        {"PROVIDER_PROXY": address},
        "proxy for calls to providers; the environment's own proxy settings are not used",
        "none",
    ),
    Row(
        {"RUN_IDLE_SECONDS": str, "RUN_MAX_SECONDS": str},
        "how long a run lives unused, and in all, until a launch goes on with it after that",
        "1800, 14400",
    ),
    Row(
        {"RUN_KEEP_SECONDS": str},
        "how long after the latter another launch can go on with its answers, which are wiped then",
        "`RUN_MAX_SECONDS`",
    ),
    Row(
        {"RETENTION_DAYS": str},
        "how long runs without a submission are kept, and what was entered for one that has not come to its end",
        "30",
    ),
    Row(
        {"TRUST_FORWARDED_PROTO": str},
        "`1` behind a proxy that ends TLS and that sets `X-Forwarded-Proto` itself",
        "`0`",
    ),
    Row(
        {"SECURE_COOKIES": str},
        "`__Host-`, Secure and Partitioned cookies; they need https",
        "on, off in `DEBUG`",
    ),
    Row(
        {"AUTOFILL_TOKENS": str},
        "`1`: browsers may offer what they know (names, addresses, e-mail) in the forms; it is the operator's own, while the forms ask about somebody else",
        "`0`",
    ),
    Row({"BRAND": str}, "name in page titles", "Profile wizard"),
    Row({"TIME_ZONE": str}, "of the times that are shown", "UTC"),
    Row(
        {"DATABASE_URL": address},
        "of PostgreSQL, such as `postgresql://wizard:password@db.example:5432/wizard`",
        "SQLite, for one host",
    ),
    Row(
        {"DATABASE_CONNECTIONS": str},
        "to PostgreSQL, of each process at most; it must have room for those of all processes (`max_connections`)",
        "10",
    ),
    Row(
        {"REDIS_URL": address},
        "of Redis, in which all hosts keep what providers have answered, such as `redis://:password@cache.example:6379/0`",
        "a cache in each process",
    ),
    Row(
        {"SQLITE_PATH": str, "STATIC_ROOT": str},
        "where the database and the collected static files are",
        "`.data/`",
    ),
    Row(
        {"LOG_LEVEL": str, "LOG_FORMAT": str},
        "of the lines on standard error: how much, and `json` or `text`",
        "INFO, json (text in `DEBUG`)",
    ),
    Row(
        {"METRICS_TOKEN": secret},
        "with which Prometheus reads `/metrics`, 16 characters or more",
        "no such page",
    ),
    Row({"DEBUG": str}, "`1` on a development machine only", "`0`"),
)
SETTINGS = {name: shown for row in ROWS for name, shown in row.names.items()}


def table() -> Iterator[str]:
    """The lines of README's table."""
    yield "| setting | meaning | default |"
    yield "|---|---|---|"
    for row in ROWS:
        names = ", ".join(f"`{name}`" for name in row.names)
        yield f"| {names} | {row.meaning} | {row.default} |"
