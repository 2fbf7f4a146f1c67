"""A launch by the same operator goes on with what was left, whatever ended the run before."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.conftest import ORIGIN
from tests.wizard.arrivals import arrive
from tests.wizard.fake import FakeProvider
from tests.wizard.walker import Walker
from wizard import resuming
from wizard.models import Run

H1 = "Do you want to continue where you stopped?"
pytestmark = pytest.mark.usefixtures("fake", "db")


def launch(**changed: Any) -> Walker:
    """An operator whose browser keeps cookies, in the frame that a launch has opened."""
    named = {"operator": "operator-1", "origin": ORIGIN, "portal": "test"} | changed
    return arrive(*resuming.open_or_resume(**named), cookies=True)


def half_done(walker: Walker) -> Walker:
    """Somebody has typed into the details, without sending them."""
    walker.post("type", type="trust", country="GB").get("details")
    return walker.post("details", name="Half a na", press=("keep", "1")).get("details")


def expire(walker: Walker, **ago: float) -> None:
    """The run was not used; `ago`: how long since it would have ended in any case."""
    now = timezone.now()
    ends = now - timedelta(**ago) if ago else now + timedelta(hours=1)
    Run.objects.filter(pk=walker.run.pk).update(expires_at=now, ends_at=ends)


def typed(walker: Walker) -> list[str]:
    return walker.get("details").page.inputs["details-name"]


# -- with a reference -----------------------------------------------------------------------------


@pytest.mark.parametrize("ended", [True, False])
def test_a_launch_for_the_same_reference_goes_on_with_what_was_typed(ended: bool) -> None:
    first = half_done(launch(ext="order-1"))
    if ended:
        expire(first)

    second = launch(ext="order-1")

    assert second.run.pk == first.run.pk
    assert second.step == "details"
    assert second.notices == ([resuming.RESUMED] if ended else [])
    assert typed(second) == ["Half a na"]


@pytest.mark.parametrize(
    "other",
    [{"operator": "operator-2"}, {"portal": "other"}, {"ext": "order-2"}, {"ext": ""}],
    ids=str,
)
def test_nobody_else_s_launch_goes_on_with_it(other: dict[str, str]) -> None:
    first = half_done(launch(ext="order-1"))
    expire(first)

    second = launch(**({"ext": "order-1"} | other))

    assert second.run.pk != first.run.pk
    assert (second.step, second.h1) == ("type", "Choose what to create")


def test_pages_that_are_still_open_go_on_in_the_same_browser() -> None:
    first = half_done(launch(ext="order-1"))
    expire(first)
    second = launch(ext="order-1")
    first.client.cookies.update(second.client.cookies)

    first.post("details", name="The whole name")

    assert first.step == "check"


def test_the_latest_launch_decides_who_may_frame_it() -> None:
    half_done(launch(ext="order-1"))

    second = launch(ext="order-1", origin="https://other.example", cross_origin_isolated=True)

    policy = second.response["Content-Security-Policy"]
    assert "frame-ancestors https://other.example" in policy
    assert second.response["Cross-Origin-Embedder-Policy"] == "require-corp"


def test_a_run_that_goes_on_lives_as_long_as_a_new_one(settings: Settings) -> None:
    first = half_done(launch(ext="order-1"))
    expire(first, seconds=1)

    run = launch(ext="order-1").run

    whole = timedelta(seconds=settings.RUN_MAX_SECONDS)
    assert run.ends_at - timezone.now() > whole - timedelta(minutes=1)


# -- without a reference --------------------------------------------------------------------------


def test_without_a_reference_the_operator_is_asked() -> None:
    first = half_done(launch())
    expire(first)

    second = launch()

    assert (second.h1, second.step) == (H1, "resume")
    assert "“Trust, United Kingdom”" in " ".join(second.page.all("p."))
    assert second.get("type").h1 == H1


def test_who_continues_is_where_they_stopped() -> None:
    first = half_done(launch())
    expire(first)
    second = launch()

    second.post("resume", press=("choice", "continue"))

    assert second.url == f"/w/{first.run.pk}/details/"
    assert second.page.inputs["details-name"] == ["Half a na"]
    assert Run.objects.get(pk=second.run.pk).expires_at <= timezone.now()


def test_the_run_that_was_used_last_is_offered() -> None:
    older, newer = half_done(launch()), launch()
    newer.post("resume", press=("choice", "new"))
    half_done(newer)
    Run.objects.filter(pk=older.run.pk).update(begun=True, expires_at=timezone.now())

    third = launch().post("resume", press=("choice", "continue"))

    assert str(newer.run.pk) in third.url


def test_two_answers_to_the_question_do_no_harm() -> None:
    first = half_done(launch())
    second = launch()
    again = Walker(second.client, second.run)
    again.get("resume")
    second.post("resume", press=("choice", "continue"))

    again.post("resume", press=("choice", "continue"))

    assert (again.status, again.h1) == (403, "You cannot open this page")
    assert typed(Walker(second.client, first.run)) == ["Half a na"]


@pytest.mark.parametrize("how", ["untouched", "created", "cancelled", "wiped"])
def test_nothing_is_offered_where_nothing_was_left(how: str) -> None:
    first = launch()
    if how == "created":
        first.post("type", type="company", country="JP").post("details", name="A").post("check")
    if how == "cancelled":
        half_done(first).post("cancel")
    if how == "wiped":
        half_done(first)
        first.run.refresh_from_db()
        expire(first, hours=5)
        first.get()

    assert launch().h1 == "Choose what to create"


def test_a_launch_for_another_provider_is_something_else(
    several: dict[str, FakeProvider],
) -> None:
    half_done(launch(provider="first"))

    assert launch(provider="other").h1 == "Choose what to create"
    assert launch(provider="first").h1 == H1
    assert launch().h1 == H1


def test_who_may_choose_the_provider_is_asked_about_the_earlier_run_first(
    several: dict[str, FakeProvider],
) -> None:
    half_done(launch(provider="first"))
    second = launch()
    assert second.h1 == H1

    second.post("resume", press=("choice", "new"))

    assert second.step == "provider"


def test_the_operator_of_another_run_cannot_take_it_over() -> None:
    half_done(launch())
    stranger = launch(operator="operator-2")

    stranger.post("resume", whole={"choice": "continue"})

    assert (stranger.step, stranger.h1) == ("type", "Choose what to create")


def test_a_run_whose_key_is_gone_is_not_offered(settings: Settings) -> None:
    from cryptography.fernet import Fernet

    expire(half_done(launch()))
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    assert launch().h1 == "Choose what to create"
