"""The addresses of the whole site."""

from django.urls import include, path

urlpatterns = [path("", include("wizard.urls"))]

handler400 = "wizard.problems.bad_request"
handler404 = "wizard.problems.not_found"
handler500 = "wizard.problems.server_error"
