"""Clubs: a provider that is as small as one can be, written by the README's "Add a provider".

GET  /form      a JSON Schema of what a club is asked for
POST /clubs     {"fields": {...}, "reference"} -> 201 {"id"}; 422 {"field": "message"}
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error

from wizard.providers import timeouts
from wizard.providers.base import (
    NewProfile,
    ProfileFields,
    ProfileType,
    Provider,
    SearchResults,
    Written,
)
from wizard.providers.client import Client, Timeouts
from wizard.providers.errors import OutcomeUnknown, ProviderMisbehaved, ProviderRejected
from wizard.schema.dialects import read_schema


class Clubs(Provider):
    """A register of clubs, without a search and without countries."""

    name = "clubs"
    label = "Register of clubs"

    def __init__(self, base_url: str, timeouts: Timeouts) -> None:
        self.client = Client(base_url, timeouts=timeouts)

    def profile_types(self) -> list[ProfileType]:
        return [ProfileType("club", "Club", "", ())]

    def search_fields(self, *_: str) -> None:
        return None

    def search(self, *_: object) -> SearchResults:
        raise NotImplementedError("no type has search fields")

    def profile_fields(self, *_: object) -> ProfileFields:
        reply = self.client.get("/form")
        if not reply.ok:
            raise ProviderMisbehaved(f"answered {reply.status}", status=reply.status)
        return ProfileFields(read_schema(reply.json()))

    def payload(self, profile: NewProfile) -> dict[str, Any]:
        return {"fields": profile.fields or {}, "reference": profile.reference}

    def write(self, payload: Mapping[str, Any], *_: object) -> Written:
        reply = self.client.post("/clubs", payload, write=True)
        if reply.status == 422:
            raise ProviderRejected({key: [text] for key, text in reply.json().items()}, status=422)
        try:
            return Written(str(reply.json()["id"]))
        except (ProviderMisbehaved, KeyError, TypeError) as error:
            raise OutcomeUnknown(type(error).__name__, status=reply.status) from None


def from_settings() -> Provider | None:
    url = getattr(settings, "CLUBS_BASE_URL", "")
    return Clubs(url, timeouts()) if url else None


def check() -> list[CheckMessage]:
    """What a function in `provider_checks` says of its setting."""
    url = getattr(settings, "CLUBS_BASE_URL", "")
    if not url or urlsplit(url).scheme == "https":
        return []
    hint = "Write the whole address, such as https://clubs.example/v1."
    return [Error("CLUBS_BASE_URL must be an https address.", hint=hint, id="wizard.E099")]
