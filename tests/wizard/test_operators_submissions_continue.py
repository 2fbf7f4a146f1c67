"""An operator goes on with what they have not finished, from the list of it."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone
from pytest_django import Settings

from tests.wizard.fake import FakeProvider
from tests.wizard.rows import filed
from tests.wizard.test_editor import fake
from tests.wizard.test_operators_submissions import PAGE
from tests.wizard.test_resuming import expire, half_done, launch, typed
from tests.wizard.walker import Walker
from wizard import resuming, started
from wizard.history import GONE
from wizard.models import Run, State
from wizard.providers.errors import OutcomeUnknown

__all__ = ["fake"]
pytestmark = pytest.mark.usefixtures("fake", "db")


def beside(**changed: Any) -> Walker:
    """In a run of its own, beside whatever was begun before."""
    walker = launch(**changed)
    if walker.step == "resume":
        walker.post("resume", press=("choice", "new"))
    return walker.get(PAGE)


def drafts(walker: Walker) -> list[str]:
    return walker.page.all("h3.")


def go_on(walker: Walker, run: Run) -> Walker:
    return walker.post(PAGE, press=("continue", str(run.pk)))


def offered(walker: Walker) -> set[str]:
    return {value for name, value in walker.page.buttons if name == "continue"}


# -- what is listed -------------------------------------------------------------------------------


def test_a_draft_has_its_type_and_until_when_it_is_kept() -> None:
    first = half_done(launch(ext="order-1"))
    expire(first)

    walker = beside()

    assert drafts(walker) == ["Trust, United Kingdom"]
    kept = Run.objects.get(pk=first.run.pk).ends_at + timedelta(hours=4)
    details = walker.page.all("dd.")
    assert details[:2] == ["fake", "order-1"]
    assert f"{kept.day} {kept:%B %Y, %H:%M} UTC" in details
    assert offered(walker) == {str(first.run.pk)}


def test_those_used_last_come_first_and_no_more_than_twenty() -> None:
    first, second = half_done(launch(ext="a")), half_done(launch(ext="b"))
    first.post("type", type="company", country="JP")
    expire(second)
    assert drafts(beside()) == ["Company, Japan", "Trust, United Kingdom"]

    for number in range(started.SHOWN):
        half_done(launch(ext=f"order-{number}"))

    for number in range(3):  # used last, but submitted
        half_done(launch(ext=f"sent-{number}"))
        filed(Run.objects.get(ext=f"sent-{number}"), State.UNKNOWN, attempt=1)

    walker = beside()
    assert drafts(walker) == ["Trust, United Kingdom"] * started.SHOWN
    assert f"The {started.SHOWN} that you used last are shown." in walker.html


@pytest.mark.parametrize("how", ["created", "not known", "cancelled", "kept no longer", "own"])
def test_what_is_no_draft(how: str, fake: FakeProvider) -> None:
    first = half_done(launch(ext="order-1"))
    if how == "not known":
        fake.faults["create"] = OutcomeUnknown("closed")
    if how in {"created", "not known"}:
        first.post("details", name="Acme").post("check")
    if how == "cancelled":
        first.post("cancel")
    if how == "kept no longer":
        expire(first, hours=5)

    walker = first.get(PAGE) if how == "own" else beside()

    assert "Drafts" not in walker.page.all("h2.")


def test_a_run_whose_key_is_gone_hides_no_other(settings: Settings) -> None:
    half_done(launch(ext="a"))
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    half_done(launch(ext="b"))

    walker = beside()

    assert (walker.status, drafts(walker)) == (200, ["Trust, United Kingdom"])


# -- going on -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ended", [True, False])
def test_who_continues_is_where_they_stopped(ended: bool) -> None:
    first = half_done(launch(ext="order-1"))
    if ended:
        expire(first)
    second = beside()

    go_on(second, first.run)

    assert second.url == f"/w/{first.run.pk}/details/"
    assert second.notices == ([resuming.RESUMED] if ended else [])
    assert typed(Walker(second.client, first.run)) == ["Half a na"]
    assert Run.objects.get(pk=second.run.pk).expires_at <= timezone.now()  # it was not used


def test_what_was_entered_in_this_run_is_not_lost() -> None:
    first = half_done(launch())
    second = beside()
    second.post("type", type="company", country="JP").get(PAGE)

    go_on(second, first.run)

    other = Walker(second.client, first.run).get(PAGE)
    assert drafts(other) == ["Company, Japan"]
    assert go_on(other, second.run).url == f"/w/{second.run.pk}/details/"


def test_what_was_submitted_in_this_run_stays_open() -> None:
    first = half_done(launch(ext="order-1"))
    second = beside()
    second.post("type", type="company", country="JP").post("details", name="A").post("check")

    go_on(second.get(PAGE), first.run)

    assert second.url == f"/w/{first.run.pk}/details/"
    assert Walker(second.client, second.run).get("receipt").h1 == "Profile created"


def test_nobody_stays_longer_than_their_launch_says() -> None:
    # Given a session that ends in a minute, and what was begun in an earlier one
    first = half_done(launch(ext="order-1"))
    expire(first, minutes=1)
    second = beside()
    ends = timezone.now() + timedelta(minutes=1)
    Run.objects.filter(pk=second.run.pk).update(ends_at=ends, expires_at=ends)

    go_on(second, first.run)

    run = Run.objects.get(pk=first.run.pk)
    assert (run.ends_at, run.expires_at) == (ends, ends)
    assert len(run.secrets) == 1


def test_a_run_in_another_tab_goes_on_and_ends_when_it_would_have() -> None:
    first = half_done(launch(ext="order-1"))
    ends = Run.objects.get(pk=first.run.pk).ends_at

    go_on(beside(), first.run)

    assert Run.objects.get(pk=first.run.pk).ends_at == ends
    assert first.post("details", name="The whole name").step == "check"


# -- what is not gone on with ---------------------------------------------------------------------


def refused(walker: Walker, run: Run, why: str) -> None:
    """It is said beside the draft, without a button; who sends it all the same is told."""
    assert offered(walker) == set()
    assert why in walker.page.all("p.")
    before = Run.objects.values_list("version", "secrets", "expires_at").get(pk=run.pk)

    token = walker.get("cancel").page.inputs["csrfmiddlewaretoken"]
    walker.post(PAGE, whole={"csrfmiddlewaretoken": token, "continue": str(run.pk)})

    assert (walker.status, walker.notices) == (409, [why])
    assert Run.objects.values_list("version", "secrets", "expires_at").get(pk=run.pk) == before


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"types": ["company"]}, started.NOT_ALLOWED),
        ({"countries": ["JP"]}, started.NOT_ALLOWED),
        ({"providers": ["other"]}, started.OTHER_PROVIDER),
    ],
    ids=str,
)
def test_what_the_launch_does_not_allow(
    limits: dict[str, list[str]], why: str, several: dict[str, FakeProvider]
) -> None:
    first = half_done(launch(ext="order-1", provider="first"))

    refused(beside(limits=limits, provider="other"), first.run, why)


def test_what_is_at_a_provider_that_is_switched_off(several: dict[str, FakeProvider]) -> None:
    first = half_done(launch(ext="order-1", provider="first"))
    del several["first"]

    refused(beside(provider="other"), first.run, started.NO_PROVIDER)


@pytest.mark.parametrize("ext", ["order-2", "order-1"])
def test_a_run_for_a_reference_goes_on_with_nothing_else(ext: str) -> None:
    first = half_done(launch())

    refused(beside(ext=ext), first.run, started.ELSEWHERE)


def test_what_somebody_else_works_on() -> None:
    first = half_done(launch(ext="order-1"))
    expire(first)
    half_done(launch(ext="order-1", operator="operator-2"))

    refused(beside(), first.run, started.IN_USE)


@pytest.mark.parametrize("how", ["cancelled", "created", "kept no longer"])
def test_what_was_finished_meanwhile(how: str) -> None:
    first = half_done(launch(ext="order-1"))
    second = beside()
    if how == "created":
        first.post("details", name="Acme").post("check")
    if how == "cancelled":
        first.post("cancel")
    if how == "kept no longer":
        expire(first, hours=5)

    go_on(second, first.run)

    assert (second.status, second.notices) == (409, [GONE])
    assert "Drafts" not in second.page.all("h2.")
