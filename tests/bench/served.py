"""What stands around each application while it is measured: a proxy's part, and a look inside.

Static files are what the proxy of a deployment would send: the collected file, or its compressed
copy where there is one beside it and the browser takes it. Pages are compressed as it would do it
where a browser asks for them, which the drivers do not. A request with the header X-Bench is looked
into: `queries` counts those of the database, `profile` is run under cProfile.
"""

import cProfile
import mimetypes
import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import brotli
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.utils.module_loading import import_string

Environ = dict[str, Any]
Start = Callable[..., Any]
NGINX_QUALITY = 6  # of pages
COMPRESSED = {"br": ".br", "gzip": ".gz"}

_named = os.environ.get("BENCH_APPLICATION")
inner: Any = import_string(_named) if _named else get_wsgi_application()
_profile = cProfile.Profile()


def application(environ: Environ, start_response: Start) -> Iterable[bytes]:
    if environ["PATH_INFO"].startswith("/static/"):
        return _static(environ, start_response)
    match environ.get("HTTP_X_BENCH"):
        case "queries":
            return _counted(environ, start_response)
        case "profile":
            return _profiled(environ, start_response)
    if "br" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        return _compressed(environ, start_response)
    answer: Iterable[bytes] = inner(environ, start_response)
    return answer


def _compressed(environ: Environ, start_response: Start) -> Iterable[bytes]:
    told: list[Any] = []
    page = b"".join(inner(environ, lambda *words: told.append(words)))
    status, headers = told[0][:2]
    if page and not any(name == "Content-Encoding" for name, _ in headers):
        page = brotli.compress(page, brotli.MODE_TEXT, quality=NGINX_QUALITY)
        headers = [pair for pair in headers if pair[0] != "Content-Length"]
        headers += [("Content-Encoding", "br"), ("Content-Length", str(len(page)))]
    start_response(status, headers)
    return [page]


def _static(environ: Environ, start_response: Start) -> Iterable[bytes]:
    """The application's own answer where it has one, else the proxy's."""
    told: list[Any] = []
    answer: Iterable[bytes] = inner(environ, lambda *words: told.append(words))
    if not told[0][0].startswith("404"):
        start_response(*told[0])
        return answer
    root = Path(os.environ["STATIC_ROOT"]).resolve()
    path = (root / environ["PATH_INFO"].removeprefix("/static/")).resolve()
    if root not in path.parents or not path.is_file():
        start_response(*told[0])
        return answer
    headers = [("Content-Type", mimetypes.guess_type(path)[0] or "application/octet-stream")]
    headers += [("Cache-Control", "public, max-age=3600"), ("Vary", "Accept-Encoding")]
    for coding, ending in COMPRESSED.items():
        beside = path.with_name(path.name + ending)
        if coding in environ.get("HTTP_ACCEPT_ENCODING", "") and beside.is_file():
            path = beside
            headers.append(("Content-Encoding", coding))
            break
    content = path.read_bytes()
    start_response("200 OK", [*headers, ("Content-Length", str(len(content)))])
    return [content]


def _counted(environ: Environ, start_response: Start) -> Iterable[bytes]:
    """With X-Bench-Queries: how many there were, and how often the most frequent of them."""
    seen: Counter[str] = Counter()

    def record(execute: Any, sql: str, *rest: Any) -> Any:
        if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            seen[sql] += 1
        return execute(sql, *rest)

    def start(status: str, headers: list[Any], *rest: Any) -> Any:
        told = f"{seen.total()} {max(seen.values(), default=0)}"
        return start_response(status, [*headers, ("X-Bench-Queries", told)], *rest)

    with connection.execute_wrapper(record):
        answer: Iterable[bytes] = inner(environ, start)
    return answer


def _profiled(environ: Environ, start_response: Start) -> Iterable[bytes]:
    """All such requests are added up in the file of BENCH_PROFILE."""
    _profile.enable()
    try:
        answer: Iterable[bytes] = inner(environ, start_response)
    finally:
        _profile.disable()
    _profile.dump_stats(os.environ["BENCH_PROFILE"])
    return answer
