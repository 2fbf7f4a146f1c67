"""The ways through the wizard that many tests take, and the answers they give."""

from collections.abc import Mapping
from typing import Any

from tests.wizard.walker import Sent, Walker
from wizard.sandbox.server import SandboxServer

API = "/api/v1/public"
TYPES = ("GET", f"{API}/search/types")
SEARCH = ("POST", f"{API}/search")
CREATE = ("POST", f"{API}/profiles")
COMPANY: dict[str, Sent] = {
    "name": "Brass Lantern Ltd",
    "registration_number": "01234567",
    "entity_type": "ltd",
    "incorporated_on_day": "3",
    "incorporated_on_month": "February",
    "incorporated_on_year": "2001",
    "registered_address.line_1": "1 High Street",
    "registered_address.city": "London",
    "registered_address.postcode": "SW1A 1AA",
    "directors.0.name": "Jane Doe",
    "email": "jane@example.com",
}
COMPANY_BODY: dict[str, Any] = {
    "name": "Brass Lantern Ltd",
    "registration_number": "01234567",
    "entity_type": "ltd",
    "incorporated_on": "2001-02-03",
    "source": "api",
    "registered_address": {"line_1": "1 High Street", "city": "London", "postcode": "SW1A 1AA"},
    "directors": [{"name": "Jane Doe"}],
    "email": "jane@example.com",
}
SOLE_TRADER: dict[str, Sent] = {
    "trading_name": "Lantern Repairs",
    "full_name": "Jane Doe",
    "date_of_birth_day": "3",
    "date_of_birth_month": "2",
    "date_of_birth_year": "1980",
    "business_address.line_1": "1 High Street",
    "business_address.city": "London",
    "business_address.postcode": "SW1A 1AA",
    "email": "jane@example.com",
}
JAPAN: dict[str, Sent] = {
    **COMPANY,
    "registration_number": "1234567890123",
    "entity_type": "kk",
    "registered_address.postcode": "100-0001",
}


def choose(walker: Walker, kind: str = "company", country: str = "GB") -> Walker:
    return walker.post("type", type=kind, country=country)


def search(walker: Walker, name: str, **more: Sent) -> Walker:
    """To the results (or wherever the search ends)."""
    return choose(walker).post("search", {"name": name, **more})


def to_details(walker: Walker) -> Walker:
    """A British company by hand: the details form with the name carried over."""
    return choose(walker).post("search", name=COMPANY["name"], press=("by_hand", "1"))


def to_check(walker: Walker, fields: Mapping[str, Sent] | None = None, **more: Any) -> Walker:
    """A British company by hand, with all details: the check step."""
    return to_details(walker).post("details", {**COMPANY, **(fields or {}), **more})


def create(walker: Walker) -> Walker:
    return walker.post("check")


def calls(sandbox: SandboxServer) -> list[tuple[str, str]]:
    """Method and path of every request to the provider, the token's left out."""
    received = [(entry["method"], entry["path"]) for entry in sandbox.requests()]
    return [call for call in received if call[1] != "/oauth/token"]


def creations(sandbox: SandboxServer) -> int:
    return calls(sandbox).count(CREATE)
