"""Two sites, three ways of a browser with cookies, with and without scripts: always a way in."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answers import GB_SOLE_TRADER
from tests.browser.two_origins import ATTACKER, COOKIES, PORTAL, Framed, TwoOrigins
from wizard.models import Run
from wizard.sandbox.server import SandboxServer

pytestmark = pytest.mark.urls("tests.browser.two_origins")


def goes_through(framed: Framed) -> str:
    framed.choose("Sole trader", "United Kingdom")
    framed.sees("Enter sole trader details")
    framed.fill_details(GB_SOLE_TRADER)
    framed.press("Continue")
    framed.create()
    return framed.reference()


def is_by_path(framed: Framed) -> bool:
    return urlsplit(framed.frame.url).path.startswith("/s/")


@pytest.mark.parametrize("cookies", COOKIES)
def test_a_profile_is_created_in_a_frame_of_another_site(
    origins: TwoOrigins, sandbox: SandboxServer, cookies: str, javascript: bool
) -> None:
    # Given a portal of another site, in a browser that may not keep cookies
    page = origins.open(cookies, javascript=javascript)
    framed = origins.launch(page)
    assert is_by_path(framed) is (cookies == "all-blocked")

    # When an operator goes through the wizard, twice
    first = goes_through(framed)
    framed.press("Create another profile")
    framed.sees("Choose what to create")
    second = goes_through(framed)

    # Then both profiles are there, in one window, by the same carrier
    assert {profile["id"] for profile in sandbox.profiles()} == {first, second}
    assert is_by_path(framed) is (cookies == "all-blocked")
    assert len(page.context.pages) == 1
    assert page.url == f"{origins.portal}/"
    if javascript:
        expect_told(page, second)


def expect_told(page: Page, reference: str) -> None:
    page.wait_for_function("heard.filter(each => each.type === 'completed').length === 2")
    last = page.evaluate("heard.filter(each => each.type === 'completed').at(-1)")
    assert last["data"]["profile_id"] == reference
    assert "/s/" not in str(page.evaluate("JSON.stringify(heard)"))


def test_what_was_typed_survives_a_reload_by_path(origins: TwoOrigins) -> None:
    page = origins.open("all-blocked")
    framed = origins.launch(page)
    framed.choose("Sole trader", "United Kingdom")
    with page.expect_response(lambda answer: answer.status == 204):
        framed.field("Trading name").fill("Lantern Rep")

    framed.frame.evaluate("location.reload()")

    expect(framed.field("Trading name")).to_have_value("Lantern Rep")


def test_an_address_with_a_secret_opens_nothing_as_a_page_of_its_own(origins: TwoOrigins) -> None:
    page = origins.open("all-blocked")
    stolen = origins.launch(page).frame.url

    thief = page.context.new_page()
    answer = thief.goto(stolen)

    assert answer is not None
    assert answer.status == 403
    expect(thief.get_by_role("heading", level=1)).to_have_text("You cannot open this page")


def test_another_site_cannot_frame_an_address_with_a_secret(origins: TwoOrigins) -> None:
    page = origins.open("all-blocked")
    stolen = origins.launch(page).frame.url

    attacker = page.context.new_page()
    attacker.goto(origins.portal.replace(PORTAL, ATTACKER))
    attacker.locator("iframe").evaluate("(frame, url) => { frame.src = url; }", stolen)
    origins.await_complaint(attacker, "frame-ancestors")

    framed = attacker.frame(name="wizard")
    assert framed is not None
    assert framed.get_by_role("main").count() == 0


def test_the_address_never_leaves_by_the_referer(origins: TwoOrigins) -> None:
    page = origins.open("all-blocked")
    sent: list[str] = []
    page.context.on("request", lambda request: sent.append(request.headers.get("referer", "")))
    framed = origins.launch(page)
    sent.clear()

    framed.frame.evaluate(f"fetch('{origins.portal}/', {{ mode: 'no-cors' }}).catch(() => {{}})")
    framed.frame.evaluate(f"location.assign('{origins.portal}/')")
    page.frame_locator("iframe").get_by_role("heading", name="Portal").wait_for()

    assert sent
    assert not any("/s/" in referer for referer in sent)
    origins.await_complaint(page, "connect-src")
    origins.complaints.clear()


def test_a_second_tab_leaves_the_first_one_open_by_path(origins: TwoOrigins) -> None:
    # Given a run in a browser that keeps no cookie
    page = origins.open("all-blocked")
    first = origins.launch(page, ext="one")
    first.choose("Sole trader", "United Kingdom")
    first.sees("Enter sole trader details")

    # When the portal's page is opened in another tab
    tab = page.context.new_page()
    tab.goto(page.url)
    second = origins.launch(tab, ext="one")
    second.sees("Enter sole trader details")

    # Then what is typed in the first one is kept, and seen in both
    assert is_by_path(first)
    assert first.frame.url != second.frame.url
    with page.expect_response(lambda answer: answer.status == 204):
        first.field("Trading name").fill("Lantern Rep")
    second.frame.evaluate("location.reload()")
    expect(second.field("Trading name")).to_have_value("Lantern Rep")


def test_each_launch_has_a_cookie_of_its_own(origins: TwoOrigins) -> None:
    page = origins.open()
    first = origins.launch(page, ext="one").frame.url
    origins.launch(page, ext="two")

    cookies = page.context.cookies(origins.wizard)
    names = {cookie["name"] for cookie in cookies}

    assert names == {f"__Host-w-{run.pk}" for run in Run.objects.all()}
    assert len(names) == 2
    assert "/w/" in first
    ends = min(run.ends_at.timestamp() for run in Run.objects.all())
    assert all(cookie["expires"] > ends + 3600 for cookie in cookies)
