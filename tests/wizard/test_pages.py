"""How every step behaves: redirect after a post, errors, resuming, Back, Change links."""

import pytest

from tests.wizard import journey as j
from tests.wizard.walker import Walker
from wizard.sandbox.server import SandboxServer


def test_every_accepted_post_is_answered_with_see_other(walker: Walker) -> None:
    answers = []
    for step, fields in (
        ("type", {"type": "company", "country": "GB"}),
        ("search", {"name": "No Match Ltd"}),
        ("results", {}),
        ("details", j.COMPANY),
        ("check", {}),
    ):
        walker.post(step, fields)
        answers.append((walker.first.status_code, walker.first["Location"]))

    goals = ("search", "results", "details", "check", "receipt")
    assert answers == [(303, f"{walker.base}{goal}/") for goal in goals]


def test_errors_are_422_with_the_same_words_in_the_summary_and_at_the_fields(
    walker: Walker,
) -> None:
    j.to_check(walker, {"email": "", "registered_address.postcode": "nowhere"})

    assert (walker.status, walker.step) == (422, "details")
    assert walker.title == "Error: Enter company details – Create a profile – Profile wizard"
    texts = ["Enter a full UK postcode, like SW1A 1AA", "Enter email address"]
    assert walker.errors == [f"Error: {text}" for text in texts]
    assert walker.page.all("li.") == texts
    for text in texts:
        assert walker.page.links[text].removeprefix("#") in walker.page.ids


@pytest.mark.parametrize(
    ("step", "texts"),
    [
        ("type", ["Select what you want to create", "Select a country"]),
        ("search", ["Enter name"]),
        ("results", ["Select one, or select none of these"]),
    ],
)
def test_an_empty_step_says_what_to_enter(walker: Walker, step: str, texts: list[str]) -> None:
    if step == "search":
        j.choose(walker)
    elif step == "results":
        j.search(walker, "Slow 0s Ltd")

    walker.post(step)

    assert walker.status == 422
    assert walker.title.startswith("Error: ")
    assert walker.errors == [f"Error: {text}" for text in texts]
    for text in texts:
        assert walker.page.links[text].removeprefix("#") in walker.page.ids


def test_wrong_entries_stay_on_the_page_and_in_the_run(walker: Walker) -> None:
    j.to_check(walker, email="not an address")
    assert walker.page.inputs["details-email"] == ["not an address"]

    walker.get("details")

    assert walker.status == 200
    assert walker.page.inputs["details-email"] == ["not an address"]
    assert walker.page.inputs["details-registered_address.city"] == ["London"]


@pytest.mark.parametrize("step", ["type", "search", "results", "details", "check"])
def test_a_get_shows_the_step_as_it_stands(walker: Walker, step: str) -> None:
    j.search(walker, "No Match Ltd").post("results")
    walker.post("details", j.COMPANY)

    first = walker.get(step).page.inputs
    again = walker.get(step).page.inputs

    assert walker.status == 200
    assert walker.step == step
    csrf: dict[str, list[str]] = {"csrfmiddlewaretoken": []}
    assert {**first, **csrf} == {**again, **csrf}


def test_the_address_of_the_run_goes_on_where_it_was_left(walker: Walker) -> None:
    assert walker.get().step == "type"
    j.choose(walker)
    assert walker.get().step == "search"
    walker.post("search", name="No Match Ltd")
    assert walker.get().step == "results"
    walker.post("results")
    assert walker.get().step == "details"
    walker.post("details", j.COMPANY)
    assert walker.get().step == "check"
    j.create(walker)
    assert walker.get().step == "receipt"


def test_a_change_link_comes_straight_back(walker: Walker, sandbox: SandboxServer) -> None:
    j.to_check(walker)
    before = len(j.calls(sandbox))
    link = walker.page.links["Change Email address"]
    assert link.endswith("/details/?from=check#id_details-email")

    walker.get("details", **{"from": "check"})
    assert "id_details-email" in walker.page.ids
    walker.post("details", email="new@example.com", query="?from=check")

    assert walker.step == "check"
    assert "new@example.com" in walker.page.all("dd.")
    assert len(j.calls(sandbox)) == before


def test_a_change_with_an_error_still_comes_straight_back_afterwards(walker: Walker) -> None:
    j.search(walker, "No Match Ltd").post("results")
    walker.post("details", j.COMPANY)

    walker.post("search", name="", query="?from=check")
    assert walker.status == 422
    walker.post("search", name="No Match Ltd 2", query="?from=check")

    assert walker.step == "results"


def test_every_change_link_leads_to_an_input_of_its_step(walker: Walker) -> None:
    j.to_check(walker)
    links = {text: href for text, href in walker.page.links.items() if text.startswith("Change")}
    assert len(links) > 10

    for href in links.values():
        path, _, anchor = href.partition("#")
        step = path.removeprefix(walker.base).partition("/")[0]
        assert anchor in walker.get(step, **{"from": "check"}).page.ids, href


def test_back_keeps_what_was_typed_without_checking_it(walker: Walker) -> None:
    j.to_details(walker)

    walker.post("details", email="half an addr", press=("wizard_goto_step", "search"))
    assert (walker.status, walker.step, walker.errors) == (200, "search", [])
    walker.post("search", press=("by_hand", "1"))

    assert walker.page.inputs["details-email"] == ["half an addr"]


def test_answers_kept_by_back_are_accepted_unchanged_the_next_time(walker: Walker) -> None:
    j.to_details(walker)
    walker.post("details", j.COMPANY, press=("wizard_goto_step", "search"))

    walker.post("search", press=("by_hand", "1"))
    assert walker.page.inputs["details-email"] == ["jane@example.com"]
    walker.post("details")

    assert walker.step == "check"


def test_back_with_changed_answers_opens_that_step_again(walker: Walker) -> None:
    j.to_check(walker)

    walker.post("details", email="half an addr", press=("wizard_goto_step", "search"))
    walker.get("check")

    assert walker.step == "details"


def test_optional_answers_left_out_are_said_to_be_so(walker: Walker) -> None:
    j.to_check(walker)

    answers = dict(zip(walker.page.all("dt."), walker.page.all("dd."), strict=True))
    assert answers["Website"] == "Not provided"
    assert answers["Legal form"] == "Private limited company"
    assert answers["Date of incorporation"] == "3 February 2001"


def test_headings_differ_and_titles_hold_no_answers(walker: Walker) -> None:
    seen = {walker.get().h1}
    seen.add(j.search(walker, "No Match Planted").h1)
    assert walker.title.startswith("No match – ")
    seen.add(walker.post("results").h1)
    seen.add(walker.post("details", j.COMPANY).h1)
    assert len(seen) == 4


def test_countries_are_those_of_the_type(walker: Walker) -> None:
    walker.get("type")
    assert len(walker.page.all("option.")) > 40

    walker.post("type", type="trust", country="")

    assert walker.status == 422
    assert len(walker.page.all("option.")) == 1 + 8


def test_a_country_that_the_type_does_not_have_is_refused_and_nothing_is_lost(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker)

    walker.post("type", type="sole_trader", country="JP")
    assert (walker.status, walker.step) == (422, "type")
    error = "Select a country in which a sole trader can be created"
    assert walker.errors == [f"Error: {error}"]
    assert walker.page.inputs["type-type"] == ["sole_trader"]
    walker.post("type", type="company", country="GB")
    walker.get("details")

    assert walker.page.inputs["details-email"] == ["jane@example.com"]
    assert walker.get("check").step == "check"


def test_another_country_says_what_it_dropped_and_keeps_the_rest(walker: Walker) -> None:
    j.to_check(walker)

    walker.post("type", country="JP")

    assert walker.step == "details"
    assert "Company number" in walker.notices[0]
    assert "Postcode" in walker.notices[0]
    assert walker.page.inputs["details-email"] == ["jane@example.com"]
    assert walker.page.inputs["details-directors.0.name"] == ["Jane Doe"]
    assert walker.get("details").notices == []


def test_a_conditional_field_is_asked_for_after_the_answer_that_brings_it(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_details(walker)
    assert "details-vat_number" not in walker.page.inputs

    walker.post("details", {**j.COMPANY, "vat_registered": "true"})
    assert walker.first.status_code == 303
    assert walker.step == "details"
    assert "VAT number" in walker.notices[0]
    assert walker.page.inputs["details-email"] == ["jane@example.com"]
    walker.post("details", vat_number="GB123456789")
    assert walker.step == "check"
    j.create(walker)

    fields = sandbox.profiles()[0]["received"]["fields"]
    assert (fields["vat_registered"], fields["vat_number"]) == (True, "GB123456789")


def test_a_conditional_answer_is_not_sent_once_it_does_not_apply(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_details(walker)
    walker.post("details", {**j.COMPANY, "vat_registered": "true"})
    walker.post("details", vat_number="GB123456789")

    walker.post("details", vat_registered="false")
    j.create(walker)

    assert "vat_number" not in sandbox.profiles()[0]["received"]["fields"]
