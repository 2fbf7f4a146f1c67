"""A provider's wrong settings are named, with the way to mend them; unset, it is off."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.utils import timezone
from pytest_django import Settings

from tests.wizard.test_checks import found
from wizard.management.commands.demo import both_providers, key_pair, one_portal
from wizard.sandbox import keys

MARKETPLACE = "e1e3a176-dd00-4ac2-8be0-489dcd6c634f"
PAYOUTS = "4c72784e-fb2a-4858-8067-95b6e36d54c0"
OPENTRANSACT: dict[str, Any] = {
    "OPENTRANSACT_BASE_URL": "https://api.example",
    "OPENTRANSACT_APPLICATIONS": [f"{MARKETPLACE}=Marketplace", f" {PAYOUTS} = Payouts "],
    "OPENTRANSACT_MEDIA_TYPE": "application/vnd.api+json",
}


def key(days: int = 365) -> str:
    return keys.issue(timezone.now().timestamp(), days)


def with_opentransact(settings: Settings, **changed: Any) -> dict[str, str]:
    return found(settings, **{"OPENTRANSACT_API_KEY": key(), **OPENTRANSACT, **changed})


def test_no_provider_is_a_warning(settings: Settings) -> None:
    assert found(settings, DETECTED_BASE_URL="") == {"wizard.W001": "No provider is configured."}


@pytest.mark.parametrize(
    ("setting", "value", "number"),
    [
        ("DETECTED_BASE_URL", "http://provider.example/api", "E001"),
        ("DETECTED_BASE_URL", "provider.example/api", "E001"),
        ("DETECTED_BASE_URL", "ftp://provider.example", "E001"),
        ("DETECTED_BASE_URL", "https://", "E001"),
        ("DETECTED_TOKEN_URL", "http://provider.example/token", "E002"),
        ("DETECTED_CLIENT_ID", "", "E003"),
        ("DETECTED_CLIENT_SECRET", "", "E004"),
        ("OPENTRANSACT_BASE_URL", "http://provider.example", "E009"),
        ("OPENTRANSACT_BASE_URL", "", "E009"),
        ("OPENTRANSACT_API_KEY", "", "E010"),
        ("OPENTRANSACT_APPLICATIONS", [], "E011"),
        ("OPENTRANSACT_APPLICATIONS", [MARKETPLACE], "E011"),
        ("OPENTRANSACT_APPLICATIONS", [f"{MARKETPLACE}="], "E011"),
        ("OPENTRANSACT_APPLICATIONS", ["Marketplace"], "E011"),
        ("OPENTRANSACT_APPLICATIONS", ["marketplace=Marketplace"], "E011"),
        ("OPENTRANSACT_APPLICATIONS", [f"{{{MARKETPLACE}}}=Marketplace"], "E011"),
        ("OPENTRANSACT_APPLICATIONS", [f"{MARKETPLACE}=A", f"{MARKETPLACE.upper()}=B"], "E011"),
        ("OPENTRANSACT_APPLICATIONS", [f"{MARKETPLACE}=A", f"{PAYOUTS}=a"], "E011"),
        ("OPENTRANSACT_MEDIA_TYPE", "application/json", "E012"),
        ("OPENTRANSACT_MEDIA_TYPE", "", "E012"),
    ],
)
def test_a_bad_value_is_an_error_that_names_its_setting(
    settings: Settings, setting: str, value: Any, number: str
) -> None:
    messages = with_opentransact(settings, **{setting: value})

    assert list(messages) == [f"wizard.{number}"]
    assert setting in messages[f"wizard.{number}"]


@pytest.mark.parametrize("setting", ["DETECTED_BASE_URL", "OPENTRANSACT_BASE_URL"])
@pytest.mark.parametrize("url", ["http://localhost:8801/api", "http://127.0.0.1:8801/api"])
def test_a_local_provider_may_speak_plain_http(settings: Settings, setting: str, url: str) -> None:
    assert with_opentransact(settings, **{setting: url}) == {}


def test_opentransact_needs_no_other_provider(settings: Settings) -> None:
    assert with_opentransact(settings, DETECTED_BASE_URL="") == {}


@pytest.mark.parametrize(
    "media_type", ["application/vnd.api+json", "application/vnd.opentransact.v1+json"]
)
def test_opentransact_is_spoken_in_either_media_type(settings: Settings, media_type: str) -> None:
    assert with_opentransact(settings, OPENTRANSACT_MEDIA_TYPE=media_type) == {}


def test_what_is_half_configured_says_what_to_set_or_to_unset(settings: Settings) -> None:
    messages = with_opentransact(
        settings, OPENTRANSACT_API_KEY="", OPENTRANSACT_APPLICATIONS=[], DETECTED_BASE_URL=""
    )

    assert messages == {
        "wizard.E010": "OPENTRANSACT_API_KEY is not set.",
        "wizard.E011": "OPENTRANSACT_APPLICATIONS is not set.",
    }
    hints = {each.hint for each in run_checks() if "wizard" in str(each.id)}
    assert hints == {"Set it too; or unset OPENTRANSACT_BASE_URL."}


# -- the API key ----------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, -1, -400])
def test_a_key_that_has_expired_is_an_error(settings: Settings, days: int) -> None:
    assert list(with_opentransact(settings, OPENTRANSACT_API_KEY=key(days))) == ["wizard.E013"]


@pytest.mark.parametrize(("days", "warned"), [(1, True), (30, True), (31, False)])
def test_a_key_is_warned_of_thirty_days_before(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, days: int, warned: bool
) -> None:
    midnight = datetime(2024, 5, 1, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: midnight)

    messages = with_opentransact(settings, OPENTRANSACT_API_KEY=key(days))

    assert list(messages) == (["wizard.W002"] if warned else [])
    if warned:
        expires = midnight + timedelta(days=days)
        assert f"on {expires:%d %B %Y}, in " in messages["wizard.W002"]


def test_the_warning_has_the_date_and_what_is_left(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2024, 5, 1, tzinfo=UTC))

    messages = with_opentransact(settings, OPENTRANSACT_API_KEY=key(6))

    assert messages["wizard.W002"].replace("\xa0", " ") == (
        "OPENTRANSACT_API_KEY expires on 07 May 2024, in 6 days."
    )


def test_a_key_that_says_nothing_is_a_warning_without_the_key(settings: Settings) -> None:
    messages = with_opentransact(settings, OPENTRANSACT_API_KEY="sk_live_0123456789")

    assert messages == {"wizard.W003": "OPENTRANSACT_API_KEY does not say when it expires."}


# -- the demo -------------------------------------------------------------------------------------


def test_the_demo_configures_both_providers_well(settings: Settings) -> None:
    environment: dict[str, Any] = both_providers("http://127.0.0.1:8001")
    named = environment["OPENTRANSACT_APPLICATIONS"].split(",")

    assert found(settings, **environment | {"OPENTRANSACT_APPLICATIONS": named}) == {}
    assert named == [f"{MARKETPLACE}=Marketplace", f"{PAYOUTS}=Payouts"]
    assert environment["OPENTRANSACT_BASE_URL"] == "http://127.0.0.1:8001/opentransact"
    assert keys.customer_of(environment["OPENTRANSACT_API_KEY"], timezone.now().timestamp())


def test_the_demo_s_portal_is_configured_well(settings: Settings) -> None:
    wizard, portal = "http://127.0.0.1:8000", "http://localhost:8002"

    environment = {**one_portal(wizard, portal, key_pair()[1]), "ALLOWED_HOSTS": ["127.0.0.1"]}

    assert found(settings, **environment, RESULT_SIGNING_KEYS=key_pair()[0], DEBUG=True) == {}
