"""Staff sign in at /admin/, with a session that has nothing to do with those of the runs."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.wizard.test_checks import start
from tests.wizard.walker import Page, Walker
from wizard.models import Run

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return User.objects.create_superuser("sam", password=PASSWORD)


def sign_in(client: Client, name: str = "sam", password: str = PASSWORD) -> int:
    """Fill in the form of the sign-in page as a browser does."""
    form = Page(client.get("/admin/login/").content.decode())
    entered = {**form.inputs, "username": name, "password": password, "next": "/admin/"}
    return client.post("/admin/login/", entered).status_code


def test_staff_sign_in_at_the_admin(staff: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"

    assert sign_in(client) == 302

    assert b"Site administration" in client.get("/admin/").content


def test_a_wrong_password_opens_nothing(staff: User) -> None:
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client, password="wrong") == 200

    assert client.get("/admin/").status_code == 302


def test_the_sign_in_page_is_for_its_own_form_only(staff: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/admin/login/")

    refused = client.post("/admin/login/", {"username": "sam", "password": PASSWORD})

    assert refused.status_code == 403
    assert b"We could not accept this form" in refused.content


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/lab/"])
def test_pages_for_staff_are_framed_by_nobody_and_never_stored(
    client: Client, address: str
) -> None:
    headers = client.get(address).headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert "no-store" in headers["Cache-Control"]


def test_the_cookie_of_staff_is_pinned(staff: User, client: Client) -> None:
    sign_in(client)

    (name,) = client.cookies
    attributes = set(client.cookies[name].OutputString().split("; ")[1:])
    assert name == "staff"  # the tests speak plain http
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= attributes
    assert not any(each.startswith("Domain") for each in attributes)


@pytest.mark.parametrize(("secure", "name"), [("1", "__Host-staff True"), ("0", "staff False")])
def test_over_https_the_cookie_of_staff_is_bound_to_this_host(
    tmp_path: Path, secure: str, name: str
) -> None:
    show = "config.settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"

    assert start(tmp_path, show, SECURE_COOKIES=secure).stdout.strip() == name


# -- beside a run ---------------------------------------------------------------------------------


def test_a_run_has_no_session_of_django(fake_walker: Walker) -> None:
    fake_walker.post("type", type="company", country="JP").post("details", name="Acme").get("check")

    assert fake_walker.status == 200
    assert [name for name in fake_walker.client.cookies if not name.startswith("w-")] == []
    assert Session.objects.count() == 0


def test_a_run_of_somebody_who_is_signed_in_costs_no_more_and_knows_no_user(
    fake_walker: Walker, staff: User
) -> None:
    fake_walker.get("type")
    with CaptureQueriesContext(connection) as before:
        fake_walker.get("type")
    fake_walker.client.force_login(staff)

    with CaptureQueriesContext(connection) as after:
        fake_walker.get("type")

    assert len(after) == len(before)
    assert fake_walker.response.wsgi_request.user.is_anonymous


def test_both_sessions_stand_side_by_side_in_one_browser(fake_walker: Walker, staff: User) -> None:
    # Given somebody of the staff in the middle of a run
    fake_walker.post("type", type="company", country="JP")
    assert sign_in(fake_walker.client) == 302

    # When the run goes on, and the admin is used
    fake_walker.post("details", name="Acme")
    assert b"Site administration" in fake_walker.client.get("/admin/").content

    # Then neither has touched the other
    assert fake_walker.get("check").step == "check"
    fake_walker.client.post("/admin/logout/", Page(_admin(fake_walker.client)).inputs)
    assert fake_walker.client.get("/admin/").status_code == 302
    assert fake_walker.get("check").step == "check"
    assert "_auth_user_id" not in repr(Run.objects.get().data)


def _admin(client: Client) -> str:
    return client.get("/admin/").content.decode()


def test_the_session_of_staff_opens_no_run(fake_walker: Walker, staff: User) -> None:
    client = Client()
    client.force_login(staff)

    stranger = Walker(client, fake_walker.run).get("type")

    assert (stranger.status, stranger.h1) == (403, "You cannot open this page")
