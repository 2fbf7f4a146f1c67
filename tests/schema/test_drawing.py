"""The fields that are drawn in one pass are those that Django draws from templates."""

from collections.abc import Callable
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django import forms as django_forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template.backends.django import DjangoTemplates as Backend
from django.utils.html import format_html

from tests.schema.build import Json, blank, field_of, filled, html_of, sent
from tests.schema.test_rendering import AB, EVERY, EVIL
from tests.wizard.fake import TYPES
from wizard.forms import CheckForm, FoundForm, ProviderForm, ResultsForm, TypeForm
from wizard.schema import drawing
from wizard.schema.dialects.kinds import CHOICES
from wizard.schema.fields import KINDS

PLAIN = Path(__file__).parent / "plain"


class Plain(DjangoTemplates):
    """Django's own way to draw a form: a template for each field, and one for each input."""

    @cached_property
    def engine(self) -> Any:
        folders = [PLAIN, Path(django_forms.__file__).parent / "templates"]
        return Backend({"APP_DIRS": False, "DIRS": folders, "NAME": "plain", "OPTIONS": {}})


class Tokens(HTMLParser):
    """Tags with their attributes in order, and the words between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        inside = self.found[-1] if self.found else ""
        words = data if isinstance(inside, tuple) and inside[0] == "textarea" else data.split()
        if words:
            self.found.append(words)


def drawn_both_ways(make: Callable[[], django_forms.BaseForm]) -> tuple[list[Any], list[Any]]:
    """Field by field of two equal forms: as pages draw it, and as Django's templates do."""
    plain, ours = make(), make()
    plain.renderer = Plain()
    assert isinstance(ours.renderer, drawing.Renderer)
    fields = [[form[name].as_field_group() for name in form.fields] for form in (ours, plain)]
    assert fields[0]
    return [Tokens(html).found for html in fields[0]], [Tokens(html).found for html in fields[1]]


def every_kind() -> list[Json]:
    """Every kind of field, asked for or not, with a hint or without, with few or many options."""
    few, many = [*AB, "x <&> 'y'"], [f"v{number}" for number in range(20)]
    return [
        field_of(
            f"{kind.replace('-', '')}{number}",
            kind,
            options=options if kind in CHOICES else [],
            fields=[field_of("inner")],
            required=required,
            help=hint,
            min_items=1,
            refresh=bool(number % 2),
        )
        for kind in sorted(KINDS)
        for number, (options, required, hint) in enumerate(
            [
                (few, True, "A <b>hint</b> & more"),
                (many, False, ""),
                (many, True, ""),
                (few, False, ""),
            ]
        )
    ]


ALL = [*every_kind(), *EVERY]
NAMES = list(blank(*ALL).fields)
PARTS = ("", "_day", "_month", "_year", "_time")
TYPED = {f"{name}{part}": EVIL for name in NAMES for part in PARTS}
RIGHT = dict.fromkeys(TYPED, "1") | {name: "a" for name in NAMES if "area" not in name}
FORMS: dict[str, Callable[[], django_forms.BaseForm]] = {
    "new": lambda: blank(*ALL),
    "carried": lambda: blank(*ALL, carried={name: [value] for name, value in TYPED.items()}),
    "empty": lambda: filled(*ALL),
    "prefixed": lambda: sent(ALL, {}, prefix="details", country="GB"),
    "wrong": lambda: filled(*ALL, **TYPED),
    "chosen": lambda: filled(*ALL, **RIGHT),
    "types": lambda: TypeForm(types=TYPES),
    "many types": lambda: TypeForm({"type": "nonsense"}, types=TYPES * 4, prefix="type"),
    "providers": lambda: ProviderForm({}, providers=()),
    "results": lambda: ResultsForm({"match": "none"}, rows=(), search_id="1"),
    "check": lambda: CheckForm({"reason": "\nA <reason>"}, similar=True),
    "found": lambda: FoundForm({}, sure="I am <sure>", asks_id=True),
}


@pytest.mark.parametrize("make", FORMS.values(), ids=FORMS.keys())
def test_a_field_is_drawn_as_django_draws_it_from_templates(
    make: Callable[[], django_forms.BaseForm],
) -> None:
    ours, plain = drawn_both_ways(make)

    assert ours == plain


def test_all_kinds_of_fields_and_states_of_them_are_compared() -> None:
    html = "".join(html_of(form) for form in (blank(*ALL), filled(*ALL, **RIGHT), filled(*ALL)))

    for wanted in ("<select", "<textarea", 'type="radio"', 'type="checkbox"', 'class="date"'):
        assert wanted in html
    for state in ("aria-invalid", "aria-describedby", " selected", " checked", "data-redraw"):
        assert state in html
    assert "(optional)" in html
    assert "data-long" in html


def test_a_hint_with_markup_of_ours_keeps_it_and_loses_that_of_others() -> None:
    def make() -> django_forms.BaseForm:
        form = blank(field_of(help="<i>theirs</i>"))
        form["it"].help_text = format_html("{}<br>ours", form["it"].help_text)
        return form

    ours, plain = drawn_both_ways(make)

    assert ours == plain
    assert "br" in str(ours)
    assert "<i>" not in str(make()["it"].as_field_group())


def test_no_field_of_a_page_needs_a_template(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(self: TemplatesSetting, name: str, *rest: object) -> str:
        asked.append(name)
        return ""

    monkeypatch.setattr(TemplatesSetting, "render", ask)

    for make in FORMS.values():
        form = make()
        assert "".join(form[name].as_field_group() for name in form.fields)

    assert asked == []
