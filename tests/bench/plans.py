"""What each operator of a chaos run wants to create: at which provider, by which way, named how."""

import random
from dataclasses import dataclass

from tests.sandbox.opentransact_caller import MARKETPLACE
from tests.wizard import journey
from tests.wizard.walker import Sent

# Names with which the sandbox fails, whatever is tried, until they are changed; and some that
# only look so. 429 is left out: by name it holds a route for ten seconds, by chance for one.
BY_NAME = (
    "Reject",
    "Expired Results",
    "No Match",
    "Timeout",
    "Timeout After Create",
    "Lost Answer",
    "Down",
    "Broken",
    "Expire Token",
)
ADDRESS: dict[str, Sent] = {
    "street1": "1 Mill Lane",
    "locality": "Springfield",
    "region": "IL",
    "zipcode": "62701",
    "country": "US",
}


@dataclass(frozen=True)
class Plan:
    """One profile. `magic`: a name of BY_NAME, or nothing. `impatient`: clicks twice."""

    number: int
    provider: str
    type: str
    country: str
    searched: bool
    magic: str
    impatient: bool

    @property
    def ext(self) -> str:
        return f"flow-{self.number}"

    def called(self, *, magic: bool) -> str:
        plain = f"Lantern {self.number}"
        return f"{self.magic} {plain}" if magic and self.magic else plain

    def lists(self) -> tuple[str, ...]:
        """Of the details, those to which one item is added."""
        return ("addresses", "email-addresses") if self.provider == "opentransact" else ()

    def details(self, *, magic: bool) -> dict[str, Sent]:
        """What is entered in the details form."""
        name = self.called(magic=magic)
        if self.type == "company":
            return {**journey.COMPANY, "name": name}
        if self.type == "sole_trader":
            return {**journey.SOLE_TRADER, "trading_name": name}
        contacts: dict[str, Sent] = {
            **{f"addresses.0.{key}": value for key, value in ADDRESS.items()},
            "email-addresses.0": f"office{self.number}@example.com",
            "application": MARKETPLACE,
        }
        if self.type == "people":
            return {**contacts, "first-name": "Grace", "last-name": name}
        return {**contacts, "name": name, "organization-type": "other"}

    @property
    def name_key(self) -> str:
        names = {"sole_trader": "trading_name", "people": "last-name"}
        return names.get(self.type, "name")


def plan(number: int, percent: float) -> Plan:
    """The same for the same number. `percent`: of the flows, for each name of BY_NAME."""
    dice = random.Random(number)
    ways = [
        ("detected", "company", "GB", True),
        ("detected", "company", "GB", False),
        ("detected", "sole_trader", "GB", False),
        ("opentransact", "people", "", False),
        ("opentransact", "organizations", "", False),
    ]
    position = int(dice.random() * 100 / percent) if percent else len(BY_NAME)
    magic = BY_NAME[position] if position < len(BY_NAME) else ""
    provider, kind, country, searched = dice.choice(ways)
    return Plan(number, provider, kind, country, searched, magic, dice.random() < 0.1)
