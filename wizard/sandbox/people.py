"""Make up the profiles of OpenTransact with what belongs to them: always the same ones.

The first two are those that the documentation shows, with their ids and contents.
"""

import json
import random
import unicodedata
import uuid
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from wizard.sandbox import catalogue
from wizard.sandbox.companies import PLACES

SEED = 20220621
PROFILES = 1000
SHOWN = "4c72784e-fb2a-4858-8067-95b6e36d54c0"
SHOWN_AT = "2022-06-21T23:34:04Z"
UPDATED = "bfae5aa9-039d-43b0-ad89-a096b4e54614"
MARKETPLACE = "e1e3a176-dd00-4ac2-8be0-489dcd6c634f"
PAYOUTS = SHOWN  # everything in the documentation's example has this one id
ELSEWHERE = "9b2d7c55-3f0e-4c41-9d0a-6a8f2f1f7e10"
ORGANIZATION_TYPES = ("c-corp", "s-corp", "llc", "partnership", "other")

Attributes = dict[str, Any]


class Resource(NamedTuple):
    """One thing that the API keeps. Of a profile, `owner_type` is the kind of its owner."""

    type: str
    id: str
    application: str
    owner_type: str
    owner_id: str | None
    attributes: Attributes
    created_at: str
    updated_at: str
    default_email_address: str | None = None
    default_phone_number: str | None = None


@cache
def generate() -> tuple[Resource, ...]:
    """The profiles, each followed by its addresses, e-mail addresses and phone numbers."""
    dice = random.Random(SEED)  # noqa: S311 - it must be repeatable
    rows = [*_shown(), _to_be_updated()]
    moment = datetime.fromisoformat(SHOWN_AT)
    for _ in range(PROFILES - 2):
        moment += timedelta(minutes=dice.randint(5, 2500), seconds=dice.randint(0, 59))
        rows += _made_up(dice, moment)
    return tuple(rows)


@cache
def rows() -> tuple[tuple[str | int | None, ...], ...]:
    """The same as the database takes it, numbered."""
    return tuple((n, *as_row(resource)) for n, resource in enumerate(generate(), 1))


def as_row(resource: Resource) -> tuple[str | None, ...]:
    attributes = json.dumps(resource.attributes, separators=(",", ":"), ensure_ascii=False)
    return (*resource[:5], attributes, *resource[6:])


def as_timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _shown() -> list[Resource]:
    """The profile and the address of the documentation's examples."""
    owner = {"type": "people", "first-name": "John", "last-name": "Doe"}
    attributes = {"owner": owner, "metadata": {"key": "value"}}
    address = {
        "street1": "123 Main St",
        "street2": "Apt 4B",
        "zipcode": "10001",
        "locality": "New York",
        "sub-locality": "Manhattan",
        "region": "NY",
        "country": "US",
        "metadata": {},
    }
    email = {"email": "user@example.com", "metadata": "{}"}
    phone = {"prefix": "+1", "number": "2125550100", "metadata": {}}
    its = (SHOWN, PAYOUTS, "profiles", SHOWN)
    times, later = (SHOWN_AT, SHOWN_AT), ("2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z")
    return [
        Resource("profiles", SHOWN, PAYOUTS, "people", None, attributes, *times, SHOWN, SHOWN),
        Resource("addresses", *its, address, *times),
        Resource("email-addresses", *its, email, *later),
        Resource("phone-numbers", *its, phone, *times),
    ]


def _to_be_updated() -> Resource:
    """The profile to which the documentation's update gives another name."""
    owner = {"type": "people", "first-name": "James", "last-name": "Smith"}
    attributes = {"owner": owner, "metadata": {}}
    times = (SHOWN_AT, SHOWN_AT)
    return Resource("profiles", UPDATED, MARKETPLACE, "people", None, attributes, *times)


def _made_up(dice: random.Random, moment: datetime) -> list[Resource]:
    """One profile, and none to two of each thing that can belong to it."""
    application = MARKETPLACE if dice.random() < 0.7 else PAYOUTS
    owner = _person(dice) if dice.random() < 0.6 else _organization(dice)
    place = dice.choice(catalogue.load("people")["places"])
    identity = _identity(dice)
    created, changed = as_timestamp(moment), as_timestamp(moment)
    if dice.random() < 0.3:
        changed = as_timestamp(moment + timedelta(hours=dice.randint(1, 900)))
    contents = [
        *(("addresses", _address(dice, place)) for _ in range(dice.choice((0, 1, 1, 2)))),
        *(("email-addresses", _email(dice, owner)) for _ in range(dice.choice((0, 1, 1, 2)))),
        *(("phone-numbers", _phone(dice, place)) for _ in range(dice.choice((0, 0, 1, 2)))),
    ]
    its = (application, "profiles", identity)
    belongings = [
        Resource(kind, _identity(dice), *its, attributes, created, created)
        for kind, attributes in contents
    ]
    # Whoever has an e-mail address or phone number has a default, most of the time.
    last = {each.type: each.id for each in belongings if dice.random() < 0.8}
    profile = Resource(
        *("profiles", identity, application, owner["type"], None),
        *({"owner": owner, "metadata": _metadata(dice)}, created, changed),
        *(last.get("email-addresses"), last.get("phone-numbers")),
    )
    return [profile, *belongings]


def _person(dice: random.Random) -> Attributes:
    cultures = catalogue.load("names")["cultures"]
    surname = dice.choice(cultures[dice.choice(list(cultures))]["surnames"])
    first_name = dice.choice(catalogue.load("people")["first_names"])
    return {"type": "people", "first-name": first_name, "last-name": surname}


def _organization(dice: random.Random) -> Attributes:
    words = catalogue.load("names")
    trade = dice.choice(words["cultures"]["en"]["trades"])
    name = f"{dice.choice(words['coined'])} {trade} {dice.choice(words['countries']['US'][1:])}"
    kind = dice.choice(ORGANIZATION_TYPES)
    return {"type": "organizations", "name": name, "organization-type": kind}


def _metadata(dice: random.Random) -> Attributes:
    offered = catalogue.load("people")["metadata"]
    keys = dice.sample(list(offered), dice.randint(0, 3))
    return {key: dice.choice(offered[key]) for key in keys}


def _address(dice: random.Random, place: Attributes) -> Attributes:
    address = {"street1": f"{dice.randint(1, 199)} {place['street']}"}
    if dice.random() < 0.3:
        address["street2"] = f"Floor {dice.randint(1, 20)}"
    address["zipcode"] = _filled(dice, place["zipcode"])
    return address | {key: place[key] for key in ("locality", "region", "country")} | _EMPTY


def _email(dice: random.Random, owner: Attributes) -> Attributes:
    name = owner.get("name") or f"{owner['first-name']} {owner['last-name']}"
    plain = unicodedata.normalize("NFKD", name.replace("Ł", "L").replace("ø", "o"))
    words = "".join(c if c.isalnum() else " " for c in plain if c.isascii()).lower().split()
    return {"email": f"{'.'.join(words)}.{dice.randint(1, 99)}@example.com"} | _EMPTY


def _phone(dice: random.Random, place: Attributes) -> Attributes:
    number = _filled(dice, place["number"])
    return {"prefix": place["prefix"], "number": number} | _EMPTY


_EMPTY: Attributes = {"metadata": {}}


def _filled(dice: random.Random, template: str) -> str:
    return "".join(dice.choice(PLACES[each]) if each in PLACES else each for each in template)


def _identity(dice: random.Random) -> str:
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))
