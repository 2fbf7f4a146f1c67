"""A page of 6 kB whose view writes the session, and Django's own page of a form."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from tests.bench.fields import schema
from tests.bench.plain_peer.forms import add_fields

ROWS = [{"label": f"Row {number}", "value": "what was entered there"} for number in range(60)]


def floor(request: HttpRequest) -> HttpResponse:
    request.session["visits"] = request.session.get("visits", 0) + 1
    return render(request, "floor.html", {"rows": ROWS})


def thirty_fields(request: HttpRequest) -> HttpResponse:
    form = forms.Form()
    add_fields(form, schema(30))
    return render(request, "form.html", {"form": form})


urlpatterns = [path("floor/", floor), path("form/", thirty_fields)]
