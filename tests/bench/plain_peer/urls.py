"""The wizard, and where it ends."""

from django.urls import path
from django.views.generic import TemplateView

from .views import ProfileWizard

urlpatterns = [
    path("wizard/", ProfileWizard.as_view()),
    path("created/", TemplateView.as_view(template_name="created.html")),
]
