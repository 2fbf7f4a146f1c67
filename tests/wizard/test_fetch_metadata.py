"""What another site sends is refused by where it comes from, whatever token it brings."""

import pytest
from django.test import Client

from tests.wizard import signing
from tests.wizard.walker import Walker
from wizard.models import Run


def send(walker: Walker, site: str | None) -> int:
    """A form with everything that is right about it but, maybe, its origin."""
    walker.get("type")
    form = {**walker.page.inputs, "type-type": "company", "type-country": "JP"}
    headers = {"Sec-Fetch-Site": site} if site else {}
    return walker.client.post(f"{walker.base}type/", form, headers=headers).status_code


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "unheard-of"])
def test_a_form_from_elsewhere_is_refused(fake_walker: Walker, site: str) -> None:
    assert send(fake_walker, site) == 403
    assert not Run.objects.get().begun


@pytest.mark.parametrize("site", ["same-origin", None])
def test_our_own_form_is_taken_also_from_a_browser_that_does_not_say(
    fake_walker: Walker, site: str | None
) -> None:
    assert send(fake_walker, site) == 303
    assert Run.objects.get().begun


def test_the_portal_s_page_may_be_followed_from_but_not_sent_from(fake_walker: Walker) -> None:
    theirs = {"Sec-Fetch-Site": "cross-site", "Origin": "https://portal.example"}

    assert fake_walker.client.get(f"{fake_walker.base}type/", headers=theirs).status_code == 200
    assert fake_walker.client.post(f"{fake_walker.base}cancel/", headers=theirs).status_code == 403


@pytest.mark.django_db
@pytest.mark.usefixtures("fake", "portal")
def test_a_launch_comes_from_another_site() -> None:
    launch = Client(enforce_csrf_checks=True).post(
        "/launch", {"launch_token": signing.token()}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert launch.status_code == 303
