"""Show what the wizard makes of a provider's field schema: its specs, or the payload of answers."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.datastructures import MultiValueDict

from wizard.schema.dialects import read_schema
from wizard.schema.forms import form_class
from wizard.schema.given import (
    NotJSON,
    described,
    entries,
    errors_by_key,
    pretty,
    read_json,
)

MAX_BYTES = 16 * 1024 * 1024
FAILED = 2  # exit status


class Command(BaseCommand):
    help = "Print the field specs of a provider's schema as JSON; warnings go to standard error."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the provider's JSON; - reads standard input")
        parser.add_argument("--payload", metavar="ANSWERS", help="JSON with answers by key")
        parser.add_argument("--country", default="", help="ISO alpha-2, for its subdivisions")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # the base's signature
        schema = read_schema(_json(options["file"]))
        shown: Any = described(schema)
        if options["payload"]:
            form_type = form_class(schema, options["country"])
            form = form_type(MultiValueDict(entries(form_type, _json(options["payload"]))))
            shown = form.payload() if form.is_valid() else {"errors": errors_by_key(form)}
        try:
            for warning in schema.warnings:
                self.stderr.write(warning)
            self.stdout.write(pretty(shown))
            self.stdout.flush()
        except BrokenPipeError:
            # Python writes what is left once more when it ends; nobody reads that either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise CommandError("The output was cut off by its reader.", returncode=FAILED) from None


def _json(name: str) -> Any:
    """The JSON in a file. Raises CommandError (exit 2) where there is none."""
    try:
        if name == "-":
            content: str | bytes = sys.stdin.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise NotJSON(f"is larger than {MAX_BYTES >> 20} MB")
        return read_json(content)
    except NotJSON as error:
        at = f"{error.where}: ".capitalize() if error.where else ""
        raise CommandError(f"{at}{name} {error.problem}.", returncode=FAILED) from None
    except UnicodeDecodeError:  # of standard input
        raise CommandError(f"{name} is not UTF-8 text.", returncode=FAILED) from None
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.", returncode=FAILED) from None
