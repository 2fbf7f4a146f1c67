"""The portals that may launch runs, as PORTALS (or the file PORTALS_FILE) has them, in JSON:

    {"https://portal.example": {                      the portal's name for itself, `iss`
        "origins": ["https://portal.example"],        of the pages that show the wizard
        "keys": {"2026-01": {"alg": "EdDSA", "key": "-----BEGIN PUBLIC KEY-----\\n..."}},  by `kid`
        "launch_by_get": false,                       whether a launch may come in an address
        "cross_origin_isolated": false,               whether its pages send COEP: require-corp
        "profiles": true,                             whether its operators see those that exist
        "theme": {}}}                                 how the wizard looks there, see `themes`

A key is a public key in PEM (EdDSA: Ed25519, ES256: P-256, RS256: 2048 bits or more) or, for HS256,
a shared secret of at least 32 bytes. Two keys may be active at once, so that they can be rotated.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

from . import theme_problems, themes
from .themes import Theme

PublicKey = Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey

NAME = re.compile(r"[\x21-\x7e]{1,100}")  # of a portal or a key; it stands in logs
HOST = r"[a-z0-9](?:[a-z0-9.-]{0,230}[a-z0-9])?"
ORIGIN = re.compile(rf"https://{HOST}(?::[1-9][0-9]{{1,4}})?", re.ASCII)
LOCAL = re.compile(
    r"http://(?:127\.0\.0\.1|(?:[a-z0-9-]{1,60}\.)?localhost)(?::[1-9][0-9]{1,4})?", re.ASCII
)
SECRET_BYTES = 32  # RFC 7518, section 3.2
RSA_BITS = 2048  # RFC 7518, section 3.3
ASYMMETRIC: dict[str, tuple[str, Callable[[PublicKey], bool]]] = {
    "EdDSA": ("an Ed25519 key", lambda key: isinstance(key, Ed25519PublicKey)),
    "ES256": (
        "an EC key on the curve P-256",
        lambda key: isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1),
    ),
    "RS256": (
        f"an RSA key of {RSA_BITS} bits or more",
        lambda key: isinstance(key, RSAPublicKey) and key.key_size >= RSA_BITS,
    ),
}
OPTIONS: dict[str, type[Any]] = {
    "launch_by_get": bool,
    "cross_origin_isolated": bool,
    "profiles": bool,
    "theme": dict,
}
WORDS: dict[type, str] = {bool: "true or false", dict: "an object"}


@dataclass(frozen=True, slots=True)
class Key:
    """What a portal signs with, as far as we need it. `alg`: the one algorithm it is for."""

    kid: str
    alg: str
    material: PublicKey | bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Portal:
    """Who may launch runs, from where, and signed by which keys (by `kid`)."""

    iss: str
    origins: tuple[str, ...]
    keys: Mapping[str, Key]
    launch_by_get: bool = False
    cross_origin_isolated: bool = False
    profiles: bool = True
    theme: Theme = field(default_factory=Theme)


class Wrong(ValueError):
    """Something in the setting cannot be used: what, and how to mend it. Names no key."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def configured() -> Mapping[str, Portal]:
    """The portals by `iss`. One that has something wrong is none; see `problems`."""
    return _read(settings.PORTALS, settings.DEBUG)[0]


def may_show(name: str, origin: str) -> bool:
    """Whether a run that the portal launched may still be shown there: it is as configured.

    A run of no portal was opened by code, such as a test's; without any portal nobody is launched.
    """
    known = configured()
    return not known or not name or (name in known and origin in known[name].origins)


def show_profiles(name: str) -> bool:
    """Whether operators of the portal may list, look at and change the profiles that exist."""
    portal = configured().get(name)
    return portal is None or portal.profiles


def problems() -> list[Wrong]:
    """What is wrong with the setting, each with the name of its portal."""
    return _read(settings.PORTALS, settings.DEBUG)[1]


def is_origin(text: Any, *, debug: bool) -> bool:
    """Whether it is what a browser sends as `Origin`, over https; http on this machine in DEBUG."""
    if not isinstance(text, str):
        return False
    port = re.search(r":(\d+)$", text)
    own = "443" if text.startswith("https") else "80"  # which a browser leaves out
    wrong = port is not None and (int(port[1]) > 65535 or port[1] == own)
    return not wrong and bool(ORIGIN.fullmatch(text) or (debug and LOCAL.fullmatch(text)))


@lru_cache(4)
def _read(text: str, debug: bool) -> tuple[Mapping[str, Portal], list[Wrong]]:
    try:
        document = json.loads(text.strip() or "{}", object_pairs_hook=_object)
        if not isinstance(document, dict):
            raise Wrong("is no JSON object.", "Write {iss: {origins, keys}}, see the README.")
    except Wrong as wrong:
        return {}, [wrong]
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        return {}, [Wrong(f"is not JSON ({where}).", "Write it as JSON, with double quotes.")]
    except (ValueError, RecursionError):
        return {}, [Wrong("is not JSON.", "Write it as JSON, with double quotes.")]
    found: dict[str, Portal] = {}
    told = []
    owners: dict[str, str] = {}
    for iss, raw in document.items():
        own = [*_problems(iss, raw, debug)]
        own = own or [*_about_shared_keys(iss, raw["keys"], owners)]
        told += [Wrong(f"portal {iss!r}: {each.message}", each.hint) for each in own]
        if not own:
            found[iss] = _portal(iss, raw)
    return found, told


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON takes the last of two that have the same name; of keys or portals that is a mistake."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise Wrong(f"{name!r} stands there twice.", "Give each its own name.")
    return dict(pairs)


def _portal(iss: str, raw: dict[str, Any]) -> Portal:
    options = {name: raw[name] for name in OPTIONS if name in raw}
    options["theme"] = themes.read(raw.get("theme", {}))
    keys = {kid: _key(kid, each) for kid, each in raw["keys"].items()}
    return Portal(iss, tuple(raw["origins"]), keys, **options)


# -- what may be wrong ------------------------------------------------------------------------


def _problems(iss: str, raw: Any, debug: bool) -> Iterator[Wrong]:
    if not NAME.fullmatch(iss):
        yield Wrong("its name cannot be used.", "Use 1 to 100 ASCII characters without spaces.")
    if not isinstance(raw, dict):
        yield Wrong("is no object.", 'Write {"origins": [...], "keys": {...}}.')
        return
    yield from _about_origins(raw.get("origins"), debug)
    yield from _about_keys(raw.get("keys"))
    for name, value in raw.items():
        if name in {"origins", "keys"}:
            continue
        kind = OPTIONS.get(name)
        if kind is None:
            known = ", ".join(("origins", "keys", *OPTIONS))
            yield Wrong(f"there is no option {name!r}.", f"Known are {known}.")
        elif not isinstance(value, kind):
            yield Wrong(f"{name} must be {WORDS[kind]}.", "Write it so, or leave it out.")
        elif name == "theme":
            yield from (Wrong(*told) for told in theme_problems.problems(value))


def _about_origins(origins: Any, debug: bool) -> Iterator[Wrong]:
    hint = (
        "Write it as a browser sends it, such as https://portal.example or "
        "https://portal.example:8443: https, lower case, no path, no *, no :443."
    )
    if not isinstance(origins, list) or not origins:
        yield Wrong("origins is missing.", f"List the origins of its pages. {hint}")
        return
    for origin in origins:
        if not is_origin(origin, debug=debug):
            yield Wrong(f"{origin!r} is no origin that may embed the wizard.", hint)


def _about_keys(keys: Any) -> Iterator[Wrong]:
    if not isinstance(keys, dict) or not keys:
        yield Wrong("keys is missing.", 'Write {kid: {"alg": "EdDSA", "key": "<public key>"}}.')
        return
    for kid, raw in keys.items():
        try:
            _key(kid, raw)
        except Wrong as wrong:
            yield Wrong(f"key {kid!r}: {wrong.message}", wrong.hint)


def _about_shared_keys(
    iss: str, keys: dict[str, dict[str, str]], owners: dict[str, str]
) -> Iterator[Wrong]:
    """`owners`: the portals of the keys so far; those of this one are added."""
    for kid, raw in keys.items():
        owner = owners.setdefault(raw["key"].strip(), iss)
        if owner != iss:
            hint = "Give each portal its own: with this one it could launch as the other."
            yield Wrong(f"key {kid!r} is the one of portal {owner!r}.", hint)


def _key(kid: str, raw: Any) -> Key:
    """Raises Wrong."""
    if not NAME.fullmatch(kid):
        raise Wrong("its name cannot be used.", "Use 1 to 100 ASCII characters without spaces.")
    if not isinstance(raw, dict) or raw.keys() != {"alg", "key"}:
        raise Wrong("it must have alg and key, and nothing else.", "Write both.")
    alg, text = raw["alg"], raw["key"]
    if alg not in {*ASYMMETRIC, "HS256"}:
        raise Wrong("its alg is not known.", f"Use {', '.join(ASYMMETRIC)} or HS256.")
    if not isinstance(text, str):
        raise Wrong("its key is no text.", "Write the key as text; line ends as \\n.")
    if alg == "HS256":
        return Key(kid, alg, _secret(text))
    wanted, fits = ASYMMETRIC[alg]
    if "PRIVATE KEY" in text:
        hint = "Make another pair, give the wizard the public key alone, and keep the other one."
        raise Wrong("it is a private key, which must not leave the portal.", hint)
    try:
        public = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        hint = "Paste it from -----BEGIN PUBLIC KEY----- on, line ends as \\n."
        raise Wrong("it is no public key in PEM.", hint) from None
    if not fits(public):  # type: ignore[arg-type]  # it says False to others
        raise Wrong(f"{alg} needs {wanted}.", "Change alg to what the key is, or the key.")
    return Key(kid, alg, public)  # type: ignore[arg-type]  # as was just seen


def _secret(text: str) -> bytes:
    hint = 'Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"'
    if "-----BEGIN" in text:
        raise Wrong("HS256 needs a shared secret, and this is a key in PEM.", hint)
    if len(text.encode()) < SECRET_BYTES:
        raise Wrong(f"its secret is shorter than {SECRET_BYTES} bytes.", hint)
    return text.encode()
