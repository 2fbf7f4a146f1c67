"""The provider fails at a transition: nothing is lost, and "Try again" does the same once more."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.wizard.fake import NUMBER, FakeProvider
from tests.wizard.fake_profiles import editable
from tests.wizard.walker import Sent, Walker
from wizard.providers.errors import ProviderMisbehaved, ProviderUnavailable
from wizard.schema.fields import FieldSpec

BUSY = ProviderUnavailable("rate limited", status=429, retry_after=12)
FAILURES = {
    "down": (ProviderUnavailable("down"), 503, "The provider is not answering"),
    "busy": (BUSY, 503, "The provider is busy"),
    "nonsense": (ProviderMisbehaved("?"), 502, "There is a problem with the provider"),
}
LONG = "A name that nobody wants to type twice"
AGAIN = re.compile(
    r'<button class="primary" type="submit" form="step" data-again'
    r'(?: name="(\w+)" value="1")?>Try again<'
)


def at_type(walker: Walker) -> None:
    walker.get("type")


def at_search(walker: Walker) -> None:
    walker.post("type", type="company", country="GB")


def at_results(walker: Walker) -> None:
    at_search(walker)
    walker.post("search", name="Acme")


def at_details(walker: Walker) -> None:
    walker.post("type", type="trust", country="GB")


@dataclass(frozen=True)
class Transition:
    """What the operator sends from where, which call that takes, and where it leads."""

    arrive: Callable[[Walker], object]
    step: str
    typed: dict[str, Sent]
    call: str
    leads: str
    button: str = ""  # unless it is Continue


TRANSITIONS = {
    "search fields": Transition(
        at_type,
        "type",
        {"type": "company", "country": "GB"},
        "search_fields",
        "search",
    ),
    "details fields": Transition(
        at_type,
        "type",
        {"type": "trust", "country": "GB"},
        "profile_fields",
        "details",
    ),
    "search": Transition(
        at_search, "search", {"name": LONG, "number": "1234"}, "search", "results"
    ),
    "search passed over": Transition(
        at_search, "search", {"name": LONG}, "profile_fields", "details", "by_hand"
    ),
    "none of these": Transition(
        at_results, "results", {"match": "none"}, "profile_fields", "details"
    ),
}


def again(walker: Walker) -> tuple[str, str] | None:
    """What "Try again" sends besides the form."""
    found = AGAIN.search(walker.html)
    assert found, walker.html
    return (found[1], "1") if found[1] else None


@pytest.mark.parametrize("kind", FAILURES)
@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_transition_that_fails_keeps_what_was_sent_and_can_be_done_again(
    fake_walker: Walker,
    fake: FakeProvider,
    passes: Callable[[float], None],
    name: str,
    kind: str,
) -> None:
    # Given a provider that fails at a transition
    way, (error, status, title) = TRANSITIONS[name], FAILURES[kind]
    way.arrive(fake_walker)
    fake.faults[way.call] = error
    fake_walker.post(way.step, way.typed, press=(way.button, "1") if way.button else None)

    # Then the page says so and has what was sent, also when it is opened again
    assert (fake_walker.status, fake_walker.step) == (status, way.step)
    assert title in fake_walker.page.all("h2.")
    assert "Your answers are saved." in fake_walker.summary[0]
    pressed = again(fake_walker)
    for page in (fake_walker.page, fake_walker.get(way.step).page):
        for field, value in way.typed.items():
            assert page.inputs[f"{way.step}-{field}"] == [value]

    # And the button does the same once more, until the provider works
    passes(12)
    fake_walker.post(way.step, press=pressed)
    assert (fake_walker.status, fake_walker.step) == (status, way.step)
    assert fake.calls.count(way.call) == 2
    del fake.faults[way.call]
    passes(12)
    fake_walker.post(way.step, press=again(fake_walker))
    assert (fake_walker.status, fake_walker.step) == (200, way.leads)


@pytest.mark.parametrize("kind", FAILURES)
def test_a_list_of_types_that_cannot_be_had_keeps_what_was_chosen(
    fake_walker: Walker, fake: FakeProvider, passes: Callable[[float], None], kind: str
) -> None:
    # Given a page whose list of types can no longer be had
    error, status, title = FAILURES[kind]
    fake_walker.get("type")
    fake.faults["profile_types"] = error
    fake_walker.post("type", type="company", country="GB")

    # Then the page that says so has no form but what was sent
    assert (fake_walker.status, fake_walker.h1) == (status, title)
    assert fake_walker.page.all("button.primary") == ["Try again"]
    assert fake_walker.page.inputs["type-country"] == ["GB"]

    # And opened again it has a link, and what was chosen is not lost
    passes(12)
    assert fake_walker.get("type").page.links["Try again"] == fake_walker.url
    del fake.faults["profile_types"]
    passes(12)
    assert fake_walker.get("type").page.inputs["type-country"] == ["GB"]


def test_what_was_chosen_is_sent_again_from_the_page_without_a_form(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake_walker.get("type")
    fake.faults["profile_types"] = ProviderUnavailable("down")
    fake_walker.post("type", type="company", country="GB")
    del fake.faults["profile_types"]

    fake_walker.post("type")

    assert fake_walker.h1 == "Find the company"


def test_a_change_that_was_sent_after_its_end_is_not_lost_either(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    # Given the form of a change that was saved in another tab, and a provider that is down
    fake.profiles = [editable("p-1", "1", name="Old")]
    fake_walker.base += "profiles/p-1/"
    tab = Walker(fake_walker.client, fake_walker.run)
    tab.base = fake_walker.base
    fake_walker.get("details")
    assert tab.post("details", name="New").post("check").h1 == "Changes saved"
    fake.faults["show_profile"] = ProviderUnavailable("down")

    # When the form is sent, it stands on the page that says so
    fake_walker.post("details", name=LONG)
    assert (fake_walker.status, fake_walker.h1) == (503, "The provider is not answering")
    assert fake_walker.page.inputs["details-name"] == [LONG]
    del fake.faults["show_profile"]
    fake_walker.post("details")

    # And is told from what stands now
    assert (fake_walker.status, fake_walker.step) == (200, "details")
    assert "out of date" in fake_walker.notices[0]
    assert fake_walker.page.inputs["details-name"] == [LONG]


def test_no_form_of_somebody_else_is_sent_again(fake_walker: Walker) -> None:
    fake_walker.get("type")

    fake_walker.post("type", whole={"csrfmiddlewaretoken": "x" * 32}, country="GB")

    assert fake_walker.status == 403
    assert "type-country" not in fake_walker.page.inputs


def test_refreshed_questions_that_cannot_be_had_are_asked_for_again(
    fake_walker: Walker, fake: FakeProvider, passes: Callable[[float], None]
) -> None:
    # Given a form of which an answer decides what else is asked
    fake.refreshes = True
    fake.details = lambda _: (FieldSpec("name", "Name", refresh=True), NUMBER)
    at_details(fake_walker)
    fake.faults["profile_fields"] = BUSY
    fake_walker.post("details", name=LONG, number="1234")
    assert fake_walker.page.inputs["details-name"] == [LONG]
    calls = fake.calls.count("profile_fields")

    # When it is sent again during the wait and after it
    fake_walker.post("details")
    assert "Try again in" in fake_walker.summary[0]
    assert fake.calls.count("profile_fields") == calls
    passes(12)
    del fake.faults["profile_fields"]
    fake_walker.post("details")

    # Then it goes on
    assert fake_walker.step == "check"


@pytest.mark.parametrize("kind", FAILURES)
def test_a_check_for_other_questions_that_fails_stops_nobody(
    fake_walker: Walker, fake: FakeProvider, kind: str
) -> None:
    at_details(fake_walker)
    fake_walker.post("details", name=LONG)
    fake.faults["profile_fields"] = FAILURES[kind][0]

    fake_walker.post("check")

    assert fake_walker.h1 == "Profile created"


@pytest.mark.parametrize("kind", FAILURES)
@pytest.mark.parametrize(
    ("call", "page"), [("list_profiles", "profiles"), ("show_profile", "profiles/p-1")]
)
def test_a_page_that_cannot_be_drawn_says_so_and_can_be_opened_again(
    fake_walker: Walker, fake: FakeProvider, kind: str, call: str, page: str
) -> None:
    error, status, title = FAILURES[kind]
    fake.faults[call] = error

    fake_walker.get(page)

    assert (fake_walker.status, fake_walker.h1) == (status, title)
    assert ("Try again in 12 seconds." in fake_walker.page.all("p.")) == (kind == "busy")
    assert fake_walker.page.links["Try again"] == fake_walker.url
