"""The providers that are configured; one is off unless its settings are there."""

import logging
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils import timezone

from .base import Provider
from .bulkhead import threads_held
from .client import Timeouts
from .detected import Detected
from .jwt import SOON, expires_at
from .opentransact import OpenTransact

logger = logging.getLogger(__name__)


def applications() -> list[tuple[str, str]]:
    """Ids and labels of OpenTransact's applications as configured; see `provider_checks`."""
    split = (entry.partition("=") for entry in settings.OPENTRANSACT_APPLICATIONS)
    return [(id_.strip(), label.strip()) for id_, _, label in split]


def timeouts() -> Timeouts:
    return Timeouts(
        settings.PROVIDER_CONNECT_SECONDS,
        settings.PROVIDER_READ_SECONDS,
        settings.PROVIDER_WRITE_SECONDS,
    )


def _detected() -> Provider | None:
    if not settings.DETECTED_BASE_URL:
        return None
    return Detected(
        settings.DETECTED_BASE_URL,
        client_id=settings.DETECTED_CLIENT_ID,
        client_secret=settings.DETECTED_CLIENT_SECRET,
        token_url=settings.DETECTED_TOKEN_URL,
        audience=settings.DETECTED_AUDIENCE,
        scope=settings.DETECTED_SCOPE,
        token_json=settings.DETECTED_TOKEN_JSON,
        timeouts=timeouts(),
        proxy=settings.PROVIDER_PROXY,
        connections=settings.PROVIDER_CONNECTIONS,
        fields_seconds=settings.PROVIDER_FIELDS_SECONDS,
        shared=bool(settings.REDIS_URL),
    )


def _opentransact() -> Provider | None:
    if not settings.OPENTRANSACT_BASE_URL:
        return None
    expires = expires_at(settings.OPENTRANSACT_API_KEY)
    if expires and expires - timezone.now() <= SOON:
        logger.warning("OPENTRANSACT_API_KEY expires on %s", expires.date())
    return OpenTransact(
        settings.OPENTRANSACT_BASE_URL,
        api_key=settings.OPENTRANSACT_API_KEY,
        applications=dict(applications()),
        media_type=settings.OPENTRANSACT_MEDIA_TYPE,
        timeouts=timeouts(),
        proxy=settings.PROVIDER_PROXY,
        connections=settings.PROVIDER_CONNECTIONS,
        shared=bool(settings.REDIS_URL),
    )


# Each makes its provider from the settings; None where it is off.
BUILDERS: dict[str, Callable[[], Provider | None]] = {
    "detected": _detected,
    "opentransact": _opentransact,
}


@cache
def configured() -> dict[str, Provider]:
    """The providers by name, made once a process."""
    made = {name: build() for name, build in BUILDERS.items()}
    return {name: provider for name, provider in made.items() if provider}


def get(name: str) -> Provider:
    """The provider of that name. Raises KeyError where it is not configured."""
    return configured()[name]


def label(name: str) -> str:
    """What the provider of that name is called; the name, where it is not configured any more."""
    provider = configured().get(name)
    return provider.label if provider else name


def most_threads() -> int:
    """The most threads of a process that are busy when none of the providers answers."""
    return len(configured()) * threads_held(settings.PROVIDER_CONNECTIONS)
