"""The addresses of the whole site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("wizard.urls")),
]

handler400 = "wizard.problems.bad_request"
handler404 = "wizard.problems.not_found"
handler500 = "wizard.problems.server_error"
