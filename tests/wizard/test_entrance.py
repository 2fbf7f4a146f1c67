"""Requests that Django cannot make a request of: a 400 with a text, not an error of the server."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client, RequestFactory

from config.entrance import Entrance
from tests.wizard.hostile import Dying
from tests.wizard.test_resuming import expire
from tests.wizard.walker import FORM, Walker

CSRF = "csrfmiddlewaretoken"
MANY = "&".join(["a=b"] * 6000)


pytestmark = pytest.mark.usefixtures("one_connection")


def answer(**environment: str) -> tuple[int, dict[str, str], bytes]:
    said: list[Any] = []
    whole = {**RequestFactory().get("/").META, "wsgi.input": BytesIO(b"a=b"), **environment}
    body = b"".join(Entrance()(whole, lambda *begun: said.extend(begun)))
    return int(said[0][:3]), dict(said[1]), body


@pytest.mark.parametrize(
    "environment",
    [
        {"CONTENT_TYPE": f"{FORM}; charset=zip", "QUERY_STRING": "a=b"},
        {"CONTENT_TYPE": "application/json; charset=base64", "QUERY_STRING": "a=b"},
        {"CONTENT_TYPE": f"{FORM}; charset=utf-8", "QUERY_STRING": MANY},
        {"CONTENT_LENGTH": "1.5"},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "\u0663"},
        {"CONTENT_LENGTH": "9" * 5000},
    ],
    ids=["zip", "base64", "many", "1.5", "-1", "arabic", "endless"],
)
def test_what_is_no_request_is_answered_with_a_text(environment: dict[str, str]) -> None:
    status, headers, body = answer(REQUEST_METHOD="POST", PATH_INFO="/launch", **environment)

    assert status == 400
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Length"] == str(len(body))
    assert body == b"We could not read that request. Go back and try again."


@pytest.mark.parametrize("length", ["", "0", "3"])
def test_any_other_request_goes_through(length: str) -> None:
    kind = f"{FORM}; charset=utf-8"

    status, _, body = answer(PATH_INFO="/nowhere", CONTENT_LENGTH=length, CONTENT_TYPE=kind)

    assert status == 404
    assert b"Page not found" in body


def test_an_address_in_another_script_goes_through() -> None:
    address = "/ж/€".encode().decode("latin-1")  # as servers hand it on

    assert answer(PATH_INFO=address)[0] == 404


def test_an_error_of_ours_is_not_taken_for_one_of_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(*_: object) -> None:
        raise ValueError("a bug of ours")

    monkeypatch.setattr(Entrance, "get_response", crash)

    with pytest.raises(ValueError, match="a bug of ours"):
        answer(PATH_INFO="/launch")


def cut_off(client: Client, url: str, kind: str, **headers: str) -> Any:
    """The answer to a form whose sender goes away in the middle of it."""
    body = {"wsgi.input": Dying(), "CONTENT_LENGTH": "500", "CONTENT_TYPE": kind}
    return client.generic("POST", url, **body, **headers)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=b"])
def test_a_form_that_is_cut_off_changes_nothing(fake_walker: Walker, kind: str) -> None:
    token = fake_walker.post("type", type="company", country="GB").page.inputs[CSRF][0]

    answer = cut_off(fake_walker.client, fake_walker.url, kind, HTTP_X_CSRFTOKEN=token)

    assert (answer.status_code, answer["Location"]) == (303, fake_walker.url)


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=b"])
def test_a_form_that_is_cut_off_after_the_end_is_no_error_of_ours(
    fake_walker: Walker, kind: str
) -> None:
    fake_walker.post("type", type="company", country="GB")
    expire(fake_walker)

    answer = cut_off(fake_walker.client, fake_walker.url, kind)

    assert answer.status_code == 400
    assert "We could not read that request" in answer.content.decode()


def test_a_launch_that_is_cut_off_is_no_error_of_ours(fake_walker: Walker) -> None:
    assert cut_off(fake_walker.client, "/launch", FORM).status_code == 400
