"""All addresses there are: the wizard's, those of staff and those of the sample portal."""

from django.urls import include, path

from config.urls import handler400, handler404, handler500
from wizard import demo

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("demo/", demo.portal, name="demo-portal"),
    path("demo/launch/", demo.launch, name="demo-launch"),
    path("", include("config.urls")),
]
