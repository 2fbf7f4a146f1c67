"""What anybody may read, and which style sheets and logo the pages of a portal's runs have."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.wizard.test_launch import launch, walk
from tests.wizard.test_themes import logo
from tests.wizard.walker import Walker
from wizard.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake")]

THEME: dict[str, Any] = {
    "light": {"brand": "#0b6e4f"},
    "dark": {"brand": "#7fd1ae"},
    "radius": "4px",
    **logo(alt='Acme & "Sons"'),
}
LINKS = re.compile(r'<link rel="stylesheet" href="([^"]+)"(?: media="([^"]+)")?>')
DARK = "screen and (prefers-color-scheme: dark)"


def links(html: str) -> list[tuple[str, str]]:
    """Of the wizard's style sheets: name or "light" and "dark" for those of a portal; medium."""
    found = []
    for address, medium in LINKS.findall(html):
        if address.startswith("/theme/"):
            css = Client().get(address).content.decode()
            found.append(("light" if "#0b6e4f" in css else "dark", medium))
        else:
            found.append((address.rpartition("/")[2], medium))
    return found


# -- style sheets -----------------------------------------------------------------------------


def test_a_style_sheet_may_be_kept_by_everybody_for_good(portal: Callable[..., None]) -> None:
    portal(theme=THEME)
    address = next(href for href, _ in LINKS.findall(walk().html) if href.startswith("/theme/"))

    answer = Client().get(address)

    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "--wz-colour-brand:#0b6e4f" in answer.content.decode()
    kept = set(answer["Cache-Control"].split(", "))
    assert kept == {"public", "max-age=31536000", "immutable"}
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("name", ["0" * 32, "x", "..%2fwizard"])
def test_there_are_no_others(portal: Callable[..., None], name: str) -> None:
    portal(theme=THEME)

    answer = Client().get(f"/theme/{name}.css")

    assert answer.status_code == 404
    assert "max-age" not in answer.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        (None, [("pages.css", ""), ("light", ""), ("dark", DARK)]),
        ("light", [("pages.css", ""), ("light", "")]),
        ("dark", [("pages.css", ""), ("light", ""), ("dark", "screen")]),
    ],
)
def test_a_page_has_the_look_of_its_portal_in_the_scheme_of_its_launch(
    portal: Callable[..., None], scheme: str | None, expected: list[tuple[str, str]]
) -> None:
    portal(theme=THEME)

    html = walk(theme=scheme).html

    assert links(html) == expected
    assert f'<meta name="color-scheme" content="{scheme or "light dark"}">' in html
    assert (f' data-scheme="{scheme}">' in html) is bool(scheme)
    assert 'alt="Acme &amp; &quot;Sons&quot;"' in html
    assert THEME["logo"]["src"] in html


def test_a_portal_without_a_theme_has_the_wizards_own_look(portal: Callable[..., None]) -> None:
    html = walk().html

    assert links(html) == [("pages.css", "")]
    assert "<img" not in html


def test_a_run_that_has_ended_still_looks_like_its_portal(portal: Callable[..., None]) -> None:
    portal(theme=THEME)
    walker = walk()
    Run.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    walker.get()

    assert walker.status == 410
    assert ("light", "") in links(walker.html)


def test_a_page_without_a_run_says_nothing_of_a_portal(portal: Callable[..., None]) -> None:
    portal(theme=THEME)
    walk()

    others = [
        launch(aud="https://elsewhere.example/launch"),
        Client().get(f"/w/{Run.objects.get().pk}/type/"),
        Client().get("/nowhere"),
    ]

    for answer in others:
        assert links(answer.content.decode()) == [("pages.css", "")]


def test_a_portal_that_is_not_configured_any_more_leaves_the_wizards_own_look(
    portal: Callable[..., None], settings: Settings
) -> None:
    portal(theme=THEME)
    walker: Walker = walk()
    settings.PORTALS = ""

    assert links(walker.get().html) == [("pages.css", "")]
