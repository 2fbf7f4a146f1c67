"""Configuration checks: each names the setting and how to mend it."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from .submissions import LEASE

LOCAL = {"localhost", "127.0.0.1", "::1"}
QUEUES = 8  # seconds to wait for a connection or for the token, four times 2
DURATIONS = (
    "RUN_IDLE_SECONDS",
    "RUN_MAX_SECONDS",
    "PROVIDER_CONNECT_SECONDS",
    "PROVIDER_READ_SECONDS",
    "PROVIDER_WRITE_SECONDS",
)


def _url(setting: str, number: int, example: str) -> list[CheckMessage]:
    """An address over https; plain http only to this machine, or on a development machine."""
    try:
        url = urlsplit(getattr(settings, setting))
        plain = url.scheme == "http" and (url.hostname in LOCAL or settings.DEBUG)
        if url.hostname and (url.scheme == "https" or plain):
            return []
    except ValueError:
        pass  # no address at all: the same message
    hint = f"Write the whole address, such as {example}."
    return [Error(f"{setting} must be an https address.", hint=hint, id=f"wizard.E{number:03}")]


@register(Tags.security)
def providers_are_configured(**_: Any) -> list[CheckMessage]:
    """A provider is off without its base URL; with it, everything that it needs must be there."""
    if not settings.DETECTED_BASE_URL:
        hint = "Set DETECTED_BASE_URL, DETECTED_CLIENT_ID and DETECTED_CLIENT_SECRET."
        return [Warning("No provider is configured.", hint=hint, id="wizard.W001")]
    found = _url("DETECTED_BASE_URL", 1, "https://host/api/v1/public")
    if settings.DETECTED_TOKEN_URL:
        found += _url("DETECTED_TOKEN_URL", 2, "https://host/oauth/token")
    for number, setting in enumerate(("DETECTED_CLIENT_ID", "DETECTED_CLIENT_SECRET"), start=3):
        if not getattr(settings, setting):
            found.append(
                Error(
                    f"{setting} is not set.",
                    hint="Detected gives it out with the API access; or unset DETECTED_BASE_URL.",
                    id=f"wizard.E{number:03}",
                )
            )
    return found


@register(Tags.security)
def cookies_are_secure(**_: Any) -> list[CheckMessage]:
    if settings.SECURE_COOKIES or settings.DEBUG:
        return []
    return [
        Error(
            "SECURE_COOKIES is off outside DEBUG.",
            hint="Serve the wizard over https and leave SECURE_COOKIES unset.",
            id="wizard.E005",
        )
    ]


@register(Tags.security)
def durations_make_sense(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = [
        Error(f"{setting} must be more than 0 seconds.", id="wizard.E006")
        for setting in DURATIONS
        if getattr(settings, setting) <= 0
    ]
    # A creation may fetch a token, be refused, renew the token and be sent again.
    longest = 2 * (settings.PROVIDER_READ_SECONDS + settings.PROVIDER_WRITE_SECONDS) + QUEUES
    if longest >= LEASE.total_seconds():
        found.append(
            Error(
                "PROVIDER_READ_SECONDS and PROVIDER_WRITE_SECONDS are too long together.",
                hint="A submission is given up after 120 seconds; keep their sum below 55.",
                id="wizard.E007",
            )
        )
    return found


@register(Tags.security)
def proxy_is_an_address(**_: Any) -> list[CheckMessage]:
    if not settings.PROVIDER_PROXY:
        return []
    parts = urlsplit(settings.PROVIDER_PROXY) if "[" not in settings.PROVIDER_PROXY else None
    if parts and parts.hostname and parts.scheme in {"http", "https"}:
        return []
    hint = "Write the whole address, such as http://proxy.example.com:3128, or unset it."
    return [Error("PROVIDER_PROXY must be an http address.", hint=hint, id="wizard.E008")]
