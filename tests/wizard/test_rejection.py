"""What the provider refuses is mended where it was answered, and then created."""

from tests.wizard import journey as j
from tests.wizard.walker import Walker
from wizard.models import State, Submission
from wizard.sandbox.server import SandboxServer

NAME_ERROR = "This name is already in use."
POSTCODE_ERROR = "This does not agree with the register."


def test_a_refused_profile_returns_to_the_details_with_errors_at_the_fields(
    walker: Walker,
) -> None:
    j.create(j.to_check(walker, name="Reject Ltd"))

    assert walker.first.status_code == 303
    assert walker.step == "details"
    assert walker.title.startswith("Error: Enter company details")
    assert walker.errors == [f"Error: {NAME_ERROR}", f"Error: {POSTCODE_ERROR}"]
    assert walker.page.all("li.") == [NAME_ERROR, POSTCODE_ERROR]
    assert walker.page.links[NAME_ERROR] == "#id_details-name"
    assert walker.page.links[POSTCODE_ERROR] == "#id_details-registered_address.postcode"


def test_a_refused_profile_keeps_every_answer(walker: Walker) -> None:
    j.create(j.to_check(walker, name="Reject Ltd", website="https://example.com"))

    for name, value in {**j.COMPANY, "name": "Reject Ltd"}.items():
        assert walker.page.inputs[f"details-{name}"] == [value]
    assert walker.page.inputs["details-website"] == ["https://example.com"]


def test_a_refused_profile_is_mended_and_created_as_a_second_submission(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.create(j.to_check(walker, name="Reject Ltd"))

    walker.post("details", name="Brass Lantern Ltd")
    assert walker.h1 == "Check the details before creating the profile"
    j.create(walker)

    assert walker.h1 == "Profile created"
    rows = Submission.objects.order_by("created_at")
    assert [row.state for row in rows] == [State.REJECTED, State.CREATED]
    assert j.creations(sandbox) == 2
    (profile,) = sandbox.profiles()
    assert profile["customer_reference"] == str(rows[1].pk)
    assert profile["received"]["fields"] == j.COMPANY_BODY


def test_the_provider_s_errors_are_shown_until_they_are_answered(walker: Walker) -> None:
    j.create(j.to_check(walker, name="Reject Ltd"))

    assert walker.get("details").errors
    assert walker.get("receipt").step == "details"
    walker.post("details", name="Brass Lantern Ltd")

    assert walker.get("details").errors == []


def test_refused_again_shows_the_errors_again(walker: Walker) -> None:
    j.create(j.to_check(walker, name="Reject Ltd"))

    walker.post("details", name="Reject Again Ltd")
    j.create(walker)

    assert walker.step == "details"
    assert walker.errors[0] == f"Error: {NAME_ERROR}"
    assert walker.page.inputs["details-name"] == ["Reject Again Ltd"]


def test_a_refused_match_returns_to_the_results(walker: Walker, sandbox: SandboxServer) -> None:
    j.search(walker, "Reject Ltd").post("results", match="0")
    j.create(walker)

    assert walker.step == "results"
    assert walker.title.startswith("Error: ")
    assert walker.page.all("li.")[0] == "This company cannot be used to make a profile."
    assert walker.page.inputs["results-match"] == ["0"]
    assert ("search_again", "1") in walker.page.buttons
    assert sandbox.profiles() == []


def test_a_refused_match_can_be_entered_by_hand(walker: Walker, sandbox: SandboxServer) -> None:
    j.search(walker, "Reject Ltd").post("results", match="0")
    j.create(walker)

    walker.post("results", match="none")
    assert walker.step == "details"
    walker.post("details", j.COMPANY)
    j.create(walker)

    assert walker.h1 == "Profile created"
    assert sandbox.profiles()[0]["received"]["fields"] == j.COMPANY_BODY


def test_expired_results_are_searched_for_again_in_one_click(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.search(walker, "Expired Results Ltd").post("results", match="0")
    j.create(walker)
    assert walker.step == "results"
    assert walker.page.all("li.")[0] == "These search results have expired."
    older = walker.page.inputs["results-search"]

    walker.post("results", press=("search_again", "1"))

    assert (walker.status, walker.step, walker.page.all("li.")) == (200, "results", [])
    assert walker.page.inputs["results-search"] != older
    assert j.calls(sandbox).count(j.SEARCH) == 2
    walker.post("results", match="0")
    assert walker.step == "check"
