"""What must not stand in a log or an error report: the secret of a path, and what was typed.

The secret of a run that has no cookie is a part of its address (see `carriers`), so is the token of
a launch by GET, and addresses are written down in many places.
"""

import logging
import re
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

SECRET = re.compile(r"(/s/|[?&]h=)[\w-]{43}(?![\w-])|([?&]launch_token=)[^&\s\"']+", re.ASCII)


def redact(text: str) -> str:
    """The same text with a dash in place of each secret of a path, handover and launch token."""
    return SECRET.sub(r"\1\2-", text)


class LineFormatter(logging.Formatter):
    """Lines, tracebacks included, without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class ReporterFilter(SafeExceptionReporterFilter):
    """Django's error reports: of no setting a secret that may stand in it, also in DEBUG.

    Outside DEBUG no cookie, no answer and no variable of any frame either.
    """

    # What these names do not tell: a password in an address, a key in the JSON of the portals.
    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|DATABASE_URL|PROXY|PORTALS",
        re.IGNORECASE,
    )

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return dict.fromkeys(request.COOKIES, self.cleansed_substitute)

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        if request is None or not self.is_active(request):
            return super().get_post_parameters(request)
        return dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        if self.is_active(request):
            return []
        return super().get_traceback_frame_variables(request, tb_frame)
