"""A launch that is not exactly what a portal signed for us opens nothing and tells nothing."""

import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.wizard import signing
from tests.wizard.signing import ISS, ORIGIN, OTHER, claims, part, raw, sign, token
from tests.wizard.walker import Page
from wizard.models import LaunchToken, Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]

Log = pytest.LogCaptureFixture
NOW = int(time.time())
TEN_YEARS = 10 * 365 * 86_400
HEADER = {"typ": "kyb-launch+jwt", "alg": "EdDSA", "kid": "ed"}
NO_PORTAL, NO_KEY = "iss is not a portal of ours", "kid is not a key of the portal"
NO_ALG, UNREADABLE = "InvalidAlgorithmError", "the token cannot be read"
LINES = "x\r\nSet-Cookie: stolen=1"


def post(token: str, **headers: Any) -> HttpResponse:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return client.post("/launch", {"launch_token": token}, headers=headers)  # type: ignore[return-value]


def assert_refused(answer: HttpResponse, log: Log, token: str, reason: str) -> None:
    """The generic page; nothing was made; the log has the reason and nothing of the token."""
    page = Page(answer.content.decode())
    assert (answer.status_code, page.all("h1.")) == (403, ["We could not open this page"])
    assert not answer.cookies
    assert not Run.objects.exists()
    assert not LaunchToken.objects.exists()
    [line] = [r.getMessage() for r in log.records if r.name == "wizard.launch_view"]
    reference = page.all("p.")[-1].rpartition(" ")[2]
    assert line.startswith(f"launch refused: {reason} (iss ")
    assert line.endswith(f"reference {reference})")
    assert len(line.splitlines()) == 1
    text = log.text + answer.content.decode() + str(answer.headers)
    assert not [each for each in token.split(".") if len(each) > 9 and each in text]
    for planted in ("operator-17", "Set-Cookie: stolen", "Zanzibar"):
        assert planted not in text


WRONG_CLAIMS: list[tuple[str, Any]] = [
    ("sub", ""),
    ("sub", "s" * 129),
    ("sub", LINES),
    ("sub", "\ud800"),
    ("sub", "a\u202eb"),
    ("jti", ""),
    ("jti", "j" * 15),
    ("jti", "j" * 65),
    ("jti", "j" * 20 + "\n"),
    ("jti", "j" * 20 + "/"),
    ("ver", 2),
    ("ver", "1"),
    ("ver", True),
    ("ver", 1.0),
    ("origin", "https://evil.example"),
    ("origin", f"{ORIGIN}/"),
    ("origin", f"{ORIGIN}:444"),
    ("origin", "http://portal.example"),
    ("origin", "*"),
    ("origin", "null"),
    ("origin", [ORIGIN]),
    ("origin", f"{ORIGIN} https://evil.example"),
    ("origin", f"{ORIGIN}\r\nX: y"),
    ("origin", OTHER),
    ("exp", NOW + TEN_YEARS),
    ("exp", NOW + 3600),
    ("exp", str(NOW + 3600)),
    ("iat", str(NOW)),
    ("iat", False),
    ("ext", ""),
    ("ext", "e" * 65),
    ("ext", "a b"),
    ("ext", LINES),
    ("ext", "é"),
    ("ext", 7),
    ("ext", "order-1\n"),
    ("name", ""),
    ("name", "Zanzibar" * 11),
    ("name", LINES),
    ("name", ["Zanzibar"]),
    ("locale", "xx"),
    ("locale", "en\r\n"),
    ("locale", "../../en"),
    ("locale", 1),
    ("theme", "pink"),
    ("theme", {}),
    ("limits", []),
    ("limits", "types"),
    ("limits", {"types": []}),
    ("limits", {"types": "company"}),
    ("limits", {"types": [1]}),
    ("limits", {"kinds": ["company"]}),
    ("limits", {"countries": ["gb"]}),
    ("limits", {"providers": ["../x"]}),
    ("prefill", []),
    ("prefill", "name"),
    ("prefill", {"name": {"first": "Zanzibar"}}),
    ("prefill", {"name": ["Zanzibar"]}),
    ("prefill", {"na me": "x"}),
    ("prefill", {"": "x"}),
    ("prefill", {"name": "\ud800"}),
    ("prefill", {"name": float("inf")}),
    ("prefill", {"name": None}),
    ("prefill", {"name": "Z" * 2048}),
    ("prefill", {f"key{n}": "" for n in range(230)}),
]


@pytest.mark.parametrize(
    ("name", "value"), WRONG_CLAIMS, ids=[f"{n}-{each[0]}" for n, each in enumerate(WRONG_CLAIMS)]
)
def test_a_claim_that_is_not_as_it_must_be(caplog: Log, name: str, value: Any) -> None:
    caplog.set_level(logging.DEBUG)
    said = sign(claims(**{name: value, **({} if name == "name" else {"name": "Zanzibar"})}))

    assert_refused(post(said), caplog, said, f"{name} is not as it must be")


@pytest.mark.parametrize("name", ["aud", "sub", "iat", "exp", "jti", "ver", "origin"])
def test_a_claim_that_is_missing(caplog: Log, name: str) -> None:
    said = token(**{name: None})

    assert_refused(post(said), caplog, said, f"{name} is missing")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"aud": f"{signing.BASE}/"}, "InvalidAudienceError"),
        ({"aud": f"{signing.BASE}/launch/"}, "InvalidAudienceError"),
        ({"aud": [f"{signing.BASE}/launch"]}, "InvalidAudienceError"),
        ({"aud": "https://elsewhere.example/launch"}, "InvalidAudienceError"),
        ({"iat": NOW - 120, "exp": NOW - 60}, "ExpiredSignatureError"),
        ({"iat": NOW + 3600, "exp": NOW + 3660}, "ImmatureSignatureError"),
        ({"nbf": NOW + 3600}, "ImmatureSignatureError"),
        ({"sub": 17}, "InvalidSubjectError"),
        ({"iat": float("inf")}, "InvalidIssuedAtError"),
        ({"exp": float("inf")}, "DecodeError"),
        ({"exp": float("nan")}, "DecodeError"),
        ({"exp": [NOW]}, "DecodeError"),
    ],
)
def test_what_the_library_refuses(caplog: Log, changed: dict[str, Any], reason: str) -> None:
    said = token(**changed)

    assert_refused(post(said), caplog, said, reason)


def hmac_with_public_key() -> str:
    known = signing.public(signing.PRIVATE["rs"]).encode()
    return raw({**HEADER, "alg": "HS256", "kid": "rs"}, claims(), known)


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
    ("hmac-with-the-public-key", hmac_with_public_key, NO_ALG),
    ("alg-of-another-key", lambda: sign(claims(), "rs", by="ed"), NO_ALG),
    ("another-key", lambda: sign(claims(), "ed", by="other"), "InvalidSignatureError"),
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

    assert_refused(post(said), caplog, said, "InvalidSignatureError")


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
