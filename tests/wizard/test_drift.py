"""The provider changes its questions while they are answered: noticed before any creation."""

from typing import Any

import pytest

from tests.wizard import journey as j
from tests.wizard.walker import Walker
from wizard.sandbox.server import SandboxServer

GB = ("company", "GB")
LEI: dict[str, Any] = {"key": "lei", "label": "LEI", "type": "text", "required": True}
CHECK = "Check the details before creating the profile"
CHANGED = "The provider has changed its questions."
FIELDS = ("GET", f"{j.API}/profile/types/company/GB")


def asked(walker: Walker) -> set[str]:
    """The fields that the page shows."""
    names = {each for each in walker.page.inputs if each.startswith("details-")}
    return {name.removeprefix("details-") for name in names if ":" not in name}


def received(sandbox: SandboxServer) -> Any:
    return sandbox.profiles()[-1]["received"]["fields"]


def test_what_is_unchanged_costs_one_conditional_call(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.create(j.to_check(walker))

    answers = [each["status"] for each in sandbox.requests() if each["path"] == FIELDS[1]]
    assert answers == [200, 304]
    assert walker.h1 == "Profile created"


def test_a_match_of_the_register_is_not_checked(walker: Walker, sandbox: SandboxServer) -> None:
    j.create(j.search(walker, "Slow 0s Ltd").post("results", match="0"))

    assert walker.h1 == "Profile created"
    assert FIELDS not in j.calls(sandbox)


def test_only_a_new_question_is_asked_and_everything_else_is_sent_as_it_was(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker)
    sandbox.change_schema(*GB, add=LEI)

    j.create(walker)
    assert walker.h1 == "Enter company details"
    assert asked(walker) == {"lei"}
    assert walker.notices == [f"{CHANGED} Answer these: LEI. Your other answers are kept."]
    assert j.creations(sandbox) == 0
    walker.post("details", lei="LEI-1")
    assert walker.h1 == CHECK
    assert "LEI-1" in walker.page.all("dd.")
    j.create(walker)

    assert walker.h1 == "Profile created"
    assert received(sandbox) == {**j.COMPANY_BODY, "lei": "LEI-1"}


def test_the_new_question_left_blank_is_an_error_at_it_alone(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker)
    sandbox.change_schema(*GB, add=LEI)
    j.create(walker)

    walker.post("details")

    assert (walker.status, walker.errors) == (422, ["Error: Enter LEI"])
    assert asked(walker) == {"lei"}


def test_an_answer_that_no_longer_fits_is_shown_with_what_was_typed(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker)
    name = {"key": "name", "label": "Registered name", "type": "text", "required": True}
    sandbox.change_schema(*GB, add={**name, "max_length": 10})

    j.create(walker)

    assert asked(walker) == {"name"}
    assert walker.page.inputs["details-name"] == ["Brass Lantern Ltd"]
    walker.post("details", name="Lantern").post("check")
    assert received(sandbox) == {**j.COMPANY_BODY, "name": "Lantern"}


def test_an_answer_whose_question_is_gone_is_removed_and_named(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker, website="https://lantern.example")
    sandbox.change_schema(*GB, remove="website")

    j.create(walker)

    assert walker.h1 == CHECK
    assert walker.notices == [
        f"{CHANGED} Check the answers once more.",
        "These answers are no longer asked for and were removed: Website.",
    ]
    assert "https://lantern.example" not in walker.html
    assert j.creations(sandbox) == 0
    j.create(walker)
    assert received(sandbox) == j.COMPANY_BODY


def test_a_new_optional_question_is_shown_on_the_check_page_before_anything_is_created(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker)
    sandbox.change_schema(*GB, add={**LEI, "required": False})

    j.create(walker)
    assert walker.h1 == CHECK
    assert "LEI" in walker.page.all("dt.")
    assert j.creations(sandbox) == 0
    j.create(walker)

    assert received(sandbox) == j.COMPANY_BODY


def test_a_new_group_with_an_item_too_few_is_shown_as_a_whole(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker)
    directors = {"key": "directors", "label": "Directors", "type": "list", "required": True}
    fields = [{"key": "name", "label": "Full name", "type": "text", "required": True}]
    sandbox.change_schema(*GB, add={**directors, "min_items": 2, "fields": fields})

    j.create(walker)
    assert asked(walker) == {"directors.0.name"}
    walker.post("details", press=("add-directors", "1"))
    assert asked(walker) == {"directors.0.name", "directors.1.name"}
    walker.post("details", {"directors.1.name": "Ann Roe"}).post("check")

    people = [{"name": "Jane Doe"}, {"name": "Ann Roe"}]
    assert received(sandbox) == {**j.COMPANY_BODY, "directors": people}


def test_all_questions_can_be_shown_and_nothing_that_was_typed_is_lost(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker)
    sandbox.change_schema(*GB, add=LEI)
    j.create(walker)

    walker.post("details", press=("show_all", "1"), lei="LEI-1")

    assert {"lei", "name", "email", "directors.0.name"} <= asked(walker)
    assert walker.page.inputs["details-lei"] == ["LEI-1"]
    assert walker.page.inputs["details-email"] == ["jane@example.com"]
    walker.post("details", email="new@example.com").post("check")
    expected = {**j.COMPANY_BODY, "lei": "LEI-1", "email": "new@example.com"}
    assert received(sandbox) == expected


@pytest.mark.parametrize("press", [("wizard_goto_step", "search"), ("keep", "1"), ("redraw", "1")])
def test_what_is_typed_into_the_new_questions_is_kept_beside_the_rest(
    walker: Walker, sandbox: SandboxServer, press: tuple[str, str]
) -> None:
    j.to_check(walker)
    sandbox.change_schema(*GB, add=LEI)
    j.create(walker)

    walker.post("details", lei="LEI-1", press=press)
    if press[0] != "redraw":
        walker.get("details")

    assert asked(walker) == {"lei"}
    assert walker.page.inputs["details-lei"] == ["LEI-1"]
    walker.post("details").post("check")
    assert received(sandbox) == {**j.COMPANY_BODY, "lei": "LEI-1"}


def test_answers_that_bring_up_others_on_the_shortened_page_show_them(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker)
    listed = {"key": "listed", "label": "Listed", "type": "boolean", "required": True}
    where = {"key": "listed", "in": [True]}
    sandbox.change_schema(*GB, add=listed)
    sandbox.change_schema(*GB, add={**LEI, "visible_when": where})
    j.create(walker)

    walker.post("details", listed="true")

    assert walker.notices == ["Your answers bring up more questions: LEI."]
    assert asked(walker) == {"listed", "lei"}
    walker.post("details", lei="LEI-1").post("check")
    assert received(sandbox) == {**j.COMPANY_BODY, "listed": True, "lei": "LEI-1"}


def test_a_form_of_the_shortened_page_whose_step_is_gone_loses_nothing(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker)
    sandbox.change_schema(*GB, add=LEI)
    j.create(walker)
    tab = Walker(walker.client, walker.run)
    tab.post("search", name="Slow 0s Ltd").post("results", match="0")

    walker.post("details", lei="LEI-1")

    assert "out of date" in walker.notices[0]
    tab.get("results").post("results", match="none").post("details", press=("show_all", "1"))
    assert tab.page.inputs["details-lei"] == ["LEI-1"]
    assert tab.page.inputs["details-email"] == ["jane@example.com"]


def test_every_question_is_shown_again_once_the_new_ones_are_answered(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker)
    sandbox.change_schema(*GB, add=LEI)
    j.create(walker)
    walker.post("details", lei="LEI-1")

    walker.get("details", **{"from": "check"})

    assert {"lei", "name", "email"} <= asked(walker)
    assert ("show_all", "1") not in walker.page.buttons
