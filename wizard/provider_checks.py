"""Checks of the providers' settings: each names the setting and how to mend it."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils import timezone

from .providers import applications
from .providers.auth import VISIBLE
from .providers.jsonapi import MEDIA_TYPES
from .providers.jwt import SOON, expires_at

LOCAL = {"localhost", "127.0.0.1", "::1"}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
OPENTRANSACT = (
    "OPENTRANSACT_BASE_URL",
    "OPENTRANSACT_API_KEY",
    "OPENTRANSACT_APPLICATIONS",
)
NEW_KEY = "Ask support@opentransact.com for another key and set it."
EXAMPLE = "e1e3a176-dd00-4ac2-8be0-489dcd6c634f=Marketplace"


def _error(number: int, message: str, hint: str) -> CheckMessage:
    return Error(message, hint=hint, id=f"wizard.E{number:03}")


def _warning(number: int, message: str, hint: str) -> CheckMessage:
    return Warning(message, hint=hint, id=f"wizard.W{number:03}")


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
    return [_error(number, f"{setting} must be an https address.", hint)]


@register(Tags.security)
def a_provider_is_configured(**_: Any) -> list[CheckMessage]:
    """Each is off unless its settings are there."""
    if settings.DETECTED_BASE_URL or any(getattr(settings, name) for name in OPENTRANSACT):
        return []
    hint = "Set DETECTED_BASE_URL or OPENTRANSACT_BASE_URL, with what belongs to it."
    return [_warning(1, "No provider is configured.", hint)]


@register(Tags.security)
def detected_is_configured(**_: Any) -> list[CheckMessage]:
    """Off without its base URL; with it, everything that it needs must be there."""
    if not settings.DETECTED_BASE_URL:
        return []
    found = _url("DETECTED_BASE_URL", 1, "https://host/api/v1/public")
    if settings.DETECTED_TOKEN_URL:
        found += _url("DETECTED_TOKEN_URL", 2, "https://host/oauth/token")
    for number, setting in enumerate(("DETECTED_CLIENT_ID", "DETECTED_CLIENT_SECRET"), start=3):
        if not getattr(settings, setting):
            hint = "Detected gives it out with the API access; or unset DETECTED_BASE_URL."
            found.append(_error(number, f"{setting} is not set.", hint))
    return found


@register(Tags.security)
def opentransact_is_configured(**_: Any) -> list[CheckMessage]:
    """Off without any of its settings; with one of them, the others must be there."""
    given = [setting for setting in OPENTRANSACT if getattr(settings, setting)]
    if not given:
        return []
    found = [
        _error(number, f"{setting} is not set.", f"Set it too; or unset {' and '.join(given)}.")
        for number, setting in enumerate(OPENTRANSACT, start=9)
        if setting not in given
    ]
    if settings.OPENTRANSACT_BASE_URL:
        found += _url("OPENTRANSACT_BASE_URL", 9, "https://api.opentransact.com")
        if re.search(r"[?#]|/v1/?$", settings.OPENTRANSACT_BASE_URL):
            hint = "Write it such as https://api.opentransact.com; /v1/profiles is added to it."
            found.append(_error(9, "OPENTRANSACT_BASE_URL must end before /v1.", hint))
    if settings.OPENTRANSACT_API_KEY:
        found += _key()
    if settings.OPENTRANSACT_MEDIA_TYPE not in MEDIA_TYPES:
        message = "OPENTRANSACT_MEDIA_TYPE is not one that OpenTransact speaks."
        found.append(_error(12, message, f"Set it to {' or '.join(MEDIA_TYPES)}, or unset it."))
    return found + _applications()


def _key() -> list[CheckMessage]:
    """The API key is a token that says until when it is good."""
    if not VISIBLE.fullmatch(settings.OPENTRANSACT_API_KEY):
        message = "OPENTRANSACT_API_KEY must be one word."
        return [_error(10, message, "Copy the key once more, without blanks or line breaks.")]
    expires = expires_at(settings.OPENTRANSACT_API_KEY)
    if expires is None:
        message = "OPENTRANSACT_API_KEY does not say when it expires."
        return [_warning(3, message, "Check that the whole key was copied.")]
    now = timezone.now()
    if expires <= now:
        return [_error(13, f"OPENTRANSACT_API_KEY has expired on {expires:%d %B %Y}.", NEW_KEY)]
    if expires - now <= SOON:
        days = (expires - now).days
        left = f"in {days} day{'' if days == 1 else 's'}" if days else "within a day"
        message = f"OPENTRANSACT_API_KEY expires on {expires:%d %B %Y}, {left}."
        return [_warning(2, message, NEW_KEY)]
    return []


def _applications() -> list[CheckMessage]:
    """Every entry is an id and a label, none of them twice."""
    entries = applications()
    wrong = [f"{id_}={label}" for id_, label in entries if not (UUID.fullmatch(id_) and label)]
    if wrong:
        message = f"OPENTRANSACT_APPLICATIONS has an entry that is no <uuid>=Label: {wrong[0]}"
        return [_error(11, message, f"Write it such as {EXAMPLE}, with commas between them.")]
    for what, names in (
        ("application", [id_.lower() for id_, _ in entries]),
        ("label", [label.casefold() for _, label in entries]),
    ):
        if len(set(names)) < len(names):
            message = f"OPENTRANSACT_APPLICATIONS has the same {what} twice."
            return [_error(11, message, "Name each application once, with a label of its own.")]
    return []
