"""`manage.py schema`: what the wizard makes of a provider's field schema."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

FIELDS = [
    {"key": "name", "label": "Name", "type": "text", "required": True, "section": "Company"},
    {"key": "address.since", "label": "Since", "type": "date"},
    {"key": "vat", "label": "VAT", "type": "boolean"},
    {
        "key": "vat_number",
        "label": "VAT number",
        "required": True,
        "visible_when": {"key": "vat", "in": [True]},
    },
    {
        "key": "directors",
        "label": "Directors",
        "type": "list",
        "fields": [{"key": "name", "label": "Name", "required": True}],
    },
]


def run(tmp_path: Path, fields: Any, answers: Any = None) -> tuple[Any, str]:
    """What is printed, as JSON, and what goes to standard error."""
    out, err = io.StringIO(), io.StringIO()
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(fields), encoding="utf-8")
    given = []
    if answers is not None:
        (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
        given = ["--payload", str(tmp_path / "answers.json")]
    call_command("schema", str(file), *given, stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


def test_it_prints_the_specs_in_order(tmp_path: Path) -> None:
    printed, warnings = run(tmp_path, FIELDS)

    assert [(s["key"], s["kind"], s["required"], s["section"]) for s in printed] == [
        ("name", "text", True, "Company"),
        ("address.since", "date", False, ""),
        ("vat", "boolean", False, ""),
        ("vat_number", "text", True, ""),
        ("directors", "list", False, ""),
    ]
    assert [s["options"] for s in printed] == [[]] * 5
    assert warnings == ""


def test_what_is_not_understood_is_a_warning_on_standard_error(tmp_path: Path) -> None:
    printed, warnings = run(tmp_path, [{"key": "a", "type": "signature"}, 7])

    assert [s["key"] for s in printed] == ["a"]
    assert warnings.splitlines() == [
        "[0]: unknown type 'signature', drawn as text",
        "[1]: a field object was expected",
    ]


@pytest.mark.parametrize("nested", [True, False])
def test_it_prints_the_payload_of_answers(tmp_path: Path, nested: bool) -> None:
    since = {"address": {"since": "2001-02-03"}} if nested else {"address.since": "2001-02-03"}
    answers = {
        "name": "Acme",
        **since,
        "vat": True,
        "vat_number": "GB1",
        "directors": [{"name": "Ann"}],
    }

    payload, _ = run(tmp_path, FIELDS, answers)

    assert payload == {
        "name": "Acme",
        "address": {"since": "2001-02-03"},
        "vat": True,
        "vat_number": "GB1",
        "directors": [{"name": "Ann"}],
    }


def test_it_prints_the_errors_by_the_providers_key(tmp_path: Path) -> None:
    printed, _ = run(tmp_path, FIELDS, {"vat": True, "address.since": "2001-02-31"})

    assert printed == {
        "errors": {
            "name": ["Enter name"],
            "address.since": ["Since must be a real date"],
            "vat_number": ["Enter VAT number"],
        }
    }


def test_what_is_not_json_is_one_line_and_exit_status_2(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<html>", encoding="utf-8")

    with pytest.raises(CommandError, match=r"page\.html is not JSON\.$") as error:
        call_command("schema", str(file))

    assert error.value.returncode == 2


def test_it_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(FIELDS[:1])))

    call_command("schema", "-")

    assert [spec["key"] for spec in json.loads(capsys.readouterr().out)] == ["name"]
