"""Every magic value of the sandbox through the wizard: what the operator sees, what is kept."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from tests.wizard import journey as j
from tests.wizard.walker import Walker
from wizard.models import State, Submission
from wizard.sandbox.server import SandboxServer

UNKNOWN = "We do not know yet whether the profile was created"
SILENT = "There is a problem The provider is not answering"


@pytest.fixture
def impatient(settings: Settings) -> None:
    """Gives up after half a second; ask for it before the first page."""
    settings.PROVIDER_READ_SECONDS = 3
    settings.PROVIDER_WRITE_SECONDS = 2


def only_row() -> Submission:
    return Submission.objects.get()


@pytest.mark.parametrize(
    ("name", "status", "heading", "hint"),
    [
        ("Timeout Ltd", 503, "The provider is not answering", "Try again in a moment."),
        ("Rate Limit Ltd", 503, "The provider is busy", "Try again in 10 seconds."),
        ("Down Ltd", 503, "The provider is not answering", "Try again in a moment."),
        ("Broken Ltd", 502, "There is a problem with the provider", "Try again later."),
    ],
)
def test_a_failing_search_says_so_and_keeps_the_words(
    impatient: None,
    walker: Walker,
    sandbox: SandboxServer,
    name: str,
    status: int,
    heading: str,
    hint: str,
) -> None:
    j.search(walker, name, city="Leeds")

    assert (walker.status, walker.step) == (status, "search")
    assert heading in walker.page.all("h2.")
    assert hint in walker.summary[0]
    assert "Your answers are saved." in walker.summary[0]
    for page in (walker.page, walker.get("search").page):
        assert page.inputs["search-name"] == [name]
        assert page.inputs["search-city"] == ["Leeds"]
    assert j.calls(sandbox).count(j.SEARCH) == 1


def test_a_search_works_again_after_the_rate_limit_and_is_not_sent_before(
    walker: Walker, sandbox: SandboxServer, released: Callable[[], None]
) -> None:
    j.search(walker, "Rate Limit Ltd")
    walker.post("search")
    assert "Try again in" in walker.summary[0]
    assert j.calls(sandbox).count(j.SEARCH) == 1
    released()

    walker.post("search")

    assert walker.h1 == "1 match for “Rate Limit Ltd”"


def test_a_token_that_expires_at_the_search_is_renewed_unseen(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.search(walker, "Expire Token Ltd")

    assert walker.h1 == "1 match for “Expire Token Ltd”"
    answered = [each["status"] for each in sandbox.requests() if each["path"] == j.SEARCH[1]]
    assert answered == [401, 200]


def test_a_slow_search_and_creation_are_waited_for(walker: Walker, sandbox: SandboxServer) -> None:
    j.search(walker, "Slow 1s Ltd").post("results", match="0")
    j.create(walker)

    assert walker.h1 == "Profile created"
    assert j.creations(sandbox) == 1


@pytest.mark.parametrize(
    ("name", "profiles"),
    [
        ("Timeout After Create Ltd", 1),
        ("Lost Answer Ltd", 1),
        ("Timeout Ltd", 0),
        ("Down Ltd", 0),
        ("Broken Ltd", 0),
    ],
)
def test_an_outcome_that_is_not_proven_is_unknown_and_never_sent_again(
    impatient: None, walker: Walker, sandbox: SandboxServer, name: str, profiles: int
) -> None:
    j.create(j.to_check(walker, name=name))
    assert walker.first.status_code == 303
    assert (walker.step, walker.h1) == ("receipt", UNKNOWN)
    assert "Do not start again." in walker.html

    for _ in range(2):
        walker.get("receipt")
        walker.get("check")
        walker.post("receipt", whole={"csrfmiddlewaretoken": "x"})
    assert walker.get("receipt").h1 == UNKNOWN

    assert j.creations(sandbox) == 1
    assert len(sandbox.profiles()) == profiles
    row = only_row()
    assert (row.state, row.attempt) == (State.UNKNOWN, 1)
    assert row.payload is not None


@pytest.mark.parametrize("name", ["Timeout After Create Ltd", "Lost Answer Ltd"])
def test_a_match_whose_creation_is_not_answered_is_unknown_too(
    impatient: None, walker: Walker, sandbox: SandboxServer, name: str
) -> None:
    j.search(walker, name).post("results", match="0")
    j.create(walker)

    assert walker.h1 == UNKNOWN
    assert (j.creations(sandbox), len(sandbox.profiles())) == (1, 1)


def test_a_creation_under_the_rate_limit_is_tried_again_and_not_before(
    walker: Walker, sandbox: SandboxServer, released: Callable[[], None]
) -> None:
    j.create(j.to_check(walker, name="Rate Limit Ltd"))
    assert walker.h1 == "The profile was not created"
    assert "Your answers are saved. The provider asked us to wait." in walker.html
    assert "Try again in" in "".join(walker.page.all("p."))
    assert only_row().state == State.PENDING

    j.create(walker)
    assert walker.h1 == "The profile was not created"
    assert j.creations(sandbox) == 1
    released()
    j.create(walker)

    assert walker.h1 == "Profile created"
    assert j.creations(sandbox) == 2
    (profile,) = sandbox.profiles()
    assert profile["customer_reference"] == str(only_row().pk)
    assert profile["received"]["fields"] == {**j.COMPANY_BODY, "name": "Rate Limit Ltd"}


def test_a_token_that_expires_at_the_creation_is_renewed_in_the_same_attempt(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.create(j.to_check(walker, name="Expire Token Ltd"))

    assert walker.h1 == "Profile created"
    assert (j.creations(sandbox), len(sandbox.profiles())) == (2, 1)
    assert only_row().attempt == 1


def test_a_provider_that_cannot_be_reached_is_a_page_with_a_way_on(
    walker: Walker, settings: Settings
) -> None:
    settings.DETECTED_BASE_URL = "http://127.0.0.1:9/api"
    settings.PROVIDER_READ_SECONDS = 3

    walker.get("type")

    assert walker.status == 503
    assert walker.h1 == "The provider is not answering"
    assert walker.page.links["Try again"] == f"{walker.base}type/"


def test_a_creation_that_cannot_be_sent_waits_and_is_sent_later(
    walker: Walker, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wizard import providers

    j.to_check(walker)
    client = providers.get("detected").client  # type: ignore[attr-defined]
    with monkeypatch.context() as unplugged:
        unplugged.setattr(client, "base_url", "http://127.0.0.1:9/api")
        j.create(walker)
    assert walker.h1 == "The profile was not created"
    assert "Nothing was created at the provider." in walker.html
    assert only_row().state == State.PENDING

    j.create(walker)

    assert walker.h1 == "Profile created"
    assert j.creations(sandbox) == 1


def test_a_provider_that_was_switched_off_is_not_a_crash(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    j.choose(walker)
    from wizard import providers

    monkeypatch.setattr(providers, "get", {}.__getitem__)

    assert walker.get("search").status == 404
