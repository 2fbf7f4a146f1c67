"""How long answers outlive their session, and what is sent too late."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.conftest import ORIGIN
from tests.wizard.fake import FakeProvider
from tests.wizard.test_resuming import expire, half_done, launch, typed
from tests.wizard.walker import Walker
from wizard import carriers, launches, resuming
from wizard.models import Run

pytestmark = pytest.mark.usefixtures("fake", "db")


# -- how long it is kept --------------------------------------------------------------------------


def raw() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM wizard_run")
        return repr(cursor.fetchall())


def test_answers_outlive_the_session_and_the_page_says_until_when() -> None:
    first = half_done(launch())
    expire(first)
    kept = Run.objects.get().ends_at + timedelta(hours=4)

    first.get("details")

    assert (first.status, first.h1) == (410, "Your session has ended")
    words = " ".join(first.page.all("p."))
    assert f"What you entered is kept until {kept:%H:%M} UTC on {kept.day} {kept:%B}." in words
    assert "continue where you stopped" in words
    assert "Half a na" not in first.html
    assert Run.objects.get().data


def test_they_are_wiped_when_the_run_is_opened_too_late() -> None:
    first = half_done(launch())
    expire(first, hours=4, seconds=1)

    first.get("details")

    assert (first.status, first.h1) == (410, "Your session has ended")
    assert "continue" not in " ".join(first.page.all("p."))
    assert raw() == "[(None,)]"


def test_how_long_is_a_setting(settings: Settings) -> None:
    settings.RUN_KEEP_SECONDS = 0
    first = half_done(launch())
    expire(first, seconds=0)

    assert launch().h1 == "Choose what to create"
    assert first.get().status == 410


# -- what is sent too late ------------------------------------------------------------------------


def test_what_is_sent_too_late_is_kept_and_nothing_else_is_done(fake: FakeProvider) -> None:
    first = half_done(launch(ext="order-1"))
    first.get("details")
    expire(first)

    first.post("details", name="Typed by candle light")

    assert (first.status, first.h1) == (410, "Your session has ended")
    assert "What you entered is kept" in first.html
    assert Run.objects.get().expires_at <= timezone.now()
    second = launch(ext="order-1")
    assert second.step == "details"
    assert typed(second) == ["Typed by candle light"]


def test_what_was_sent_too_late_for_a_run_that_was_cancelled_is_not_kept() -> None:
    first = half_done(launch())
    first.get("details")
    tab = Walker(first.client, first.run)
    tab.post("cancel")

    first.post("details", name="Planted")

    assert first.status == 410
    assert "kept" not in first.html
    assert raw() == "[(None,)]"


@pytest.mark.parametrize("missing", ["secret", "token", "origin"])
def test_who_may_not_send_in_time_may_not_send_too_late(missing: str) -> None:
    first = half_done(launch(ext="order-1"))
    first.get("details")
    expire(first)
    form = {**first.page.inputs, "details-name": "Planted"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    client = first.client
    if missing == "secret":
        client = Client()
    if missing == "token":
        del form["csrfmiddlewaretoken"]
    if missing == "origin":
        headers = {"Sec-Fetch-Site": "cross-site"}

    answer = client.post(f"{first.base}details/", form, headers=headers)

    assert answer.status_code == (403 if missing == "secret" else 410)
    assert typed(launch(ext="order-1")) == ["Half a na"]


@pytest.mark.parametrize("page", ["cancel", "another", "provider", "alive", "a/b/c"])
def test_only_steps_are_taken_too_late(page: str) -> None:
    first = half_done(launch())
    form = first.page.inputs
    expire(first)

    first._take("", first.client.post(f"{first.base}{page}/", form))

    assert (first.status, first.h1) == (410, "Your session has ended")
    assert Run.objects.get().data


def test_the_hash_of_the_secret_is_all_that_is_stored_of_it() -> None:
    run, secret = resuming.open_or_resume(operator="o", origin=ORIGIN)

    assert run.secrets == [carriers.digest(secret)]
    assert launches.open_next(run)[1] != secret
