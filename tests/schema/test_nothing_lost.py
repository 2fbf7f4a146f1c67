"""Every field of the examples is asked for or sent, as counted without any help of the reader.

The walkers know their dialect, as the reader does not. What they find is (place, key) -> whether
an answer is required.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from wizard.schema.dialects import read_schema
from wizard.schema.fields import FieldSpec

Leaves = Iterator[tuple[str, bool]]


def wise(groups: list[Any], prefix: str = "") -> Leaves:
    for group in groups:
        for field in group["group"]:
            yield prefix + field["key"], field["required"]


def wise_sets(sets: list[Any]) -> Leaves:
    for each in sets:
        yield from wise(each["fields"], f"{each['type']}/" if len(sets) > 1 else "")


def trulioo(document: list[Any]) -> Leaves:
    for name, node in document[0].items():
        yield from _properties(node, f"{name}.")


def _properties(node: dict[str, Any], prefix: str) -> Leaves:
    for name, inner in node["properties"].items():
        if inner["type"] == "object":
            yield from _properties(inner, f"{prefix}{name}.")
        else:
            yield prefix + name, name in node.get("required", [])


def creditsafe(document: dict[str, Any]) -> Leaves:
    for number, criteria in enumerate(document["criteriaSets"], start=1):
        yield from _criteria(criteria, f"{number}/")


def _criteria(criteria: dict[str, Any], prefix: str) -> Leaves:
    for name, rules in criteria.items():
        if "required" in rules:
            yield prefix + name, rules["required"]
        else:
            yield from _criteria(rules, f"{prefix}{name}.")


def currencycloud(document: dict[str, Any]) -> Leaves:
    for number, details in enumerate(document["details"], start=1):
        for name in details:
            yield f"{number}/{name}", name not in {"payment_type", "beneficiary_entity_type"}


def stripe(document: dict[str, Any]) -> Leaves:
    for kind, lists in document["verification_fields"].items():
        for name in {*lists["minimum"], *lists["additional"]}:
            yield f"{kind}/{name}", name in lists["minimum"]


WALKERS: dict[str, Callable[[Any], Leaves]] = {
    "creditsafe-searchcriteria-GB": creditsafe,
    "currencycloud-beneficiary-required-details": currencycloud,
    "stripe-country-spec-US.verification-fields": stripe,
    "trulioo-get-fields-AU.list-wrapped": trulioo,
    "wise-account-requirements-v1.1-krw": wise_sets,
    "wise-address-requirements": wise_sets,
    "wise-recipient-address-fields": wise,
    "wise-requirements-alternatives-legacy": wise_sets,
}


def leaves(specs: tuple[FieldSpec, ...], prefix: str = "") -> Leaves:
    for spec in specs:
        if spec.kind == "alternatives":
            for group in spec.fields:
                yield from leaves(group.fields, f"{group.key}/")
        elif spec.fields:
            yield from leaves(spec.fields, f"{prefix}{spec.key}.")
        else:
            yield prefix + spec.key, spec.required


@pytest.mark.parametrize("name", WALKERS)
def test_every_field_is_there_as_it_is_spelled_and_as_required(name: str) -> None:
    path = Path(__file__).parent / "examples" / f"{name}.json"
    document = json.loads(path.read_text("utf-8"))

    expected = list(WALKERS[name](document))
    read = list(leaves(read_schema(document).specs))

    assert len(expected) == len(set(expected)) > 2
    assert sorted(read) == sorted(expected)
