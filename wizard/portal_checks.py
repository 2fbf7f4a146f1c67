"""Checks of what launches and their results need: each names the setting and how to mend it."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.http.request import validate_host

from . import portals, result_tokens


@register(Tags.security)
def portals_are_configured(**_: Any) -> list[CheckMessage]:
    setting = "PORTALS_FILE" if settings.PORTALS_FILE else "PORTALS"
    found: list[CheckMessage] = [
        Error(f"{setting}: {wrong.message}", hint=wrong.hint, id="wizard.E020")
        for wrong in portals.problems()
    ]
    if not found and not portals.configured() and not settings.DEBUG:
        hint = "Set PORTALS or PORTALS_FILE: nobody can open the wizard otherwise."
        found.append(Warning("No portal is configured.", hint=hint, id="wizard.W004"))
    return found


@register(Tags.security)
def the_wizard_has_an_address(**_: Any) -> list[CheckMessage]:
    """Launch tokens are made out to it, so it must be as portals know it."""
    address, hint = settings.PUBLIC_BASE_URL, "Set it such as https://wizard.example.com."
    if not address:
        missing = Error("PUBLIC_BASE_URL is not set.", hint=hint, id="wizard.E021")
        return [missing] if settings.PORTALS.strip() or result_tokens.configured() else []
    if not portals.is_origin(address, debug=settings.DEBUG):
        message = "PUBLIC_BASE_URL must be an https address without a path."
        return [Error(message, hint=f"{hint} Lower case, no :443.", id="wizard.E021")]
    host = urlsplit(address).hostname or ""
    if not validate_host(host, settings.ALLOWED_HOSTS):
        message = "ALLOWED_HOSTS lacks the host of PUBLIC_BASE_URL."
        return [Error(message, hint=f"Add {host} to it.", id="wizard.E022")]
    return []


@register(Tags.security)
def results_can_be_signed(**_: Any) -> list[CheckMessage]:
    hint = "Use an Ed25519 or P-256 key; make one with: openssl genpkey -algorithm ed25519"
    found: list[CheckMessage] = [
        Error(f"RESULT_SIGNING_KEYS: {wrong}", hint=hint, id="wizard.E023")
        for wrong in result_tokens.problems()
    ]
    if portals.configured() and not settings.RESULT_SIGNING_KEYS and not settings.DEBUG:
        message = "RESULT_SIGNING_KEYS is not set: portals get no proof of what was created."
        found.append(Warning(message, hint=hint, id="wizard.W005"))
    return found
