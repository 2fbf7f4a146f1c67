"""Where rows and what is cached are kept, as Django wants to be told it."""

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import Env


def database(env: Env, sqlite: Path, connections: int) -> dict[str, Any]:
    """PostgreSQL by DATABASE_URL, for any number of hosts; else SQLite in a file, for one.

    `connections`: to PostgreSQL, of each process at most.
    """
    if env.str("DATABASE_URL", ""):
        try:
            url = env.dj_db_url("DATABASE_URL", conn_health_checks=True)
            url.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
            # Threads take one in turns: they wait for providers most of their time, and hold none
            # then (`wizard.providers.bulkhead`). Who gets none in so many seconds has an error
            # page, before /readyz has waited long enough; one that nobody needs is closed.
            url["OPTIONS"]["pool"] = {
                "min_size": 1,
                "max_size": connections,
                "timeout": 4,
                "max_idle": 60,
            }
        except ValueError:
            url = {}
        if url.get("ENGINE") != "django.db.backends.postgresql":
            raise ImproperlyConfigured(
                "DATABASE_URL must be that of PostgreSQL, such as "
                "postgresql://user:password@host:5432/name. For SQLite unset it; SQLITE_PATH says "
                "where the file is."
            )
        return dict(url)
    try:
        sqlite.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"SQLITE_PATH: its folder cannot be made ({error})") from error
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": sqlite,
        # Each thread keeps its own: closing the last one of all writes the whole log back to the
        # file, with every request. A file that was put in its place is noticed after a minute.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
        # A file, so that threads of a live server share it with the test.
        "TEST": {"NAME": sqlite.parent / "test.sqlite3"},
    }


def cache(url: str) -> dict[str, Any]:
    """Redis by its URL, shared by all hosts; else the memory of each process."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(
            "REDIS_URL must be that of Redis, such as redis://:password@host:6379/0. "
            "Unset it where there is one host."
        )
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "wizard",
        "VERSION": 2,  # of what `Plain` writes
        # Nobody waits for it: what it does not have is asked for.
        "OPTIONS": {
            "socket_connect_timeout": 0.5,
            "socket_timeout": 0.5,
            "serializer": "config.stores.Plain",
        },
    }


class Plain:
    """What Redis holds is JSON (Django's pickles are programs, to whoever can write there)."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, default=_marked).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data, object_hook=_unmarked)


def _marked(value: Any) -> dict[str, str]:
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} is not kept in the cache")


def _unmarked(found: dict[str, Any]) -> Any:
    return b64decode(found["bytes"]) if found.keys() == {"bytes"} else found
