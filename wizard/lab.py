"""The schema lab: a provider's field schema as form, specs, warnings and payload.

For developers (DEBUG) and staff. Nothing is stored: the schema that was read travels in the page,
signed, and so does what was typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self, cast

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from . import problems, providers
from .forms import OurForm, error_summary
from .providers.base import ProfileType, Provider
from .providers.errors import ProviderError
from .schema import wording
from .schema.choices import Radios
from .schema.dialects import read_schema
from .schema.fields import Schema
from .schema.forms import SchemaForm, form_class
from .schema.given import NotJSON, described, pretty, read_json
from .schema.iso import countries
from .schema.items import with_items
from .schema.layout import Entries, count_name
from .staff import staff_or_developer

ANSWERS = "answers"  # prefix of the drawn form: its names are the provider's, the others ours
SCHEMA, KEPT = "wizard.lab.schema", "wizard.lab.kept"  # salts of what travels in the page
ODD = (signing.BadSignature, ValueError, TypeError, KeyError, AttributeError)
Offers = list[tuple[Provider, list[ProfileType]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A schema as it was read; in the page signed, so that what comes back is what was sent."""

    title: str
    schema: Schema
    country: str

    def freeze(self) -> str:
        frozen = [self.title, self.schema.to_json(), self.schema.warnings, self.country]
        return signing.dumps(frozen, salt=SCHEMA, compress=True)

    @classmethod
    def thaw(cls, text: str) -> Self | None:
        """What was frozen; None for anything else."""
        try:
            title, schema, warnings, country = signing.loads(text, salt=SCHEMA)
            known = replace(Schema.from_json(schema), warnings=tuple(warnings))
        except ODD:  # also what another version of this application has frozen
            return None
        return cls(title, known, country)


def _select(label: str, what: str, **kwargs: Any) -> forms.ChoiceField:
    words = {"required": f"Select {what}", "invalid_choice": f"Select {what}"}
    return forms.ChoiceField(label=label, error_messages=words, **kwargs)


class SourceForm(OurForm):
    """Where a schema comes from. `prefix` is also the name of the form's button."""

    def __init__(self, posted: QueryDict, prefix: str) -> None:
        pressed = prefix in posted
        entered = {name.removeprefix(f"{prefix}-"): value for name, value in posted.items()}
        super().__init__(
            posted if pressed else None,
            initial=None if pressed else entered,
            prefix=prefix,
            auto_id="lab:%s",
        )

    def choose_from(self, name: str, choices: Iterable[Any]) -> None:
        """The choices of a select, after a blank one."""
        cast(forms.ChoiceField, self.fields[name]).choices = [("", ""), *choices]

    def read(self) -> Reading | None:
        """What a valid form stands for; None where it now has an error. Raises ProviderError."""
        raise NotImplementedError


class PasteForm(SourceForm):
    """A schema as text. Cleans to the schema that was read."""

    schema = forms.CharField(
        label="Schema (JSON)",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 11, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": "Enter a schema"},
    )
    country = _select(
        "Country", "a country", required=False, help_text="For subdivisions and phone numbers"
    )

    def __init__(self, posted: QueryDict) -> None:
        super().__init__(posted, "paste")
        self.choose_from("country", [(str(each.value), each.label) for each in countries()])
        self.fields["country"].marked_optional = True  # type: ignore[attr-defined]  # for the label

    def clean_schema(self) -> Schema:
        try:
            return read_schema(read_json(self.cleaned_data["schema"]))
        except NotJSON as error:
            at = f": {error.where}" if error.where else ""
            raise forms.ValidationError(f"This {error.problem}{at}") from None

    def read(self) -> Reading:
        return Reading("Pasted", self.cleaned_data["schema"], self.cleaned_data["country"])


class FetchForm(SourceForm):
    """Which of the schemas that the configured providers offer; no address can be entered."""

    profile = _select("Profile type", "a profile type")
    country = _select("Country", "a country", required=False, help_text="Where it is registered")
    which = _select(
        "Form",
        "a form",
        choices=[("details", "Details"), ("search", "Search")],
        initial="details",
        widget=Radios,
    )

    def __init__(self, posted: QueryDict, offers: Offers) -> None:
        super().__init__(posted, "fetch")
        self.offered: dict[str, tuple[Provider, ProfileType]] = {}
        groups = []
        for provider, kinds in offers:
            named = {f"{provider.name}:{kind.code}": kind for kind in kinds}
            self.offered |= {name: (provider, kind) for name, kind in named.items()}
            groups.append((provider.label, [(name, kind.label) for name, kind in named.items()]))
        self.choose_from("profile", groups)
        found = {c.code: c.name for _, kind in self.offered.values() for c in kind.countries}
        self.names = dict(sorted(found.items(), key=lambda pair: pair[1]))
        self.choose_from("country", self.names.items())

    def clean(self) -> dict[str, Any]:
        chosen = self.offered.get(self.cleaned_data.get("profile", ""))
        code = self.cleaned_data.get("country")
        if chosen and not chosen[1].countries:
            self.cleaned_data["country"] = ""
        elif chosen and code == "":
            self.add_error("country", "Select a country")
        elif chosen and code and code not in {country.code for country in chosen[1].countries}:
            noun = wording.noun(chosen[1].label)
            self.add_error("country", f"Select a country in which a {noun} can be created")
        return self.cleaned_data

    def read(self) -> Reading | None:
        provider, kind = self.offered[self.cleaned_data["profile"]]
        code, which = self.cleaned_data["country"], self.cleaned_data["which"]
        schema: Schema | None
        if which == "search":
            schema = provider.search_fields(kind.code, code)
        else:
            schema = provider.profile_fields(kind.code, code).schema
        if schema is None:
            self.add_error("which", "There is no search for this profile type and country")
            return None
        pair = ", ".join(filter(None, (kind.label, self.names.get(code), which)))
        return Reading(f"{provider.label}: {pair}", schema, code)


@csrf_exempt  # `answer` is protected; what is too large is told politely, before it is read
@staff_or_developer
@require_http_methods(["GET", "HEAD", "POST"])
def lab(request: HttpRequest) -> HttpResponse:
    sent = request.META.get("CONTENT_LENGTH") or "0"
    if not sent.isdecimal() or int(sent) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return problems.too_large(request)
    return answer(request)


@csrf_protect
def answer(request: HttpRequest) -> HttpResponse:
    """The page, after whatever its buttons ask for."""
    posted = request.POST
    frozen = posted.get("frozen", "")
    reading = Reading.thaw(frozen)
    page: dict[str, Any] = {"h1": "Schema lab", "summary": [], "trouble": None, "notices": []}
    if frozen and reading is None:
        page["notices"].append("This page was out of date. Show the form again.")
    offers, page["away"] = _offers()
    sources: list[SourceForm] = [PasteForm(posted), FetchForm(posted, offers)]
    for source in sources:
        try:
            if source.is_bound:
                reading = (source.read() if source.is_valid() else None) or reading
                page["summary"] = error_summary(source)
        except ProviderError as error:
            page["trouble"] = problems.describe(error)
    page |= {"paste": sources[0], "fetch": sources[1], "offers": offers, "reading": reading}
    page["choosing"] = reading is None or page["summary"] or page["trouble"]
    if reading:
        page["specs"] = pretty(described(reading.schema))
        page["rules"] = pretty(reading.schema.rules) if reading.schema.rules else ""
        _draw(reading, posted, page)
    status = page["trouble"].status if page["trouble"] else 422 if page["summary"] else 200
    return render(request, "lab/lab.html", page, status=status)


def _offers() -> tuple[Offers, list[str]]:
    """What each configured provider lists (cached), and which of them does not answer."""
    offers, away = [], []
    for provider in providers.configured().values():
        try:
            offers.append((provider, provider.profile_types()))
        except ProviderError as error:
            away.append(f"{provider.label}: {problems.describe(error).title}")
    return offers, away


def _draw(reading: Reading, posted: QueryDict, page: dict[str, Any]) -> None:
    """Put the form into the page, and its payload or its errors where it was sent."""
    form_type = form_class(reading.schema, reading.country)
    entries = _kept(posted)
    entries |= {n: posted.getlist(n) for n in posted if n.startswith(f"{ANSWERS}-")}
    form = form_type(MultiValueDict(entries), prefix=ANSWERS)
    unseen = ", ".join(form.leaf(name).spec.label for name in form.unseen())
    if "send" in posted and not unseen:
        page["payload"] = pretty(form.payload()) if form.is_valid() else ""
        page["summary"] = error_summary(form)
    else:
        if "send" in posted:
            page["notices"].append(f"Your answers bring up more questions: {unseen}.")
        entries = with_items(form, posted, entries)
        form = form_type(prefix=ANSWERS, carried=entries)
    kept = {name: values for name, values in entries.items() if name not in _names(form)}
    page |= {"form": form, "kept": signing.dumps(kept, salt=KEPT, compress=True)}


def _kept(posted: QueryDict) -> Entries:
    """What was typed into fields that were not on the page, for when they come back."""
    try:
        kept: Entries = signing.loads(posted.get("kept", ""), salt=KEPT)
    except signing.BadSignature:
        return {}
    return kept


def _names(form: SchemaForm) -> set[str]:
    """The names that the page itself sends."""
    own = {raw for name in form.fields for raw in form.raw_names(name)}
    return {form.drawn_name, *own, *(count_name(form.at(name)) for name in form.repeats)}
