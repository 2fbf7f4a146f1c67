"""Compose which fields are asked for each profile type and country from the files in data/."""

import json
from datetime import UTC, datetime
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

Field = dict[str, Any]
DATA = Path(__file__).parent / "data"
MAXIMUM_NAME = 160


@cache
def load(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def example(template: str) -> str:
    """A number of a format: digits in the place of #, letters in the place of @."""
    digits, letters = cycle("1234567890"), cycle("ABCDEFGHJK")
    places = {"#": digits, "@": letters}
    return "".join(next(places[each]) if each in places else each for each in template)


def types() -> list[dict[str, Any]]:
    """Every type with its countries, and whether a search exists for the pair."""
    return [
        {
            "type": kind["type"],
            "name": kind["name"],
            "description": kind["description"],
            "countries": [
                {
                    "code": code,
                    "name": load("countries")[code]["name"],
                    "search": has_search(kind["type"], code),
                }
                for code in countries(kind["type"])
            ],
        }
        for kind in load("forms")["types"]
    ]


def countries(type_: str) -> list[str]:
    """The country codes that offer a type, by country name; none for an unknown type."""
    everywhere: dict[str, Any] = load("countries")
    listed = _type(type_).get("countries", [])
    codes = everywhere if listed == "*" else listed
    return sorted(codes, key=lambda code: str(everywhere[code]["name"]))


def has_search(type_: str, country: str) -> bool:
    searched = _type(type_).get("search", [])
    if searched == "*":
        return bool(load("countries").get(country, {}).get("companies"))
    return country in searched


def search_fields(type_: str, country: str) -> list[Field] | None:
    """The search form; None where the pair has none, [] where the provider says so by a list."""
    if country in _type(type_).get("empty_search", []):
        return []
    if not has_search(type_, country):
        return None
    number = _identifiers(type_, country)[0] | {"required": False, "section": "Search"}
    name_required = type_ == "charity" or bool(load("countries")[country]["name_required"])
    name = {
        "key": "name",
        "label": "Name",
        "type": "text",
        "required": name_required,
        "section": "Search",
        "help": "The whole name or words of it",
        "min_length": 2,
        "max_length": MAXIMUM_NAME,
    }
    city = {
        "key": "city",
        "label": "City",
        "type": "text",
        "required": False,
        "section": "Search",
        "max_length": 80,
    }
    return [name, number, city]


def profile_fields(type_: str, country: str, answers: object = None) -> list[Field] | None:
    """The details form of a pair; None where the provider does not offer the pair.

    Some pairs ask for more once one of the `answers` (a nested payload) is known.
    """
    if country not in countries(type_):
        return None
    forms = load("forms")
    first_section = forms["sections"][_SECTION_OF_TYPE[type_]]
    listed = [*forms["forms"][type_], *forms["extras"].get(f"{type_}/{country}", [])]
    refresh = forms["refresh"].get(f"{type_}/{country}", {"key": "", "brings": {}})
    answer = answers.get(refresh["key"]) if isinstance(answers, dict) else None
    listed += refresh["brings"].get(answer, []) if isinstance(answer, str) else []
    fields: list[Field] = []
    for entry in listed:
        fields += _expand(entry, type_, country)
    fields = [
        field | {"refresh": True} if field["key"] == refresh["key"] else field for field in fields
    ]
    composed = [_resolve({"section": first_section} | field, country) for field in fields]
    # The order within a section stays as written: sorted() is stable.
    return sorted(composed, key=lambda field: forms["sections"].index(field["section"]))


# Where the fields without a section of their own stand (an index into "sections").
_SECTION_OF_TYPE = {
    "company": 0,
    "sole_trader": 1,
    "charity": 2,
    "partnership": 3,
    "trust": 4,
    "individual": 5,
}


def _type(type_: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [kind for kind in load("forms")["types"] if kind["type"] == type_]
    return found[0] if found else {}


def _expand(entry: str | Field, type_: str, country: str) -> list[Field]:
    """One entry of a form: a field as it is, the name of a block, or @what the country has."""
    if isinstance(entry, dict):
        return [entry]
    if entry in ("@identifiers", "@charity_number"):
        return _identifiers(type_, country)
    if entry.startswith("@address "):
        _, prefix, section = entry.split(" ", 2)
        return _address(prefix, section, country)
    return [load("forms")["blocks"][entry]]


def _identifiers(type_: str, country: str) -> list[Field]:
    """The register numbers of a country; the first is always keyed registration_number."""
    if type_ == "charity":
        label, template, pattern, message = load("forms")["charity_numbers"][country]
        listed = [
            {
                "key": "registration_number",
                "label": label,
                "format": template,
                "pattern": pattern,
                "message": message,
            }
        ]
    else:
        listed = load("countries")[country]["ids"]
    return [
        {
            "key": identifier["key"],
            "label": identifier["label"],
            "type": "text",
            "required": identifier.get("required", True),
            "placeholder": example(identifier["format"]),
            "max_length": 32,
            "pattern": identifier["pattern"],
            "pattern_message": identifier["message"],
            "sensitive": identifier.get("sensitive", False),
        }
        for identifier in listed
    ]


def number_format(type_: str, country: str) -> str:
    """The template from which register numbers of a pair are made up."""
    if type_ == "charity":
        return str(load("forms")["charity_numbers"][country][1])
    return str(load("countries")[country]["ids"][0]["format"])


def _address(prefix: str, section: str, country: str) -> list[Field]:
    def line(key: str, label: str, required: bool, **more: Any) -> Field:
        field = {"key": f"{prefix}.{key}", "label": label, "type": "text", "required": required}
        return field | {"section": section, "max_length": 120} | more

    fields = [
        line("line_1", "Address line 1", True),
        line("line_2", "Address line 2", False),
        line("city", "Town or city", True),
    ]
    if country in load("subdivisions"):
        state = {"type": "subdivision", "options": "@subdivisions"}
        fields.append(line("region", "State or region", True, **state))
    if postcode := load("countries")[country]["postcode"]:
        label, template, pattern, message = postcode
        rules = {"pattern": pattern, "pattern_message": message, "placeholder": example(template)}
        fields.append(line("postcode", label, True, **rules | {"max_length": 12}))
    return fields


def _resolve(value: Any, country: str) -> Any:
    """Replace every "@word" by what it means for the country and today; complete the options."""
    if isinstance(value, list):
        return [_resolve(item, country) for item in value]
    if isinstance(value, dict):
        resolved = {key: _resolve(item, country) for key, item in value.items()}
        if isinstance(options := resolved.get("options"), dict):
            resolved["options"] = [{"value": key, "label": label} for key, label in options.items()]
        return resolved
    if isinstance(value, str) and value.startswith("@"):
        return _word(value, country)
    return value


def _word(word: str, country: str) -> Any:
    today = datetime.now(UTC).date()
    about = load("countries")[country]
    meanings = {
        "@today": today.isoformat(),
        "@this_month": f"{today:%Y-%m}",
        "@this_year": today.year,
        "@country": country,
        "@currency": about["currency"],
        "@legal_forms": about["forms"],
        "@subdivisions": load("subdivisions").get(country),
        "@countries": {code: each["name"] for code, each in load("countries").items()},
    }
    return meanings[word]
