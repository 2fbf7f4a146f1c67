"""`manage.py launch-token`: a token that opens the wizard, to try one out."""

import io
import json
from pathlib import Path
from typing import Any

import jwt
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from tests.wizard import signing
from tests.wizard.fake import FakeProvider
from tests.wizard.signing import ISS, ORIGIN
from wizard import providers
from wizard.models import Run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def configured(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PUBLIC_BASE_URL = signing.BASE
    settings.ALLOWED_HOSTS = ["wizard.example", "testserver"]
    settings.PORTALS = signing.registry()
    monkeypatch.setattr(providers, "configured", lambda: {"fake": FakeProvider()})


def minted(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    known = ["--portal", ISS, "--sub", "operator-17"]
    call_command("launch-token", *known, *arguments, stdout=out, skip_checks=True, **options)
    return out.getvalue().strip()


def key_file(tmp_path: Path, kid: str) -> str:
    file = tmp_path / kid
    file.write_bytes(f"{signing.SECRET}\n".encode() if kid == "hs" else signing.private(kid))
    return str(file)


@pytest.mark.parametrize("kid", ["ed", "es", "rs", "hs"])
def test_a_token_of_a_key_file_opens_the_wizard(tmp_path: Path, kid: str) -> None:
    token = minted("--kid", kid, "--key-file", key_file(tmp_path, kid))

    assert Client().post("/launch", {"launch_token": token}).status_code == 303
    assert Run.objects.get().operator == "operator-17"


def test_in_debug_a_shared_secret_is_known(settings: Settings) -> None:
    settings.DEBUG = True

    assert Client().post("/launch", {"launch_token": minted()}).status_code == 303


def test_all_that_a_launch_may_say(tmp_path: Path) -> None:
    token = minted(
        *("--kid", "ed", "--key-file", key_file(tmp_path, "ed"), "--ext", "order-1"),
        *("--name", "Jane", "--locale", "en", "--theme", "dark", "--origin", f"{ORIGIN}:8443"),
        *("--provider", "fake", "--type", "company", "--country", "GB", "--country", "FR"),
        *("--prefill", "name=Acme = Sons", "--prefill", "city=Leeds", "--seconds", "30"),
    )

    said = jwt.decode(token, options={"verify_signature": False})
    assert said["exp"] - said["iat"] == 30
    assert (said["ext"], said["name"], said["origin"]) == ("order-1", "Jane", f"{ORIGIN}:8443")
    assert said["prefill"] == {"name": "Acme = Sons", "city": "Leeds"}
    assert said["limits"] == {
        "providers": ["fake"],
        "types": ["company"],
        "countries": ["GB", "FR"],
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Give the portal's own key for hs with --key-file."),
        (["--kid", "none"], "--kid is not a key of the portal. Known: ed, es, rs, hs"),
        (["--kid", "ed", "--key-file", "nowhere"], "--key-file cannot be read"),
        (["--kid", "ed", "--key-file", "es"], "--key-file has no key for EdDSA."),
        (["--kid", "ed", "--key-file", "other"], "refuse it: it is not signed by the key"),
        (["--kid", "rs", "--key-file", "hs"], "--key-file has no key for RS256."),
        (["--kid", "hs", "--key-file", "hs", "--ext", "a b"], "refuse it: ext is not as it must"),
        (["--kid", "hs", "--key-file", "hs", "--seconds", "121"], "refuse it: exp is not as it"),
        (["--portal", "https://nobody.example"], "--portal is not in PORTALS. Known: https://port"),
    ],
)
def test_what_would_not_open_it_is_said_and_nothing_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    for kid in ("es", "other", "hs"):
        key_file(tmp_path, kid)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(CommandError) as error:
        minted(*arguments)

    assert said in str(error.value)
    assert signing.SECRET not in str(error.value)


def test_without_portals_it_says_so(settings: Settings) -> None:
    settings.PORTALS = json.dumps({})

    with pytest.raises(CommandError, match="Known: none"):
        minted()
