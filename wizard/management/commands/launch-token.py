"""Sign a launch token as a portal would, to try one out."""

import secrets
import time
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wizard import claims, portals, tokens
from wizard.portals import Key, Portal

LIMITS = {"provider": "providers", "type": "types", "country": "countries"}
OPTIONAL = ("ext", "name", "locale", "theme")


class Command(BaseCommand):
    help = "Print a launch token that opens the wizard once, within two minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--portal", required=True, metavar="ISS", help="one of PORTALS")
        parser.add_argument("--sub", required=True, help="id of the operator")
        parser.add_argument("--origin", help="of the embedding page; else the portal's first one")
        parser.add_argument("--ext", help="the portal's own reference")
        parser.add_argument("--name", help="of the operator")
        parser.add_argument("--locale", help="language of the pages")
        parser.add_argument("--theme", choices=sorted(claims.THEMES))
        for option in LIMITS:
            parser.add_argument(
                f"--{option}", action="append", help="only this one (may be given several times)"
            )
        parser.add_argument(
            "--prefill", action="append", default=[], metavar="KEY=VALUE", help="an initial value"
        )
        parser.add_argument("--seconds", type=int, default=claims.MAX_SECONDS, help="until it ends")
        parser.add_argument("--kid", help="which of the portal's keys; else the last one")
        parser.add_argument(
            "--key-file",
            type=Path,
            help="the private key (PEM), or the secret of HS256; in DEBUG the secret is known",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # the base's signature
        portal = portals.configured().get(options["portal"])
        if portal is None:
            known = ", ".join(portals.configured()) or "none"
            raise CommandError(f"--portal is not in PORTALS. Known: {known}")
        key = portal.keys.get(options["kid"] or list(portal.keys)[-1])
        if key is None:
            raise CommandError(f"--kid is not a key of the portal. Known: {', '.join(portal.keys)}")
        header = {"typ": tokens.TYP, "kid": key.kid}
        try:
            token = jwt.encode(
                said(portal, options), signing(key, options["key_file"]), key.alg, headers=header
            )
            tokens.verify(token)
        except (jwt.PyJWTError, TypeError, ValueError):
            raise CommandError(f"--key-file has no key for {key.alg}.") from None
        except tokens.Refused as refused:
            raise CommandError(f"The wizard would refuse it: {refused.reason}.") from None
        self.stdout.write(token)


def said(portal: Portal, options: dict[str, Any]) -> dict[str, Any]:
    """The claims."""
    now = int(time.time())
    found = {
        "iss": portal.iss,
        "aud": tokens.audience(),
        "sub": options["sub"],
        "iat": now,
        "exp": now + options["seconds"],
        "jti": secrets.token_urlsafe(16),
        "ver": 1,
        "origin": options["origin"] or portal.origins[0],
    }
    found |= {name: options[name] for name in OPTIONAL if options[name]}
    if limits := {LIMITS[name]: options[name] for name in LIMITS if options[name]}:
        found["limits"] = limits
    if pairs := [each.partition("=") for each in options["prefill"]]:
        found["prefill"] = {key: value for key, _, value in pairs}
    return found


def signing(key: Key, file: Path | None) -> Any:
    """What to sign with. Raises CommandError, or ValueError for a file with no key in it."""
    if file is None:
        if settings.DEBUG and isinstance(key.material, bytes):
            return key.material
        raise CommandError(f"Give the portal's own key for {key.kid} with --key-file.")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError(f"--key-file cannot be read ({error.strerror}).") from None
    return content.strip() if key.alg == "HS256" else load_pem_private_key(content, None)
