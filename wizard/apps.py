"""The application: registers its configuration checks at start."""

from django.apps import AppConfig


class WizardConfig(AppConfig):
    name = "wizard"

    def ready(self) -> None:
        from . import checks, portal_checks, provider_checks  # noqa: F401  # registers them
