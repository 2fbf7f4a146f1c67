"""What is wrong with the portals' configuration is named before anybody is served."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from django.core.checks import run_checks
from pytest_django import Settings

from tests.wizard import signing
from tests.wizard.signing import ISS, key, portal
from tests.wizard.test_checks import found
from wizard import portals

PORTAL = f"PORTALS: portal '{ISS}': "


def told(settings: Settings, entry: Any, **changed: Any) -> list[str]:
    """The messages for a registry of this one entry."""
    text = json.dumps({ISS: entry})
    for name, value in {"PORTALS": text, **changed}.items():
        setattr(settings, name, value)
    return [each.msg for each in run_checks() if each.id == "wizard.E020"]


def with_key(**changed: Any) -> dict[str, Any]:
    return {**portal(), "keys": {"k": {**key("ed"), **changed}}}


def test_a_good_registry_is_read(settings: Settings) -> None:
    settings.PORTALS = signing.registry(launch_by_get=True, theme={"radius": "4px"})

    read = portals.configured()[ISS]

    assert (read.iss, read.origins) == (ISS, (ISS, f"{ISS}:8443"))
    assert {kid: each.alg for kid, each in read.keys.items()} == {
        "ed": "EdDSA",
        "es": "ES256",
        "rs": "RS256",
        "hs": "HS256",
    }
    assert (read.launch_by_get, read.cross_origin_isolated) == (True, False)
    assert [sheet.css for sheet in read.theme.sheets] == [":root{--wz-radius:4px}"]
    assert signing.SECRET not in repr(read)


def test_what_is_not_said_is_off(settings: Settings) -> None:
    settings.PORTALS = signing.registry()

    read = portals.configured()[ISS]

    assert (read.launch_by_get, read.cross_origin_isolated) == (False, False)
    assert (read.theme.sheets, read.theme.logo) == ([], None)


@pytest.mark.parametrize(
    "origin",
    [
        "http://portal.example",
        "https://*.portal.example",
        "*",
        "null",
        "portal.example",
        "https://portal.example/",
        "https://portal.example/page",
        "https://portal.example?x",
        "https://user@portal.example",
        "https://Portal.example",
        "https://portal.example:443",
        "https://portal.example:70000",
        "https://portal.example:0",
        "https://portal.example:",
        "https://portal.example\n",
        "https://portal.example; script-src *",
        "https://",
        "http://localhost:8002",
        "",
        7,
        None,
    ],
)
def test_an_origin_that_is_none(settings: Settings, origin: Any) -> None:
    messages = told(settings, portal(origins=[ISS, origin]))

    assert messages == [f"{PORTAL}{origin!r} is no origin that may embed the wizard."]
    assert portals.configured() == {}


@pytest.mark.parametrize(
    "origin", ["http://localhost:8002", "http://127.0.0.1", "http://portal.localhost:8002"]
)
def test_a_page_of_this_machine_may_embed_it_in_debug(settings: Settings, origin: str) -> None:
    assert told(settings, portal(origins=[origin]), DEBUG=True) == []
    assert told(settings, portal(origins=[origin]), DEBUG=False) != []


SHORT = rsa.generate_private_key(65537, 1024)
P384 = ec.generate_private_key(ec.SECP384R1())
ED448 = ed448.Ed448PrivateKey.generate()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"alg": "none"}, "its alg is not known."),
        ({"alg": "RS512"}, "its alg is not known."),
        ({"alg": None}, "its alg is not known."),
        ({"key": "no-key-at-all"}, "it is no public key in PEM."),
        ({"key": ""}, "it is no public key in PEM."),
        ({"key": 7}, "its key is no text."),
        ({"alg": "RS256"}, "RS256 needs an RSA key of 2048 bits or more."),
        ({"alg": "ES256"}, "ES256 needs an EC key on the curve P-256."),
        ({"key": signing.public(ED448)}, "EdDSA needs an Ed25519 key."),
        (
            {"alg": "ES256", "key": signing.public(P384)},
            "ES256 needs an EC key on the curve P-256.",
        ),
        (
            {"alg": "RS256", "key": signing.public(SHORT)},
            "RS256 needs an RSA key of 2048 bits or more.",
        ),
        (
            {"key": signing.private("ed").decode()},
            "it is a private key, which must not leave the portal.",
        ),
        ({"alg": "HS256", "key": "s" * 31}, "its secret is shorter than 32 bytes."),
        ({"alg": "HS256"}, "HS256 needs a shared secret, and this is a key in PEM."),
        ({"use": "sig"}, "it must have alg and key, and nothing else."),
    ],
)
def test_a_key_that_cannot_be_used_is_named_and_not_shown(
    settings: Settings, changed: dict[str, Any], message: str
) -> None:
    messages = told(settings, with_key(**changed))

    assert messages == [f"{PORTAL}key 'k': {message}"]
    shown = str([(each.msg, each.hint) for each in run_checks()])
    assert len(str(changed.get("key", ""))) < 10 or str(changed["key"]) not in shown


def test_a_secret_may_have_32_bytes(settings: Settings) -> None:
    assert told(settings, with_key(alg="HS256", key="é" * 16)) == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ([], "is no object."),
        ({"keys": {"k": key("ed")}}, "origins is missing."),
        (portal(origins=[]), "origins is missing."),
        (portal(origins=ISS), "origins is missing."),
        (portal(keys={}), "keys is missing."),
        (portal(keys=[key("ed")]), "keys is missing."),
        (portal(keys={"k": "text"}), "key 'k': it must have alg and key, and nothing else."),
        (portal(keys={"k k": key("ed")}), "key 'k k': its name cannot be used."),
        (portal(launch_by_Get=True), "there is no option 'launch_by_Get'."),
        (portal(launch_by_get="no"), "launch_by_get must be true or false."),
        (portal(cross_origin_isolated=1), "cross_origin_isolated must be true or false."),
        (portal(theme="dark"), "theme must be an object."),
        (portal(theme={"radius": "1em"}), "theme: '1em' is no radius."),
    ],
)
def test_an_entry_that_is_not_one(settings: Settings, entry: Any, message: str) -> None:
    assert told(settings, entry) == [f"{PORTAL}{message}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON (line 1, column 2)."),
        ("[]", "is no JSON object."),
        ("[" * 100_000, "is not JSON."),
        (f'{{"{ISS}": {{}}, "{ISS}": {{}}}}', f"'{ISS}' stands there twice."),
        ('{"p": {"origins": [], "keys": {"k": {}, "k": {}}}}', "'k' stands there twice."),
    ],
)
def test_a_text_that_is_no_registry(settings: Settings, text: str, message: str) -> None:
    assert found(settings, PORTALS=text)["wizard.E020"] == f"PORTALS: {message}"
    assert found(settings, PORTALS=text, PORTALS_FILE="/x")["wizard.E020"].startswith("PORTALS_FI")


def test_a_portal_with_a_mistake_is_none_and_the_others_stay(settings: Settings) -> None:
    settings.PORTALS = signing.registry(origins=["*"])

    assert list(portals.configured()) == [signing.OTHER]


@pytest.mark.parametrize("iss", ["", "a b", "x" * 101, "é", "a\nb"])
def test_a_name_that_could_not_stand_in_a_log(settings: Settings, iss: str) -> None:
    messages = found(settings, PORTALS=json.dumps({iss: portal()}))

    assert "its name cannot be used." in messages["wizard.E020"]


def test_no_portal_is_a_warning_outside_of_debug(settings: Settings) -> None:
    assert found(settings, PORTALS="") == {"wizard.W004": "No portal is configured."}
    nothing = {"PORTALS": "", "PUBLIC_BASE_URL": "", "RESULT_SIGNING_KEYS": ""}
    assert found(settings, **nothing, DEBUG=True) == {}


def test_a_portal_without_signed_results_is_a_warning_outside_of_debug(settings: Settings) -> None:
    told = found(settings, RESULT_SIGNING_KEYS="")

    assert list(told) == ["wizard.W005"]
    assert "RESULT_SIGNING_KEYS" in told["wizard.W005"]
    assert found(settings, RESULT_SIGNING_KEYS="", DEBUG=True) == {}


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("", "E021"),
        ("http://wizard.example", "E021"),
        ("https://wizard.example/path", "E021"),
        ("https://wizard.example:443", "E021"),
        ("https://*", "E021"),
        ("wizard.example", "E021"),
        ("https://elsewhere.example", "E022"),
    ],
)
def test_an_address_that_portals_could_not_use(
    settings: Settings, address: str, number: str
) -> None:
    messages = found(settings, PUBLIC_BASE_URL=address)

    assert list(messages) == [f"wizard.{number}"]
    assert "PUBLIC_BASE_URL" in messages[f"wizard.{number}"]


def test_two_portals_do_not_share_a_key(settings: Settings) -> None:
    registry = json.loads(signing.registry())
    registry[signing.OTHER]["keys"]["also"] = {**registry[signing.ISS]["keys"]["ed"]}

    told = found(settings, PORTALS=json.dumps(registry))

    assert "key 'also' is the one of portal" in told["wizard.E020"]
