"""The forms that are ours: type and country, results, check; and the summary of errors."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from .providers.base import Country, Match, ProfileType, Provider
from .schema import wording
from .schema.choices import MAX_RADIOS, Checkboxes, Radios, Select
from .schema.dates import DateWidget
from .schema.forms import SchemaForm

NONE = "none"
NOWHERE = Country("", "")  # of a type that has no countries
MAX_REASON = 500


class OurForm(forms.Form):
    use_required_attribute = False


class ProviderForm(OurForm):
    """At which provider."""

    def __init__(self, *args: Any, providers: Iterable[Provider] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = "Select a provider"
        self.fields["provider"] = forms.ChoiceField(
            label="Which provider?",
            choices=[(provider.name, provider.label) for provider in providers],
            widget=Radios,
            error_messages={"required": missing, "invalid_choice": missing},
        )


class TypeForm(OurForm):
    """Which type of profile, in which country. The countries are those of the chosen type.

    A type that has none is not asked where; what is sent for it all the same is passed over.
    """

    def __init__(self, *args: Any, types: Sequence[ProfileType] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = {kind.code: kind for kind in types}
        kinds = [(kind.code, kind.label) for kind in types]
        radios = len(kinds) <= MAX_RADIOS
        missing = "Select what you want to create"
        self.fields["type"] = forms.ChoiceField(
            label="What do you want to create?",
            choices=kinds if radios else [("", ""), *kinds],
            widget=Radios if radios else Select,
            error_messages={"required": missing, "invalid_choice": missing},
        )
        self.fields["type"].widget.attrs["data-redraw"] = "true"
        chosen = self.types.get(str(self["type"].value() or ""))
        meant = [chosen] if chosen else types
        offered = {c.code: c for kind in meant for c in kind.countries}
        if not offered:
            return
        pairs = sorted((country.name, country.code) for country in offered.values())
        where = f" in which a {wording.noun(chosen.label)} can be created" if chosen else ""
        nowhere = [wording.noun(kind.label) for kind in meant if not kind.countries]
        self.fields["country"] = forms.ChoiceField(
            label="Country",
            help_text="Where it is registered"
            + (f". Not needed for {' or '.join(nowhere)}" if nowhere else ""),
            required=not nowhere,
            choices=[("", ""), *[(code, name) for name, code in pairs]],
            widget=Select(attrs={"data-long": "true", "data-ahead": "true"}),
            error_messages={
                "required": "Select a country",
                "invalid_choice": f"Select a country{where}",
            },
        )

    def chosen(self) -> tuple[ProfileType, Country]:
        """The type and the country of a valid form; NOWHERE where the type has none."""
        kind = self.types[self.cleaned_data["type"]]
        code = self.cleaned_data.get("country")
        return kind, next((c for c in kind.countries if c.code == code), NOWHERE)


class ResultsForm(OurForm):
    """Which row of the search it is, or none of them. The browser knows a row by its index only."""

    search = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(
        self, *args: Any, rows: Sequence[Match] = (), search_id: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.search_id = search_id
        missing = "Select one, or select none of these"
        self.fields["match"] = forms.ChoiceField(
            label="Which one is it?",
            choices=[*((str(i), row.title) for i, row in enumerate(rows)), (NONE, "None of these")],
            widget=Radios,
            error_messages={"required": missing, "invalid_choice": missing},
        )

    def clean_search(self) -> str:
        if self.cleaned_data["search"] != self.search_id:
            raise forms.ValidationError("These results are out of date. Look at the new ones below")
        return self.search_id


class CheckForm(OurForm):
    """Pressing the button is the answer, unless there are `similar` profiles: then it is why."""

    def __init__(self, *args: Any, similar: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if similar:
            self.fields["reason"] = forms.CharField(
                label="Why do you create it anyway?",
                help_text="It is kept with the profile’s record here, for whoever asks later",
                max_length=MAX_REASON,
                widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
                error_messages={
                    "required": "Enter why you create it anyway",
                    "max_length": f"The reason must be {MAX_REASON} characters or less",
                },
            )
            self.fields["reason"].widget.attrs.pop("maxlength", None)


class FoundForm(OurForm):
    """Somebody has looked; where it exists under an id that we do not know, this id as well.

    `seen`: what was told about, as the page showed it.
    """

    seen = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, sure: str, asks_id: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_id:
            self.fields["remote_id"] = forms.CharField(
                label="Its id at the provider",
                help_text="As the provider shows it",
                max_length=200,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
                error_messages={
                    "required": "Enter its id at the provider",
                    "max_length": "The id must be 200 characters or less",
                },
            )
            self.fields["remote_id"].widget.attrs.pop("maxlength", None)
        self.fields["sure"] = forms.MultipleChoiceField(
            label="What you have found",
            choices=[("yes", sure)],
            widget=Checkboxes,
            error_messages={"required": "Select the box once you have looked"},
        )

    def ask_whether(self, profile_id: str, words: str, error: str) -> None:
        """Add the box that confirms that the profile is the one."""
        self.fields["same"] = forms.MultipleChoiceField(
            label="Is it this profile?",
            help_text="The provider shows none of our references with it",
            choices=[(profile_id, words)],
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(["seen", "remote_id", "same"])
        self.add_error("same", error)


def anchor(form: forms.Form, name: str) -> str:
    """The id of the first input of a field, where a link to its error goes; none if hidden."""
    bound = form[name]
    if bound.is_hidden:
        return ""
    if isinstance(bound.field.widget, DateWidget):
        return f"{bound.auto_id}_{bound.field.widget.parts[0]}"
    if bound.field.widget.use_fieldset:
        return f"{bound.auto_id}_0"
    return str(bound.auto_id)


def error_summary(form: forms.Form) -> list[dict[str, str]]:
    """Every error of a bound form once, with the id of its field: the general ones first."""
    repeats = form.repeats.values() if isinstance(form, SchemaForm) else ()
    wrong = [repeat for repeat in repeats if repeat.error]
    summary = [{"to": f"id_{repeat.name}", "text": repeat.error} for repeat in wrong]
    for name in form.fields:
        texts = map(str, form.errors.get(name, []))
        summary += [{"to": anchor(form, name), "text": text} for text in texts]
    told = {repeat.error for repeat in wrong}
    general = [text for text in map(str, form.non_field_errors()) if text not in told]
    return [{"to": "", "text": text} for text in general] + summary
