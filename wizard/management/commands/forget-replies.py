"""Forget what providers have answered, so that they are asked anew."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wizard.providers import caching


class Command(BaseCommand):
    help = "Forget types, fields and tokens that providers have answered; all hosts ask anew."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        if not settings.REDIS_URL:
            raise CommandError(
                "Each process has a cache of its own: reload the server (SIGHUP) instead, or set "
                "REDIS_URL."
            )
        try:
            caching.forget_all()
        except Exception as error:
            raise CommandError(f"REDIS_URL cannot be used ({type(error).__name__}).") from error
        self.stdout.write("Forgotten: the next page asks the provider.")
