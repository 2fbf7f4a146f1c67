"""One of several sets of fields: chosen, filled in and sent, without JavaScript."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.walker import Walker
from wizard.schema.dialects import read_schema
from wizard.schema.fields import FieldSpec

CHECK = "Check the details before creating the profile"
SETS = [
    {
        "type": "iban",
        "label": "IBAN",
        "fields": [
            {"key": "holder", "label": "Holder", "required": True},
            {"key": "iban", "label": "Number", "required": True, "minLength": 5},
        ],
    },
    {
        "type": "local",
        "label": "Local account",
        "fields": [
            {"key": "holder", "label": "Holder", "required": True},
            {"key": "bank.account", "label": "Account", "required": True},
            {"key": "bank.kind", "type": "select", "required": True, "options": ["current"]},
        ],
    },
]


@pytest.fixture
def details(fake: FakeProvider, fake_walker: Walker) -> Walker:
    """At the details, which are one of two sets."""

    def sets(_: Mapping[str, Any]) -> tuple[FieldSpec, ...]:
        return read_schema(SETS).specs

    fake.details = sets
    return fake_walker.post("type", type="company", country="JP").get("details")


def asked(walker: Walker) -> set[str]:
    names = {name.removeprefix("details-") for name in walker.page.inputs if "details-" in name}
    return {name for name in names if ":" not in name}


def test_nothing_chosen_is_an_error(details: Walker) -> None:
    details.post("details")

    assert details.status == 422
    assert details.errors == ["Error: Select what you want to enter"]


def test_continue_shows_the_fields_of_the_set_before_it_judges_them(details: Walker) -> None:
    details.post("details", _choice="iban")

    assert details.errors == []
    assert details.notices == ["Your answers bring up more questions: Holder, Number."]
    assert asked(details) == {"_choice", "holder", "iban"}


def test_one_set_is_sent_with_its_constants(details: Walker, fake: FakeProvider) -> None:
    details.post("details", _choice="local").post("details", {"holder": "Ann", "bank.account": "1"})
    assert details.h1 == CHECK
    assert "Local account" in details.html

    details.post("check")

    (payload,) = fake.payloads
    assert payload["fields"] == {"holder": "Ann", "bank": {"account": "1", "kind": "current"}}


def test_switching_keeps_what_was_typed_in_the_other_set(
    details: Walker, fake: FakeProvider
) -> None:
    details.post("details", _choice="iban").post("details", iban="GB123456")
    assert details.errors == ["Error: Enter holder"]
    details.post("details", _choice="local")
    assert asked(details) == {"_choice", "holder", "bank.account"}

    details.post("details", holder="Ann", _choice="iban")
    assert details.page.inputs["details-iban"] == ["GB123456"]
    details.post("details").post("check")

    assert fake.payloads[0]["fields"] == {"holder": "Ann", "iban": "GB123456"}


def test_what_is_typed_and_left_in_one_go_is_kept(details: Walker) -> None:
    details.post("details", _choice="iban")

    details.post("details", iban="GB123456", _choice="local").post("details", _choice="iban")

    assert details.page.inputs["details-iban"] == ["GB123456"]


def test_the_choice_may_be_changed_from_the_check_page(details: Walker, fake: FakeProvider) -> None:
    details.post("details", _choice="iban").post("details", holder="Ann", iban="GB123456")
    assert details.h1 == CHECK

    details.get("details").post("details", _choice="local")
    assert asked(details) == {"_choice", "holder", "bank.account"}
    details.post("details", {"bank.account": "7"})
    assert details.h1 == CHECK
    assert "GB123456" not in details.html
    details.post("check")

    assert fake.payloads[0]["fields"] == {
        "holder": "Ann",
        "bank": {"account": "7", "kind": "current"},
    }


def test_fields_of_another_set_that_are_sent_along_are_not_sent_on(
    details: Walker, fake: FakeProvider
) -> None:
    details.post("details", _choice="iban")
    details.post("details", {"holder": "Ann", "iban": "GB123456", "bank.account": "7"})
    details.post("check")

    assert fake.payloads[0]["fields"] == {"holder": "Ann", "iban": "GB123456"}


def test_a_set_that_is_not_offered_is_an_error(details: Walker) -> None:
    details.post("details", _choice="crypto")

    assert details.status == 422
    assert details.errors == ["Error: Select what you want to enter"]
