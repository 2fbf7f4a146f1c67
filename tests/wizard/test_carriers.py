"""The secret of a run comes by cookie or, where none is kept, by address; what thieves can do."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_script_prefix
from django.utils import timezone

from tests.conftest import ORIGIN
from tests.wizard.arrivals import FRAME, TOP, arrive, browser, launched
from tests.wizard.fake import FakeProvider
from tests.wizard.logs import Collector
from tests.wizard.walker import Walker
from wizard import carriers, launches
from wizard.models import Run, State, Submission

PATH = re.compile(r"/s/([\w-]{43})")


@pytest.fixture
def opened(fake: FakeProvider, db: None) -> tuple[Run, str]:
    return launches.open_run(operator="operator-1", origin=ORIGIN, portal="test")


@pytest.fixture
def framed(opened: tuple[Run, str]) -> Iterator[Walker]:
    """Somebody in a frame, in a browser that keeps no cookie."""
    yield arrive(*opened)
    assert get_script_prefix() == "/"  # no request leaves its secret to the next one


def secret_of(walker: Walker) -> str:
    found = PATH.match(walker.base)
    assert found
    return found[1]


# -- which carrier --------------------------------------------------------------------------------


def test_where_the_cookie_comes_back_the_run_goes_on_by_cookie(opened: tuple[Run, str]) -> None:
    walker = arrive(*opened, cookies=True)

    assert walker.base == f"/w/{opened[0].pk}/"
    assert (walker.status, walker.step) == (200, "type")


def test_where_no_cookie_comes_back_a_new_secret_stands_in_the_address(
    opened: tuple[Run, str],
) -> None:
    walker = arrive(*opened)

    assert (walker.status, walker.step) == (200, "type")
    assert secret_of(walker) != opened[1]
    assert Run.objects.get().secrets[-1] == carriers.digest(secret_of(walker))


def test_a_profile_is_created_by_address_alone(framed: Walker, fake: FakeProvider) -> None:
    framed.post("type", type="company", country="JP").post("details", name="Acme").post("check")

    assert framed.h1 == "Profile created"
    assert Submission.objects.get().state == State.CREATED
    assert all(url.startswith(framed.base) for url in framed.trail)


@pytest.mark.parametrize("step", ["type", "details", "nowhere", "cancel"])
def test_every_link_and_form_of_a_page_has_the_secret(framed: Walker, step: str) -> None:
    framed.post("type", type="company", country="JP").get(step)

    addresses = re.findall(r'(?:href|action|hx-get|hx-post)="(/[^"]+)"', framed.html)
    assert addresses or step == "nowhere"
    ours = [address for address in addresses if not address.startswith("/static/")]
    assert ours
    assert all(address.startswith(framed.base) for address in ours)


def test_the_next_run_tries_the_cookie_again(framed: Walker) -> None:
    framed.post("type", type="company", country="JP").post("details", name="Acme").post("check")

    framed.post("another")

    enter, entered = framed.trail[-3:-1]
    assert enter.startswith("/enter?h=")
    assert PATH.match(entered)
    assert secret_of(framed) not in entered
    assert framed.h1 == "Choose what to create"


# -- the handover ---------------------------------------------------------------------------------


def test_a_handover_counts_once(opened: tuple[Run, str]) -> None:
    client, enter = browser(), launched(*opened)["Location"]
    assert client.get(enter).status_code == 303
    before = Run.objects.get().secrets

    again = browser().get(enter)

    assert again.status_code == 403
    assert b"You cannot open this page" in again.content
    assert f"frame-ancestors {ORIGIN}" in again["Content-Security-Policy"]
    assert Run.objects.get().secrets == before


def test_a_handover_counts_for_a_minute(opened: tuple[Run, str]) -> None:
    enter = launched(*opened)["Location"]
    until = Run.objects.get().handover_until
    assert until is not None
    assert timedelta(seconds=55) < until - timezone.now() <= timedelta(seconds=60)

    Run.objects.update(handover_until=timezone.now())

    assert browser().get(enter).status_code == 403


def test_a_handover_is_stored_as_a_hash(opened: tuple[Run, str]) -> None:
    handover = launched(*opened)["Location"].partition("h=")[2]

    stored = Run.objects.get().handover_sha256

    assert stored == carriers.digest(handover)
    assert browser().get(f"/enter?h={stored}").status_code == 403


@pytest.mark.parametrize("query", ["", "?h=", "?h=x", "?h=None", "?h=é"])
def test_what_is_no_handover_opens_nothing(opened: tuple[Run, str], query: str) -> None:
    answer = browser().get(f"/enter{query}")

    assert answer.status_code == 403
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_without_a_cookie_a_run_is_opened_in_a_frame_only(opened: tuple[Run, str]) -> None:
    answer = browser(TOP).get(launched(*opened)["Location"])

    assert answer.status_code == 403


# -- attacks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers", [TOP, {}, {"Sec-Fetch-Dest": "object"}, {"Sec-Fetch-Dest": "embed"}]
)
def test_a_stolen_address_opens_nothing_outside_of_a_frame(
    framed: Walker, headers: dict[str, str]
) -> None:
    thief = browser(headers).get(f"{framed.base}type/")

    assert thief.status_code == 403
    assert b"You cannot open this page" in thief.content


def test_a_stolen_address_is_framed_by_its_portal_only(framed: Walker) -> None:
    assert f"frame-ancestors {ORIGIN}" in framed.response["Content-Security-Policy"]


@pytest.mark.parametrize("secret", ["A" * 43, "A" * 42, "-", ""])
def test_a_guessed_secret_opens_nothing(framed: Walker, secret: str) -> None:
    answer = browser().get(f"/s/{secret}/w/{framed.run.pk}/type/")

    assert answer.status_code == (403 if len(secret) == 43 else 404)


def test_the_secret_of_an_address_opens_no_other_run(framed: Walker) -> None:
    other, _ = launches.open_run(operator="operator-2", origin=ORIGIN)

    answer = browser().get(f"/s/{secret_of(framed)}/w/{other.pk}/type/")

    assert answer.status_code == 403


def test_a_secret_that_was_planted_is_never_taken(opened: tuple[Run, str]) -> None:
    # Given a browser in which somebody has put a cookie for the run
    run, secret = opened
    client = browser()
    client.cookies[carriers.cookie_name(run.pk)] = "planted"

    # When the launch does not get its own in place
    entered = client.get(launched(run, secret)["Location"])

    # Then what was planted opens nothing, and is not what the run goes on with
    assert PATH.match(entered["Location"])
    assert "planted" not in entered["Location"]
    assert client.get(f"/w/{run.pk}/type/").status_code == 403


def test_a_launch_overwrites_a_cookie_that_was_planted(opened: tuple[Run, str]) -> None:
    run, secret = opened

    answer = launched(run, secret)

    assert answer.cookies[carriers.cookie_name(run.pk)].value == secret


def test_the_cookie_counts_for_nothing_where_an_address_has_a_secret(
    opened: tuple[Run, str],
) -> None:
    walker = arrive(*opened, cookies=True)

    assert walker.client.get(f"/s/{'A' * 43}/w/{opened[0].pk}/type/").status_code == 403


def test_a_form_of_another_site_is_refused_by_address_as_well(framed: Walker) -> None:
    framed.get("type")
    form = {**framed.page.inputs, "type-type": "company", "type-country": "JP"}
    theirs = {**FRAME, "Sec-Fetch-Site": "cross-site"}

    refused = framed.client.post(f"{framed.base}type/", form, headers=theirs)

    assert refused.status_code == 403
    assert b"We could not accept this form" in refused.content
    del form["csrfmiddlewaretoken"]
    assert framed.client.post(f"{framed.base}type/", form).status_code == 403


@pytest.mark.parametrize("address", ["/admin/", "/lab/", "/enter", "/static/x", "//w/", ""])
def test_nothing_but_a_run_is_served_below_a_secret(framed: Walker, address: str) -> None:
    answer = framed.client.get(f"/s/{secret_of(framed)}{address}")

    assert answer.status_code == 404


# -- what is written down -------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "status"), [("type/", 200), ("nowhere/", 404), ("another/", 405)])
def test_no_log_has_the_secret_of_an_address(
    everything: Collector, framed: Walker, step: str, status: int
) -> None:
    answer = framed.client.get(framed.base + step, headers={"Referer": f"http://x{framed.base}"})

    assert answer.status_code == status
    assert secret_of(framed) not in "\n".join(everything.lines)
    assert any(f" {status} " in line for line in everything.lines)


def test_a_crash_and_a_refused_form_leave_no_secret_in_the_logs(
    everything: Collector, framed: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("a bug of ours")

    framed.client.post(f"{framed.base}type/", {}, headers={"Referer": f"http://x{framed.base}"})
    monkeypatch.setattr("wizard.views.first_open", crash)
    assert framed.client.get(framed.base).status_code == 500

    assert sum("a bug of ours" in line for line in everything.lines) == 1
    assert sum("a form was refused" in line for line in everything.lines) == 1
    assert secret_of(framed) not in "\n".join(everything.lines)


def test_the_server_itself_sees_no_secret_once_the_request_is_over(framed: Walker) -> None:
    whole = f"{framed.base}type/?from=check"
    headers = {"Referer": f"http://testserver{whole}", "HX-Current-URL": whole}

    request = Client(headers=FRAME).get(whole, RAW_URI=whole, headers=headers).wsgi_request

    assert secret_of(framed) not in repr(sorted(request.environ.items(), key=str))
    assert request.environ["RAW_URI"] == f"/s/-/w/{framed.run.pk}/type/?from=check"
    assert secret_of(framed) not in repr(request) + request.path + request.build_absolute_uri()
