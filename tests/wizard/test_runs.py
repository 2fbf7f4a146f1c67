"""A run's own session: who may open it, how long it lives, what is written and when."""

from collections.abc import Callable
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tests.conftest import ORIGIN
from tests.wizard.conftest import Walk
from tests.wizard.fake import FakeProvider
from tests.wizard.walker import Walker
from wizard import runs
from wizard.models import Run, State, Submission


def no_access(walker: Walker) -> bool:
    walker.get("type")
    return walker.status == 403 and walker.h1 == "You cannot open this page"


def at_check(walker: Walker, name: str = "Acme") -> Walker:
    return walker.post("type", type="company", country="JP").post("details", name=name)


def created(walker: Walker) -> Walker:
    return at_check(walker).post("check")


# -- who may open it ------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["", "type", "receipt", "cancel", "another", "nowhere"])
def test_the_id_alone_opens_nothing(fake_walker: Walker, step: str) -> None:
    stranger = Walker(Client(), fake_walker.run).get(step)

    assert (stranger.status, stranger.h1) == (403, "You cannot open this page")


@pytest.mark.parametrize("secret", ["", "x", "wrong" * 10, "é"])
def test_a_wrong_secret_opens_nothing(fake_walker: Walker, secret: str) -> None:
    fake_walker.client.cookies[runs.cookie_name(fake_walker.run.pk)] = secret

    assert no_access(fake_walker)


def test_the_hash_that_is_stored_is_not_the_secret(fake_walker: Walker) -> None:
    name = runs.cookie_name(fake_walker.run.pk)
    assert fake_walker.client.cookies[name].value != fake_walker.run.secret_sha256

    fake_walker.client.cookies[name] = fake_walker.run.secret_sha256

    assert no_access(fake_walker)


def test_the_secret_of_another_run_opens_nothing(fake_walker: Walker, walk: Walk) -> None:
    other = walk(provider="fake")
    secret = other.client.cookies[runs.cookie_name(other.run.pk)].value
    fake_walker.client.cookies[runs.cookie_name(fake_walker.run.pk)] = secret

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
    assert fake_walker.client.cookies[runs.cookie_name(fake_walker.run.pk)].value not in raw


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


# -- headers and cookies --------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["type", "check", "nowhere", "receipt", "cancel"])
def test_run_pages_are_framed_by_their_portal_only_and_never_stored(
    fake_walker: Walker, step: str
) -> None:
    headers = fake_walker.get(step).response.headers

    assert f"frame-ancestors {ORIGIN}" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert "no-store" in headers["Cache-Control"]
    assert "Cookie" in headers["Vary"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_of_no_run_is_framed_by_nobody(fake_walker: Walker) -> None:
    elsewhere = fake_walker.client.get("/nowhere/").headers
    denied = Client().get("/w/00000000-0000-4000-8000-000000000000/type/").headers

    assert elsewhere["X-Frame-Options"] == "DENY"
    assert denied["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in denied["Content-Security-Policy"]
    assert "no-store" in denied["Cache-Control"]


def test_the_portal_can_show_why_a_run_does_not_open(fake_walker: Walker) -> None:
    denied = Client().get(f"{fake_walker.base}type/").headers

    assert f"frame-ancestors {ORIGIN}" in denied["Content-Security-Policy"]
    assert "X-Frame-Options" not in denied


def test_the_cookie_is_pinned_to_host_and_tls_and_to_its_portal(
    settings: Settings, fake_walker: Walker, walk: Walk
) -> None:
    settings.SECURE_COOKIES = True
    walker = created(walk(provider="fake"))
    walker.client.cookies = SimpleCookie(
        {name: morsel.value for name, morsel in walker.client.cookies.items()}
    )

    walker.post("another")

    run = Run.objects.order_by("created_at").last()
    assert run is not None
    written = walker.first.cookies[f"__Host-w-{run.pk}"].OutputString()
    attributes = set(written.split("; ")[1:])
    assert {"HttpOnly", "Secure", "Partitioned", "Path=/", "SameSite=None"} <= attributes
    assert f"Max-Age={settings.RUN_MAX_SECONDS}" in attributes
    assert "Domain" not in written
    assert len(walker.first.cookies) == 1


def test_no_step_sets_a_cookie(fake_walker: Walker) -> None:
    assert not at_check(fake_walker).first.cookies  # a redirect
    assert not fake_walker.response.cookies


# -- the end --------------------------------------------------------------------------------------


def test_cancelling_asks_first_and_then_wipes_the_answers(fake_walker: Walker) -> None:
    at_check(fake_walker)

    assert fake_walker.get("cancel").h1 == "Do you want to stop?"
    assert Run.objects.get().data != {}
    fake_walker.post("cancel")

    assert (fake_walker.status, fake_walker.h1) == (200, "You have stopped")
    assert Run.objects.get().data == {}
    assert fake_walker.get().status == 410


def test_what_was_created_cannot_be_cancelled(fake_walker: Walker) -> None:
    created(fake_walker).get("cancel")

    assert fake_walker.h1 == "Profile created"


def test_answers_are_wiped_once_the_profile_is_created(fake_walker: Walker) -> None:
    at_check(fake_walker, "Planted Secret").post("check")

    assert fake_walker.h1 == "Profile created"
    assert "Planted" not in repr(Run.objects.get().data)


def test_another_profile_is_another_run_and_only_after_the_first(fake_walker: Walker) -> None:
    fake_walker.get("type").post("another")
    assert (fake_walker.step, Run.objects.count()) == ("type", 1)
    created(fake_walker)

    fake_walker.post("another")

    assert fake_walker.first.status_code == 303
    assert fake_walker.h1 == "Choose what to create"
    first, second = Run.objects.order_by("created_at")
    assert f"/w/{second.pk}/" in fake_walker.url
    assert (second.operator, second.origin, second.portal) == (
        first.operator,
        first.origin,
        first.portal,
    )
    assert fake_walker.get().h1 == "Profile created"


def test_a_second_run_for_the_same_reference_shows_the_first_one_s_receipt(
    fake: FakeProvider, walk: Walk
) -> None:
    second = at_check(walk(provider="fake", ext="order-1"))
    created(walk(provider="fake", ext="order-1"))

    second.post("check")

    assert second.h1 == "Profile created"
    assert len(fake.payloads) == 1
    assert Submission.objects.get().state == State.CREATED
