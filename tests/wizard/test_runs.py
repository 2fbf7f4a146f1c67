"""A run's own session: who may open it, how long it lives, what is written and when."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tests.wizard.conftest import Walk
from tests.wizard.walker import Walker
from wizard import carriers
from wizard.models import Run


def no_access(walker: Walker) -> bool:
    walker.get("type")
    return walker.status == 403 and walker.h1 == "You cannot open this page"


def at_check(walker: Walker, name: str = "Acme") -> Walker:
    return walker.post("type", type="company", country="JP").post("details", name=name)


# -- who may open it ------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["", "type", "receipt", "cancel", "another", "nowhere"])
def test_the_id_alone_opens_nothing(fake_walker: Walker, step: str) -> None:
    stranger = Walker(Client(), fake_walker.run).get(step)

    assert (stranger.status, stranger.h1) == (403, "You cannot open this page")


@pytest.mark.parametrize("secret", ["", "x", "wrong" * 10, "é"])
def test_a_wrong_secret_opens_nothing(fake_walker: Walker, secret: str) -> None:
    fake_walker.client.cookies[carriers.cookie_name(fake_walker.run.pk)] = secret

    assert no_access(fake_walker)


def test_the_hash_that_is_stored_is_not_the_secret(fake_walker: Walker) -> None:
    name = carriers.cookie_name(fake_walker.run.pk)
    (stored,) = fake_walker.run.secrets
    assert fake_walker.client.cookies[name].value != stored

    fake_walker.client.cookies[name] = stored

    assert no_access(fake_walker)


def test_the_secret_of_another_run_opens_nothing(fake_walker: Walker, walk: Walk) -> None:
    other = walk(provider="fake")
    secret = other.client.cookies[carriers.cookie_name(other.run.pk)].value
    fake_walker.client.cookies[carriers.cookie_name(fake_walker.run.pk)] = secret

    assert no_access(fake_walker)


def test_a_run_that_never_was_looks_like_one_of_somebody_else(fake_walker: Walker) -> None:
    fake_walker.base = "/w/00000000-0000-4000-8000-000000000000/"

    assert no_access(fake_walker)


# -- how long it lives ----------------------------------------------------------------------------


def expiring(walker: Walker, seconds: float, ends: float = 3600) -> None:
    now = timezone.now()
    Run.objects.filter(pk=walker.run.pk).update(
        expires_at=now + timedelta(seconds=seconds), ends_at=now + timedelta(seconds=ends)
    )


def test_a_run_that_was_not_used_has_ended(fake_walker: Walker) -> None:
    expiring(fake_walker, -1)

    fake_walker.get("type")

    assert (fake_walker.status, fake_walker.h1) == (410, "Your session has ended")
    assert fake_walker.get().status == 410


def test_a_request_moves_the_expiry_but_never_beyond_the_end(fake_walker: Walker) -> None:
    expiring(fake_walker, 10, ends=3600)
    fake_walker.get("type")
    run = Run.objects.get()
    assert run.expires_at > timezone.now() + timedelta(minutes=29)

    expiring(fake_walker, 10, ends=300)
    fake_walker.get("type")
    run = Run.objects.get()

    assert run.expires_at == run.ends_at


def test_a_new_run_lives_as_long_as_the_settings_say(settings: Settings, walk: Walk) -> None:
    settings.RUN_IDLE_SECONDS, settings.RUN_MAX_SECONDS = 60, 120

    run = walk().run

    assert timedelta(0) <= run.ends_at - run.expires_at - timedelta(seconds=60) < timedelta(1)
    assert run.expires_at <= timezone.now() + timedelta(seconds=60)


# -- what is kept ---------------------------------------------------------------------------------


def test_answers_are_encrypted_at_rest(fake_walker: Walker) -> None:
    at_check(fake_walker, "Planted Secret")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wizard_run")
        raw = repr(cursor.fetchall())

    assert "Planted Secret" in repr(Run.objects.get().data)
    assert "Planted" not in raw
    assert fake_walker.client.cookies[carriers.cookie_name(fake_walker.run.pk)].value not in raw


def test_a_key_that_is_gone_is_a_page_and_not_a_crash(
    fake_walker: Walker, settings: Settings
) -> None:
    at_check(fake_walker)

    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    assert no_access(fake_walker)


def test_a_rotated_key_still_reads_what_an_older_one_wrote(
    fake_walker: Walker, settings: Settings
) -> None:
    at_check(fake_walker)
    older = settings.ENCRYPTION_KEYS

    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *older]
    fake_walker.get("details")
    assert fake_walker.page.inputs["details-name"] == ["Acme"]
    fake_walker.post("details", name="Other", press=("wizard_goto_step", "details"))
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]

    assert fake_walker.get("details").page.inputs["details-name"] == ["Other"]


def queries(work: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        work()
    sql = [query["sql"] for query in captured.captured_queries]
    return [each for each in sql if not each.startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize("step", ["type", "details", "check"])
def test_looking_at_a_step_writes_nothing(fake_walker: Walker, step: str) -> None:
    at_check(fake_walker)
    fake_walker.get(step)

    asked = queries(lambda: fake_walker.get(step))

    assert 0 < len(asked) <= 4
    assert all(sql.startswith("SELECT") for sql in asked)


@pytest.mark.parametrize(
    ("step", "fields"),
    [("type", {"country": "GB"}), ("details", {"name": "New"}), ("details", {"name": ""})],
)
def test_a_step_costs_at_most_four_queries(
    fake_walker: Walker, step: str, fields: dict[str, str]
) -> None:
    at_check(fake_walker).get(step)
    fake_walker.client.get(fake_walker.base + step + "/")
    data = {**fake_walker.page.inputs, **{f"{step}-{k}": v for k, v in fields.items()}}

    asked = queries(lambda: fake_walker.client.post(fake_walker.base + step + "/", data))

    assert 0 < len(asked) <= 4
