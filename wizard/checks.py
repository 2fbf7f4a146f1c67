"""Configuration checks: each names the setting and how to mend it."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

DURATIONS = (
    "RUN_IDLE_SECONDS",
    "RUN_MAX_SECONDS",
    "PROVIDER_CONNECT_SECONDS",
    "PROVIDER_READ_SECONDS",
    "PROVIDER_WRITE_SECONDS",
)


def _url(setting: str, number: int) -> list[CheckMessage]:
    url = urlsplit(getattr(settings, setting))
    local = url.hostname in {"localhost", "127.0.0.1", "::1"}
    if url.hostname and (
        url.scheme == "https" or (url.scheme == "http" and (local or settings.DEBUG))
    ):
        return []
    hint = "Write the whole address, such as https://host/api/v1/public."
    return [Error(f"{setting} must be an https address.", hint=hint, id=f"wizard.E{number:03}")]


@register(Tags.security)
def providers_are_configured(**_: Any) -> list[CheckMessage]:
    """A provider is off without its base URL; with it, everything that it needs must be there."""
    if not settings.DETECTED_BASE_URL:
        hint = "Set DETECTED_BASE_URL, DETECTED_CLIENT_ID and DETECTED_CLIENT_SECRET."
        return [Warning("No provider is configured.", hint=hint, id="wizard.W001")]
    found = _url("DETECTED_BASE_URL", 1)
    if settings.DETECTED_TOKEN_URL:
        found += _url("DETECTED_TOKEN_URL", 2)
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
    if settings.PROVIDER_WRITE_SECONDS + settings.PROVIDER_CONNECT_SECONDS > 90:
        found.append(
            Error(
                "PROVIDER_WRITE_SECONDS and PROVIDER_CONNECT_SECONDS must stay below 90 together.",
                hint="A submission is given up after 120 seconds; a call must have ended before.",
                id="wizard.E007",
            )
        )
    return found
