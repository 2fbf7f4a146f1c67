"""What the wizard and a portal tell each other: the same messages wherever they are written."""

import gzip
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from tests.wizard.messages import FOLDER, MESSAGES, SCHEMAS, validate

STATIC = FOLDER.parent
HEARD = {"hello", "close_request"}  # by the wizard


def text(name: str) -> str:
    return (STATIC / name).read_text()


def typed(interface: str) -> dict[str, set[str]]:
    """The members of an interface of embed.d.ts, and the keys of each: {"step": {"key", …}, …}.

    An optional key ends with a question mark.
    """
    found = re.search(rf"interface {interface} {{(.*?)\n  }}", text("embed.d.ts"), re.DOTALL)
    assert found
    members = re.findall(r"^    (\w+): {(.*)};$", found[1], re.MULTILINE)
    return {name: set(re.findall(r"(\w+\??):", keys)) for name, keys in members}


def test_every_schema_is_one_and_is_found_by_its_name() -> None:
    for name, schema in SCHEMAS.items():
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"{name}.json"
        if name != "envelope":
            assert schema["$ref"] == "envelope.json"
            assert schema["properties"]["type"] == {"const": name}


def test_what_the_wizard_sends_is_what_embed_js_knows_and_the_types_and_schemas_say() -> None:
    sent = set(
        re.findall(r'\bpost\("(\w+)"', text("portal.js") + text("wizard.js") + text("expiry.js"))
    )
    (known,) = re.findall(r"const EVENTS = \[(.*)\]", text("embed.js"))

    events = typed("Events").keys()

    assert sent == events
    assert set(re.findall(r"\w+", known)) == events
    assert events == set(MESSAGES) - HEARD


def test_what_embed_js_sends_is_what_the_wizard_hears_and_the_types_and_schemas_say() -> None:
    sent = set(re.findall(r'\bsend\("(\w+)"', text("embed.js")))
    heard = set(re.findall(r'data\.type === "(\w+)"', text("portal.js")))

    assert sent == heard == typed("Requests").keys() == HEARD <= set(MESSAGES)


@pytest.mark.parametrize("name", MESSAGES)
def test_types_and_schema_name_the_same_data(name: str) -> None:
    data = SCHEMAS[name]["properties"].get("data", {"properties": {}, "required": []})
    required = set(data["required"])

    keys = {key if key in required else f"{key}?" for key in data["properties"]}

    assert keys == {**typed("Events"), **typed("Requests")}[name]


def completed(**data: Any) -> dict[str, Any]:
    run = "0b8f1a52-3c1f-4b52-9a55-5d1c33f0a001"
    whole = {"ext": "", "profile_id": "p-1", **data}
    return {
        "ns": "profile-wizard",
        "v": 1,
        "type": "completed",
        "run": run,
        "seq": 7,
        "data": whole,
    }


def test_a_schema_takes_what_comes_later() -> None:
    validate(completed())
    validate({**completed(result_token="aa.bb.cc", more=1), "more": 1})


@pytest.mark.parametrize(
    "wrong",
    [
        completed(profile_id=None),
        completed(result_token="not a token"),
        {**completed(), "v": 2},
        {**completed(), "run": ""},
        {key: value for key, value in completed().items() if key != "seq"},
    ],
)
def test_a_schema_refuses_another_message(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        validate(wrong)


def test_a_portal_loads_no_more_than_4_kb() -> None:
    served = gzip.compress((STATIC / "embed.js").read_bytes(), 9)

    assert len(served) <= 4096
