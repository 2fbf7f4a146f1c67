"""Show what the wizard makes of a provider's field schema: its specs, or the payload of answers."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.datastructures import MultiValueDict

from wizard.schema.dates import DateWidget
from wizard.schema.dialects import read_schema
from wizard.schema.forms import SchemaForm, form_class
from wizard.schema.inputs import create_field, html_value
from wizard.schema.layout import Entries, count_name, html_name
from wizard.schema.payload import Path as Keys
from wizard.schema.payload import dotted

NOT_JSON = 2  # exit status


class Command(BaseCommand):
    help = "Print the field specs of a provider's schema as JSON; warnings go to standard error."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the provider's JSON; - reads standard input")
        parser.add_argument("--payload", metavar="ANSWERS", help="JSON with answers by key")
        parser.add_argument("--country", default="", help="ISO alpha-2, for its subdivisions")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # the base's signature
        schema = read_schema(_json(options["file"]))
        for warning in schema.warnings:
            self.stderr.write(warning)
        shown: Any = [
            {"required": False, "options": [], "section": "", **spec.to_json()} for spec in schema
        ]
        if options["payload"]:
            form_type = form_class(schema, options["country"])
            form = form_type(MultiValueDict(_entries(form_type, _json(options["payload"]))))
            shown = form.payload() if form.is_valid() else {"errors": _errors(form)}
        self.stdout.write(json.dumps(shown, indent=2, ensure_ascii=False))


def _json(name: str) -> Any:
    """The JSON in a file. Raises CommandError (exit 2) where there is none."""
    try:
        content = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        return json.loads(content)
    except (ValueError, RecursionError):
        raise CommandError(f"{name} is not JSON.", returncode=NOT_JSON) from None
    except OSError as error:
        raise CommandError(
            f"{name} cannot be read: {error.strerror}", returncode=NOT_JSON
        ) from None


def _entries(form_type: type[SchemaForm], answers: Any) -> Entries:
    """Answers as a browser would send them: nested, or flat by dotted key."""
    flat = dict(_flat(answers))
    counts: Entries = {}
    for keys in flat:
        for at, part in enumerate(keys):
            if isinstance(part, int):
                name = count_name(html_name(keys[:at]))
                known = int(counts.get(name, ["0"])[0])
                counts[name] = [str(max(known, part + 1))]
    form = form_type(carried=counts)
    entries = dict(counts)
    for name, leaf in form.leaves.items():
        value = flat.get(leaf.path, flat.get((dotted(leaf.path),)))
        if value is None:
            continue
        widget = create_field(leaf.spec, form.country).widget  # also where it is hidden by now
        if isinstance(widget, DateWidget):
            entries |= {f"{name}_{part}": [v] for part, v in widget.decompress(value).items()}
        else:
            values = value if isinstance(value, list) else [value]
            entries[name] = [html_value(item) for item in values]
    entries[form.drawn_name] = [" ".join(form.leaves)]
    return entries


def _flat(node: Any, keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """(path, value) of every answer; a list of objects is a repeated group."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _flat(value, (*keys, key))
    elif isinstance(node, list) and any(isinstance(item, dict) for item in node):
        for position, item in enumerate(node):
            yield from _flat(item, (*keys, position))
    else:
        yield keys, node


def _errors(form: SchemaForm) -> dict[str, list[str]]:
    """The messages by the provider's own key; those that belong to none under ""."""
    return {
        dotted(form.leaf(name).path) if name in form.leaves else "": [str(text) for text in texts]
        for name, texts in form.errors.items()
    }
