"""The providers are made from the settings, once; one without settings is off."""

import pytest
from django.utils import timezone
from pytest_django import Settings

from wizard import providers
from wizard.sandbox import keys

pytestmark = pytest.mark.usefixtures("fresh_providers")
WARNING = "OPENTRANSACT_API_KEY expires on"


def set_opentransact(settings: Settings, days: int = 365) -> None:
    settings.OPENTRANSACT_BASE_URL = "https://api.example"
    settings.OPENTRANSACT_API_KEY = keys.issue(timezone.now().timestamp(), days)
    settings.OPENTRANSACT_APPLICATIONS = ["e1e3a176-dd00-4ac2-8be0-489dcd6c634f=Marketplace"]


def test_without_settings_there_is_none() -> None:
    assert providers.configured() == {}


def test_both_are_there_by_name_and_made_once(settings: Settings) -> None:
    settings.DETECTED_BASE_URL = "https://provider.example/api"
    set_opentransact(settings)

    made = providers.configured()

    assert {name: provider.name for name, provider in made.items()} == {
        "detected": "detected",
        "opentransact": "opentransact",
    }
    assert providers.get("opentransact") is made["opentransact"]


@pytest.mark.parametrize(("days", "warned"), [(10, 1), (-1, 1), (60, 0)])
def test_a_key_that_expires_soon_is_logged_once(
    settings: Settings, caplog: pytest.LogCaptureFixture, days: int, warned: int
) -> None:
    set_opentransact(settings, days)

    for _ in range(2):
        providers.configured()

    assert caplog.text.count(WARNING) == warned
    assert settings.OPENTRANSACT_API_KEY not in caplog.text
