"""A SessionWizardView by the book: `get_form` adds the fields, conditions decide on the steps.

https://django-formtools.readthedocs.io/en/latest/wizard.html
"""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from formtools.wizard.views import SessionWizardView

from . import provider
from .forms import NONE, CheckForm, ProviderForm, ResultsForm, TypeForm, add_fields


def has_search(wizard: "ProfileWizard") -> bool:
    chosen = wizard.get_cleaned_data_for_step("type")
    if not chosen:
        return False
    return provider.get("/search/types/{type}/{country}".format(**chosen)) is not None


def is_by_hand(wizard: "ProfileWizard") -> bool:
    chosen = wizard.get_cleaned_data_for_step("results")
    if chosen:
        return bool(chosen["match"] == NONE)
    return not has_search(wizard)


class ProfileWizard(SessionWizardView):  # type: ignore[misc]  # formtools has no types
    form_list = [
        ("type", TypeForm),
        ("search", ProviderForm),
        ("results", ResultsForm),
        ("details", ProviderForm),
        ("check", CheckForm),
    ]
    condition_dict = {"search": has_search, "results": has_search, "details": is_by_hand}
    template_name = "wizard.html"
    response_id = ""

    def get_form(self, step: str | None = None, data: Any = None, files: Any = None) -> forms.Form:
        form: forms.Form = super().get_form(step, data, files)
        step = step or self.steps.current
        if step == "type":
            self.offer_types(form)
        elif pair := self.pair():  # the conditions look at steps that are still to come
            path = "{type}/{country}".format(**pair)
            if step == "search":
                add_fields(form, provider.get(f"/search/types/{path}")["fields"])
            elif step == "results":
                self.offer_matches(form)
            elif step == "details":
                add_fields(form, provider.get(f"/profile/types/{path}")["fields"])
        return form

    def pair(self) -> dict[str, Any]:
        return dict(self.get_cleaned_data_for_step("type") or {})

    def offer_types(self, form: forms.Form) -> None:
        types = provider.get("/search/types")
        countries = {each["code"]: each["name"] for kind in types for each in kind["countries"]}
        choices = {
            "type": [(kind["type"], kind["name"]) for kind in types],
            "country": sorted(countries.items(), key=lambda pair: pair[1]),
        }
        for name, offered in choices.items():
            field = form.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    def offer_matches(self, form: forms.Form) -> None:
        fields = self.filled("search")
        if not fields:
            return
        found = provider.post("/search", {**self.pair(), "fields": fields})
        self.response_id = found["response_id"]
        rows = [(row["lookup_id"], f"{row['name']}, {row['address']}") for row in found["data"]]
        field = form.fields["match"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*rows, (NONE, "None of these")]

    def filled(self, step: str) -> dict[str, Any]:
        """What was entered, as JSON has it."""
        entered = self.get_cleaned_data_for_step(step) or {}
        return {
            key: value.isoformat() if hasattr(value, "isoformat") else value
            for key, value in entered.items()
            if value not in ("", None)
        }

    def get_context_data(self, form: forms.Form, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(form=form, **kwargs)
        if self.steps.current == "check":
            context["answers"] = self.get_all_cleaned_data()
        return context

    def done(self, *_: Any, form_dict: dict[str, forms.Form], **__: Any) -> HttpResponse:
        if "details" in form_dict:
            body = {**self.pair(), "fields": self.filled("details")}
        else:
            match = form_dict["results"].cleaned_data["match"]
            body = {**self.pair(), "response_id": self.response_id, "lookup_id": match}
        created = provider.post("/profiles", body)
        self.request.session["created"] = created["data"]["id"]
        return redirect("/created/")
