"""What the README tells portals to run makes tokens that open the wizard."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings as project
from django.test import Client
from pytest_django import Settings

from tests.wizard import signing
from tests.wizard.signing import ISS
from wizard.models import Run

pytestmark = pytest.mark.django_db

SECTION = (Path(project.BASE_DIR) / "README.md").read_text().partition("### Sign a launch token")[2]
EXAMPLES = dict(
    re.findall(r"^```(\w+)\n(.*?)^```$", SECTION.partition("\n## ")[0], re.MULTILINE | re.DOTALL)
)
RSA = rsa.generate_private_key(65537, 2048)


def node() -> str | None:
    """Node of the machine, or the one that the browser tests bring."""
    found = importlib.util.find_spec("playwright")
    brought = Path(found.origin).parent / "driver" / "node" if found and found.origin else None
    return shutil.which("node") or (str(brought) if brought and brought.exists() else None)


# The language as the README has it: the file that it is saved as, and what runs that.
PROGRAMS = {
    "python": ("launch.py", sys.executable),
    "js": ("launch.mjs", node()),
    "php": ("launch.php", shutil.which("php")),
    "java": ("Launch.java", shutil.which("java") if shutil.which("javac") else None),
}


def made(tmp_path: Path, language: str, key: bytes) -> str:
    """What the example prints, with this private key beside it."""
    name, program = PROGRAMS[language]
    if program is None:
        pytest.skip(f"nothing here runs {name}")
    (tmp_path / "launch-key.pem").write_bytes(key)
    (tmp_path / name).write_text(EXAMPLES[language])
    ended = subprocess.run(
        [program, name],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


@pytest.mark.parametrize("language", PROGRAMS)
@pytest.mark.usefixtures("fake")
def test_an_example_opens_the_wizard_once(
    settings: Settings, tmp_path: Path, language: str
) -> None:
    with_rsa = "RS256" in EXAMPLES[language]
    key = {"alg": "RS256", "key": signing.public(RSA)} if with_rsa else signing.key("ed")
    private = RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings.PUBLIC_BASE_URL = signing.BASE
    settings.PORTALS = json.dumps({ISS: {"origins": [ISS], "keys": {"2026-01": key}}})

    made_by = private if with_rsa else signing.private("ed")
    token = {"launch_token": made(tmp_path, language, made_by)}
    first, again = (Client().post("/launch", token) for _ in range(2))

    assert (first.status_code, again.status_code) == (303, 403)
    assert Run.objects.get().operator == "operator-17"


def test_every_example_says_the_same() -> None:
    texts = {language: EXAMPLES[language] for language in (*PROGRAMS, "csharp")}

    for text in texts.values():
        for said in ("kyb-launch+jwt", "https://wizard.example/launch", ISS, "ver", "2026-01"):
            assert said in text
