"""A wizard as formtools comes, with none of our rules, and one request to it."""

from collections import OrderedDict
from typing import Any, ClassVar

from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory
from formtools.wizard.views import NamedUrlSessionWizardView, SessionWizardView


class Place(forms.Form):
    country = forms.CharField()


class Person(forms.Form):
    name = forms.CharField(required=True)


class Check(forms.Form):
    pass


class Stock(SessionWizardView):  # type: ignore[misc]  # formtools has no types
    form_list: ClassVar[Any] = [("place", Place), ("person", Person), ("check", Check)]
    template_name = "never-rendered.html"
    created: ClassVar[list[dict[str, Any]]] = []
    asked: ClassVar[list[str]] = []

    def get_form_list(self) -> Any:
        self.asked.append(self.request.method)
        return super().get_form_list()

    def done(self, form_list: Any, **_: Any) -> HttpResponse:
        self.created.append({k: v for form in form_list for k, v in form.cleaned_data.items()})
        return HttpResponse("created")


class Failing(Stock):
    def done(self, form_list: Any, **_: Any) -> HttpResponse:  # noqa: ARG002
        return HttpResponse("the provider is down", status=503)


class Hiding(Stock):
    """Asks for the person only where the place says so, as formtools' manual shows it."""

    condition_dict: ClassVar[Any] = {"person": lambda _: False}

    def done(self, form_list: Any, **_: Any) -> HttpResponse:  # noqa: ARG002
        return HttpResponse(str(self.get_cleaned_data_for_step("person")))


class Substituting(Stock):
    """Chooses its forms by itself, without what formtools keeps on the side."""

    def get_form_list(self) -> Any:
        return OrderedDict(self.form_list)


class Assigning(Stock):
    """Puts a form into the list, as if the list were its own."""

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form_list["person"] = Check
        answer: HttpResponse = super().get(*args, **kwargs)
        return answer


class Named(NamedUrlSessionWizardView):  # type: ignore[misc]  # formtools has no types
    form_list: ClassVar[Any] = [("place", Place)]
    template_name = "never-rendered.html"
    created: ClassVar[list[str]] = []

    def get_step_url(self, step: str) -> str:
        return f"/{step}/"

    def done(self, form_list: Any, **_: Any) -> HttpResponse:  # noqa: ARG002
        self.created.append(self.request.method)
        return HttpResponse("created")


class Tab:
    """A browser's tab on a wizard view."""

    def __init__(self, kind: Any = Stock, session: SessionBase | None = None, **kwargs: Any):
        self.kind, self.session = kind, session or SessionStore()
        self.view = kind.as_view(**kwargs)
        prefix = kind.__name__.lower()
        self.mark = f"{prefix}-current_step"
        self.key = f"wizard_{prefix}"

    def get(self, **kwargs: Any) -> Any:
        return self._send(RequestFactory().get("/"), **kwargs)

    def post(self, current: str, **fields: str) -> Any:
        data = {self.mark: current, **{k.replace("__", "-"): v for k, v in fields.items()}}
        return self._send(RequestFactory().post("/", data))

    def named(self, step: str, **fields: str) -> Any:
        data = {self.mark: step, **{k.replace("__", "-"): v for k, v in fields.items()}}
        return self._send(RequestFactory().post("/", data), step=step)

    def _send(self, request: Any, **kwargs: Any) -> Any:
        request.session = self.session
        return self.view(request, **kwargs)

    @property
    def stored(self) -> Any:
        return self.session[self.key]["step_data"]
