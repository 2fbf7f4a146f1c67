"""Wipe and delete what is not to be kept any longer; to be called regularly."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from wizard.retention import RULES


class Command(BaseCommand):
    help = (
        "Wipe what was entered and delete what is of no more use, once its time is over; tell how "
        "many rows that were. May run while the server does, and on several hosts at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="print how many rows it would be, change nothing"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:  # noqa: ARG002  # the base's signature
        for rule in RULES:
            rows = rule.rows().count() if dry_run else sum(rule.apply())
            done = f"would be {rule.done}" if dry_run else rule.done
            self.stdout.write(f"{rule.name}: {rows} {done}")
