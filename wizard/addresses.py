"""Addresses of runs, wherever the wizard is served below."""

import re

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
RUN_PATH = re.compile(f"^/w/({UUID})/([^/]*)")


def here(request: HttpRequest) -> str:
    """The address of this request, from the root on, to be requested again.

    Other than `request.path` it has the secret of a run without a cookie; see `carriers`.
    """
    return get_script_prefix()[:-1] + request.get_full_path_info()


def start(request: HttpRequest) -> str:
    """Where the run of the request goes on; blank without one."""
    run = getattr(request, "run", None)
    return reverse("start", args=[run.pk]) if run else ""
