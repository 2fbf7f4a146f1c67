"""A provider in memory whose calls fail when a test says so."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.wizard.fake_profiles import FILTERS, listed, made_up
from wizard.providers.base import (
    Country,
    Match,
    NewProfile,
    ProfileFields,
    ProfileType,
    Provider,
    SearchResults,
    Written,
)
from wizard.providers.profiles import Profile, ProfilePage
from wizard.schema.fields import FieldSpec, Schema

NAME = FieldSpec("name", "Name", required=True, max_length=40)
NUMBER = FieldSpec("number", "Company number", pattern="[0-9]{4}")
SIREN = FieldSpec("number", "SIREN", pattern="[0-9]{9}")
TAX = FieldSpec("tax", "Tax code")
EMAIL = FieldSpec("email", "Email address", kind="email")
TYPES = [
    ProfileType(
        "company",
        "Company",
        "",
        (
            Country("GB", "United Kingdom", search=True),
            Country("FR", "France", search=True),
            Country("JP", "Japan", search=False),
            Country("IE", "Ireland", search=None),
        ),
    ),
    ProfileType("trust", "Trust", "", (Country("GB", "United Kingdom", search=False),)),
]
ROW = Match("lookup-1", "response-1", "Acme Ltd", (("City", "London"),))


class FakeProvider(Provider):
    """Answers from the lists above. `faults`: method name -> what it raises, or does first.

    `details`: what the details form asks with the answers so far, where a test needs other fields.
    """

    name = label = "fake"
    lists = True

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.faults: dict[str, BaseException | Callable[[], Any]] = {}
        self.payloads: list[dict[str, Any]] = []
        self.rows: tuple[Match, ...] = (ROW,)
        self.profiles: list[Profile] = made_up()
        self.filters: list[dict[str, Any]] = []  # with which lists were asked for
        self.details: Callable[[Mapping[str, Any]], tuple[FieldSpec, ...]] | None = None

    def _called(self, method: str) -> None:
        self.calls.append(method)
        fault = self.faults.get(method)
        if isinstance(fault, BaseException):
            raise fault
        if fault:
            fault()

    def profile_types(self) -> list[ProfileType]:
        self._called("profile_types")
        return TYPES

    def search_fields(self, profile_type: str, country: str) -> Schema | None:
        self._called("search_fields")
        number = {"GB": NUMBER, "FR": SIREN}.get(country)
        return Schema((NAME, number)) if number and profile_type == "company" else None

    def search(self, *_: object) -> SearchResults:
        self._called("search")
        return SearchResults(f"response-{self.calls.count('search')}", self.rows, len(self.rows))

    def profile_fields(
        self, _: str, country: str, answers: Mapping[str, Any] | None = None
    ) -> ProfileFields:
        self._called("profile_fields")
        if self.details:
            return ProfileFields(Schema(self.details(answers or {})))
        number = {"GB": NUMBER, "FR": SIREN}.get(country, TAX)
        return ProfileFields(Schema((NAME, number, EMAIL)))

    def payload(self, profile: NewProfile) -> dict[str, Any]:
        match = profile.match.lookup_id if profile.match else None
        return {"reference": profile.reference, "match": match, "fields": profile.fields}

    def write(
        self,
        payload: Mapping[str, Any],
        kind: str,  # noqa: ARG002
        done: Mapping[str, str],  # noqa: ARG002
        key: str,  # noqa: ARG002
    ) -> Written:
        self.payloads.append(dict(payload))
        self._called("create")
        number = len(self.payloads)
        return Written(f"profile-{number}-{payload['reference']}", "processed")

    def list_filters(self) -> Schema:
        return FILTERS

    def list_profiles(self, filters: Mapping[str, Any], page: int = 1) -> ProfilePage:
        self.filters.append(dict(filters))
        self._called("list_profiles")
        return listed(self.profiles, filters, page)

    def show_profile(self, profile_id: str) -> Profile | None:
        self._called("show_profile")
        return next((each for each in self.profiles if each.id == profile_id), None)
