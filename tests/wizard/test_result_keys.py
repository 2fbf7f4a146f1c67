"""The keys that sign results: what is configured, and what stops the start."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pytest_django import Settings

from tests.wizard.signing import private
from tests.wizard.test_checks import found
from tests.wizard.test_result_tokens import ED, ES, keys, published
from wizard import result_tokens
from wizard.management.commands import demo

__all__ = ["keys"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]


# -- the setting ------------------------------------------------------------------------------


def pem(key: Any, lock: Any = None) -> str:
    made = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock or NoEncryption())
    return str(made.decode())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no key", "has something in it that is no private key in PEM."),
        (ED + ES[:90], "has something in it that is no private key in PEM."),
        (ED + ES.replace("M", "!"), "key 2 cannot be read."),
        (
            private("rs").decode(),
            "key 1 is neither an Ed25519 key nor an EC key on the curve P-256.",
        ),
        (
            pem(ec.generate_private_key(ec.SECP384R1())),
            "key 1 is neither an Ed25519 key nor an EC key on the curve P-256.",
        ),
        (
            ED + pem(ed448.Ed448PrivateKey.generate()),
            "key 2 is neither an Ed25519 key nor an EC key on the curve P-256.",
        ),
        (
            pem(rsa.generate_private_key(65537, 2048), BestAvailableEncryption(b"secret")),
            "key 1 is locked by a password.",
        ),
    ],
)
def test_a_key_that_cannot_sign_stops_the_start(
    settings: Settings, text: str, message: str
) -> None:
    messages = found(settings, RESULT_SIGNING_KEYS=text)

    assert messages == {"wizard.E023": f"RESULT_SIGNING_KEYS: {message}"}


def test_good_keys_are_silent_in_both_forms_of_pem(settings: Settings) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    sec1 = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())

    assert found(settings, RESULT_SIGNING_KEYS=f"\n{ED}\n{sec1.decode()}\n") == {}
    assert len(result_tokens.key_set()["keys"]) == 2
    assert "PRIVATE" not in repr(result_tokens.configured())


def test_the_demo_signs_with_a_key_of_its_own(keys: Callable[..., None]) -> None:
    made = [demo.key_pair()[0] for _ in range(2)]

    keys(*made)

    assert result_tokens.problems() == ()
    assert len({jwk["kid"] for jwk in published()["keys"]}) == 2


def test_keys_need_the_address_that_tokens_name(settings: Settings) -> None:
    messages = found(settings, RESULT_SIGNING_KEYS=ED, PORTALS="", PUBLIC_BASE_URL="", DEBUG=True)

    assert messages == {"wizard.E021": "PUBLIC_BASE_URL is not set."}
