"""What a list of profiles is narrowed by: the provider's own filters, and a name on its page.

What was entered is somebody's data. So it is kept in the run's session, under a short random id:
an address of the list names only that.
"""

import secrets
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from .answers import display
from .forms import OurForm, error_summary
from .runs import RunSession
from .schema import wording
from .schema.choices import SelectField
from .schema.fields import FieldSpec, Schema
from .schema.forms import SchemaForm
from .schema.layout import Entries

KEY = "filters"
MAX_SETS = 20
ATTEMPTS = 3  # to keep a set while other requests write the session
MAX_CHARACTERS = 20_000  # of one set, as it is kept
MAX_NAME = 200
PREFIX, NAME_PREFIX = "filters", "page"
NAME = "Name on this page"


class NameForm(OurForm):
    """Our own filter: providers find no names."""

    name = forms.CharField(
        label=NAME,
        help_text="Narrows the page that is shown, not the whole list",
        required=False,
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": wording.too_long(NAME, MAX_NAME)},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"].widget.attrs["maxlength"]  # too much is told, not cut off


class FiltersForm(SchemaForm):
    """A form of whose choices each may be left open."""

    def _create(self, spec: FieldSpec) -> forms.Field:
        made = super()._create(spec)
        if isinstance(made, SelectField) and made.options.last:
            made.options.last = (("", "Any"),)
        return made


@lru_cache(64)
def _form_class(schema: Schema) -> type[FiltersForm]:
    return type("ProviderFilters", (FiltersForm,), {"schema": schema})


class Filters:
    """The two forms of a list as one; unbound where nothing was entered or is to be checked."""

    def __init__(
        self, schema: Schema, entries: Entries | None = None, *, checked: bool = True
    ) -> None:
        data = MultiValueDict(entries) if checked and entries is not None else None
        self.form = _form_class(schema)(data, prefix=PREFIX, carried=entries)
        self.name = NameForm(data, prefix=NAME_PREFIX)
        if entries:
            self.name.initial = {"name": "".join(entries.get(self.name.add_prefix("name"), []))}

    @property
    def is_bound(self) -> bool:
        return self.form.is_bound

    def is_valid(self) -> bool:
        valid = self.form.is_valid() and self.name.is_valid()
        if valid and sum(len(text) for each in self.entries().values() for text in each) > (
            MAX_CHARACTERS
        ):
            self.form.add_error(None, f"Filters must be {MAX_CHARACTERS:,} characters or less")
        return valid and not self.form.errors

    def entries(self) -> Entries:
        """The raw entries of the two forms, and nothing else of what was posted."""
        name = self.name.add_prefix("name")
        return {**self.form.entries(), name: [str(self.name.data.get(name) or "")]}

    @property
    def words(self) -> str:
        """The words of a valid form that a name on the page must have."""
        return str(self.name.cleaned_data["name"]) if self.is_bound else ""

    def payload(self) -> dict[str, Any]:
        """What the provider is asked with; the forms must be valid."""
        return self.form.payload() if self.is_bound else {}

    def answers(self) -> Iterator[tuple[str, str]]:
        """(label, value) in words, of each filter of valid forms that is set."""
        if not self.is_bound:
            return
        for name, _, value in self.form.answers():
            made = self.form.fields[name]
            yield str(made.label), ", ".join(display(made, value))
        if self.words:
            yield NAME, self.words

    def summary(self) -> list[dict[str, str]]:
        return error_summary(self.form) + error_summary(self.name)


def keep(session: RunSession, entries: Entries) -> str:
    """The id under which the session has these entries from now on.

    Only the newest sets are kept. Where other requests are faster each time, the id is unknown.
    """
    chosen = secrets.token_urlsafe(6)

    def add() -> None:
        sets = {**session.get(KEY, {}), chosen: entries}
        session[KEY] = dict(list(sets.items())[-MAX_SETS:])

    session.insist(add, ATTEMPTS)
    return chosen


def kept(session: RunSession, chosen: str) -> Entries | None:
    """The entries of that id, or None where it is not known (any more)."""
    found: Entries | None = session.get(KEY, {}).get(chosen)
    return found
