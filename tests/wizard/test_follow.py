"""htmx gets the page that a form leads to at once; it is the page that a redirect leads to."""

import re
from typing import Any

import pytest
from django.db import OperationalError

from tests.wizard import journey as j
from tests.wizard.conftest import Walk
from tests.wizard.fake import FakeProvider
from tests.wizard.htmx import Htmx
from tests.wizard.walker import Walker
from wizard import runs, views
from wizard.models import Submission
from wizard.providers.errors import ProviderRejected, ProviderUnavailable
from wizard.sandbox.server import SandboxServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Htmx:
    return Htmx()


def test_a_whole_run_needs_no_request_but_its_forms(
    sandbox: SandboxServer, walk: Walk, client: Htmx
) -> None:
    walker = j.create(j.to_check(walk(client)))

    assert walker.h1 == "Profile created"
    assert walker.step == "receipt"
    assert client.redirects == 0
    assert j.creations(sandbox) == 1


def test_the_page_and_its_headers_are_those_of_its_own_address(
    fake: FakeProvider, walk: Walk, client: Htmx
) -> None:
    walker = walk(client, provider="fake").post("type", type="company", country="GB")
    answered = walker.response

    asked = super(Htmx, client).get(walker.url)

    assert told(answered.content) == told(asked.content)
    more = {name for name, value in answered.items() if asked.get(name) is None}
    assert more == {"HX-Push-Url"}
    for name in asked.headers.keys() - {"Content-Security-Policy", "Expires", "X-Request-ID"}:
        assert answered[name] == asked[name], name


def told(content: bytes) -> str:
    """Without what is another one on each page: tokens, nonces, the time that is left."""
    changing = r'nonce="[^"]*"|(csrfmiddlewaretoken" value=|datetime=|data-seconds=)"[^"]*"'
    return re.sub(changing, "", content.decode())


def test_what_is_refused_is_shown_at_its_step(fake: FakeProvider, walk: Walk, client: Htmx) -> None:
    walker = walk(client, provider="fake").post("type", type="company", country="JP")
    walker.post("details", name="Acme", number="1234", email="a@b.example")
    fake.faults["create"] = ProviderRejected({"number": ["It is taken"]}, [])

    walker.post("check")

    assert walker.step == "details"
    assert "It is taken" in walker.html
    assert Submission.objects.get().attempt == 1


def test_a_provider_is_chosen_anew_and_the_first_page_says_so_once(
    several: dict[str, FakeProvider], walk: Walk, client: Htmx
) -> None:
    walker = walk(client, provider="").post("provider", whole={"provider": "first"})
    walker.post("type", type="company", country="JP").post("details", name="Acme")
    walker.get("type").post("type", press=("wizard_goto_step", "provider"))

    walker.post("provider", whole={"provider": "other"})

    assert walker.step == "type"
    assert walker.notices == ["You changed the provider to Other. Earlier answers were deleted."]
    assert walker.get("type").notices == []
    assert client.redirects == 0


def test_a_page_that_crashes_is_asked_for_by_the_browser(
    fake: FakeProvider, walk: Walk, client: Htmx, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker = walk(client, provider="fake").get("type")
    steps = views.steps

    def crashing(request: Any, **how: Any) -> Any:
        if request.method == "GET":
            raise RuntimeError("it cannot be drawn")
        return steps(request, **how)

    monkeypatch.setattr(views, "steps", crashing)
    inputs = {**walker.page.inputs, "type-type": "company", "type-country": "GB"}

    answer = client.post(f"{walker.base}type/", inputs)

    assert (answer.status_code, answer["Location"]) == (303, f"{walker.base}search/")


def test_nor_does_one_that_crashes_before_its_view_undo_the_form(
    fake: FakeProvider, walk: Walk, client: Htmx, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker = walk(client, provider="fake").get("type")
    find, times = runs.find, 0

    def once(run_id: str) -> Any:
        nonlocal times
        times += 1
        if times > 1:
            raise OperationalError("the connection is gone")
        return find(run_id)

    monkeypatch.setattr(runs, "find", once)
    inputs = {**walker.page.inputs, "type-type": "company", "type-country": "GB"}

    answer = client.post(f"{walker.base}type/", inputs)

    assert (answer.status_code, answer["Location"]) == (303, f"{walker.base}search/")


def test_a_page_of_trouble_is_shown_and_not_asked_for_again(
    several: dict[str, FakeProvider], walk: Walk, client: Htmx
) -> None:
    walker = walk(client, provider="")
    several["first"].faults["profile_types"] = ProviderUnavailable("it does not answer")

    walker.post("provider", whole={"provider": "first"})

    assert (walker.step, walker.status) == ("type", 503)
    assert walker.h1 == "The provider is not answering"
    assert client.redirects == 0


def test_without_htmx_a_form_is_answered_by_a_redirect(fake_walker: Walker) -> None:
    fake_walker.post("type", type="company", country="GB")

    assert fake_walker.first.status_code == 303
    assert "HX-Push-Url" not in fake_walker.response
