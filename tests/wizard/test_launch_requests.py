"""A launch is taken once, from the page that the token names, and its answer is for that page."""

import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.wizard.fake import FakeProvider
from tests.wizard.signing import ORIGIN, OTHER, claims, sign, token
from tests.wizard.test_launch_attacks import Log, assert_nothing_created, assert_refused, post
from tests.wizard.walker import FORM, Page
from wizard.models import LaunchToken, Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]

TOO_MUCH = "That was too much at once"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Origin": "https://evil.example"}, "Origin is not the token's"),
        ({"Origin": f"{ORIGIN}:8443"}, "Origin is not the token's"),
        ({"Origin": ""}, "Origin is not the token's"),
        ({"Sec-Fetch-Dest": "document"}, "it was not opened in a frame"),
        ({"Sec-Fetch-Dest": "empty"}, "it was not opened in a frame"),
    ],
)
def test_a_request_that_another_page_sends(
    caplog: Log, headers: dict[str, str], reason: str
) -> None:
    said = token()

    assert_refused(post(said, **headers), caplog, said, reason)


# -- replay ---------------------------------------------------------------------------------------


def test_a_token_opens_one_run(caplog: Log) -> None:
    said = token()

    first, second = post(said), post(said)

    assert (first.status_code, second.status_code) == (303, 403)
    assert Run.objects.count() == LaunchToken.objects.count() == 1
    assert "launch refused: the token was used before" in caplog.text


def test_the_same_jti_is_another_portal_s_own(caplog: Log) -> None:
    jti = "0123456789abcdef"

    post(token(jti=jti))
    other = post(sign(claims(jti=jti, iss=OTHER, origin=OTHER), "other"))

    assert other.status_code == 303
    assert LaunchToken.objects.count() == 2


def test_what_is_refused_for_its_request_is_not_used_up() -> None:
    said = token()

    post(said, Origin="https://evil.example")

    assert post(said).status_code == 303


# -- too much ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [FORM, MULTIPART_CONTENT])
@pytest.mark.parametrize("long", ["launch_token", "other"])
def test_a_body_that_is_too_large(caplog: Log, kind: str, long: str) -> None:
    said = token()
    sent = {"launch_token": said}
    sent[long] = sent.get(long, "") + "x" * (1 << 20)
    body = urlencode(sent) if kind == FORM else encode_multipart(BOUNDARY, sent)

    answer = Client().generic("POST", "/launch", body, content_type=kind)

    assert (answer.status_code, Page(answer.content.decode()).all("h1.")) == (413, [TOO_MUCH])
    assert said.split(".")[1] not in caplog.text + answer.content.decode()
    assert_nothing_created()
    assert post(said).status_code == 303


def test_more_fields_than_any_form_has() -> None:
    said = token()
    body = urlencode({"launch_token": said} | {f"field{n}": "" for n in range(5000)})

    answer = Client().generic("POST", "/launch", body, content_type=FORM)

    assert answer.status_code == 400
    assert_nothing_created()


# -- by GET ---------------------------------------------------------------------------------------


def test_a_token_in_an_address_is_refused_unless_the_portal_may(caplog: Log) -> None:
    said = token(exp=int(time.time()) + 20)

    answer = Client().get("/launch", {"launch_token": said})

    assert_refused(answer, caplog, said, "the portal may not launch by GET")  # type: ignore[arg-type]


def test_a_token_in_an_address_is_short_lived(caplog: Log, portal: Callable[..., None]) -> None:
    portal(launch_by_get=True)
    short, long = (token(iat=NOW_, exp=NOW_ + n) for NOW_ in [int(time.time())] for n in (30, 31))

    assert_refused(
        Client().get("/launch", {"launch_token": long}),  # type: ignore[arg-type]
        caplog,
        long,
        "the token of a GET is good for too long",
    )
    answer = Client().get("/launch", {"launch_token": short})

    assert answer.status_code == 303
    assert short not in answer["Location"]


@pytest.mark.parametrize("method", ["head", "put", "delete", "options", "patch"])
def test_other_methods_do_nothing(method: str) -> None:
    answer = getattr(Client(), method)(f"/launch?launch_token={token()}")

    assert answer.status_code == 405
    assert not Run.objects.exists()


# -- the answer -----------------------------------------------------------------------------------


def test_the_portal_s_pages_may_show_the_refusal_and_no_others() -> None:
    known, unknown = post(token(ver=2)), post(token(iss="https://evil.example"))

    assert f"frame-ancestors {ORIGIN} {ORIGIN}:8443" in known["Content-Security-Policy"]
    assert "X-Frame-Options" not in known
    assert "frame-ancestors 'none'" in unknown["Content-Security-Policy"]
    assert unknown["X-Frame-Options"] == "DENY"


def test_nothing_of_it_is_kept_on_the_way() -> None:
    for said in (token(), token(ver=2)):
        assert "no-store" in post(said)["Cache-Control"]


def test_a_crash_shows_no_token(
    caplog: Log, monkeypatch: pytest.MonkeyPatch, fake: FakeProvider
) -> None:
    from wizard import launching

    def crash(_: object) -> None:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(launching, "launch", crash)
    said = token()

    answer = post(said)

    assert answer.status_code == 500
    assert "a bug of ours" in caplog.text
    assert said.split(".")[1] not in caplog.text + json.dumps(dict(answer.headers))
