"""A portal's side of a launch: its keys, its entry in PORTALS, its tokens."""

import base64
import hashlib
import hmac
import json
import time
import uuid
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

BASE = "https://wizard.example"
ISS = ORIGIN = "https://portal.example"
OTHER = "https://other.example"  # another portal, with a key of its own
SECRET = "a-shared-secret-of-32-bytes-or-so"
PRIVATE: dict[str, Any] = {
    "ed": ed25519.Ed25519PrivateKey.generate(),
    "es": ec.generate_private_key(ec.SECP256R1()),
    "rs": rsa.generate_private_key(65537, 2048),
    "other": ed25519.Ed25519PrivateKey.generate(),
}
ALGS = {"ed": "EdDSA", "es": "ES256", "rs": "RS256", "hs": "HS256", "other": "EdDSA"}


def public(private: Any) -> str:
    made = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return str(made.decode())


def private(kid: str) -> bytes:
    key = PRIVATE[kid]
    return bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def key(kid: str) -> dict[str, str]:
    """As PORTALS has it."""
    return {"alg": ALGS[kid], "key": SECRET if kid == "hs" else public(PRIVATE[kid])}


def portal(**options: Any) -> dict[str, Any]:
    keys = {kid: key(kid) for kid in ("ed", "es", "rs", "hs")}
    return {"origins": [ORIGIN, f"{ORIGIN}:8443"], "keys": keys, **options}


def registry(**options: Any) -> str:
    other = {"origins": [OTHER], "keys": {"other": key("other")}}
    return json.dumps({ISS: portal(**options), OTHER: other})


def claims(**changed: Any) -> dict[str, Any]:
    """Those of a good token with these changes; None leaves one out."""
    now = int(time.time())
    good = {
        "iss": ISS,
        "aud": f"{BASE}/launch",
        "sub": "operator-17",
        "iat": now,
        "exp": now + 60,
        "jti": uuid.uuid4().hex,
        "ver": 1,
        "origin": ORIGIN,
    }
    return {name: value for name, value in (good | changed).items() if value is not None}


def sign(said: dict[str, Any], kid: str = "ed", *, by: str = "", **header: Any) -> str:
    """The token. `by`: the key that signs, where it is not the one that `kid` names."""
    signer = by or kid
    with_ = SECRET if signer == "hs" else PRIVATE[signer]
    headers = {"typ": "kyb-launch+jwt", "kid": kid, **header}
    return jwt.encode(said, with_, ALGS[signer], headers=headers)


def token(**changed: Any) -> str:
    return sign(claims(**changed))


def part(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def raw(header: Any, said: Any, secret: bytes = b"") -> str:
    """Whatever a library would refuse to make; signed with HMAC."""
    begun = f"{part(header)}.{part(said)}"
    return f"{begun}.{part(hmac.digest(secret, begun.encode(), hashlib.sha256))}"
