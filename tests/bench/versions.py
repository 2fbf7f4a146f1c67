"""The older version of the program, which `make topology` lets a host begin with."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = ("config", "static", "templates", "wizard")
MIGRATIONS = "wizard/migrations/0*.py"
OTHER_LOOKS = "\n.of-another-version { order: 0 }\n"


def older(revision: str, folder: Path, here: Path = ROOT) -> tuple[Path, str]:
    """That version of the program `here`, made in the folder: where it is, and what it is.

    No revision: the newest one of the history whose program is another. Where there is none, as in
    a source archive or a shallow clone, a copy with another style sheet.
    Raises SystemExit where git does not know the revision, or its database is a newer one.
    """
    tree = folder / "older"
    named = revision or _before_the_last_change(here)
    if not named:
        shutil.copytree(here, tree, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        with (tree / "static/wizard/wizard.css").open("a") as sheet:
            sheet.write(OTHER_LOOKS)
        return tree, "a copy, as there is no history"
    commit = _git(here, "rev-parse", "--verify", "--quiet", f"{named}^{{commit}}").decode().strip()
    if not commit:
        raise SystemExit(f"git knows no {named} here: give another version by --other.")
    tree.mkdir()
    packed = _git(here, "archive", commit)
    subprocess.run(["tar", "-x", "-C", str(tree)], input=packed, check=True)
    if newer := _migrations(tree) - _migrations(here):
        raise SystemExit(f"{named} is no older version: it has the migration {min(newer)}.")
    return tree, commit[:7]


def _before_the_last_change(here: Path) -> str:
    changed = _git(here, "log", "-1", "--format=%H", "--", *PROGRAM).decode().strip()
    before = f"{changed}~1"
    return before if changed and _git(here, "rev-parse", "--verify", "--quiet", before) else ""


def _migrations(tree: Path) -> set[str]:
    return {file.name for file in tree.glob(MIGRATIONS)}


def _git(here: Path, *arguments: str) -> bytes:
    """What it prints; nothing where it fails, or is not installed."""
    try:
        ended = subprocess.run(["git", *arguments], cwd=here, capture_output=True, check=False)
    except FileNotFoundError:
        return b""
    return b"" if ended.returncode else ended.stdout
