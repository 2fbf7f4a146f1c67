"""What a portal has not granted, and what nobody may do: refused, whatever came before."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.wizard import signing
from tests.wizard import test_launch as a
from tests.wizard.arrivals import arrive
from tests.wizard.fake import FakeProvider
from tests.wizard.fake_profiles import editable
from wizard import launches
from wizard.models import LaunchToken, Run, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]


# -- limits hold to the end -----------------------------------------------------------------------


def test_a_run_that_was_narrowed_meanwhile_creates_nothing_else(fake: FakeProvider) -> None:
    walker = a.to_check(a.walk())
    Run.objects.update(limits={"types": ["trust"]})

    walker.post("check")

    assert (walker.step, fake.payloads, Submission.objects.count()) == ("type", [], 0)
    assert "Your portal does not allow this type and country any more" in walker.notices[0]


def test_a_change_that_was_begun_before_is_not_made_against_the_limits(fake: FakeProvider) -> None:
    fake.profiles = [editable("p-1", name="Acme", email="a@example.com")]
    walker = a.walk()
    walker.base += "profiles/p-1/"
    assert walker.get("details").post("details", name="Acme Ltd").step == "check"
    Run.objects.update(limits={"types": [f"not-{fake.profiles[0].type}"]})

    walker.post("check")

    assert (walker.status, Submission.objects.count(), fake.sent) == (404, 0, [])
    assert walker.get("details").status == 404


def test_what_is_launched_next_lives_no_longer_than_the_launch_allowed() -> None:
    walker = a.to_check(a.walk()).post("check")
    ends_at = timezone.now() + timedelta(seconds=100)
    Run.objects.update(ends_at=ends_at)

    walker.post("another")

    assert list(Run.objects.values_list("ends_at", flat=True)) == [ends_at, ends_at]
    assert Run.objects.latest("created_at").expires_at == ends_at


@pytest.mark.parametrize("taken", ["portal", "origin"])
def test_what_is_taken_away_from_the_portals_takes_its_runs_with_it(
    settings: Settings, taken: str
) -> None:
    walker = a.walk()
    registry = json.loads(settings.PORTALS)
    if taken == "portal":
        del registry[signing.ISS]
    else:
        registry[signing.ISS]["origins"] = ["https://other.example"]
    settings.PORTALS = json.dumps(registry)

    walker.get()

    assert (walker.status, walker.h1) == (403, "You cannot open this page")
    assert "frame-ancestors 'none'" in walker.response["Content-Security-Policy"]


# -- profiles that exist --------------------------------------------------------------------------


def test_a_portal_may_be_shown_no_profiles_that_exist(portal: Any, fake: FakeProvider) -> None:
    portal(profiles=False)
    walker = a.walk()

    assert "See existing profiles" not in walker.page.links
    for page in ("profiles", "profiles/c-1", "profiles/c-1/details"):
        assert walker.get(page).status == 404
    assert {"list_profiles", "show_profile"}.isdisjoint(fake.calls)

    receipt = a.to_check(a.walk()).post("check")
    assert receipt.h1 == "Profile created"
    assert not any("/profiles/" in href for href in receipt.page.links.values())


# -- where a launch and a form come from ----------------------------------------------------------


@pytest.mark.parametrize(("secure", "status"), [(False, 403), (True, 303)])
def test_a_launch_over_plain_http_is_refused(
    settings: Settings, caplog: pytest.LogCaptureFixture, secure: bool, status: int
) -> None:
    settings.SECURE_COOKIES = True
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/launch", {"launch_token": signing.token()}, secure=secure)

    assert answer.status_code == status
    assert LaunchToken.objects.exists() is Run.objects.exists() is secure
    assert ("is TRUST_FORWARDED_PROTO missing?" in caplog.text) is not secure


def test_what_a_header_says_is_written_down_as_plain_ascii(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = Client(
        enforce_csrf_checks=True, headers={"Origin": "https://x\x1b[31m\x85" + "y" * 999}
    )
    caplog.set_level(logging.WARNING, "wizard")

    assert client.post("/admin/login/", {"username": "x"}).status_code == 403

    (line,) = [r.getMessage() for r in caplog.records if r.name == "wizard.problems"]
    assert line.isascii()
    assert line.isprintable()
    assert len(line) < 300


@pytest.mark.parametrize("address", ["/launch", "/admin/login/"])
def test_a_large_file_is_refused_before_it_is_read(address: str) -> None:
    large = SimpleUploadedFile("x", b"x" * (2 << 20))

    answer = Client().post(address, {"launch_token": "a.b.c", "file": large})

    assert answer.status_code == 413


def test_a_small_file_is_read_past(settings: Settings) -> None:
    sent = {"launch_token": signing.token(), "file": SimpleUploadedFile("x", b"x" * 1000)}

    answer = Client().post("/launch", sent)

    assert answer.status_code == 303
    assert not answer.wsgi_request.FILES


def test_the_address_with_a_secret_is_told_to_nobody_by_the_referer() -> None:
    walker = arrive(*launches.open_run(operator="o", origin="https://portal.example"))

    assert "/s/" in walker.base
    assert walker.response["Referrer-Policy"] == "strict-origin"
