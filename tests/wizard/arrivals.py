"""From a launch to the run, in a frame, as a browser with or without cookies goes."""

from http.cookies import SimpleCookie
from typing import Any

from django.test import Client, RequestFactory

from tests.wizard.walker import Walker
from wizard import carriers
from wizard.models import Run

FRAME = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin"}
TOP = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "none"}


class NoCookies(SimpleCookie):
    """A jar that keeps nothing of what a server sets."""

    def update(self, *_: Any, **__: Any) -> None:
        pass


def browser(headers: dict[str, str] = FRAME, *, cookies: bool = False) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False, headers=headers)
    client.cookies = SimpleCookie() if cookies else NoCookies()
    return client


def launched(run: Run, secret: str) -> Any:
    """The answer to a launch: a cookie, and the address with the handover."""
    return carriers.hand_over(RequestFactory().post("/launch"), run, secret)


def arrive(run: Run, secret: str, *, cookies: bool = False) -> Walker:
    """In the run, by the carrier that works."""
    client, answer = browser(cookies=cookies), launched(run, secret)
    client.cookies.update(answer.cookies)
    entered = client.get(answer["Location"])
    assert entered.status_code == 303
    within = entered["Location"].removesuffix(f"/w/{run.pk}/")
    return Walker(client, run, within).get()
