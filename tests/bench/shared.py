"""What the hosts of `make topology` share, made anew for each run: PostgreSQL and Redis."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import redis
from psycopg.conninfo import make_conninfo

NUMBERS = range(15, 0, -1)  # of Redis' databases; the first one is left to others


def missing() -> Iterator[str]:
    """Which of them cannot be reached."""
    try:
        redis.Redis.from_url(_redis(0)).ping()
    except redis.ConnectionError as error:
        yield f"no Redis: {error}"
    try:
        _postgresql().close()
    except psycopg.OperationalError as error:
        yield f"no PostgreSQL: {error}"


@contextmanager
def database() -> Iterator[str]:
    """The address of a new one, which is dropped in the end."""
    name = f"topology_{uuid.uuid4().hex[:12]}"
    with _postgresql() as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        at = server.info
        who = f"{at.user}:{at.password}" if at.password else at.user
        try:
            yield f"postgresql://{who}@{at.host}:{at.port}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def cache() -> Iterator[str]:
    """The address of one that nobody uses, which is emptied in the end."""
    for number in NUMBERS:
        with redis.Redis.from_url(_redis(number)) as server:
            if server.dbsize() == 0 and server.set("taken", "topology", nx=True):
                try:
                    yield _redis(number)
                finally:
                    server.flushdb()
                return
    raise SystemExit(f"No database of {_redis(0)} is empty.")


def _redis(number: int) -> str:
    url = urlsplit(os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379")
    return url._replace(path=f"/{number}").geturl()


def _postgresql() -> psycopg.Connection[tuple[object, ...]]:
    where = make_conninfo(host=os.environ.get("PGHOST", "127.0.0.1"), dbname="postgres")
    return psycopg.connect(where, autocommit=True, connect_timeout=5)
