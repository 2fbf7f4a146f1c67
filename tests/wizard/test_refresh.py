"""Answers on which it depends what is asked: the form is fetched again, what was typed stays."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.wizard import journey as j
from tests.wizard.fake import NAME, FakeProvider
from tests.wizard.test_drift import CHECK, asked
from tests.wizard.walker import Walker
from wizard.providers.errors import ProviderUnavailable
from wizard.sandbox.server import SandboxServer
from wizard.schema.fields import FieldSpec

GET = ("GET", f"{j.API}/profile/types/company/CH")
POST = ("POST", GET[1])
SWISS: dict[str, Any] = {
    **j.COMPANY,
    "registration_number": "CHE-123.456.789",
    "entity_type": "",
    "registered_address.postcode": "8001",
    "signature": "Jane Doe",
}
FORM = FieldSpec("form", "Legal form", refresh=True)
MORE = FieldSpec("capital", "Capital", required=True)


def swiss(walker: Walker, **fields: Any) -> Walker:
    """The details of a Swiss company, half filled in."""
    j.choose(walker, "company", "CH")
    return walker.post("details", {**SWISS, **fields}, press=("redraw", "1"))


def refreshing(fake: FakeProvider) -> None:
    """The fake asks for the capital of an "AG", and for no more of others."""

    def details(answers: Mapping[str, Any]) -> tuple[FieldSpec, ...]:
        return (NAME, FORM, MORE) if answers.get("form") == "AG" else (NAME, FORM)

    fake.details, fake.refreshes = details, True


def at_details(fake_walker: Walker, fake: FakeProvider) -> Walker:
    refreshing(fake)
    fake_walker.post("type", type="company", country="JP").get("details")
    fake.calls.clear()
    return fake_walker


def test_a_redraw_brings_the_questions_and_keeps_what_was_typed(
    walker: Walker, sandbox: SandboxServer
) -> None:
    swiss(walker, email="not finished")
    assert "share_capital" not in asked(walker)

    walker.post("details", entity_type="ag", press=("redraw", "1"))

    assert walker.status == 200
    assert {"share_capital", "auditor"} <= asked(walker)
    assert walker.page.inputs["details-email"] == ["not finished"]
    assert walker.page.inputs["details-entity_type"] == ["ag"]
    assert (walker.notices, walker.errors) == ([], [])
    assert j.calls(sandbox)[-2:] == [GET, POST]


def test_the_same_answer_is_not_asked_about_again(walker: Walker, sandbox: SandboxServer) -> None:
    swiss(walker)
    for _ in range(3):
        walker.post("details", entity_type="ag", press=("redraw", "1"))
    walker.post("details", share_capital="100000")

    assert walker.h1 == CHECK
    assert j.calls(sandbox).count(POST) == 1


def test_another_answer_takes_questions_away_and_what_was_typed_comes_back_with_them(
    walker: Walker, sandbox: SandboxServer
) -> None:
    swiss(walker).post("details", entity_type="ag", press=("redraw", "1"))
    walker.post("details", auditor="Ann Roe", entity_type="gmbh", press=("redraw", "1"))
    assert "auditor" not in asked(walker)
    assert "nominal_capital" in asked(walker)

    walker.post("details", entity_type="ag", press=("redraw", "1"))

    assert walker.page.inputs["details-auditor"] == ["Ann Roe"]
    assert j.calls(sandbox).count(POST) == 3


def test_without_javascript_continue_shows_the_questions_first(
    walker: Walker, sandbox: SandboxServer
) -> None:
    swiss(walker)

    walker.post("details", entity_type="ag")

    assert walker.notices == ["Your answers bring up more questions: Aktienkapital, Auditor."]
    assert walker.errors == []
    assert walker.page.inputs["details-email"] == ["jane@example.com"]
    walker.post("details", share_capital="100000")
    assert walker.h1 == CHECK
    j.create(walker)
    assert walker.h1 == "Profile created"
    body = sandbox.profiles()[0]["received"]["fields"]
    assert (body["entity_type"], body["share_capital"]) == ("ag", 100000)
    assert j.calls(sandbox)[-3:] == [POST, POST, j.CREATE]  # brought up, checked, created


def test_continue_goes_on_where_the_answer_brings_nothing_new(
    walker: Walker, sandbox: SandboxServer
) -> None:
    swiss(walker, entity_type="ag")

    walker.post("details", entity_type="kmg")

    assert walker.h1 == CHECK
    assert "Aktienkapital" not in walker.html
    j.create(walker)
    assert walker.h1 == "Profile created"


def test_the_last_check_asks_with_the_same_answers(walker: Walker, sandbox: SandboxServer) -> None:
    swiss(walker).post("details", entity_type="ag", press=("redraw", "1"))
    walker.post("details", share_capital="100000")
    lei = {"key": "lei", "label": "LEI", "type": "text", "required": True}
    sandbox.change_schema("company", "CH", add=lei)

    j.create(walker)
    assert asked(walker) == {"lei"}
    walker.post("details", lei="LEI-1").post("check")

    body = sandbox.profiles()[0]["received"]["fields"]
    assert (body["lei"], body["share_capital"]) == ("LEI-1", 100000)


def test_a_page_from_before_the_refresh_is_taken_as_the_answers_to_its_own_questions(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    at_details(fake_walker, fake)
    before = {**fake_walker.page.inputs, "details-form": ["AG"], "details-name": ["Acme"]}
    fake_walker.post("details", form="AG", press=("redraw", "1"))

    # A select that is in use is not replaced, so that page still stands in the browser.
    fake_walker.post("details", whole={**before, "details-capital": None})

    assert fake_walker.notices == ["Your answers bring up more questions: Capital."]
    assert fake_walker.page.inputs["details-form"] == ["AG"]
    assert fake.calls == ["profile_fields"]


def test_typing_on_a_page_from_before_the_refresh_is_kept(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    at_details(fake_walker, fake)
    before = dict(fake_walker.page.inputs)
    fake_walker.post("details", form="AG", press=("redraw", "1"))

    typed = {**before, "details-form": ["AG"], "details-name": ["Acme"]}
    fake_walker.post("details", whole=typed, press=("keep", "1"))

    assert fake_walker.get("details").page.inputs["details-name"] == ["Acme"]
    assert "capital" in asked(fake_walker)


def test_a_failing_provider_leaves_the_form_at_a_redraw_and_is_told_at_continue(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    at_details(fake_walker, fake)
    fake.faults["profile_fields"] = ProviderUnavailable("down")

    fake_walker.post("details", name="Acme", form="AG", press=("redraw", "1"))
    assert (fake_walker.status, asked(fake_walker)) == (200, {"name", "form"})
    assert fake_walker.page.inputs["details-form"] == ["AG"]
    fake_walker.post("details")

    assert fake_walker.status == 503
    assert "The provider is not answering" in fake_walker.html
    assert fake_walker.page.inputs["details-name"] == ["Acme"]
    assert fake_walker.page.inputs["details-form"] == ["AG"]
    del fake.faults["profile_fields"]
    fake_walker.post("details")
    assert fake_walker.notices == ["Your answers bring up more questions: Capital."]


def test_what_is_typed_while_a_redraw_waits_for_the_provider_is_kept_without_a_word(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    at_details(fake_walker, fake)
    typing = Walker(fake_walker.client, fake_walker.run).get("details")

    def meanwhile() -> None:
        del fake.faults["profile_fields"]
        typing.post("details", name="Acme", form="AG", press=("keep", "1"))

    fake.faults["profile_fields"] = meanwhile
    fake_walker.post("details", name="A", form="AG", press=("redraw", "1"))

    assert (fake_walker.status, fake_walker.notices) == (200, [])
    assert "capital" in asked(fake_walker)
    assert fake_walker.page.inputs["details-name"] == ["Acme"]
    fake_walker.post("details", capital="1")
    assert fake_walker.h1 == CHECK


def test_a_redraw_that_ends_after_another_country_was_chosen_changes_nothing(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    at_details(fake_walker, fake)
    other = Walker(fake_walker.client, fake_walker.run)

    def meanwhile() -> None:
        del fake.faults["profile_fields"]
        fake.details = None
        other.post("type", country="FR")
        refreshing(fake)

    fake.faults["profile_fields"] = meanwhile
    fake_walker.post("details", name="A", form="AG", press=("redraw", "1"))

    assert "out of date" in fake_walker.notices[0]
    assert fake_walker.h1 == "Find the company"


def test_a_cancel_while_a_redraw_waits_ends_the_run(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    at_details(fake_walker, fake)
    other = Walker(fake_walker.client, fake_walker.run)

    def meanwhile() -> None:
        del fake.faults["profile_fields"]
        other.post("cancel")

    fake.faults["profile_fields"] = meanwhile
    fake_walker.post("details", form="AG", press=("redraw", "1"))

    assert fake_walker.h1 == "Your session has ended"


def test_a_provider_without_refresh_is_never_asked_again(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    at_details(fake_walker, fake)
    fake.refreshes = False

    fake_walker.post("details", name="Acme", form="AG", press=("redraw", "1"))
    fake_walker.post("details")

    assert fake_walker.h1 == CHECK
    assert fake.calls == []


@pytest.mark.parametrize("press", [("wizard_goto_step", "type"), ("keep", "1")])
def test_nothing_is_fetched_for_what_is_only_kept(
    fake_walker: Walker, fake: FakeProvider, press: tuple[str, str]
) -> None:
    at_details(fake_walker, fake)

    fake_walker.post("details", name="Acme", form="AG", press=press)

    assert "profile_fields" not in fake.calls


def test_a_field_that_decides_asks_for_a_redraw(fake_walker: Walker, fake: FakeProvider) -> None:
    at_details(fake_walker, fake)

    assert fake_walker.html.count("data-redraw") == 1
    (decides,) = [line for line in fake_walker.html.split("<input") if "data-redraw" in line]
    assert 'name="details-form"' in decides
