"""The addresses of a server in DEBUG: those of the sample portal beside the wizard's own."""

from django.urls import include, path

from config.urls import handler400, handler404, handler500
from wizard import demo

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("demo/", demo.portal, name="demo-portal"),
    path("demo/launch/", demo.launch, name="demo-launch"),
    path("", include("wizard.urls")),
]
