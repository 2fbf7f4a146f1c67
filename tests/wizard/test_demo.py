"""The sample portal opens a run at each provider, and one that leaves the provider open."""

import pytest
from django.test import Client

from tests.wizard.fake import FakeProvider
from tests.wizard.walker import Page
from wizard import providers
from wizard.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.browser.portal_urls")]


def buttons() -> list[str]:
    return Page(Client().get("/demo/").content.decode()).all("button.")


def test_it_has_a_button_a_provider_and_one_that_names_none(
    several: dict[str, FakeProvider],
) -> None:
    assert buttons() == ["New profile at First", "New profile at Other", "New profile"]


def test_one_provider_has_one_button(fake: FakeProvider) -> None:
    assert buttons() == ["New profile at fake"]


@pytest.mark.parametrize("name", ["other", ""])
def test_a_launch_may_name_a_provider(several: dict[str, FakeProvider], name: str) -> None:
    answer = Client().post("/demo/launch/", {"provider": name} if name else {})

    assert answer.status_code == 303
    assert Run.objects.get().provider == name


def test_a_provider_that_is_not_configured_opens_nothing(
    several: dict[str, FakeProvider],
) -> None:
    assert Client().post("/demo/launch/", {"provider": "nobody"}).status_code == 503
    assert not Run.objects.exists()


def test_without_providers_it_says_how_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "configured", dict)

    assert Client().post("/demo/launch/").status_code == 503
    assert not Run.objects.exists()
