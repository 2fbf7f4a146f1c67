"""A launch names a provider or leaves it to what is configured and, of several, to the operator."""

import pytest

from tests.wizard.fake import FakeProvider
from wizard import launches, providers
from wizard.models import Run

pytestmark = pytest.mark.django_db


def launched(**named: str) -> Run:
    return launches.open_run(operator="o", origin="https://portal.example", **named)[0]  # type: ignore[arg-type]  # strings alone


def test_the_one_provider_needs_no_name(fake: FakeProvider) -> None:
    run = launched()

    assert (run.provider, run.chooses_provider) == ("fake", False)


def test_of_several_the_operator_chooses(several: dict[str, FakeProvider]) -> None:
    run = launched()

    assert (run.provider, run.chooses_provider) == ("", True)


def test_a_name_leaves_nothing_to_choose(several: dict[str, FakeProvider]) -> None:
    run = launched(provider="other")

    assert (run.provider, run.chooses_provider) == ("other", False)


def test_without_any_provider_it_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "configured", dict)

    run = launched()

    assert (run.provider, run.chooses_provider) == ("", True)


def test_the_next_run_has_the_same_provider_and_the_same_choice(
    several: dict[str, FakeProvider],
) -> None:
    run = launched()
    run.provider = "other"

    following, _ = launches.open_next(run)

    assert (following.provider, following.chooses_provider) == ("other", True)
