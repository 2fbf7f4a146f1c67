"""Two sites, three ways of a browser with cookies, with and without scripts: always a way in."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.answers import GB_COMPANY, GB_SOLE_TRADER
from tests.browser.operator import keeps
from tests.browser.portal import Embedded
from tests.browser.test_errors import shows_errors, summary
from tests.browser.two_origins import ATTACKER, COOKIES, PORTAL, TwoOrigins
from wizard.models import Run
from wizard.sandbox.server import SandboxServer

WIDTHS = (320, 360, 768, 1024, 1440)
SIZES = ((1280, 900), (320, 600))


def is_by_path(framed: Embedded) -> bool:
    return urlsplit(framed.frame.url).path.startswith("/s/")


def sees_well(origins: TwoOrigins, framed: Embedded, heading: str) -> None:
    """A page at every width, in the one window, and nothing that the browser complains of."""
    framed.sees(heading)
    for width in WIDTHS:
        framed.has_no_scrollbar(width)
    assert origins.wrong() == []
    assert len(framed.host.context.pages) == 1
    assert framed.host.url in {f"{origins.portal.url}{path}" for path in ("/marked", "/plain")}


def names_the_errors_in_view(framed: Embedded, javascript: bool) -> None:
    """In the window of the portal's page, whatever its size."""
    for width, height in SIZES:
        framed.host.set_viewport_size({"width": width, "height": height})
        if javascript:
            framed.scrolls_down()
        else:  # the frame has a scrollbar of its own: what matters is that it is in view
            framed.iframe.evaluate("frame => frame.scrollIntoView()")
            framed.button("Continue").scroll_into_view_if_needed()
        expect(summary(framed)).not_to_be_in_viewport()

        framed.press("Continue")

        shows_errors(framed)
        expect(summary(framed)).to_be_in_viewport(ratio=1)
        box = summary(framed).bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height
        assert box["x"] + box["width"] <= width


def goes_through_all(origins: TwoOrigins, framed: Embedded, javascript: bool) -> str:
    """Over every page, also the one with errors."""
    sees_well(origins, framed, "Choose what to create")
    framed.choose("Company", "United Kingdom")
    sees_well(origins, framed, "Find the company")
    framed.search("Acme")
    sees_well(origins, framed, "23 matches for “Acme”")
    framed.none_of_these()
    sees_well(origins, framed, "Enter company details")
    framed.fill_details(GB_COMPANY | {"Email address": "jane@"})
    names_the_errors_in_view(framed, javascript)
    sees_well(origins, framed, "Enter company details")
    framed.fill_details({"Email address": GB_COMPANY["Email address"]})
    framed.press("Continue")
    sees_well(origins, framed, "Check the details before creating the profile")
    framed.create()
    sees_well(origins, framed, "Profile created")
    return framed.reference()


def goes_through_again(framed: Embedded) -> str:
    framed.press("Create another profile")
    framed.sees("Choose what to create")
    framed.choose("Sole trader", "United Kingdom")
    framed.sees("Enter sole trader details")
    framed.fill_details(GB_SOLE_TRADER)
    framed.press("Continue")
    framed.create()
    return framed.reference()


@pytest.mark.parametrize("cookies", COOKIES)
def test_profiles_are_created_in_a_frame_of_another_site(
    origins: TwoOrigins, sandbox: SandboxServer, cookies: str, javascript: bool
) -> None:
    # Given a portal of another site, in a browser that may not keep cookies
    framed = origins.open(cookies, javascript=javascript)
    framed.sees("Choose what to create")
    assert is_by_path(framed) is (cookies == "all-blocked")

    # When an operator goes through the wizard, twice
    first = goes_through_all(origins, framed, javascript)
    second = goes_through_again(framed)

    # Then both profiles are there, by the same carrier
    assert {profile["id"] for profile in sandbox.profiles()} == {first, second}
    assert is_by_path(framed) is (cookies == "all-blocked")
    assert len(framed.host.context.pages) == 1
    if javascript:
        assert framed.waits_for("completed", times=2)["data"]["profile_id"] == second
        assert "/s/" not in str(framed.heard())


def test_what_was_typed_survives_a_reload_by_path(origins: TwoOrigins) -> None:
    framed = origins.open("all-blocked")
    framed.choose("Sole trader", "United Kingdom")
    framed.sees("Enter sole trader details")
    with framed.host.expect_response(keeps("Lantern Rep")):
        framed.field("Trading name").fill("Lantern Rep")

    framed.frame.evaluate("location.reload()")

    expect(framed.field("Trading name")).to_have_value("Lantern Rep")


def test_an_address_with_a_secret_opens_nothing_as_a_page_of_its_own(origins: TwoOrigins) -> None:
    framed = origins.open("all-blocked")

    thief = framed.host.context.new_page()
    answer = thief.goto(framed.frame.url)

    assert answer is not None
    assert answer.status == 403
    expect(thief.get_by_role("heading", level=1)).to_have_text("You cannot open this page")


def test_another_site_cannot_frame_an_address_with_a_secret(origins: TwoOrigins) -> None:
    framed = origins.open("all-blocked")

    attacker = framed.host.context.new_page()
    attacker.goto(f"{origins.portal.url.replace(PORTAL, ATTACKER)}/plain")
    stolen = framed.frame.url
    attacker.locator("iframe").evaluate("(frame, url) => { frame.src = url; }", stolen)
    origins.await_complaint(attacker, "frame-ancestors")

    shown = attacker.frame(name="wizard")
    assert shown is not None
    assert shown.get_by_role("main").count() == 0


def test_the_address_never_leaves_by_the_referer(origins: TwoOrigins) -> None:
    framed = origins.open("all-blocked")
    origins.portal.others = f" {origins.portal.url}"
    framed = origins.launch(framed.host)
    sent: list[str] = []
    framed.host.context.on(
        "request", lambda request: sent.append(request.headers.get("referer", ""))
    )

    framed.frame.evaluate(
        f"fetch('{origins.portal.url}/', {{ mode: 'no-cors' }}).catch(() => {{}})"
    )
    origins.await_complaint(framed.host, "connect-src", "Fetch API cannot load")
    framed.frame.evaluate(f"location.assign('{origins.portal.url}/empty')")
    expect(framed.page.locator("title")).to_have_js_property("text", "Empty")

    assert sent
    assert not any("/s/" in referer for referer in sent)


def test_each_launch_has_a_cookie_of_its_own(origins: TwoOrigins) -> None:
    framed = origins.open()
    address = framed.frame.url
    for ext in ("one", "two"):
        framed = origins.launch(framed.host, ext=ext)

    names = {cookie["name"] for cookie in framed.host.context.cookies(origins.wizard)}

    assert names == {f"__Host-w-{run.pk}" for run in Run.objects.all()}
    assert len(names) == 3
    assert "/w/" in address
