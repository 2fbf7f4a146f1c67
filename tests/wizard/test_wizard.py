"""Each branch of the seed's sequence diagram: exact calls, exact order, exact bodies.

The details form is asked for twice: the second time only whether it is still the same.
"""

import hashlib
from typing import Any

from tests.wizard import journey as j
from tests.wizard.walker import Walker
from wizard.models import State, Submission
from wizard.sandbox.messages import canonical
from wizard.sandbox.server import SandboxServer


def get(path: str) -> tuple[str, str]:
    return ("GET", j.API + path)


def only_profile(sandbox: SandboxServer) -> dict[str, Any]:
    """The body that made the one profile, with our reference checked and taken out."""
    (profile,) = sandbox.profiles()
    body = dict(profile["received"])
    assert body.pop("customer_reference") == str(Submission.objects.get(state=State.CREATED).pk)
    return body


def search_bodies(sandbox: SandboxServer) -> list[str]:
    return [each["body_sha256"] for each in sandbox.requests() if each["path"] == j.SEARCH[1]]


def digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(body)).hexdigest()


def test_search_and_match(walker: Walker, sandbox: SandboxServer) -> None:
    j.search(walker, "Slow 0s Ltd", registration_number="01234567")
    assert walker.h1 == "1 match for “Slow 0s Ltd”"

    walker.post("results", match="0")
    assert walker.step == "check"
    j.create(walker)

    assert walker.h1 == "Profile created"
    assert j.calls(sandbox) == [j.TYPES, get("/search/types/company/GB"), j.SEARCH, j.CREATE]
    fields = {"name": "Slow 0s Ltd", "registration_number": "01234567"}
    asked = {"type": "company", "country": "GB", "fields": fields}
    assert search_bodies(sandbox) == [digest(asked)]
    body = only_profile(sandbox)
    assert body.pop("response_id")
    assert body == {"type": "company", "country": "GB", "lookup_id": "m1"}


def test_search_and_no_result(walker: Walker, sandbox: SandboxServer) -> None:
    j.search(walker, "No Match Ltd")
    assert walker.status == 200
    assert walker.h1 == "No match for “No Match Ltd”"
    assert walker.summary == []

    walker.post("results")
    assert walker.h1 == "Enter company details"
    assert walker.page.inputs["details-name"] == ["No Match Ltd"]
    walker.post("details", j.COMPANY)
    j.create(walker)

    assert walker.h1 == "Profile created"
    assert j.calls(sandbox) == [
        j.TYPES,
        get("/search/types/company/GB"),
        j.SEARCH,
        get("/profile/types/company/GB"),
        get("/profile/types/company/GB"),
        j.CREATE,
    ]
    assert only_profile(sandbox) == {"type": "company", "country": "GB", "fields": j.COMPANY_BODY}


def test_search_and_match_refused(walker: Walker, sandbox: SandboxServer) -> None:
    j.search(walker, "Slow 0s Ltd", registration_number="SC123456", city="Leeds")

    walker.post("results", match="none")
    assert walker.page.all("p.inset") == ["We filled in 3 answers from your search."]
    assert walker.page.inputs["details-registration_number"] == ["SC123456"]
    assert walker.page.inputs["details-registered_address.city"] == ["Leeds"]
    walker.post("details", j.COMPANY)
    j.create(walker)

    assert j.calls(sandbox) == [
        j.TYPES,
        get("/search/types/company/GB"),
        j.SEARCH,
        get("/profile/types/company/GB"),
        get("/profile/types/company/GB"),
        j.CREATE,
    ]
    assert only_profile(sandbox)["fields"] == j.COMPANY_BODY


def test_no_search_for_the_pair(walker: Walker, sandbox: SandboxServer) -> None:
    j.choose(walker, "sole_trader", "GB")
    assert walker.h1 == "Enter sole trader details"

    walker.post("details", j.SOLE_TRADER)
    j.create(walker)

    assert walker.h1 == "Profile created"
    asked = get("/profile/types/sole_trader/GB")
    assert j.calls(sandbox) == [j.TYPES, asked, asked, j.CREATE]
    assert only_profile(sandbox) == {
        "type": "sole_trader",
        "country": "GB",
        "fields": {
            "trading_name": "Lantern Repairs",
            "full_name": "Jane Doe",
            "date_of_birth": "1980-02-03",
            "business_address": {
                "line_1": "1 High Street",
                "city": "London",
                "postcode": "SW1A 1AA",
            },
            "email": "jane@example.com",
        },
    }


def test_a_pair_whose_search_form_is_empty(walker: Walker, sandbox: SandboxServer) -> None:
    j.choose(walker, "company", "JP")
    assert walker.h1 == "Enter company details"

    walker.post("details", j.JAPAN)
    j.create(walker)

    assert walker.h1 == "Profile created"
    asked = get("/profile/types/company/JP")
    assert j.calls(sandbox) == [j.TYPES, asked, asked, j.CREATE]
    assert only_profile(sandbox)["fields"]["registration_number"] == "1234567890123"


def test_details_by_hand_without_a_search(walker: Walker, sandbox: SandboxServer) -> None:
    j.choose(walker)

    walker.post("search", press=("by_hand", "1"))
    assert walker.h1 == "Enter company details"
    walker.post("details", j.COMPANY)
    assert walker.h1 == "Check the details before creating the profile"
    j.create(walker)

    assert walker.h1 == "Profile created"
    assert j.calls(sandbox) == [
        j.TYPES,
        get("/search/types/company/GB"),
        get("/profile/types/company/GB"),
        get("/profile/types/company/GB"),
        j.CREATE,
    ]
    assert only_profile(sandbox)["fields"] == j.COMPANY_BODY


def test_a_search_that_the_provider_refuses_shows_its_errors(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.choose(walker, "company", "BR").post("search", city="Recife")

    assert (walker.status, walker.step) == (422, "search")
    assert walker.title.startswith("Error: ")
    assert walker.errors == ["Error: Enter a name or a registration number."]
    assert walker.page.inputs["search-city"] == ["Recife"]


def test_a_company_of_the_register_is_found_and_created(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.search(walker, "Ltd")
    assert "matches for “Ltd”" in walker.h1

    walker.post("results", match="1")
    name = walker.page.all("dd.")[2]
    j.create(walker)

    assert walker.h1 == "Profile created"
    assert sandbox.profiles()[0]["name"] == name


def test_another_search_replaces_the_rows(walker: Walker, sandbox: SandboxServer) -> None:
    j.search(walker, "No Match Ltd")

    walker.post("results", press=("wizard_goto_step", "search"))
    assert walker.page.inputs["search-name"] == ["No Match Ltd"]
    walker.post("search", name="Slow 0s Ltd")

    assert walker.h1 == "1 match for “Slow 0s Ltd”"
    assert j.calls(sandbox).count(j.SEARCH) == 2


def test_many_matches_are_shown_in_pages_that_say_how_many(walker: Walker) -> None:
    j.search(walker, "Many Ltd")
    assert walker.h1 == "5,000 matches for “Many Ltd”"
    assert "The first 100 are shown." in walker.html
    assert walker.page.all("span.") == ["Page 1 of 5"]

    walker.get("results", page="5")
    assert walker.page.all("span.") == ["Page 5 of 5"]
    walker.post("results", match="99", query="?page=5")

    assert walker.step == "check"


def test_a_choice_on_another_page_is_shown_on_its_page(walker: Walker) -> None:
    j.search(walker, "Many Ltd").get("results", page="3")
    walker.post("results", match="41", query="?page=3")

    walker.get("results")

    assert walker.page.all("span.") == ["Page 3 of 5"]
    assert walker.page.inputs["results-match"] == ["41"]
