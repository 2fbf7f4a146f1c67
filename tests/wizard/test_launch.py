"""A portal's launch: the run that it opens, goes on with, or finds its profile created for."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.wizard.fake import FakeProvider
from tests.wizard.signing import ISS, ORIGIN, OTHER, claims, sign, token
from tests.wizard.walker import Walker
from wizard import carriers
from wizard.models import LaunchToken, Run, State, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]


def launch(client: Client | None = None, **changed: Any) -> Any:
    return (client or Client()).post("/launch", {"launch_token": token(**changed)})


def walk(**changed: Any) -> Walker:
    """A walker at the first page of what a launch opens, in a browser of its own."""
    client = Client(enforce_csrf_checks=True)
    answer = launch(client, **changed)
    assert answer.status_code == 303, answer.content
    return Walker(client, landed(client, answer)).get()


def landed(client: Client, answer: Any) -> Run:
    """The run that a browser with cookies comes to."""
    assert answer["Location"].startswith("/enter?h=")
    return Run.objects.get(pk=client.get(answer["Location"])["Location"].split("/")[2])


def to_check(walker: Walker) -> Walker:
    return walker.post("type", type="company", country="JP").post("details", name="Acme")


# -- a new run ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kid", ["ed", "es", "rs", "hs"])
def test_a_token_of_each_kind_of_key_opens_a_run(kid: str) -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/launch", {"launch_token": sign(claims(), kid)})

    run = landed(client, answer)
    assert answer.status_code == 303
    assert Walker(client, run).get().step == "type"


def test_the_run_is_what_was_signed() -> None:
    launch(
        sub="operator ü",
        ext="order:1",
        origin=f"{ORIGIN}:8443",
        name="Jane Döe",
        locale="en",
        theme="dark",
        limits={"types": ["company"]},
        unknown={"to": "us"},
    )

    run = Run.objects.get()
    assert (run.portal, run.operator, run.ext) == (ISS, "operator ü", "order:1")
    assert (run.origin, run.operator_name) == (f"{ORIGIN}:8443", "Jane Döe")
    assert (run.locale, run.theme, run.limits) == ("en-gb", "dark", {"types": ["company"]})


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "null"}, {"Origin": ORIGIN}, {"Sec-Fetch-Dest": "iframe", "Origin": ORIGIN}],
)
def test_browsers_may_leave_out_where_it_comes_from(headers: dict[str, str]) -> None:
    answer = Client().post("/launch", {"launch_token": token()}, headers=headers)

    assert answer.status_code == 303


@pytest.mark.parametrize(("issued", "expires"), [(8, 100), (-65, -5), (-60, 60), (0, 120)])
def test_clocks_may_differ_by_a_few_seconds(issued: int, expires: int) -> None:
    now = int(timezone.now().timestamp())

    assert launch(iat=now + issued, exp=now + expires).status_code == 303


def test_the_page_says_its_language() -> None:
    assert '<html lang="en-gb"' in walk(locale="en-US").html


def test_only_the_page_that_launched_it_may_frame_the_run() -> None:
    policy = walk(origin=f"{ORIGIN}:8443").response["Content-Security-Policy"]

    assert policy.endswith(f"frame-ancestors {ORIGIN}:8443")


def test_used_tokens_are_forgotten_once_they_could_not_be_used_again() -> None:
    launch()
    LaunchToken.objects.update(expires_at=timezone.now() - timedelta(hours=2))

    launch()

    assert LaunchToken.objects.count() == 1


def test_what_is_launched_next_is_as_narrow() -> None:
    walker = to_check(walk(limits={"countries": ["JP"]}, name="Jane", ext="order-1")).post("check")

    walker.post("another")

    after = Run.objects.latest("created_at")
    assert (after.limits, after.operator_name) == ({"countries": ["JP"]}, "Jane")
    assert (after.portal, after.ext) == (ISS, "")


def test_the_name_goes_with_the_answers() -> None:
    walker = walk(name="Jane")

    walker.post("cancel")

    assert Run.objects.get().operator_name is None


# -- a reference ----------------------------------------------------------------------------------


@pytest.mark.parametrize("sub", ["operator-17", "somebody-else"])
def test_a_reference_that_was_created_leads_to_its_receipt(sub: str, fake: FakeProvider) -> None:
    first = to_check(walk(ext="order-1")).post("check")

    again = walk(ext="order-1", sub=sub)

    assert (again.step, again.h1) == ("receipt", "Profile created")
    assert ("data-replay" in first.html, "data-replay" in again.html) == (False, True)
    assert len(fake.payloads) == Submission.objects.count() == 1


def test_a_reference_of_another_portal_is_another_one() -> None:
    to_check(walk(ext="order-1")).post("check")

    answer = Client().post(
        "/launch",
        {"launch_token": sign(claims(ext="order-1", iss=OTHER, origin=OTHER), "other")},
    )

    assert answer.status_code == 303
    assert Run.objects.filter(portal=OTHER).count() == 1


def test_an_unfinished_run_is_gone_on_with(fake: FakeProvider) -> None:
    first = to_check(walk(ext="order-1"))

    again = walk(ext="order-1", origin=f"{ORIGIN}:8443", name="Jane")

    assert Run.objects.count() == 1
    assert (again.step, again.run.pk) == ("check", first.run.pk)
    assert "Acme" in again.html
    assert (again.run.origin, again.run.operator_name) == (f"{ORIGIN}:8443", "Jane")
    assert again.post("check").h1 == "Profile created"


def test_a_secret_that_the_browser_brings_is_never_taken() -> None:
    client = Client()
    first = walk(ext="order-1")
    client.cookies[carriers.cookie_name(first.run.pk)] = "planted"

    launch(client, ext="order-1")

    assert client.cookies[carriers.cookie_name(first.run.pk)].value != "planted"
    client.cookies[carriers.cookie_name(first.run.pk)] = "planted"
    assert Walker(client, first.run).get("type").status == 403


@pytest.mark.parametrize("changed", [{"ext": "order-2"}, {"ext": None}])
def test_another_reference_or_none_is_a_new_run(changed: dict[str, Any]) -> None:
    walk(ext="order-1")
    walk(**changed)
    walk(**changed)

    assert Run.objects.count() == (2 if changed["ext"] else 3)


def test_what_was_typed_before_the_run_expired_is_gone_on_with() -> None:
    first = to_check(walk(ext="order-1"))
    Run.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    again = walk(ext="order-1")

    assert (again.run.pk, again.step) == (first.run.pk, "check")
    assert again.run.ends_at > timezone.now() + timedelta(hours=3)


def test_a_run_that_was_stopped_is_not_gone_on_with() -> None:
    first = walk(ext="order-1").post("cancel")

    assert walk(ext="order-1").run.pk != first.run.pk


def test_a_run_whose_key_is_gone_is_not_gone_on_with(settings: Settings) -> None:
    first = walk(ext="order-1")
    settings.ENCRYPTION_KEYS = ["bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldyE="]

    assert walk(ext="order-1").run.pk != first.run.pk


def test_another_operator_is_told_that_somebody_works_on_it() -> None:
    first = to_check(walk(ext="order-1", sub="jane", name="Jane Doe"))

    answer = launch(ext="order-1", sub="jim")

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else is working on this" in text
    assert "jane" not in text.lower()
    assert not answer.cookies
    assert first.get().status == 200
    assert Run.objects.count() == 1


def test_another_operator_may_go_on_once_nobody_works_on_it() -> None:
    to_check(walk(ext="order-1", sub="jane"))
    Run.objects.update(expires_at=timezone.now())

    assert walk(ext="order-1", sub="jim").step == "type"


def test_a_token_that_found_it_in_use_is_used() -> None:
    to_check(walk(ext="order-1", sub="jane"))
    said = {"launch_token": token(ext="order-1", sub="jim")}
    Client().post("/launch", said)
    Run.objects.update(expires_at=timezone.now())

    assert Client().post("/launch", said).status_code == 403


@pytest.mark.parametrize(
    "limits", [{"types": ["trust"]}, {"countries": ["GB"]}, {"providers": ["other"]}]
)
def test_choices_that_are_not_allowed_any_more_are_left_to_whoever_has_them_open(
    several: dict[str, FakeProvider], limits: dict[str, list[str]]
) -> None:
    first = walk(ext="order-1", limits={"providers": ["first"]})
    to_check(first)

    again = walk(ext="order-1", limits=limits)

    assert again.run.pk != first.run.pk
    assert first.get().step == "check"


def test_limits_that_allow_the_choices_narrow_the_run() -> None:
    to_check(walk(ext="order-1"))

    again = walk(ext="order-1", limits={"countries": ["JP"]})

    assert (again.step, again.run.limits) == ("check", {"countries": ["JP"]})


def test_a_creation_with_an_unknown_end_is_shown_to_its_operator(fake: FakeProvider) -> None:
    fake.faults["create"] = RuntimeError("the process died")
    with pytest.raises(RuntimeError):
        to_check(walk(ext="order-1")).post("check")
    assert Submission.objects.get().state == State.UNKNOWN

    again = walk(ext="order-1")

    assert again.step == "receipt"
    assert again.h1 == "We do not know yet whether the profile was created"
