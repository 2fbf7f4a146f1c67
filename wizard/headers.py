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
    value: str = request.META.setdefault("csp_nonce", secrets.token_urlsafe(16))
    return value


def frame(request: HttpRequest, response: HttpResponse, run: Run | None) -> None:
    """Only the portal that launched the run may show the answer in a frame; without one, nobody."""
    ancestors = run.origin if run else "'none'"
    scripts = f"'nonce-{nonce(request)}'"
    response["Content-Security-Policy"] = content_policy(scripts, ancestors)
    if run:
        # frame-ancestors decides; the older header knows no list and would forbid all.
        response.xframe_options_exempt = True
    if run and run.cross_origin_isolated:
        # A page with COEP: require-corp shows only frames that have both.
        response["Cross-Origin-Embedder-Policy"] = "require-corp"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"


class HeadersMiddleware:
    """The strictest policy, unless the answer has another by now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Content-Security-Policy" not in response:
            frame(request, response, None)
        response["Permissions-Policy"] = PERMISSIONS
        return response
