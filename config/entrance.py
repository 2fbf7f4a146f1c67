"""Django's WSGI application, which answers also where it cannot make a request of what was sent.

Django reads the Content-Type before it handles anything, and a Content-Length as a number wherever
the body is looked at: what is wrong with them would be a 500 of the server, without a word.
"""

import logging
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler

logger = logging.getLogger(__name__)

PAGE = b"We could not read that request. Go back and try again."
HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", str(len(PAGE))),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]


class Entrance(WSGIHandler):
    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal() and len(length) < 20):
            return _refused(start_response, "Content-Length")
        try:
            _ = self.request_class(dict(environ)).GET  # a copy: to make one changes its address
        except (LookupError, SuspiciousOperation, ValueError) as error:
            return _refused(start_response, type(error).__name__)
        return super().__call__(environ, start_response)


def _refused(start_response: Any, why: str) -> list[bytes]:
    logger.warning("a request was refused: %s", why)
    start_response("400 Bad Request", HEADERS)
    return [PAGE]
