"""The seam between the wizard and a provider: what the wizard asks, in our types."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from wizard.schema.fields import Schema

from .profiles import Profile, ProfilePage, Similar


@dataclass(frozen=True, slots=True)
class Country:
    """Where a type can be created. `search`: None where the provider does not say."""

    code: str  # ISO 3166-1 alpha-2
    name: str
    search: bool | None = None


@dataclass(frozen=True, slots=True)
class ProfileType:
    """What can be created. Without countries: the provider does not ask where."""

    code: str
    label: str
    description: str
    countries: tuple[Country, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """One row of a register search. `details` are (label, value) pairs to tell rows apart."""

    lookup_id: str
    response_id: str
    title: str
    details: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        details = [list(pair) for pair in self.details]
        return {
            "lookup_id": self.lookup_id,
            "response_id": self.response_id,
            "title": self.title,
            "details": details,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        details = tuple((label, value) for label, value in data["details"])
        return cls(data["lookup_id"], data["response_id"], data["title"], details)


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The rows of one search; `total` counts also those that were not sent."""

    response_id: str
    rows: tuple[Match, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ProfileFields:
    """What a creation by hand asks for. `tag`: the provider's own mark of this version, if any."""

    schema: Schema
    tag: str = ""

    def unless(self, known: Self) -> Self | None:
        """None where what is `known` asks the same."""
        return None if self.schema.digest == known.schema.digest else self


@dataclass(frozen=True, slots=True)
class NewProfile:
    """What is to be created: from a match, or from `fields` (the nested details payload).

    `reference` is ours (the submission's id), sent along where the provider can keep it.
    """

    type: str
    country: str
    reference: str
    match: Match | None = None
    fields: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """One remote write that a payload takes. `kind`: its name in the ledger."""

    kind: str
    label: str  # of what it makes, such as "Address"


@dataclass(frozen=True, slots=True)
class Written:
    """What a write has made. `status`: the provider's own review status, as it words it."""

    remote_id: str
    status: str = ""


class Provider(ABC):
    """A remote profile API. Methods raise only `providers.errors`."""

    name: str
    label: str
    # Capabilities. What is False is never asked for.
    refreshes = False  # what it asks for may depend on answers
    recovers = False  # a write whose answer was lost can be looked for
    keeps_keys = timedelta(0)  # for so long, a write that is sent again with its key is made once
    compares = False  # finds profiles that look like a new one
    lists = False  # lists and shows the profiles that exist
    changes = False  # and changes them

    def authenticate(self) -> None:  # noqa: B027  # some have no token
        """Get a token if there is none that is good, and nothing else."""

    @abstractmethod
    def profile_types(self) -> list[ProfileType]:
        """The types that can be created and where; cached."""

    @abstractmethod
    def search_fields(self, profile_type: str, country: str) -> Schema | None:
        """What a search asks for, or None where the pair has no search."""

    @abstractmethod
    def search(self, profile_type: str, country: str, fields: dict[str, Any]) -> SearchResults:
        """Matches for the nested search payload. May be billed; never repeated by itself."""

    @abstractmethod
    def profile_fields(
        self, profile_type: str, country: str, answers: Mapping[str, Any] | None = None
    ) -> ProfileFields:
        """What a creation by hand asks for.

        `answers`: the nested payload as far as it is known; given only where the provider
        `refreshes`.
        """

    def fetch_ahead(self, profile_type: str, country: Country) -> None:  # noqa: B027
        """The pair is about to be chosen: get what the next step asks for, without waiting for it.

        For providers that keep what they have answered. What fails is silent.
        """

    def changed_fields(
        self,
        profile_type: str,
        country: str,
        known: ProfileFields,
        answers: Mapping[str, Any] | None = None,
        *,
        anew: bool = False,  # noqa: ARG002  # it is always asked here
    ) -> ProfileFields | None:
        """What is asked for now, or None where that is still what is `known`.

        Costs one call. Override it where the provider can be asked conditionally, or where it may
        be known without a call; not with `anew`, as something was refused since.
        """
        return self.profile_fields(profile_type, country, answers).unless(known)

    def judge(self, profile_type: str, country: str, fields: Mapping[str, Any]) -> None:  # noqa: B027
        """Raises ProviderRejected for a details payload with what no schema can forbid; pure."""

    # -- writing ------------------------------------------------------------------------------

    @property
    def tells(self) -> bool:
        """Whether it can be found out what became of a write whose answer was lost."""
        return self.recovers or bool(self.keeps_keys)

    @abstractmethod
    def payload(self, profile: NewProfile) -> dict[str, Any]:
        """What the writes of a creation are made from; pure: the ledger keeps it beforehand."""

    def writes(self, payload: Mapping[str, Any]) -> tuple[Write, ...]:  # noqa: ARG002
        """The remote writes that a payload takes, in order; pure.

        The first one makes (or changes) the profile, and its remote id is the profile's. Those
        after it are not made unless all before them are done.
        """
        return (Write("profile", "Profile"),)

    @abstractmethod
    def write(
        self, payload: Mapping[str, Any], kind: str, done: Mapping[str, str], key: str
    ) -> Written:
        """Make one write, once. Called by `submissions` only.

        `done`: the remote ids of the writes before it, by kind. `key`: an idempotency key, the same
        whenever this write is tried. Raises ProviderRejected (definitely not made),
        ProviderUnavailable (proven not sent), ProviderMisbehaved (definitely not made) or
        OutcomeUnknown.
        """

    def recover(
        self, payload: Mapping[str, Any], kind: str, done: Mapping[str, str], key: str
    ) -> Written | None:
        """What a write has made whose answer was lost; None where it is not found.

        For providers that can look for it (`recovers`). Raises ProviderError where it cannot be
        told now, ProviderRejected where it must not be sent again.
        """
        raise NotImplementedError

    # -- profiles that exist --------------------------------------------------------------------

    def similar(self, profile_type: str, fields: Mapping[str, Any]) -> Similar:
        """Profiles whose name is that of a details payload, but for spelling. (`compares`)"""
        raise NotImplementedError

    def list_filters(self) -> Schema:
        """What a list can be narrowed by; pure. (`lists`)"""
        return Schema(())

    def list_profiles(self, filters: Mapping[str, Any], page: int = 1) -> ProfilePage:
        """One page of the profiles that fit; `filters`: the payload of `list_filters`. (`lists`)

        Raises ProviderRejected for filters that it does not take.
        """
        raise NotImplementedError

    def show_profile(self, profile_id: str) -> Profile | None:
        """A profile as it is now, or None where there is none of that id. (`lists`)"""
        raise NotImplementedError

    def profile_version(self, profile_id: str) -> str | None:
        """The `version` of a profile as it is now, or None where there is none. (`changes`)

        Asked right before a change is sent. Override it where that takes fewer calls.
        """
        profile = self.show_profile(profile_id)
        return profile.version if profile else None

    def read_profile(self, source: Mapping[str, Any]) -> Profile:
        """The profile of which `source` is the provider's JSON; pure. (`lists`)"""
        raise NotImplementedError

    def change_fields(self, profile: Profile) -> Schema:
        """The form that changes a profile, filled with its answers; pure. (`changes`)"""
        raise NotImplementedError

    def change_payload(
        self, profile: Profile, fields: Mapping[str, Any], reference: str
    ) -> dict[str, Any]:
        """What the writes of a change are made from; pure. (`changes`)

        `profile`: as it was when the operator last saw it. `fields`: the payload of its form.
        """
        raise NotImplementedError

    def close(self) -> None:  # noqa: B027  # a provider may hold none
        """Let go of connections; the provider is not used after this."""
