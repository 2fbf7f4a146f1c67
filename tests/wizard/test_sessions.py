"""How long a run still lives: to ask moves nothing, to stay does, and a page says it in words."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.wizard.walker import Walker
from wizard.models import Run


def expire_in(walker: Walker, seconds: float, ends: float = 3600) -> None:
    now = timezone.now()
    Run.objects.filter(pk=walker.run.pk).update(
        expires_at=now + timedelta(seconds=seconds), ends_at=now + timedelta(seconds=ends)
    )


def ask(walker: Walker) -> dict[str, int]:
    answer: dict[str, int] = walker.client.get(f"{walker.base}alive/").json()
    return answer


def stay(walker: Walker) -> dict[str, int]:
    form = walker.get("type").page.inputs
    sent = {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"]}
    expire_in(walker, 100, Run.objects.get().ends_at.timestamp() - timezone.now().timestamp())
    answer: dict[str, int] = walker.client.post(f"{walker.base}alive/", sent).json()
    return answer


def test_to_ask_moves_nothing(fake_walker: Walker) -> None:
    expire_in(fake_walker, 100)
    before = Run.objects.get().expires_at

    answer = ask(fake_walker)

    assert 98 <= answer["seconds"] <= 100
    assert 3598 <= answer["limit"] <= 3600
    assert Run.objects.get().expires_at == before


def test_to_stay_moves_the_expiry(fake_walker: Walker, settings: Settings) -> None:
    assert settings.RUN_IDLE_SECONDS - 2 <= stay(fake_walker)["seconds"] <= 1800
    assert Run.objects.get().expires_at > timezone.now() + timedelta(minutes=29)


def test_nobody_stays_beyond_the_end(fake_walker: Walker) -> None:
    expire_in(fake_walker, 100, ends=120)

    answer = stay(fake_walker)

    assert answer["seconds"] == answer["limit"] <= 120


def test_a_run_that_has_ended_cannot_be_brought_back(fake_walker: Walker) -> None:
    form = fake_walker.get("type").page.inputs
    expire_in(fake_walker, 0)

    answer = fake_walker.client.post(f"{fake_walker.base}alive/", form)

    assert answer.status_code == 410
    assert fake_walker.client.get(f"{fake_walker.base}alive/").status_code == 410
    assert Run.objects.get().expires_at <= timezone.now()


def test_to_stay_takes_the_secret_and_the_token(fake_walker: Walker) -> None:
    fake_walker.get("type")
    address = f"{fake_walker.base}alive/"

    assert Client().get(address).status_code == 403
    assert fake_walker.client.post(address).status_code == 403
    assert fake_walker.client.put(address).status_code in {403, 405}


@pytest.mark.parametrize("ends", [3600, 600])
def test_a_page_says_when_its_session_ends(fake_walker: Walker, ends: int) -> None:
    expire_in(fake_walker, 30, ends=ends)

    html = fake_walker.get("type").html

    run = Run.objects.get()
    assert f">{run.expires_at:%H:%M} UTC</time> unless you continue." in html
    shown = re.search(r'data-seconds="(\d+)" data-warning="300"', html)
    assert shown
    left = (run.expires_at - timezone.now()).total_seconds()
    assert abs(int(shown[1]) - left) < 3


def test_a_page_whose_session_is_over_says_nothing_of_its_end(fake_walker: Walker) -> None:
    fake_walker.get("cancel").post("cancel")
    assert "This session ends" not in fake_walker.html

    assert "This session ends" not in fake_walker.get().html
    assert "This session ends" not in Client().get("/nowhere/").content.decode()
