"""What the files say that pages of portals load; settings name the function itself."""

from collections.abc import MutableMapping

FOR_PORTALS = ("/static/wizard/embed.", "/static/wizard/messages/")  # their addresses stay


def headers(headers: MutableMapping[str, str], path: str, url: str) -> None:  # noqa: ARG001  # whitenoise's
    """Open to all origins, also to pages that are cross-origin isolated."""
    if url.startswith(FOR_PORTALS):
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
