"""The seam between the wizard and a provider: what the wizard asks, in our types."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from wizard.schema.fields import Schema


@dataclass(frozen=True, slots=True)
class Country:
    """Where a type can be created. `search`: None where the provider does not say."""

    code: str  # ISO 3166-1 alpha-2
    name: str
    search: bool | None = None


@dataclass(frozen=True, slots=True)
class ProfileType:
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
        return asdict(self)

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
class Created:
    profile_id: str
    status: str = ""  # the provider's own review status, as it words it


# Called after each remote write: its kind, such as "profile", and the id that it was given.
Record = Callable[[str, str], None]


class Provider(ABC):
    """A remote profile API. Methods raise only `providers.errors`."""

    name: str
    label: str
    refreshes = False  # whether what it asks for may depend on answers

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

    def changed_fields(
        self,
        profile_type: str,
        country: str,
        known: ProfileFields,
        answers: Mapping[str, Any] | None = None,
    ) -> ProfileFields | None:
        """What is asked for now, or None where that is still what is `known`.

        Costs one call. Override it where the provider can be asked conditionally.
        """
        now = self.profile_fields(profile_type, country, answers)
        return None if now.schema.digest == known.schema.digest else now

    @abstractmethod
    def payload(self, profile: NewProfile) -> dict[str, Any]:
        """The body that `create` will send; pure, so that the ledger can keep it beforehand."""

    @abstractmethod
    def create(self, payload: dict[str, Any], record: Record) -> Created:
        """Send a payload, once. Called by `submissions` only.

        Raises ProviderRejected (definitely not created), ProviderUnavailable (proven not sent),
        ProviderMisbehaved (definitely not created) or OutcomeUnknown.
        """

    def close(self) -> None:  # noqa: B027  # a provider may hold none
        """Let go of connections; the provider is not used after this."""
