"""A launch whose claims are missing, of another shape or made to break out opens nothing."""

import logging
import time
from typing import Any

import pytest
from django.test import Client

from tests.wizard import signing
from tests.wizard.signing import ORIGIN, OTHER, claims, raw, sign, token
from tests.wizard.test_launch_attacks import HEADER, LINES, NO_PORTAL, Log, assert_refused, post
from wizard.carriers import cookie_name
from wizard.claims import REQUIRED
from wizard.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]

NOW = int(time.time())
TEN_YEARS = 10 * 365 * 86_400
NO_AUDIENCE = f"aud is not {signing.BASE}/launch"
EARLY = "iat or nbf is yet to come: is a clock wrong?"
LATE = "exp has passed: is a clock wrong?"

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
        ({"aud": f"{signing.BASE}/"}, NO_AUDIENCE),
        ({"aud": f"{signing.BASE}/launch/"}, NO_AUDIENCE),
        ({"aud": [f"{signing.BASE}/launch"]}, NO_AUDIENCE),
        ({"aud": "https://elsewhere.example/launch"}, NO_AUDIENCE),
        ({"iat": NOW - 120, "exp": NOW - 60}, LATE),
        ({"iat": NOW + 3600, "exp": NOW + 3660}, EARLY),
        ({"nbf": NOW + 3600}, EARLY),
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


# -- another type ---------------------------------------------------------------------------------

KINDS: dict[str, Any] = {
    "null": None,
    "number": 7,
    "truth": True,
    "text": "text",
    "list": [],
    "object": {},
}
RIGHT = {"iat": "number", "exp": "number", "ver": "number", "limits": "object", "prefill": "object"}
OPTIONAL = ["ext", "name", "locale", "theme", "limits", "prefill"]
# What is not our own judgement.
JUDGED = {
    "aud": NO_AUDIENCE,
    "aud-list": "aud is missing",  # as it names nobody
    "aud-object": "aud is missing",
    "sub": "InvalidSubjectError",
    "jti": "InvalidJTIError",
    "iat-text": "InvalidIssuedAtError",
    "iat-list": "InvalidIssuedAtError",
    "iat-object": "InvalidIssuedAtError",
    "exp-truth": LATE,
    "exp-text": "DecodeError",
    "exp-list": "DecodeError",
    "exp-object": "DecodeError",
}


def whatever(said: dict[str, Any]) -> str:
    """Signed with the portal's own key, also what a library would not sign."""
    return raw({**HEADER, "alg": "HS256", "kid": "hs"}, said, signing.SECRET.encode())


def expected(name: str, kind: str) -> str:
    if name == "iss":
        return NO_PORTAL
    if name in REQUIRED and kind == "null":
        return f"{name} is missing"
    ours = f"{name} is not as it must be"
    return JUDGED.get(f"{name}-{kind}") or JUDGED.get(name) or ours


OF_ANOTHER_TYPE = [
    (name, kind)
    for name in REQUIRED + OPTIONAL
    for kind in KINDS
    if kind != RIGHT.get(name, "text")
]


@pytest.mark.parametrize(("name", "kind"), OF_ANOTHER_TYPE)
def test_a_claim_of_another_type(caplog: Log, name: str, kind: str) -> None:
    said = whatever({**claims(), name: KINDS[kind]})

    assert_refused(post(said), caplog, said, expected(name, kind))


# -- made to break out of a header, an address or a page ------------------------------------------

LINE_ENDS = ["\r\nSet-Cookie: stolen=1", "\nx", "\r", "\0", "\u2028", "\x85", "\x1b[2J"]
MARKS = [
    "; script-src *",
    ";Path=/;Domain=example",
    "' 'unsafe-inline'",
    '"',
    "\\",
    "<script>",
    " ",
    ",",
]
CODES = {"origin": ORIGIN, "ext": "order-1", "locale": "en", "theme": "dark", "jti": "j" * 20}


@pytest.mark.parametrize("more", LINE_ENDS + MARKS)
@pytest.mark.parametrize("name", CODES)
def test_a_claim_that_would_end_up_in_a_header(caplog: Log, name: str, more: str) -> None:
    said = token(**{name: CODES[name] + more})

    assert_refused(post(said), caplog, said, f"{name} is not as it must be")


@pytest.mark.parametrize("more", LINE_ENDS)
@pytest.mark.parametrize("name", ["sub", "name"])
def test_a_name_of_several_lines(caplog: Log, name: str, more: str) -> None:
    said = token(**{name: f"Jane{more}"})

    assert_refused(post(said), caplog, said, f"{name} is not as it must be")


@pytest.mark.parametrize("more", MARKS)
def test_a_name_with_odd_marks_stands_in_no_header_and_as_text_on_the_page(more: str) -> None:
    # Given names as people may have them, and answers of the portal
    planted = f"Planted{more}x"
    said = token(sub=planted, name=planted, prefill={"name": planted}, ext="order-1")
    client = Client(enforce_csrf_checks=True)

    # When the launch is followed to the first page
    answers: list[Any] = [client.post("/launch", {"launch_token": said})]
    while "Location" in answers[-1]:
        answers.append(client.get(answers[-1]["Location"]))

    # Then they are in the run, and nowhere where they could do anything
    run = Run.objects.get()
    assert (run.operator, run.operator_name) == (planted, planted)
    assert [answer.status_code for answer in answers] == [303, 303, 303, 200]
    for answer in answers:
        assert "Planted" not in f"{answer.headers}{answer.cookies}"
    assert list(client.cookies) == [cookie_name(run.pk)]
    assert "<script>x" not in answers[-1].content.decode()
