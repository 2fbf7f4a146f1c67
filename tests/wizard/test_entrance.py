"""Requests that Django cannot make a request of: a 400 with a text, not an error of the server."""

from io import BytesIO
from typing import Any

import pytest
from django.test import RequestFactory

from config.entrance import Entrance
from tests.wizard.walker import FORM

MANY = "&".join(["a=b"] * 6000)


def answer(**environment: str) -> tuple[int, dict[str, str], bytes]:
    said: list[Any] = []
    whole = {**RequestFactory()._base_environ(), "wsgi.input": BytesIO(b"a=b"), **environment}
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
