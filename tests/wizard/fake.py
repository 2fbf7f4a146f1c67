"""A provider in memory whose calls fail when a test says so."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from tests.wizard.fake_profiles import FILTERS, editable, listed, made_up
from wizard.providers.base import (
    Country,
    Match,
    NewProfile,
    ProfileFields,
    ProfileType,
    Provider,
    SearchResults,
    Write,
    Written,
)
from wizard.providers.profiles import Profile, ProfilePage, Similar
from wizard.schema.fields import FieldSpec, Schema
from wizard.submissions import Intent

NAME = FieldSpec("name", "Name", required=True, max_length=40)
NUMBER = FieldSpec("number", "Company number", pattern="[0-9]{4}")
SIREN = FieldSpec("number", "SIREN", pattern="[0-9]{9}")
TAX = FieldSpec("tax", "Tax code")
EMAIL = FieldSpec("email", "Email address", kind="email")
TAGS = FieldSpec(
    "tags", "Tags", kind="list", fields=(FieldSpec("key", "Key"), FieldSpec("value", "Value"))
)
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
PERSON = ProfileType("person", "Person", "", ())  # is not asked where
ROW = Match("lookup-1", "response-1", "Acme Ltd", (("City", "London"),))


def intent(provider: Provider, profile: NewProfile) -> Intent:
    """The creation of that profile, as the wizard submits it."""
    return Intent(
        payload=lambda reference: provider.payload(replace(profile, reference=reference)),
        schema=Schema((NAME,)),
        type_label="Company",
        country_name="Japan",
    )


class FakeProvider(Provider):
    """Answers from the lists above. `faults`: method name -> what it raises, or does first.

    A write is called `create`, those after the first one by their kind.

    `types`: what it lists, where a test needs others, such as PERSON.

    `details`: what the details form asks with the answers so far, where a test needs other fields.
    """

    lists = changes = True

    def __init__(self, name: str = "fake", label: str = "fake") -> None:
        self.name, self.label = name, label
        self.types = TYPES
        self.calls: list[str] = []
        self.faults: dict[str, BaseException | Callable[[], Any]] = {}
        self.payloads: list[dict[str, Any]] = []
        self.alike = Similar((), 0)
        self.parts: tuple[str, ...] = ()  # kinds of the writes after the profile's
        self.sent: list[tuple[str, str, dict[str, str]]] = []  # (kind, key, done) of each write
        self.remote: dict[str, str] = {}  # key -> id of what a write has made
        self.rows: tuple[Match, ...] = (ROW,)
        self.profiles: list[Profile] = made_up()
        self.filters: list[dict[str, Any]] = []  # with which lists were asked for
        self.details: Callable[[Mapping[str, Any]], tuple[FieldSpec, ...]] | None = None

    def tell(self, able: bool = True) -> None:
        """What was made can be looked for, and is not made twice with one key. Or neither."""
        self.recovers, self.keeps_keys = able, timedelta(hours=able)

    def _called(self, method: str) -> None:
        self.calls.append(method)
        fault = self.faults.get(method)
        if isinstance(fault, BaseException):
            raise fault
        if fault:
            fault()

    def profile_types(self) -> list[ProfileType]:
        self._called("profile_types")
        return self.types

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

    def judge(self, *_: object) -> None:
        if fault := self.faults.get("judge"):  # no call: it costs nothing
            raise cast(BaseException, fault)

    def similar(self, *_: object) -> Similar:
        self._called("similar")
        return self.alike

    def writes(self, payload: Mapping[str, Any]) -> tuple[Write, ...]:  # noqa: ARG002
        """One for the profile, one more for each of `parts`."""
        return (Write("profile", "Profile"), *(Write(kind, kind.title()) for kind in self.parts))

    def write(
        self, payload: Mapping[str, Any], kind: str, done: Mapping[str, str], key: str
    ) -> Written:
        self.sent.append((kind, key, dict(done)))
        if kind == "profile":
            self.payloads.append(dict(payload))
        self._called("create" if kind == "profile" else kind)
        made = f"{kind}-{len(self.payloads)}-{payload['reference']}"
        self.remote[key] = made
        return Written(made, "processed")

    def recover(
        self,
        payload: Mapping[str, Any],  # noqa: ARG002
        kind: str,  # noqa: ARG002
        done: Mapping[str, str],  # noqa: ARG002
        key: str,
    ) -> Written | None:
        self._called("recover")
        made = self.remote.get(key)
        return Written(made, "processed") if made else None

    def list_filters(self) -> Schema:
        return FILTERS

    def list_profiles(self, filters: Mapping[str, Any], page: int = 1) -> ProfilePage:
        self.filters.append(dict(filters))
        self._called("list_profiles")
        return listed(self.profiles, filters, page)

    def show_profile(self, profile_id: str) -> Profile | None:
        self._called("show_profile")
        return next((each for each in self.profiles if each.id == profile_id), None)

    def read_profile(self, source: Mapping[str, Any]) -> Profile:
        return editable(source["id"], source["version"], **source["answers"])

    def change_fields(self, profile: Profile) -> Schema:  # noqa: ARG002
        return Schema((NAME, EMAIL, TAGS))

    def change_payload(
        self, profile: Profile, fields: Mapping[str, Any], reference: str
    ) -> dict[str, Any]:
        return {"reference": reference, "id": profile.id, "fields": fields}
