"""The addresses of a server in DEBUG: what the sample portal may do beside the wizard's own."""

from django.urls import include, path

from config.urls import handler400, handler404, handler500
from wizard import demo

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("demo/expire/<uuid:run_id>/", demo.expire),
    path("", include("config.urls")),
]
