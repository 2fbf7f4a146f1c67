"""A launch narrows what its run may do: at which providers, which types, in which countries."""

import re
import time
from typing import Any

import pytest
from django.test import Client

from tests.wizard import signing
from tests.wizard import test_launch as a
from tests.wizard.fake import PERSON, TYPES, FakeProvider
from tests.wizard.walker import Walker
from wizard import limits
from wizard.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]

Several = dict[str, FakeProvider]


def limited(**narrow: list[str]) -> Walker:
    return a.walk(limits=narrow)


def options(walker: Walker) -> list[str]:
    return [text for text in walker.page.all("option.") if text]


# -- providers ------------------------------------------------------------------------------------


def test_one_provider_is_not_asked_for(several: Several) -> None:
    walker = limited(providers=["other"])

    assert (walker.step, walker.run.provider) == ("type", "other")
    assert walker.get("provider").step == "type"


def test_of_several_those_are_offered_and_no_others(several: Several) -> None:
    several["third"] = FakeProvider("third", "Third")

    walker = limited(providers=["first", "third", "switched-off"])

    assert walker.step == "provider"
    assert [label for label in walker.page.all("label.") if label] == ["First", "Third"]


def test_a_provider_that_is_not_offered_cannot_be_posted(several: Several) -> None:
    several["third"] = FakeProvider("third", "Third")
    walker = limited(providers=["first", "third"])

    walker.post("provider", whole={"provider": "other"})

    assert (walker.status, walker.errors) == (422, ["Error: Select a provider"])
    assert Run.objects.get().provider == ""
    assert walker.get("profiles").step == "provider"
    assert several["other"].calls == []


# -- types and countries --------------------------------------------------------------------------


def test_types_that_are_not_allowed_are_not_offered() -> None:
    walker = limited(types=["trust"])

    assert [label for label in walker.page.all("label.") if label] == ["Trust", "Country"]


def test_countries_that_are_not_allowed_are_not_offered() -> None:
    walker = limited(countries=["FR", "JP"])

    assert options(walker) == ["France", "Japan"]
    assert "Trust" not in walker.page.all("label.")


@pytest.mark.parametrize(
    ("narrow", "posted"),
    [
        ({"types": ["trust"]}, {"type": "company", "country": "GB"}),
        ({"countries": ["FR"]}, {"type": "company", "country": "GB"}),
        ({"countries": ["FR"]}, {"type": "trust", "country": "GB"}),
    ],
)
def test_what_is_not_offered_cannot_be_posted(
    fake: FakeProvider, narrow: dict[str, list[str]], posted: dict[str, str]
) -> None:
    walker = limited(**narrow).post("type", posted)

    assert (walker.status, walker.step) == (422, "type")
    assert {"search_fields", "profile_fields"}.isdisjoint(fake.calls)
    assert walker.get("details").step == "type"


def test_a_type_without_countries_is_not_narrowed_by_them(fake: FakeProvider) -> None:
    fake.types = [*TYPES, PERSON]

    narrowed = limits.types({"countries": ["IE"]}, fake.types)

    assert [(kind.code, len(kind.countries)) for kind in narrowed] == [
        ("company", 1),
        ("person", 0),
    ]


def test_limits_that_leave_nothing_to_create_say_so() -> None:
    walker = limited(types=["ship"])

    assert (walker.status, walker.h1) == (403, "There is nothing you can create here")
    (proof,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', walker.html))
    posted = {"type-type": "trust", "type-country": "GB", "csrfmiddlewaretoken": proof}
    answer = walker.client.post(f"{walker.base}type/", posted)
    assert answer.status_code == 403
    assert "There is nothing you can create here" in answer.content.decode()


def test_a_whole_way_within_the_limits(fake: FakeProvider) -> None:
    walker = a.to_check(limited(providers=["fake"], types=["company"], countries=["JP"]))

    assert walker.post("check").h1 == "Profile created"


# -- profiles that exist --------------------------------------------------------------------------


def test_profiles_of_a_type_that_is_not_allowed_are_shown_and_not_changed(
    fake: FakeProvider,
) -> None:
    profile = fake.profiles[0]
    open_, narrow = a.walk(), limited(types=[f"not-{profile.type}"])

    assert "Change this profile" in open_.get(f"profiles/{profile.id}").page.links
    assert "Change this profile" not in narrow.get(f"profiles/{profile.id}").page.links
    assert open_.get(f"profiles/{profile.id}/details").status == 200
    assert narrow.get(f"profiles/{profile.id}/details").status == 404


# -- nothing but narrow ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claim", [{"countries": ["FR"], "extra": ["x"]}, {"type": ["company"]}, {"types": [None]}]
)
def test_a_limit_that_is_not_understood_is_not_passed_over(claim: Any) -> None:
    now = int(time.time())
    said = {"launch_token": signing.token(limits=claim, iat=now)}

    assert Client().post("/launch", said).status_code == 403
