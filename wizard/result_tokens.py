"""Result tokens: JSON Web Tokens (RFC 7519) with which a portal's backend learns what was created.

A token says that we have created `profile_id` for the portal (`aud`) and its reference (`ext`, if
the launch had one), and to which of its operators the receipt was shown (`sub`). Where it was not
the provider that said so, `told_by` says who did: "operator" or "staff". It is made anew for every
view of a receipt, and kept nowhere. Header: `typ` "kyb-result+jwt", `alg`, `kid`.

RESULT_SIGNING_KEYS has the private keys in PEM (PKCS 8 or SEC 1), one after the other: Ed25519
(EdDSA) or P-256 (ES256). The first one signs; the public keys of all are published (`key_set`), so
that keys can be rotated.
"""

import base64
import hashlib
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from jwt.algorithms import ECAlgorithm, OKPAlgorithm

from . import told
from .models import Run, Submission

TYP = "kyb-result+jwt"
SECONDS = 5 * 60
KEY_SET_PATH = ".well-known/jwks.json"
MEMBERS = {"kty", "crv", "x", "y"}  # of a public key; RFC 7638, section 3.2
PEM = re.compile(r"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?-----END \1-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`jwk`: the public key as RFC 7517 has it, with its `kid`, `alg` and `use`."""

    private: Ed25519PrivateKey | EllipticCurvePrivateKey = field(repr=False)
    jwk: Mapping[str, str]


class Wrong(ValueError):
    """A key that cannot be used: why. Has nothing of the key."""


def token(run: Run, submission: Submission) -> str:
    """Of a created profile, for the run's portal; blank where nothing can be signed."""
    keys = configured()
    if not keys or not settings.PUBLIC_BASE_URL or not run.portal:
        return ""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": settings.PUBLIC_BASE_URL,
        "aud": run.portal,
        "sub": run.operator,
        "profile_id": submission.profile_id,
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + SECONDS,
    }
    if submission.ext:
        claims["ext"] = submission.ext
    if said := told.known_from(submission):
        claims["told_by"] = said.role
    header = {"typ": TYP, "kid": keys[0].jwk["kid"]}
    return jwt.encode(claims, keys[0].private, keys[0].jwk["alg"], headers=header)


def key_set() -> dict[str, Any]:
    """The public keys, as RFC 7517, section 5, has them."""
    return {"keys": [dict(key.jwk) for key in configured()]}


def configured() -> tuple[SigningKey, ...]:
    """Those that can be used; see `problems` for the others."""
    return _read(settings.RESULT_SIGNING_KEYS)[0]


def problems() -> tuple[str, ...]:
    """What is wrong with the setting, and with which of its keys; has nothing of a key."""
    return _read(settings.RESULT_SIGNING_KEYS)[1]


@lru_cache(2)
def _read(text: str) -> tuple[tuple[SigningKey, ...], tuple[str, ...]]:
    keys, wrong = [], []
    if PEM.sub("", text).strip():
        wrong.append("has something in it that is no private key in PEM.")
    for number, found in enumerate(PEM.finditer(text), 1):
        try:
            keys.append(_key(found[0]))
        except Wrong as error:
            wrong.append(f"key {number} {error}.")
    return tuple(keys), tuple(wrong)


def _key(pem: str) -> SigningKey:
    """Raises Wrong."""
    try:
        private = load_pem_private_key(pem.encode(), None)
    except TypeError:
        raise Wrong("is locked by a password") from None
    except (ValueError, UnsupportedAlgorithm):
        raise Wrong("cannot be read") from None
    if isinstance(private, Ed25519PrivateKey):
        alg, made = "EdDSA", OKPAlgorithm.to_jwk(private.public_key(), as_dict=True)
    elif isinstance(private, EllipticCurvePrivateKey) and isinstance(private.curve, SECP256R1):
        alg, made = "ES256", ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
    else:
        raise Wrong("is neither an Ed25519 key nor an EC key on the curve P-256")
    public = {name: str(value) for name, value in made.items() if name in MEMBERS}
    return SigningKey(private, {**public, "kid": thumbprint(public), "alg": alg, "use": "sig"})


def thumbprint(public: Mapping[str, str]) -> str:
    """RFC 7638 (and RFC 8037): SHA-256 of the members that make the key, in base64url."""
    text = json.dumps(public, sort_keys=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
