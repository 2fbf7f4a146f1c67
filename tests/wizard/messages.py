"""The JSON Schemas of the messages, as a portal's developer uses them."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

FOLDER = Path(settings.BASE_DIR) / "static" / "wizard" / "messages"
SCHEMAS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text()) for path in FOLDER.glob("*.json")
}
MESSAGES = sorted(SCHEMAS.keys() - {"envelope"})
REGISTRY: Registry[Any] = Registry().with_resources(
    (f"{name}.json", Resource.from_contents(schema)) for name, schema in SCHEMAS.items()
)


def validate(message: dict[str, Any]) -> None:
    """Raises KeyError for an unknown message, ValidationError for one that is not as its schema."""
    schema = SCHEMAS[message["type"]]
    Draft202012Validator(schema, registry=REGISTRY).validate(message)
