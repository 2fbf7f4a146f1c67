"""What becomes of real schemas, as `manage.py schema` prints it, compared with what was reviewed.

`GOLDEN=write` writes the files anew; read the difference before it is committed.
"""

import json
import os
from pathlib import Path

import pytest

from wizard.schema.dialects import read_schema
from wizard.schema.given import described, pretty

FOLDER = Path(__file__).parent
EXAMPLES = sorted(path.stem for path in (FOLDER / "examples").glob("*.json"))


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 8


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_read_as_reviewed(name: str) -> None:
    schema = read_schema(json.loads((FOLDER / "examples" / f"{name}.json").read_text("utf-8")))
    golden = FOLDER / "golden" / f"{name}.json"

    read = pretty({"specs": described(schema), "warnings": schema.warnings}) + "\n"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(read, encoding="utf-8")

    assert json.loads(read) == json.loads(golden.read_text("utf-8"))
