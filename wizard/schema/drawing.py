"""The one place for the HTML of a field: its label, hint, errors and inputs, in one pass.

Django asks its renderer for each of them by the name of a template. These names are answered here
with strings: templates took ten times as long, most of it to look up variables. Forms, fields and
widgets are Django's own, and know nothing of it; any other name is that of a template.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape

Drawn = dict[str, Any]
OPTIONAL = ' <span class="optional">(optional)</span>'


class Renderer(TemplatesSetting):
    """Draws what it knows, and leaves the rest to templates."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        draw = DRAWN.get(template_name)
        return draw(context) if draw else super().render(template_name, context, request)


def field(context: Drawn) -> str:
    """A field with all that belongs to it; in a fieldset where it has several inputs."""
    bound: BoundField = context["field"]
    errors, own = bound.errors, escape(str(bound.auto_id))
    wrong = " wrong" if errors else ""
    optional = OPTIONAL if getattr(bound.field, "marked_optional", False) else ""
    label = f"{conditional_escape(bound.label)}{optional}"
    if bound.use_fieldset:
        described = bound.aria_describedby
        by = f' aria-describedby="{escape(described)}"' if described else ""
        head = f'<fieldset class="field{wrong}" id="{own}_field"{by}>\n<legend>{label}</legend>\n'
    else:
        of = escape(str(bound.id_for_label))
        head = f'<div class="field{wrong}">\n<label for="{of}">{label}</label>\n'
    hint = error = ""
    if bound.help_text:
        words = conditional_escape(bound.help_text)
        hint = f'<p class="hint" id="{own}_helptext">{words}</p>\n'
    if errors:
        told = "<br>".join(
            f'<span class="vh">Error:</span> {conditional_escape(str(each))}' for each in errors
        )
        error = f'<p class="error" id="{own}_error">{told}</p>\n'
    return f"{head}{hint}{error}{bound}\n</{'fieldset' if bound.use_fieldset else 'div'}>\n"


# -- inputs ----------------------------------------------------------------------------------------


def text(context: Drawn) -> str:
    widget = context["widget"]
    return (
        f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"'
        f"{_value(widget['value'])}{_attributes(widget['attrs'])}>"
    )


def textarea(context: Drawn) -> str:
    """Browsers pass over one line break at its beginning, so what was typed begins after one."""
    widget = context["widget"]
    head = f'<textarea name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>'
    return f"{head}\n{escape(widget['value'] or '')}</textarea>"


def select(context: Drawn) -> str:
    widget = context["widget"]
    options = "".join(_option(*row) for row in widget["rows"])
    head = f'<select name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>'
    return f"{head}{options}\n</select>"


@lru_cache(4096)  # lists of countries are drawn again and again
def _option(value: str, label: str, selected: bool) -> str:
    marked = " selected" if selected else ""
    return f'\n<option value="{escape(value)}"{marked}>{escape(label)}</option>'


def boxes(context: Drawn) -> str:
    """Radios or checkboxes, each inside its label."""
    widget = context["widget"]
    own = escape(str(widget["attrs"].get("id") or ""))
    each = _attributes({k: v for k, v in widget["attrs"].items() if k != "id"})
    begin = f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"'
    rows = "".join(
        f"\n<div><label{_id('for', own, number)}>{begin}"
        f' value="{escape(value)}"{_id("id", own, number)}{each}{" checked" if checked else ""}>'
        f" {escape(label)}</label></div>"
        for number, (value, label, checked) in enumerate(widget["rows"])
    )
    return f"<div{_named('id', own)}>{rows}\n</div>\n"


def date(context: Drawn) -> str:
    """A text input for each part of a date."""
    widget = context["widget"]
    marks = ' aria-invalid="true"' if widget["invalid"] else ""
    marks += ' data-redraw="true"' if widget["redraw"] else ""
    parts = "".join(_part(part, marks) for part in widget["parts"])
    return f'<div class="date" id="{escape(str(widget["attrs"].get("id", "")))}">{parts}\n</div>\n'


def _part(part: Mapping[str, Any], marks: str) -> str:
    own = escape(part["id"])
    numeric = ' inputmode="numeric"' if part["numeric"] else ""
    return (
        f'\n<div class="date-{escape(part["part"])}">'
        f'<label for="{own}">{escape(part["label"])}</label>\n'
        f'<input type="text" id="{own}" name="{escape(part["name"])}"'
        f' value="{escape(part["value"])}" autocomplete="{escape(part["autocomplete"])}"'
        f"{numeric}{marks}></div>"
    )


# -- attributes ------------------------------------------------------------------------------------


def _attributes(attrs: Mapping[str, Any]) -> str:
    """As Django writes them: True has no value, and False is left out."""
    return "".join(_attribute(name, value) for name, value in attrs.items() if value is not False)


def _attribute(name: str, value: Any) -> str:
    return f" {escape(name)}" if value is True else f' {escape(name)}="{escape(str(value))}"'


def _value(value: Any) -> str:
    return "" if value is None else f' value="{escape(str(value))}"'


def _named(name: str, value: str) -> str:
    return f' {name}="{value}"' if value else ""


def _id(name: str, own: str, number: int) -> str:
    return f' {name}="{own}_{number}"' if own else ""


DRAWN: dict[str, Callable[[Drawn], str]] = {
    "django/forms/field.html": field,
    "django/forms/widgets/text.html": text,
    "django/forms/widgets/hidden.html": text,
    "django/forms/widgets/textarea.html": textarea,
    "wizard/widgets/select.html": select,
    "wizard/widgets/boxes.html": boxes,
    "wizard/widgets/date.html": date,
}
