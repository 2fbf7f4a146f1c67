"""Each branch of the guide's sequence diagram, in a browser, over real HTTP to the sandbox.

The details form is asked for twice: the second time only whether it is still the same.
"""

import hashlib
import json
from typing import Any

from tests.browser.answers import (
    AE_COMPANY,
    AE_COMPANY_FIELDS,
    GB_COMPANY,
    GB_COMPANY_FIELDS,
    GB_SOLE_TRADER,
    GB_SOLE_TRADER_FIELDS,
)
from tests.browser.operator import Operator
from wizard.models import State, Submission
from wizard.sandbox.server import SandboxServer

TYPES = ["POST /oauth/token", "GET /search/types"]


def calls(sandbox: SandboxServer) -> list[str]:
    """What the provider was asked, in order; the token's address has no prefix here."""
    prefix = "/api/v1/public"
    return [f"{each['method']} {each['path'].removeprefix(prefix)}" for each in sandbox.requests()]


def bodies(sandbox: SandboxServer) -> list[str]:
    """The digests of the JSON bodies, in order."""
    return [each["body_sha256"] for each in sandbox.requests()[1:] if each["body_sha256"]]


def digest(body: dict[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def search_body(name: str, type_: str = "company", country: str = "GB") -> dict[str, Any]:
    return {"type": type_, "country": country, "fields": {"name": name}}


def details_body(
    fields: dict[str, Any], type_: str = "company", country: str = "GB"
) -> dict[str, Any]:
    reference = str(Submission.objects.get(state=State.CREATED).pk)
    return {"type": type_, "country": country, "customer_reference": reference, "fields": fields}


def the_profile(sandbox: SandboxServer) -> dict[str, Any]:
    """The one profile that there is."""
    (profile,) = sandbox.profiles()
    return profile


def test_a_match_of_the_search_becomes_a_profile(
    operator: Operator, sandbox: SandboxServer
) -> None:
    # Given a British company that stands in the register
    operator.choose("Company", "United Kingdom")
    operator.search("Acme")
    operator.sees("23 matches for “Acme”")
    name = operator.rows()[0]

    # When the operator picks it and creates the profile
    operator.pick(name)
    operator.create()

    # Then the receipt has its reference, and the provider was asked this and nothing else
    shown = operator.reference()
    profile = the_profile(sandbox)
    assert shown == profile["id"]
    assert profile["name"] == name
    assert calls(sandbox) == [
        *TYPES,
        "GET /search/types/company/GB",
        "POST /search",
        "POST /profiles",
    ]
    received = profile["received"]
    assert received == {
        "type": "company",
        "country": "GB",
        "response_id": received["response_id"],
        "lookup_id": received["lookup_id"],
        "customer_reference": str(Submission.objects.get().pk),
    }
    assert bodies(sandbox) == [digest(search_body("Acme")), digest(received)]


def test_a_search_without_a_result_goes_on_by_hand(
    operator: Operator, sandbox: SandboxServer
) -> None:
    # Given a search that finds nothing
    operator.choose("Company", "United Kingdom")
    operator.search("No Match Ltd")
    operator.sees("No match for “No Match Ltd”")

    # When the operator enters the details, of which the search has already filled in the name
    operator.press("Enter details manually")
    operator.sees("Enter company details")
    assert operator.field("Registered name").input_value() == "No Match Ltd"
    operator.fill_details(GB_COMPANY)
    operator.press("Continue")
    operator.create()

    # Then the profile has exactly what was entered
    assert operator.reference() == the_profile(sandbox)["id"]
    by_hand_after_search(sandbox, "No Match Ltd")


def test_a_match_that_is_refused_goes_on_by_hand(
    operator: Operator, sandbox: SandboxServer
) -> None:
    # Given a search that finds other companies
    operator.choose("Company", "United Kingdom")
    operator.search("Acme")
    operator.sees("23 matches for “Acme”")

    # When the operator says that it is none of these and enters the details
    operator.none_of_these()
    operator.sees("Enter company details")
    operator.fill_details(GB_COMPANY)
    operator.press("Continue")
    operator.create()

    # Then the profile has exactly what was entered
    assert operator.reference() == the_profile(sandbox)["id"]
    by_hand_after_search(sandbox, "Acme")


def test_a_search_that_is_passed_over_is_never_made(
    operator: Operator, sandbox: SandboxServer
) -> None:
    # Given a company that the operator knows not to be in the register
    operator.choose("Company", "United Kingdom")
    operator.press("Enter details manually")

    # When the details are entered
    operator.sees("Enter company details")
    operator.fill_details(GB_COMPANY)
    operator.press("Continue")
    operator.create()

    # Then nobody was asked to search
    assert operator.reference() == the_profile(sandbox)["id"]
    assert "POST /search" not in calls(sandbox)
    assert bodies(sandbox) == [digest(details_body(GB_COMPANY_FIELDS))]


def test_a_type_without_a_search_is_created_by_hand(
    operator: Operator, sandbox: SandboxServer
) -> None:
    # Given a type for which the provider has no register
    operator.choose("Sole trader", "United Kingdom")

    # When the details are entered
    operator.sees("Enter sole trader details")
    operator.fill_details(GB_SOLE_TRADER)
    operator.press("Continue")
    operator.create()

    # Then the profile has exactly what was entered, and no search form was asked for
    assert operator.reference() == the_profile(sandbox)["id"]
    asked = "GET /profile/types/sole_trader/GB"
    assert calls(sandbox) == [*TYPES, asked, asked, "POST /profiles"]
    expected = details_body(GB_SOLE_TRADER_FIELDS, "sole_trader")
    assert the_profile(sandbox)["received"] == expected
    assert bodies(sandbox) == [digest(expected)]


def test_a_country_without_a_search_is_created_by_hand(
    operator: Operator, sandbox: SandboxServer, javascript: bool
) -> None:
    # Given a country for which the provider has no register
    operator.choose("Company", "United Arab Emirates")

    # When the details are entered, of which some are asked only after others
    operator.sees("Enter company details")
    operator.fill_details(AE_COMPANY)
    if not javascript:
        operator.press("Continue")
    operator.fill_details({"Free zone": "DMCC"})
    operator.press("Continue")
    operator.create()

    # Then the profile has exactly what was entered
    assert operator.reference() == the_profile(sandbox)["id"]
    asked = "GET /profile/types/company/AE"
    assert calls(sandbox) == [*TYPES, asked, asked, "POST /profiles"]
    expected = details_body(AE_COMPANY_FIELDS, country="AE")
    assert the_profile(sandbox)["received"] == expected
    assert bodies(sandbox) == [digest(expected)]


def by_hand_after_search(sandbox: SandboxServer, searched: str) -> None:
    """The provider was asked for the search and then for the details, and got just these."""
    assert calls(sandbox) == [
        *TYPES,
        "GET /search/types/company/GB",
        "POST /search",
        "GET /profile/types/company/GB",
        "GET /profile/types/company/GB",
        "POST /profiles",
    ]
    expected = details_body(GB_COMPANY_FIELDS)
    assert the_profile(sandbox)["received"] == expected
    assert bodies(sandbox) == [digest(search_body(searched)), digest(expected)]
