"""Put everything that is encrypted under the first of ENCRYPTION_KEYS, or look whether it is."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from wizard.rotation import encrypted, go_over


class Command(BaseCommand):
    help = (
        "Put everything that is encrypted under the first of ENCRYPTION_KEYS. May run while the "
        "server does, be stopped and begun again. Exit status 1: no key fits some rows "
        "(their number and the first id are printed), or, with --check, some are not under the "
        "first key yet; else 0."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing, count the rows that are not under the first key: with 0 of them "
            "the other keys may be taken away",
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:  # noqa: ARG002  # the base's signature
        failed = False
        for model, names in encrypted():
            tally = go_over(model, names, change=not check)
            done = "are not under the first key" if check else "put under the first key"
            table = model._meta.db_table
            said = f"{table} ({', '.join(names)}): {tally.older} of {tally.seen} {done}"
            if lost := tally.unreadable:
                first = min(lost, key=str)
                said += f"; {len(lost)} cannot be read by any key, the first of them {first}"
            self.stdout.write(said)
            failed |= bool(tally.unreadable) or (check and bool(tally.older))
        if failed:
            raise SystemExit(1)
