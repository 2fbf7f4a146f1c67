"""How embed.js launches: again when a run has expired or did not come, and never without an end."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from tests.browser.portal import START, Embedded, Portal
from wizard import launches
from wizard.models import Run

NEVER = "launch: () => new Promise(() => {})"


@pytest.fixture
def bare(portal: Portal, visit: Callable[..., Page]) -> Embedded:
    """An element that shows nothing yet; the page's clock goes on when it is told to."""
    embedded = Embedded(portal, visit("/bare"))
    embedded.host.clock.install()
    return embedded


def expire(embedded: Embedded) -> None:
    """The run has ended, and the page learns of it, without that anything is typed."""
    Run.objects.update(expires_at=timezone.now())
    embedded.press("Continue")


def time_goes_by(embedded: Embedded, until: Callable[[], object]) -> None:
    """By the page's clock; what the page waits for from elsewhere comes when it comes."""
    for _ in range(200):
        if until():
            return
        embedded.host.clock.run_for(500)
        embedded.host.wait_for_timeout(50)
    raise AssertionError("it did not happen")


def codes(embedded: Embedded) -> list[str]:
    return [each["data"]["code"] for each in embedded.told("error")]


def test_two_wizards_in_one_page_keep_apart(bare: Embedded, portal: Portal) -> None:
    # Given two elements of one page, the second one with the address of the wizard
    bare.host.clock.resume()
    other = Embedded(portal, bare.host, "two")
    bare.mount()
    bare.sees(START)
    other.mount(f"title: 'Another profile', url: '{portal.wizard}'")
    other.sees(START)

    # When one of the operators goes on
    other.choose("Company", "United Kingdom")
    other.sees("Find the company")

    # Then the other one stands where it stood, and each element is told of its own run
    bare.sees(START)
    assert [each["data"]["key"] for each in bare.told("step")] == ["type"]
    assert [each["data"]["key"] for each in other.told("step")] == ["type", "search"]
    (run,), (another,) = ({each["run"] for each in each_.told()} for each_ in (bare, other))
    assert {run, another} == {str(run.pk) for run in Run.objects.all()}
    expect(other.iframe).to_have_attribute("title", "Another profile")
    assert bare.iframe.get_attribute("name") != other.iframe.get_attribute("name")


def test_a_listener_gets_the_data_and_what_else_is_known(bare: Embedded) -> None:
    bare.mount("on: { step: (data, { run, seq }) => (window.got = [data, run, seq > 1]) }")

    bare.host.wait_for_function("() => window.got")

    data = {"key": "type", "index": 1}
    assert bare.host.evaluate("got") == [data, str(Run.objects.get().pk), True]


def test_nothing_is_left_of_a_wizard_that_is_destroyed(bare: Embedded, portal: Portal) -> None:
    # Given a wizard, and one that still waits for its token
    other = Embedded(portal, bare.host, "two")
    bare.mount("on: { step: () => (window.steps = (window.steps ?? 0) + 1) }")
    bare.waits_for("step")
    other.mount("launch: () => new Promise((done) => (window.answer = () => give().then(done)))")

    # When both are destroyed, and then the token comes
    bare.host.evaluate("handles.one.destroy(); handles.two.destroy(); handles.two.destroy()")
    bare.host.evaluate("answer()")
    bare.host.clock.run_for(60_000)

    # Then the page is as it was, and nobody listens
    for element in (bare.element, other.element):
        assert element.evaluate("element => element.outerHTML") in (
            '<div id="one"></div>',
            '<div id="two"></div>',
        )
    assert bare.host.evaluate("[one, two].every((each) => !ProfileWizard.get(each))")
    assert bare.host.evaluate("document.forms.length") == 0
    bare.host.evaluate("one.dispatchEvent(new CustomEvent('profile-wizard:step', { detail: {} }))")
    assert bare.host.evaluate("steps") == 1
    assert other.told() == []

    # And the element can show the wizard again
    bare.mount()
    bare.sees(START)


@pytest.mark.parametrize(
    "launch",
    [
        "launch: () => { throw new Error('down') }",
        "launch: async () => { throw new Error('down') }",
        "launch: async () => '<!doctype html><title>Sign in</title>'",
        "launch: async () => undefined",
        "launch: '/marked'",
    ],
)
def test_a_launch_that_fails_is_told_and_tried_again_by_the_operator(
    bare: Embedded, portal: Portal, launch: str
) -> None:
    bare.mount(launch)

    alert = bare.element.get_by_role("alert")
    expect(alert).to_have_text(
        "We could not open the form. Check your connection and try again.Try again"
    )
    bare.is_told_to_try_again()
    bare.waits_for("error", times=2)
    assert codes(bare) == ["launch_failed", "launch_failed"]
    assert Run.objects.count() == 0
    assert len(bare.host.context.pages) == 1


def test_an_address_that_fails_once_is_asked_again(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    # Given a portal whose address for tokens is down
    portal.answers = [(500, "text/plain", portal.mint())]
    embedded = Embedded(portal, visit("/marked"))
    embedded.waits_for("error")
    assert codes(embedded) == ["launch_failed"]

    # When the operator tries again
    embedded.is_told_to_try_again()

    # Then the wizard is there, and the keyboard in it
    embedded.sees(START)
    expect(embedded.iframe).to_be_focused()
    expect(embedded.element.get_by_role("alert")).to_have_count(0)


def test_a_token_may_come_as_plain_text(portal: Portal, visit: Callable[..., Page]) -> None:
    portal.answers = [(200, "text/plain", f"{portal.mint()}\n")]

    Embedded(portal, visit("/marked")).sees(START)


def test_a_launch_without_an_answer_is_given_up(bare: Embedded) -> None:
    bare.mount(f"{NEVER}, retryText: 'Nochmal', failedText: 'Das ging nicht.'")
    expect(bare.element).to_have_attribute("aria-busy", "true")

    bare.host.clock.run_for(31_000)

    expect(bare.element.get_by_role("alert")).to_have_text("Das ging nicht.Nochmal")
    expect(bare.element).not_to_have_attribute("aria-busy", "true")
    assert codes(bare) == ["launch_failed"]


@pytest.mark.parametrize(
    ("option", "error"),
    [
        ("launch: undefined", "launch is missing"),
        ("url: ''", "url is missing"),
        ("url: 'https://['", "Invalid base URL"),
    ],
)
def test_a_wrong_call_is_an_error_at_once(bare: Embedded, option: str, error: str) -> None:
    with pytest.raises(Error, match=error):
        bare.mount(option)

    expect(bare.iframe).to_have_count(0)


def test_no_window_opens_where_the_frame_was_taken_away(bare: Embedded, portal: Portal) -> None:
    bare.mount("launch: () => { one.querySelector('iframe').remove(); return give(); }")

    bare.waits_for("error")

    assert portal.tokens
    assert codes(bare) == ["launch_failed"]
    assert len(bare.host.context.pages) == 1


def gateway_fails(embedded: Embedded, times: int) -> None:
    """Something between here and the wizard answers its launches with a page of its own."""
    page = "<!doctype html><title>502</title><h1>Bad Gateway</h1>"
    embedded.host.route(
        "**/launch",
        lambda route: route.fulfill(status=502, content_type="text/html", body=page),
        times=times,
    )


def test_a_page_that_does_not_come_is_launched_once_more(bare: Embedded, portal: Portal) -> None:
    gateway_fails(bare, times=1)
    bare.mount()
    bare.sees("Bad Gateway")
    time_goes_by(bare, lambda: len(portal.tokens) == 2)

    bare.host.clock.resume()
    bare.sees(START)
    assert codes(bare) == []
    assert len(portal.tokens) == 2


def test_a_page_that_does_not_come_twice_is_left_to_the_operator(
    bare: Embedded, portal: Portal
) -> None:
    # Given a wizard that cannot be reached
    gateway_fails(bare, times=2)
    bare.mount()
    bare.sees("Bad Gateway")
    time_goes_by(bare, lambda: len(portal.tokens) == 2)

    # When the operator is told, and time goes by
    time_goes_by(bare, lambda: bare.told("error"))
    bare.host.clock.run_for(300_000)

    # Then nothing more was asked for, until the operator does
    assert len(portal.tokens) == 2
    assert codes(bare) == ["load_failed"]
    bare.is_told_to_try_again()
    bare.host.clock.resume()
    bare.sees(START)


def test_what_the_wizard_refuses_stays_to_be_seen(bare: Embedded, portal: Portal) -> None:
    portal.refuses = 1
    bare.mount()
    bare.sees("We could not open this page")
    bare.waits_for("error")

    bare.host.clock.run_for(300_000)

    bare.sees("We could not open this page")
    assert codes(bare) == ["launch_refused"]
    assert len(portal.tokens) == 1
    assert all(each["run"] is None for each in bare.told())


def test_an_operator_sees_that_somebody_else_works_on_it(bare: Embedded, portal: Portal) -> None:
    launches.open_run(operator="b", origin=portal.url, portal=portal.url, ext="one", begun=True)
    portal.claims = {"ext": "one"}
    bare.mount()
    bare.waits_for("error")

    bare.host.clock.run_for(300_000)

    bare.sees("Somebody else is working on this")
    assert codes(bare) == ["in_use"]
    assert len(portal.tokens) == 1


def test_a_run_that_has_expired_is_followed_by_a_new_one(marked: Embedded, portal: Portal) -> None:
    # Given a run that has ended in the meantime
    first = marked.waits_for("ready")["run"]
    entries = marked.host.evaluate("history.length")

    # When the operator goes on
    expire(marked)

    # Then a new one is there, by a token of its own, and Back does not lead to the old one
    marked.waits_for("ready", times=2)
    marked.sees(START)
    assert marked.waits_for("ready", times=2)["run"] != first
    assert [each["run"] for each in marked.told("expired")] == [first]
    assert len(set(portal.tokens)) == len(portal.tokens) == 2
    assert marked.host.evaluate("history.length") == entries
    assert codes(marked) == []


def test_runs_that_expire_one_after_the_other_are_not_opened_for_ever(
    marked: Embedded, portal: Portal
) -> None:
    # Given two runs that have ended without that anybody typed
    expire(marked)
    marked.waits_for("ready", times=2)
    expire(marked)

    # When the operator is told so and tries again
    alert = marked.element.get_by_role("alert")
    expect(alert).to_have_text("Your session has ended.Try again")
    assert len(portal.tokens) == 2
    marked.is_told_to_try_again()

    # Then the third one is there, and as long as somebody answers the next follow by themselves
    for times in (4, 5):
        marked.sees(START)
        marked.page.get_by_role("radio", name="Company", exact=True).check()
        expire(marked)
        marked.waits_for("ready", times=times)
    assert len(portal.tokens) == 5
    assert codes(marked) == ["expired"]
