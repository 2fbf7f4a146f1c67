"""Which media types are taken, and how that and the length of replies are changed."""

import json

import pytest

from tests.sandbox.opentransact_caller import MEDIA_TYPE, OpenTransactCaller, organization, person
from wizard.sandbox.server import SandboxServer

OWN_MEDIA_TYPE = "application/vnd.opentransact.v1+json"
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("content_type", "accept", "status"),
    [
        (MEDIA_TYPE, "", 201),
        (MEDIA_TYPE, MEDIA_TYPE, 201),
        (MEDIA_TYPE, f"text/html, {MEDIA_TYPE};q=0.5", 201),
        (MEDIA_TYPE, "application/*", 201),
        (MEDIA_TYPE, f"{MEDIA_TYPE}; ext=x", 406),
        (MEDIA_TYPE, "application/json", 406),
        (MEDIA_TYPE, OWN_MEDIA_TYPE, 406),
        (f"{MEDIA_TYPE}; charset=utf-8", "", 415),
        (OWN_MEDIA_TYPE, "", 415),
        ("application/json", "", 415),
        ("", "", 415),
    ],
)
def test_media_types(
    transact: OpenTransactCaller, content_type: str, accept: str, status: int
) -> None:
    answer = transact.post(person(), Content_Type=content_type, Accept=accept)

    assert answer.status == status
    assert answer.headers["Content-Type"] == MEDIA_TYPE


def test_the_other_media_type_can_be_insisted_on(
    transact: OpenTransactCaller, sandbox: SandboxServer
) -> None:
    change = {"media-type": OWN_MEDIA_TYPE}
    transact.raw("POST", "/sandbox/opentransact", json.dumps(change).encode(), JSON)
    old = transact.post(person(), Accept=MEDIA_TYPE)
    body_only = transact.post(person())
    new = transact.post(person(), Content_Type=OWN_MEDIA_TYPE, Accept=OWN_MEDIA_TYPE)

    assert [old.status, body_only.status, new.status] == [406, 415, 201]
    assert {each.headers["Content-Type"] for each in (old, body_only, new)} == {OWN_MEDIA_TYPE}

    sandbox.reset()
    assert transact.post(organization("Acme")).status == 201


def test_settings_that_make_no_sense_are_refused(transact: OpenTransactCaller) -> None:
    for change in ({"media-type": "text/html"}, {"speed": "fast"}, [1]):
        answer = transact.raw("POST", "/sandbox/opentransact", json.dumps(change).encode(), JSON)
        assert answer.status == 422
    settings = transact.raw("GET", "/sandbox/opentransact").json
    assert settings == {"media-type": MEDIA_TYPE, "replies": "short"}


def test_settings_can_be_changed_by_the_form_of_the_front_page(
    transact: OpenTransactCaller,
) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = b"media-type=application%2Fvnd.opentransact.v1%2Bjson&replies=full"
    changed = transact.raw("POST", "/sandbox/opentransact", body, form).json
    page = transact.raw("GET", "/").body.decode()

    assert changed == {"media-type": OWN_MEDIA_TYPE, "replies": "full"}
    assert f"<option selected>{OWN_MEDIA_TYPE}</option>" in page
