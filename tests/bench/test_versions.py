"""Which version a host of `make topology` begins with."""

import subprocess
from pathlib import Path

import pytest

from tests.bench.versions import older


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A program without a history."""
    program = tmp_path / "here"
    for name in ("static/wizard/wizard.css", "wizard/migrations/0001_initial.py", "README.md"):
        (program / name).parent.mkdir(parents=True, exist_ok=True)
        (program / name).write_text("first\n")
    return program


def git(here: Path, *arguments: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=here, check=True, capture_output=True)


def write(here: Path, name: str, text: str) -> None:
    (here / name).write_text(text)
    git(here, "add", ".")
    git(here, "commit", "-m", text)


@pytest.fixture
def changed(here: Path) -> Path:
    """The program was changed once, and after that its README."""
    git(here, "init", "--quiet")
    write(here, "README.md", "begun")
    write(here, "static/wizard/wizard.css", "second")
    write(here, "README.md", "told")
    return here


def test_it_is_the_newest_whose_program_is_another(changed: Path, tmp_path: Path) -> None:
    tree, name = older("", tmp_path, changed)

    assert (tree / "static/wizard/wizard.css").read_text() == "first\n"
    assert len(name) == 7


def test_it_is_the_one_that_is_named(changed: Path, tmp_path: Path) -> None:
    tree, _ = older("HEAD", tmp_path, changed)

    assert (tree / "static/wizard/wizard.css").read_text() == "second"


def test_without_a_history_it_is_a_copy_with_another_style_sheet(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))

    tree, name = older("", tmp_path, here)

    assert name == "a copy, as there is no history"
    assert (tree / "README.md").read_text() == "first\n"
    assert (tree / "static/wizard/wizard.css").read_text() != "first\n"


def test_revision_that_git_does_not_know_is_named(changed: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="git knows no v9 here"):
        older("v9", tmp_path, changed)


def test_version_with_a_newer_database_is_refused(changed: Path, tmp_path: Path) -> None:
    write(changed, "wizard/migrations/0002_more.py", "third")
    git(changed, "branch", "newer")
    git(changed, "checkout", "--quiet", "HEAD~1")

    with pytest.raises(SystemExit, match=r"no older version: it has the migration 0002_more\.py"):
        older("newer", tmp_path, changed)
