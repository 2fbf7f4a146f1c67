"""The schema lab: who may open it, and that neither schema nor visitor can do any harm."""

import logging

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from tests.wizard.visitor import FIELDS, Visitor
from tests.wizard.walker import Page
from wizard.models import Run, Submission

pytestmark = pytest.mark.django_db
EVIL = "</script></textarea></pre><script>alert(1)</script>"


# -- who may open it ------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(client: Client, method: str) -> None:
    response = getattr(client, method)("/lab/")

    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/admin/login/?next=/lab/",
    )


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_staff_is_refused(client: Client, method: str) -> None:
    client.force_login(User.objects.create_user("pat"))

    response = getattr(client, method)("/lab/")

    assert response.status_code == 403
    assert b"You cannot open this page" in response.content


def test_staff_who_left_are_refused(client: Client) -> None:
    user = User.objects.create_user("sam", is_staff=True)
    client.force_login(user)
    assert client.get("/lab/").status_code == 200

    User.objects.update(is_staff=False)

    assert client.get("/lab/").status_code == 403


def test_staff_come_back_to_the_lab_after_signing_in() -> None:
    User.objects.create_user("sam", password="correct horse", is_staff=True)
    client = Client(enforce_csrf_checks=True)
    form = Page(client.get("/lab/", follow=True).content.decode())
    entered = {**form.inputs, "username": "sam", "password": "correct horse"}

    opened = client.post("/admin/login/?next=/lab/", entered, follow=True)

    assert opened.redirect_chain == [("/lab/", 302)]
    assert b'<h1 tabindex="-1">Schema lab</h1>' in opened.content


def test_a_form_of_another_site_is_refused(visitor: Visitor) -> None:
    refused = visitor.client.post("/lab/", {"paste": "1", "paste-schema": "[]"})

    assert refused.status_code == 403
    assert b"We could not accept this form" in refused.content


def test_other_methods_are_refused(visitor: Visitor) -> None:
    assert Client().put("/lab/").status_code == 405


# -- harm -----------------------------------------------------------------------------------------


def test_a_hostile_schema_is_only_text(visitor: Visitor) -> None:
    hostile = dict.fromkeys(("key", "label", "help", "section", "type"), EVIL) | {"required": True}
    many = {"key": "list", "label": EVIL, "type": "list", "required": True, "fields": [hostile]}
    options = {"key": "one", "label": EVIL, "options": [EVIL, {"value": EVIL + "2", "label": EVIL}]}

    visitor.paste([hostile, many, options]).press("send")

    assert visitor.status == 422
    scripts = visitor.html.count("<script")
    assert scripts == Visitor().html.count("<script") > 0
    assert "alert(1)</script>" not in visitor.html


def test_half_a_surrogate_pair_does_not_break_the_page(visitor: Visitor) -> None:
    visitor.paste(
        '[{"key": "a\\ud800", "label": "\\ud800", "type": "hidden", "default": "\\ud800"}]'
    )

    assert visitor.status == 200
    visitor.press("send")
    assert visitor.status == 200


@pytest.mark.parametrize("name", ["frozen", "kept"])
def test_what_travels_in_the_page_cannot_be_changed(visitor: Visitor, name: str) -> None:
    visitor.paste(FIELDS)
    good = visitor.page.inputs[name][0]
    other = visitor.page.inputs["kept" if name == "frozen" else "frozen"][0]

    for forged in ("x", good[:-1] + ("A" if good[-1] != "A" else "B"), "é\x00", "[]", other):
        visitor.press("send", **{name: forged})
        assert visitor.status in {200, 422}
        if name == "frozen":
            assert visitor.page.all("div.notice") == [
                "This page was out of date. Show the form again."
            ]


def test_too_much_is_refused_politely(visitor: Visitor) -> None:
    visitor.paste("[" + " " * 1024 * 1024 + "]")

    assert visitor.status == 413
    assert visitor.page.all("h1.") == ["That was too much at once"]
    assert "1 MB" in visitor.html


def test_nothing_is_stored_and_nothing_logged(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        visitor.paste([{"key": "planted_key", "label": "Planted"}])
        visitor.press("send", answers__planted_key="Planted answer")

    assert "Planted answer" in visitor.html
    assert "lanted" not in caplog.text
    assert (Run.objects.count(), Submission.objects.count()) == (0, 0)
    stored = [session.get_decoded() for session in Session.objects.all()]
    assert [list(session) for session in stored] == [["_csrftoken"]]
