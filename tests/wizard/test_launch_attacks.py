"""A launch that is not exactly what a portal signed for us opens nothing and tells nothing."""

import logging
import re
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.wizard import signing
from tests.wizard.fake import FakeProvider
from tests.wizard.signing import ISS, OTHER, claims, part, raw, sign, token
from tests.wizard.walker import Page
from wizard import providers, tokens
from wizard.models import Delivery, LaunchToken, Run, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]

Log = pytest.LogCaptureFixture
HEADER = {"typ": "kyb-launch+jwt", "alg": "EdDSA", "kid": "ed"}
NO_PORTAL, NO_KEY = "iss is not a portal of ours", "kid is not a key of the portal"
UNSIGNED = "it is not signed by the key that kid names"
NO_ALG, UNREADABLE = "InvalidAlgorithmError", "the token cannot be read"
LINES = "x\r\nSet-Cookie: stolen=1"


def post(token: str, **headers: Any) -> HttpResponse:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.post("/launch", {"launch_token": token}, headers=headers)  # type: ignore[return-value]


def said(token: str) -> dict[str, Any]:
    """What the token says of itself, as far as it can be read."""
    try:
        header = jwt.get_unverified_header(token)
        return header | jwt.decode(token, options={"verify_signature": False})
    except tokens.ODD:
        return {}


def assert_nothing_created() -> None:
    """Nor was the provider asked anything."""
    for model in (Run, LaunchToken, Submission, Delivery):
        assert not model.objects.exists()
    (provider,) = providers.configured().values()
    assert isinstance(provider, FakeProvider)
    assert provider.calls == []


def assert_refused(answer: HttpResponse, log: Log, token: str, reason: str) -> None:
    """The generic page; nothing was made; the log has the reason and nothing else of the token."""
    page = Page(answer.content.decode())
    assert (answer.status_code, page.all("h1.")) == (403, ["We could not open this page"])
    assert not answer.cookies
    assert_nothing_created()
    [line] = [r.getMessage() for r in log.records if r.name == "wizard.launch_view"]
    reference = page.all("p.")[-1].rpartition(" ")[2]
    source = r"\(iss (\S+), kid (\S+), jti (\S+), reference ([0-9a-f]{8})\)"
    found = re.fullmatch(f"launch refused: {re.escape(reason)} {source}", line)
    assert found
    assert found[4] == reference
    for name, shown in zip(("iss", "kid", "jti"), found.groups(), strict=False):
        assert shown in ("-", said(token).get(name))
    text = log.text + answer.content.decode() + str(answer.headers)
    assert not [each for each in token.split(".") if len(each) > 9 and each in text]
    for planted in ("operator-17", "Set-Cookie: stolen", "Zanzibar"):
        assert planted not in text


def hmac_with_public_key(kid: str) -> str:
    known = signing.public(signing.PRIVATE[kid]).encode()
    return raw({**HEADER, "alg": "HS256", "kid": kid}, claims(), known)


def other_alg(alg: str, kid: str) -> str:
    """The portal's own key, in a way that it is not configured for."""
    headers = {"typ": HEADER["typ"], "kid": kid}
    return jwt.encode(claims(), signing.PRIVATE[kid], alg, headers=headers)


def with_key_of_its_own() -> str:
    key = jwt.algorithms.OKPAlgorithm.to_jwk(signing.PRIVATE["other"].public_key(), as_dict=True)
    return sign(claims(), "ed", by="other", jwk=key)


# Made when they are used: a token is good for a minute.
TOKENS: list[tuple[str, Callable[[], str], str]] = [
    ("none", lambda: raw({**HEADER, "alg": "none"}, claims()), NO_ALG),
    ("None", lambda: raw({**HEADER, "alg": "None"}, claims()), NO_ALG),
    ("no-alg", lambda: raw({"typ": HEADER["typ"], "kid": "ed"}, claims()), NO_ALG),
    (
        "unsigned",
        lambda: f"{part({**HEADER, 'alg': 'none'})}.{part(claims())}.",
        "that is no token",
    ),
    ("hmac-with-the-public-key", lambda: hmac_with_public_key("rs"), NO_ALG),
    ("hmac-with-the-public-key-ed", lambda: hmac_with_public_key("ed"), NO_ALG),
    ("other-alg-of-the-key", lambda: other_alg("PS256", "rs"), NO_ALG),
    ("longer-alg-of-the-key", lambda: other_alg("RS512", "rs"), NO_ALG),
    ("key-in-the-header", with_key_of_its_own, UNSIGNED),
    ("alg-of-another-key", lambda: sign(claims(), "rs", by="ed"), NO_ALG),
    ("another-key", lambda: sign(claims(), "ed", by="other"), UNSIGNED),
    ("kid-of-another-portal", lambda: sign(claims(), "other"), NO_KEY),
    (
        "portal-of-another-key",
        lambda: sign(claims(iss=OTHER), "ed"),
        NO_KEY,
    ),
    (
        "origin-of-another-portal",
        lambda: sign(claims(iss=OTHER), "other"),
        "origin is not as it must be",
    ),
    ("kid-unknown", lambda: sign(claims(), "2019", by="ed"), NO_KEY),
    ("kid-of-a-path", lambda: sign(claims(), "../ed", by="ed"), NO_KEY),
    ("kid-of-lines", lambda: sign(claims(), LINES, by="ed"), NO_KEY),
    ("kid-a-number", lambda: raw({**HEADER, "kid": 7}, claims()), UNREADABLE),
    (
        "no-kid",
        lambda: raw({"typ": HEADER["typ"], "alg": "EdDSA"}, claims()),
        NO_KEY,
    ),
    ("typ-of-another-use", lambda: sign(claims(), typ="JWT"), "typ is not kyb-launch+jwt"),
    ("typ-in-capitals", lambda: sign(claims(), typ="KYB-LAUNCH+JWT"), "typ is not kyb-launch+jwt"),
    ("typ-missing", lambda: sign(claims(), typ=None), "typ is not kyb-launch+jwt"),
    (
        "crit",
        lambda: raw({**HEADER, "crit": ["b64"], "b64": True}, claims()),
        "crit is not supported",
    ),
    (
        "iss-unknown",
        lambda: sign(claims(iss="https://evil.example")),
        NO_PORTAL,
    ),
    ("iss-of-lines", lambda: sign(claims(iss=LINES)), NO_PORTAL),
    ("iss-missing", lambda: sign(claims(iss=None)), NO_PORTAL),
    ("iss-a-list", lambda: raw(HEADER, {**claims(), "iss": [ISS]}), NO_PORTAL),
    ("oversized", lambda: token(extra="x" * 8192), "the token is too large"),
    ("empty", lambda: "", "there is no token"),
    ("words", lambda: "not a token", "that is no token"),
    ("two-parts", lambda: "abc.def", "that is no token"),
    ("four-parts", lambda: f"{token()}.abc", "that is no token"),
    ("padded", lambda: f"{token()}=", "that is no token"),
    ("line-end", lambda: f"{token()}\n", "that is no token"),
    ("zero", lambda: f"{token()}\0", "that is no token"),
    ("header-no-json", lambda: f"{part(b'no')}.{part(claims())}.abcd", UNREADABLE),
    ("header-a-list", lambda: raw([], claims()), UNREADABLE),
    ("claims-a-list", lambda: raw(HEADER, [claims()]), UNREADABLE),
    ("claims-no-json", lambda: raw(HEADER, b"no"), UNREADABLE),
    ("deep", lambda: raw(HEADER, b"[" * 5000), UNREADABLE),
    (
        "long-number",
        lambda: raw(HEADER, b'{"exp":' + b"9" * 5000 + b"}"),
        UNREADABLE,
    ),
]


@pytest.mark.parametrize(
    ("make", "reason"), [each[1:] for each in TOKENS], ids=[each[0] for each in TOKENS]
)
def test_a_token_that_no_key_of_the_portal_has_signed(
    caplog: Log, make: Callable[[], str], reason: str
) -> None:
    caplog.set_level(logging.DEBUG)
    said = make()

    assert_refused(post(said), caplog, said, reason)


def test_a_token_that_was_changed(caplog: Log) -> None:
    header, _, signature = token().split(".")
    said = f"{header}.{part(claims(sub='somebody-else'))}.{signature}"

    assert_refused(post(said), caplog, said, UNSIGNED)


def test_limits_that_leave_no_provider(caplog: Log) -> None:
    said = token(limits={"providers": ["nobody"]})

    assert_refused(post(said), caplog, said, "limits leave no provider")


def test_nothing_is_launched_without_an_address_of_our_own(caplog: Log, settings: Settings) -> None:
    settings.PUBLIC_BASE_URL = ""
    said = token(aud="/launch")

    assert_refused(post(said), caplog, said, "PUBLIC_BASE_URL is not set")


def test_the_log_names_the_portal_the_key_and_the_token(caplog: Log) -> None:
    said = claims(ver=9)

    post(sign(said))

    assert f"(iss {ISS}, kid ed, jti {said['jti']}, reference " in caplog.text


def test_the_log_has_nothing_that_could_be_a_line_of_its_own(caplog: Log) -> None:
    post(sign(claims(iss=LINES, jti="jti\nWARNING x" + "j" * 16), kid=LINES, by="ed"))

    assert "(iss -, kid -, jti -, reference " in caplog.text
