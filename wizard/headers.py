"""What every answer tells the browser: which files count, who may frame it, what is off."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .models import Run

# Without "bluetooth": Chromium complains of it wherever it is built without that.
FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "clipboard-write",
    "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation",
    "gyroscope", "hid", "identity-credentials-get", "idle-detection",
    "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment",
    "picture-in-picture", "publickey-credentials-create", "publickey-credentials-get",
    "screen-wake-lock", "serial", "storage-access", "usb", "window-management",
    "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS = ", ".join(f"{feature}=()" for feature in FEATURES)


def content_policy(scripts: str, ancestors: str = "'none'") -> str:
    """Only our own files, and nothing inline.

    `scripts`: a source such as 'self' or 'nonce-…', with its quotes. `ancestors`: who may show the
    page in a frame.
    """
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"object-src 'none'; frame-ancestors {ancestors}"
    )


def nonce(request: HttpRequest) -> str:
    """The mark of the scripts that this answer may run; another one for every request."""
    if not hasattr(request, "csp_nonce"):
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
    return str(request.csp_nonce)  # type: ignore[attr-defined]


def frame(
    request: HttpRequest, response: HttpResponse, *origins: str, isolated: bool = False
) -> None:
    """Only pages of these origins may show the answer in a frame; without any, nobody.

    `isolated`: they are cross-origin isolated.
    """
    scripts = f"'nonce-{nonce(request)}'"
    response["Content-Security-Policy"] = content_policy(scripts, " ".join(origins) or "'none'")
    if origins:
        # frame-ancestors decides; the older header knows no list and would forbid all.
        response.xframe_options_exempt = True
    if isolated:
        # A page with COEP: require-corp shows only frames that have both, redirects included.
        response["Cross-Origin-Embedder-Policy"] = "require-corp"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"


def frame_run(request: HttpRequest, response: HttpResponse, run: Run | None) -> None:
    """Only the page that the run was launched for may show the answer; without a run, nobody."""
    if run:
        frame(request, response, run.origin, isolated=run.cross_origin_isolated)
    else:
        frame(request, response)


class HeadersMiddleware:
    """The strictest policy, unless the answer has another by now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Content-Security-Policy" not in response:
            frame(request, response)
        response["Permissions-Policy"] = PERMISSIONS
        return response
