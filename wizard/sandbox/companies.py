"""Make up the companies that a search finds: always the same ones, from a fixed seed."""

import random
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from wizard.sandbox import catalogue

SEED = 20240229
CHARITIES_PER_COUNTRY = 200
DISSOLVED = 0.15
RENAMED = 0.1
# What may stand in a place of a number's format.
PLACES = {"#": "0123456789", "@": "ABCDEFGHJKLMNPRSTUWXYZ"}


class Company(NamedTuple):
    type: str
    country: str
    name: str
    registration_number: str
    city: str
    address: str
    status: str
    incorporated_on: str
    previous_name: str


def fold(text: str) -> str:
    """Lower case without accents, single spaces: how names and cities are compared."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def fold_number(number: str) -> str:
    """A register number without spaces, dashes, dots, slashes and case."""
    return re.sub(r"[\W_]", "", number).casefold()


def generate() -> Iterator[Company]:
    """All companies and charities of the pairs that have a search."""
    for type_ in ("company", "charity"):
        for country in sorted(catalogue.countries(type_)):
            if catalogue.has_search(type_, country):
                yield from _of_pair(type_, country)


def made_up(type_: str, country: str, name: str, position: int = 0) -> Company:
    """One company of a wanted name, as the magic names need it."""
    dice = random.Random(f"{type_}{country}{fold(name)}{position}")  # noqa: S311 - not a secret
    number = _number(dice, catalogue.number_format(type_, country))
    return _company(dice, type_, country, name, number)


def _of_pair(type_: str, country: str) -> Iterator[Company]:
    dice = random.Random(f"{SEED}{type_}{country}")  # noqa: S311 - it must be repeatable
    template = catalogue.number_format(type_, country)
    wanted = catalogue.load("countries")[country]["companies"]
    if type_ == "charity":
        wanted = CHARITIES_PER_COUNTRY
    names: set[str] = set()
    numbers: set[str] = set()
    while len(names) < wanted:
        name = _name(dice, type_, country)
        number = _number(dice, template)
        if name not in names and number not in numbers:
            names.add(name)
            numbers.add(number)
            yield _company(dice, type_, country, name, number)


def _company(dice: random.Random, type_: str, country: str, name: str, number: str) -> Company:
    about = catalogue.load("countries")[country]
    # The first cities of a list are the bigger ones and are drawn more often.
    city = about["cities"][int(len(about["cities"]) * dice.random() ** 1.6)]
    address = f"{dice.randint(1, 199)} {dice.choice(about['streets'])}, {city}"
    if about["postcode"]:
        address += f" {_number(dice, about['postcode'][1])}"
    date = f"{dice.randint(1965, 2023)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    status = "dissolved" if dice.random() < DISSOLVED else "active"
    previous = _name(dice, type_, country) if dice.random() < RENAMED else ""
    return Company(type_, country, name, number, city, address, status, date, previous)


def _name(dice: random.Random, type_: str, country: str) -> str:
    words = catalogue.load("names")
    culture, *endings = words["countries"][country]
    coined = words["coined"]
    if type_ == "charity":
        city = dice.choice(catalogue.load("countries")[country]["cities"])
        kind = dice.choice(words["charities"])
        return f"{dice.choice([city, *coined])} {dice.choice(coined)} {kind}"
    surnames, trades = words["cultures"][culture]["surnames"], words["cultures"][culture]["trades"]
    start = dice.choice(
        (
            dice.choice(coined),
            f"{dice.choice(coined)} {dice.choice(surnames)}",
            f"{dice.choice(surnames)} & {dice.choice(surnames)}",
        )
    )
    return f"{start} {dice.choice(trades)} {dice.choice(endings)}"


def _number(dice: random.Random, template: str) -> str:
    """A number of the format; the first place is never 0 where the format leaves it open."""
    made = [dice.choice(PLACES[each]) if each in PLACES else each for each in template]
    if template.startswith("#") and made[0] == "0":
        made[0] = "1"
    return "".join(made)
