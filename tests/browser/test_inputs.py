"""The kinds that the sandbox does not ask for, drawn alone: what only the style sheet decides."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.browser.looks import EXCESS, violations
from tests.schema.build import Json, blank, field_of, filled, html_of
from wizard.schema.forms import SchemaForm

MANY = field_of("markets", "multiselect", options=[f"Market number {n}" for n in range(24)])
KINDS: list[Json] = [
    MANY,
    field_of("signed", "datetime", required=True),
    field_of("opens", "time"),
    field_of("agreed", "boolean", options=[{"value": True, "label": "True"}], required=True),
    field_of("phone", "phone"),
    field_of("turnover", "money"),
]
LEFT_EDGES = "all => [...new Set(all.map(box => Math.round(box.getBoundingClientRect().left)))]"
TOPS = "all => [...new Set(all.map(input => Math.round(input.getBoundingClientRect().top)))]"


def show(page: Page, form: SchemaForm) -> None:
    style = (settings.BASE_DIR / "static/wizard/wizard.css").read_text()
    page.set_content(
        f'<!doctype html><html lang="en"><title>Kinds</title><style>{style}</style>'
        f'<div class="page"><main><h1>Kinds</h1>{html_of(form)}</main></div></html>'
    )


@pytest.mark.parametrize(("width", "columns"), [(320, 1), (1280, 3)])
def test_many_checkboxes_stand_in_columns_where_there_is_room(
    open_page: Callable[..., Page], width: int, columns: int
) -> None:
    page = open_page(width=width)
    show(page, blank(MANY))

    assert len(page.locator("input[type=checkbox]").evaluate_all(LEFT_EDGES)) == columns
    assert page.evaluate(EXCESS) == 0


def test_the_inputs_of_a_moment_stand_in_one_line(open_page: Callable[..., Page]) -> None:
    page = open_page()
    show(page, blank(field_of("signed", "datetime")))

    assert len(page.locator(".date input").evaluate_all(TOPS)) == 1


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "entered", [None, {"signed_day": "31", "phone": "x"}], ids=["new", "wrong"]
)
def test_every_kind_is_accessible(
    open_page: Callable[..., Page], width: int, entered: dict[str, Any] | None
) -> None:
    page = open_page(width=width)
    show(page, blank(*KINDS) if entered is None else filled(*KINDS, **entered))

    assert violations(page, "light") == []
    assert page.evaluate(EXCESS) == 0
