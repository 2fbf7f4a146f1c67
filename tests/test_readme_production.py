"""The files that README gives for production are what nginx and systemd take."""

import os
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.utils import timezone

from tests.bench.proxy import example

README = (settings.BASE_DIR / "README.md").read_text()


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def certificate(folder: Path) -> None:
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "wizard.example")])
    now = timezone.now()
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now).sign(key, SHA256())
    (folder / "fullchain.pem").write_bytes(made.public_bytes(Encoding.PEM))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(pem)


def test_nginx_takes_its_example(tmp_path: Path) -> None:
    if not shutil.which("nginx"):
        assert not os.environ.get("CI"), "nginx is not installed"
        pytest.skip("nginx is not installed")
    text = example()
    certificate(tmp_path)
    text = text.replace("/etc/ssl/wizard", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    whole = f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{text}}}\n"
    (tmp_path / "nginx.conf").write_text(whole)

    ended = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr


def test_systemd_waits_longer_than_the_server() -> None:
    services = [block for block in blocks("ini") if "ExecStart" in block]
    configured = runpy.run_path(str(settings.BASE_DIR / "config/gunicorn.conf.py"))

    assert len(services) == 2
    for each in services:
        [seconds] = re.findall(r"^TimeoutStopSec=(\d+)$", each, re.MULTILINE)
        assert int(seconds) > configured["graceful_timeout"]
