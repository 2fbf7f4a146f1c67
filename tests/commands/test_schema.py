"""`manage.py schema`: what the wizard makes of a provider's field schema."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
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


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Line 1, column 1: {file} is not JSON."),
        (b"[1,\n]", "Line 2, column 1: {file} is not JSON."),
        (b"\xff\xff", "{file} is not UTF-8 text."),
        (b"[" * 100_000, "{file} is nested too deeply."),
        (b" " * (16 * 1024 * 1024 + 1), "{file} is larger than 16 MB."),
    ],
)
def test_what_cannot_be_read_is_one_clear_line_and_exit_status_2(
    tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "schema.json"
    file.write_bytes(content)

    with pytest.raises(CommandError) as error:
        call_command("schema", str(file))

    assert (str(error.value), error.value.returncode) == (message.format(file=file), 2)


def test_a_missing_file_and_a_folder_are_said_to_be_that(tmp_path: Path) -> None:
    for name, problem in ((tmp_path / "none", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(CommandError, match=f"cannot be read: {problem}") as error:
            call_command("schema", str(name))
        assert error.value.returncode == 2


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text(json.dumps(FIELDS), encoding="utf-8-sig")
    out = io.StringIO()

    call_command("schema", str(tmp_path / "schema.json"), stdout=out)

    assert len(json.loads(out.getvalue())) == len(FIELDS)


@pytest.mark.parametrize("scalar", [7, 0, "text", "", True, False])
def test_a_scalar_is_json_without_fields(tmp_path: Path, scalar: Any) -> None:
    assert run(tmp_path, scalar) == ([], "schema: a list of fields was expected\n")


def test_null_asks_for_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, None) == ([], "")


def test_each_warning_is_shown_once(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text('[{"key": "a", "type": "signature"}]', encoding="utf-8")

    said = subprocess.run(
        [sys.executable, "manage.py", "schema", str(tmp_path / "schema.json")],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    ).stderr

    assert said == "[0]: unknown type 'signature', drawn as text\n"


def test_specs_inside_others_have_their_path(tmp_path: Path) -> None:
    printed, _ = run(tmp_path, FIELDS)

    assert printed[-1]["fields"] == [
        {
            "key": "name",
            "path": "directors.name",
            "label": "Name",
            "kind": "text",
            "required": True,
            "options": [],
            "section": "",
        }
    ]


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text(json.dumps([{"key": f"field_{n}"} for n in range(1000)]), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "manage.py", "schema", str(file)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()

    assert said == "CommandError: The output was cut off by its reader.\n"
    assert process.returncode == 2
