"""Somebody who is not the operator does nothing in a run, whatever he sends and from wherever."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.conftest import ORIGIN
from tests.wizard import signing
from tests.wizard.arrivals import FRAME, arrive
from tests.wizard.fake import FakeProvider
from tests.wizard.test_staff import PASSWORD, sign_in
from tests.wizard.walker import FORM, Page, Walker
from wizard import launches
from wizard.carriers import cookie_name
from wizard.models import Run, Submission

REFUSED, NO_ACCESS = "We could not accept this form", "You cannot open this page"
ADDRESSES = [
    "type",
    "details",
    "check",
    "provider",
    "resume",
    "cancel",
    "another",
    "alive",
    "receipt",
    "profiles",
    "profiles/profile-1/details",
    "submissions",
    "submissions/00000000-0000-4000-8000-000000000000",
]


def arrived(carrier: str, operator: str) -> Walker:
    """An operator at the last page of a run, who has only to press the button."""
    run, secret = launches.open_run(operator=operator, origin=ORIGIN, portal="test")
    walker = arrive(run, secret, cookies=carrier == "cookie")
    return walker.post("type", type="company", country="JP").post("details", name="Acme")


@pytest.fixture(params=["cookie", "path"])
def victim(request: pytest.FixtureRequest, fake: FakeProvider, db: None) -> Walker:
    return arrived(request.param, "operator-1")


@pytest.fixture
def own(victim: Walker) -> Walker:
    """The attacker's own run, which came to him by the same carrier."""
    return arrived("cookie" if victim.base.startswith("/w/") else "path", "operator-2")


def everything(fake: FakeProvider) -> Any:
    """What was created, entered and asked."""
    runs = Run.objects.order_by("pk").values_list("pk", "data", "begun", "expires_at", "provider")
    return list(runs), list(Submission.objects.values_list("pk")), list(fake.calls)


def send(client: Client, address: str, form: Walker, token: str = "") -> tuple[int, list[str]]:
    """Status and heading of the answer to the form as that page has it, with this CSRF token."""
    fields = {**form.page.inputs, "csrfmiddlewaretoken": [token]}
    answer = client.post(address, urlencode(fields, doseq=True), FORM)
    return answer.status_code, Page(answer.content.decode()).all("h1.")


def token_of(walker: Walker) -> str:
    return walker.page.inputs["csrfmiddlewaretoken"][0]


def test_the_form_itself_would_create_the_profile(victim: Walker, fake: FakeProvider) -> None:
    status, _ = send(victim.client, f"{victim.base}check/", victim, token_of(victim))

    assert status == 303
    assert len(fake.payloads) == 1


# -- a form on another page, sent by the operator's own browser -----------------------------------

SENT: dict[str, dict[str, str]] = {
    "cross-site": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe", "Origin": ORIGIN},
    "same-site": {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "iframe", "Origin": ORIGIN},
    "script": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "empty", "Origin": ORIGIN},
    "new-window": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"},
    "origin-alone": {"Origin": ORIGIN},
    "null-origin": {"Origin": "null"},
    "nothing": {},
}


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("brings", ["no-token", "a-token-of-his-own-run"])
def test_a_form_of_the_portal_s_page_does_nothing(
    victim: Walker, own: Walker, fake: FakeProvider, sent: str, brings: str
) -> None:
    browser = Client(enforce_csrf_checks=True, headers=SENT[sent])
    browser.cookies = victim.client.cookies
    before = everything(fake)

    token = token_of(own) if brings == "a-token-of-his-own-run" else ""
    seen = send(browser, f"{victim.base}check/", victim, token)

    framed = SENT[sent].get("Sec-Fetch-Dest") in {"iframe", "empty"}
    by_cookie = victim.base.startswith("/w/")
    assert seen == (403, [REFUSED if framed or by_cookie else NO_ACCESS])
    assert everything(fake) == before


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_of_a_run_takes_a_form_of_the_portal_s_page(
    victim: Walker, fake: FakeProvider, address: str
) -> None:
    browser = Client(enforce_csrf_checks=True, headers=SENT["cross-site"])
    browser.cookies = victim.client.cookies
    before = everything(fake)

    assert send(browser, f"{victim.base}{address}/", victim) == (403, [REFUSED])
    assert everything(fake) == before


def test_a_token_that_was_planted_as_a_cookie_counts_for_nothing(
    victim: Walker, fake: FakeProvider
) -> None:
    """As a page of another host of the same site could do it."""
    browser = Client(enforce_csrf_checks=True, headers=FRAME)
    browser.cookies = victim.client.cookies
    for name in ("csrftoken", "__Host-csrftoken", "sessionid"):
        browser.cookies[name] = "p" * 32

    assert send(browser, f"{victim.base}check/", victim, "p" * 32) == (403, [REFUSED])
    assert not Submission.objects.exists()


# -- a run's id that was guessed or seen ----------------------------------------------------------


@pytest.mark.parametrize("address", ["check", "cancel", "profiles"])
@pytest.mark.parametrize("brings", ["nothing", "own-cookie", "own-path", "guessed-path"])
def test_who_knows_the_id_of_a_run_does_nothing_in_it(
    victim: Walker, own: Walker, fake: FakeProvider, brings: str, address: str
) -> None:
    # Given somebody with a run, and a secret, of his own
    other, secret = launches.open_run(operator="operator-2", origin=ORIGIN, portal="test")
    paths = {"own-path": f"/s/{secret}", "guessed-path": f"/s/{'A' * 43}"}
    thief = Client(enforce_csrf_checks=True, headers=FRAME)
    if brings == "own-cookie":
        thief.cookies[cookie_name(victim.run.pk)] = secret
        thief.cookies[cookie_name(other.pk)] = secret
    before = everything(fake)

    # When he sends it to the run of somebody else, again and again
    target = f"{paths.get(brings, '')}/w/{victim.run.pk}/{address}/"
    seen = [send(thief, target, victim, token_of(own)) for _ in range(3)]

    # Then it is neither taken nor kept, and its operator goes on
    assert seen == [(403, [NO_ACCESS])] * 3
    assert everything(fake) == before
    assert victim.get("check").status == 200


# -- a session that was brought along -------------------------------------------------------------


@pytest.mark.usefixtures("fake", "portal", "db")
def test_a_launch_below_a_secret_of_the_sender_s_choice_opens_nothing() -> None:
    answer = Client().post(f"/s/{'A' * 43}/launch", {"launch_token": signing.token()})

    assert answer.status_code == 404
    assert not Run.objects.exists()


@pytest.mark.django_db
def test_a_session_that_was_planted_is_not_signed_in() -> None:
    # Given an attacker's session in the browser of somebody of the staff
    User.objects.create_superuser("sam", password=PASSWORD)
    attacker, staff = (Client(enforce_csrf_checks=True) for _ in range(2))
    attacker.get("/admin/login/")
    planted = attacker.cookies["staff"].value
    staff.cookies["staff"] = planted

    # When they sign in
    assert sign_in(staff) == 302

    # Then they are, and the attacker is not
    assert staff.cookies["staff"].value != planted
    assert staff.get("/admin/").status_code == 200
    assert attacker.get("/admin/").status_code == 302
