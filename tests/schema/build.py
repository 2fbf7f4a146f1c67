"""What the tests of this folder share: a form from field objects, its HTML, and that HTML read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from wizard.schema.dialects import read_schema
from wizard.schema.fields import FieldSpec, Schema
from wizard.schema.forms import SchemaForm, form_class
from wizard.schema.inputs import create_field
from wizard.schema.layout import Entries
from wizard.schema.payload import wire

Json = dict[str, Any]
VOID = {"input", "br"}


def field_of(key: str = "it", kind: str = "text", **more: Any) -> Json:
    """A field object as a provider writes it."""
    return {"key": key, "label": key.capitalize(), "type": kind, **more}


def schema_of(*fields: Json) -> Schema:
    return read_schema({"data": {"fields": list(fields)}})


def entries_of(entered: Mapping[str, Any]) -> Entries:
    return {k: [v] if isinstance(v, str) else v for k, v in entered.items()}


def blank(*fields: Json, country: str = "", carried: Entries | None = None) -> SchemaForm:
    """The form as it is first shown."""
    return form_class(schema_of(*fields), country)(carried=carried)


def filled(*fields: Json, **entered: Any) -> SchemaForm:
    """The form as a browser sends it."""
    return form_class(schema_of(*fields))(MultiValueDict(entries_of(entered)))


def sent(
    fields: list[Json], entered: Mapping[str, Any], *, country: str = "", prefix: str | None = None
) -> SchemaForm:
    """The same with a country or a prefix."""
    data = MultiValueDict(entries_of(entered))
    return form_class(schema_of(*fields), country)(data, prefix=prefix)


def answer(kind: str, entered: str, **rules: Any) -> SchemaForm:
    """A form of the single field `it` with one entry."""
    return filled(field_of(kind=kind, **rules), it=entered)


def error(form: SchemaForm, name: str = "it") -> str:
    return " | ".join(map(str, form.errors.get(name, [])))


def made(kind: str = "text", *, country: str = "", key: str = "it", **rules: Any) -> forms.Field:
    """The field of a spec, also with what no dialect says."""
    return create_field(FieldSpec(key, "It", kind, **rules), country)


def refusal(field: forms.Field, entered: Any) -> str:
    """The message for an entry, or nothing where it is accepted."""
    try:
        field.clean(entered)
    except ValidationError as problem:
        return " | ".join(problem.messages)
    return ""


def json_of(field: forms.Field, entered: Any) -> Any:
    """What is sent for an entry."""
    cleaned = field.clean(entered)
    return field.sent(cleaned) if hasattr(field, "sent") else wire(cleaned)


def day(day: str, month: str, year: str, **more: str) -> dict[str, str]:
    return {"day": day, "month": month, "year": year, **more}


def date_entries(name: str, day: str, month: str, year: str) -> dict[str, str]:
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


@dataclass
class Element:
    tag: str
    attrs: dict[str, str | None]
    text: str = ""
    inside: tuple["Element", ...] = field(default=(), repr=False)

    def __getitem__(self, name: str) -> str:
        return self.attrs.get(name) or ""


class Page(HTMLParser):
    """A fragment of HTML as a flat list of elements that know what they stand in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), inside=tuple(self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        assert closed.tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, *tags: str, **attrs: str) -> Iterator[Element]:
        for element in self.elements:
            named = not tags or element.tag in tags
            if named and all(element[name] == value for name, value in attrs.items()):
                yield element

    def one(self, *tags: str, **attrs: str) -> Element:
        found = list(self.all(*tags, **attrs))
        assert len(found) == 1, f"{len(found)} of {tags} {attrs}"
        return found[0]

    @property
    def ids(self) -> list[str]:
        return [element["id"] for element in self.elements if element["id"]]


def words(element: Element) -> str:
    return " ".join(element.text.split())


def html_of(form: SchemaForm) -> str:
    return render_to_string("wizard/schema_fields.html", {"form": form})


def page_of(form: SchemaForm) -> Page:
    return Page(html_of(form))
