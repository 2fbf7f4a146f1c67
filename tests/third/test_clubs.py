"""A third provider takes what the README says and nothing else: here it is, through the wizard."""

import json
from collections.abc import Callable, Iterator

import pytest
import responses
from pytest_django import Settings

from tests.third import clubs
from tests.wizard.walker import Walker
from wizard import providers
from wizard.models import State, Submission

URL = "https://clubs.example/v1"
FORM = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "title": "Name", "maxLength": 40},
        "founded": {"type": "integer", "title": "Year of foundation", "minimum": 1500},
    },
    "required": ["name"],
}


@pytest.fixture
def http() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        mock.get(f"{URL}/form", json=FORM)
        yield mock


@pytest.fixture
def walker(
    fresh_providers: None,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    walk: Callable[..., Walker],
) -> Walker:
    settings.CLUBS_BASE_URL = URL
    monkeypatch.setitem(providers.BUILDERS, "clubs", clubs.from_settings)
    return walk(provider="clubs")


def to_check(walker: Walker) -> Walker:
    walker.post("type", type="club")
    return walker.post("details", name="Rowing Club", founded="1891")


def test_its_form_is_drawn_and_its_profile_is_created(
    walker: Walker, http: responses.RequestsMock
) -> None:
    http.post(f"{URL}/clubs", json={"id": 7}, status=201)

    to_check(walker).post("check")

    assert walker.h1 == "Profile created"
    row = Submission.objects.get()
    assert (row.state, row.profile_id) == (State.CREATED, "7")
    sent = json.loads(http.calls[-1].request.body or "")
    assert sent == {
        "fields": {"name": "Rowing Club", "founded": 1891},
        "reference": str(row.pk),
    }


def test_its_refusal_stands_at_the_field(walker: Walker, http: responses.RequestsMock) -> None:
    http.post(f"{URL}/clubs", json={"name": "Enter a name that is free"}, status=422)

    to_check(walker).post("check")

    assert (walker.step, walker.errors) == ("details", ["Error: Enter a name that is free"])


def test_an_answer_that_proves_nothing_is_unknown(
    walker: Walker, http: responses.RequestsMock
) -> None:
    http.post(f"{URL}/clubs", body="created, probably", status=201)

    to_check(walker).post("check")

    assert walker.h1 == "We do not know yet whether the profile was created"


def test_without_its_setting_it_is_off(
    fresh_providers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(providers.BUILDERS, "clubs", clubs.from_settings)

    assert "clubs" not in providers.configured()


@pytest.mark.parametrize(("url", "wrong"), [("", 0), (URL, 0), ("http://clubs.example", 1)])
def test_a_wrong_setting_is_named(settings: Settings, url: str, wrong: int) -> None:
    settings.CLUBS_BASE_URL = url

    assert [each.msg for each in clubs.check()] == [
        "CLUBS_BASE_URL must be an https address."
    ] * wrong
