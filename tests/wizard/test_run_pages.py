"""What a run's pages send along, and how a run ends: cancelled, created, the next one."""

from http.cookies import SimpleCookie

import pytest
from django.test import Client
from pytest_django import Settings

from tests.conftest import ORIGIN
from tests.wizard.conftest import Walk
from tests.wizard.fake import FakeProvider
from tests.wizard.walker import Walker
from wizard import launches
from wizard.models import Run, State, Submission


def at_check(walker: Walker, name: str = "Acme") -> Walker:
    return walker.post("type", type="company", country="JP").post("details", name=name)


def created(walker: Walker) -> Walker:
    return at_check(walker).post("check")


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
    # A page that is sent after the end is answered "ended", not "no access".
    outlives = settings.RUN_MAX_SECONDS + settings.RUN_KEEP_SECONDS
    assert f"Max-Age={outlives}" in attributes
    assert "Domain" not in written
    assert len(walker.first.cookies) == 1


def test_no_step_sets_a_cookie(fake_walker: Walker) -> None:
    assert not at_check(fake_walker).first.cookies  # a redirect
    assert not fake_walker.response.cookies


# -- the end --------------------------------------------------------------------------------------


def test_cancelling_asks_first_and_then_wipes_the_answers(fake_walker: Walker) -> None:
    at_check(fake_walker)

    assert fake_walker.get("cancel").h1 == "Do you want to stop?"
    assert Run.objects.get().data
    fake_walker.post("cancel")

    assert (fake_walker.status, fake_walker.h1) == (200, "You have stopped")
    assert Run.objects.get().data is None
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


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "null",
        "https://a.example https://evil.example",
        "https://a.example\n",
        "https://a/b",
        "",
    ],
)
def test_an_origin_that_is_more_or_less_than_one_is_refused(db: None, origin: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        launches.open_run(provider="fake", operator="o", origin=origin)


def test_what_is_kept_without_pressing_anything_is_there_after_a_reload(
    fake_walker: Walker,
) -> None:
    fake_walker.post("type", type="trust", country="GB").get("details")

    fake_walker.post("details", name="Half a na", press=("keep", "1"))

    assert fake_walker.first.status_code == 204
    assert fake_walker.get("details").page.inputs["details-name"] == ["Half a na"]
    assert fake_walker.get("check").step == "details"


def test_a_page_that_is_out_of_date_keeps_nothing_by_itself(fake_walker: Walker) -> None:
    fake_walker.post("type", type="trust", country="GB").get("details")

    fake_walker.post("details", name="Old", press=("keep", "1"), whole={"frozen": "stale"})

    assert fake_walker.first.status_code == 204
    assert fake_walker.get("details").page.inputs["details-name"] == [""]
    assert fake_walker.notices == []
