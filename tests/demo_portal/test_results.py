"""The sample portal's backend believes a result by the wizard's signature, and by nothing else."""

import json
import time
from typing import Any

import jwt
import pytest

from tests.demo_portal.wizard import Wizard, ask
from tests.wizard import signing
from wizard.demo_portal.server import Portal


def result(
    portal: Portal, wizard: Wizard, kid: str = "ed", typ: str = "kyb-result+jwt", **changed: Any
) -> str:
    """A result token of the wizard, which publishes one key; None leaves a claim out."""
    public = signing.PRIVATE["ed"].public_key()
    jwk = jwt.algorithms.OKPAlgorithm.to_jwk(public, as_dict=True)
    wizard.keys = json.dumps(
        {"keys": [{**jwk, "kid": "ed", "alg": "EdDSA", "use": "sig"}]}
    ).encode()
    now = int(time.time())
    good = {"iss": portal.wizard, "aud": portal.origin, "sub": "demo-operator", "ext": "case-7"}
    claims = {**good, "profile_id": "p-1", "iat": now, "exp": now + 300, **changed}
    said = {name: value for name, value in claims.items() if value is not None}
    return signing.sign(said, kid, typ=typ)


def verified(portal: Portal, token: str) -> tuple[int, Any]:
    answer, text = ask(portal, "/verify", "POST", token)
    return answer.status, json.loads(text)


def test_a_result_of_the_wizard_is_believed(portal: Portal, wizard: Wizard) -> None:
    token = result(portal, wizard)

    assert verified(portal, token) == (200, {"ext": "case-7", "profile_id": "p-1"})


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "https://elsewhere.example"},
        {"exp": 1},
        {"exp": None},
        {"profile_id": None},
        {"typ": "kyb-launch+jwt"},
        {"kid": "other"},
    ],
    ids=str,
)
def test_what_is_not_a_result_for_this_portal_is_refused(
    portal: Portal, wizard: Wizard, changed: dict[str, Any]
) -> None:
    assert verified(portal, result(portal, wizard, **changed)) == (422, {})


def test_a_result_that_another_key_has_signed_is_refused(portal: Portal, wizard: Wizard) -> None:
    said = jwt.decode(result(portal, wizard), options={"verify_signature": False})
    forged = signing.sign(said, "ed", by="other", typ="kyb-result+jwt")

    assert verified(portal, forged) == (422, {})


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "x" * 20_000])
def test_what_is_no_token_is_refused(portal: Portal, wizard: Wizard, token: str) -> None:
    result(portal, wizard)

    assert verified(portal, token) == (422, {})


@pytest.mark.parametrize("keys", [b"", b"{}", b"[]", b'{"keys": []}', b'{"keys": [7]}'])
def test_without_keys_nothing_is_believed(portal: Portal, wizard: Wizard, keys: bytes) -> None:
    token = result(portal, wizard)
    wizard.keys = keys

    assert verified(portal, token) == (422, {})
