"""Configuration checks: each names the setting and how to mend it. See also `provider_checks`."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import CheckMessage, Error, Tags, register

from .bundles import BUNDLES
from .submissions import LEASE

QUEUES = 8  # seconds to wait for a connection or for the token, four times 2
TOKEN_LENGTH = 16
DURATIONS = (
    "RUN_IDLE_SECONDS",
    "RUN_MAX_SECONDS",
    "PROVIDER_CONNECT_SECONDS",
    "PROVIDER_READ_SECONDS",
    "PROVIDER_WRITE_SECONDS",
)


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
    if settings.RUN_KEEP_SECONDS < 0:
        found.append(Error("RUN_KEEP_SECONDS must be 0 seconds or more.", id="wizard.E015"))
    if settings.RETENTION_DAYS < 1:
        found.append(Error("RETENTION_DAYS must be 1 day or more.", id="wizard.E016"))
    # A write may fetch a token, be refused, renew the token and be sent again; before that and
    # after it, it may be looked for with two reads.
    longest = 6 * settings.PROVIDER_READ_SECONDS + 2 * settings.PROVIDER_WRITE_SECONDS + QUEUES
    if longest >= LEASE.total_seconds():
        found.append(
            Error(
                "PROVIDER_READ_SECONDS and PROVIDER_WRITE_SECONDS are too long together.",
                hint="A submission is given up after 180 seconds; keep six times the first and "
                "twice the second below 172 together.",
                id="wizard.E007",
            )
        )
    return found


@register(Tags.security)
def a_provider_may_be_called(**_: Any) -> list[CheckMessage]:
    if settings.PROVIDER_CONNECTIONS > 0:
        return []
    return [Error("PROVIDER_CONNECTIONS must be 1 or more.", id="wizard.E014")]


@register(Tags.security)
def metrics_are_for_one_reader(**_: Any) -> list[CheckMessage]:
    if not settings.METRICS_TOKEN or len(settings.METRICS_TOKEN) >= TOKEN_LENGTH:
        return []
    hint = 'Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
    text = f"METRICS_TOKEN must have {TOKEN_LENGTH} characters or more."
    return [Error(text, hint=hint, id="wizard.E024")]


@register(Tags.staticfiles, deploy=True)
def static_files_are_collected(**_: Any) -> list[CheckMessage]:
    collected = getattr(staticfiles_storage, "hashed_files", BUNDLES)
    if settings.DEBUG or collected.keys() >= BUNDLES.keys():
        return []
    hint = "Run: python manage.py collectstatic"
    text = "STATIC_ROOT does not have the static files of this version."
    return [Error(text, hint=hint, id="wizard.E025")]


@register(Tags.security)
def proxy_is_an_address(**_: Any) -> list[CheckMessage]:
    if not settings.PROVIDER_PROXY:
        return []
    parts = urlsplit(settings.PROVIDER_PROXY) if "[" not in settings.PROVIDER_PROXY else None
    if parts and parts.hostname and parts.scheme in {"http", "https"}:
        return []
    hint = "Write the whole address, such as http://proxy.example.com:3128, or unset it."
    return [Error("PROVIDER_PROXY must be an http address.", hint=hint, id="wizard.E008")]
