"""Result tokens: a portal's backend can prove them by the published keys, and nobody else's."""

import base64
import hashlib
import json
import re
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.test import Client
from pytest_django import Settings

from tests.wizard.fake import FakeProvider
from tests.wizard.signing import BASE, ISS, OTHER, PRIVATE, claims, sign
from tests.wizard.test_launch import to_check, walk
from tests.wizard.walker import Walker
from wizard import resolutions, result_tokens, submissions
from wizard.models import Resolution, Run, Submission
from wizard.providers.errors import OutcomeUnknown
from wizard.resolutions import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]

ED, ES, NEW = (
    key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    for key in (
        ed25519.Ed25519PrivateKey.generate(),
        ec.generate_private_key(ec.SECP256R1()),
        ed25519.Ed25519PrivateKey.generate(),
    )
)
REQUIRED = ["iss", "aud", "sub", "profile_id", "jti", "iat", "exp"]
TOKEN = re.compile(r'<main [^>]*data-event="completed"[^>]* data-result-token="([^"]+)"')


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> Callable[..., None]:
    """Call it to change what signs."""

    def configure(*pems: str) -> None:
        settings.RESULT_SIGNING_KEYS = "".join(pems)

    configure(ED)
    return configure


def created(**launched: Any) -> Walker:
    walker = to_check(walk(**launched)).post("check")
    return walker.get("receipt")


def token_of(walker: Walker) -> str:
    match = TOKEN.search(walker.html)
    assert match, walker.html
    return match[1]


def published() -> dict[str, Any]:
    return dict(Client().get("/.well-known/jwks.json").json())


def verified(token: str, key_set: dict[str, Any] | None = None, **expected: Any) -> dict[str, Any]:
    """As a portal does it: the key by its `kid` in the published set."""
    kid = jwt.get_unverified_header(token)["kid"]
    key = jwt.PyJWKSet.from_dict(key_set or published())[kid]
    options = {"require": REQUIRED, "strict_aud": True}
    given = {"audience": ISS, "issuer": BASE, "options": options, **expected}
    return dict(jwt.decode(token, key, algorithms=["EdDSA", "ES256"], **given))


# -- the token --------------------------------------------------------------------------------


@pytest.mark.parametrize("signer", [ED, ES], ids=["EdDSA", "ES256"])
def test_a_portal_can_verify_what_was_created(keys: Callable[..., None], signer: str) -> None:
    keys(signer)
    before = int(time.time())

    walker = created(ext="order-1", sub="operator ü")
    said = verified(token_of(walker))

    assert (said["iss"], said["aud"], said["sub"]) == (BASE, ISS, "operator ü")
    assert (said["ext"], said["profile_id"]) == ("order-1", Submission.objects.get().profile_id)
    assert before <= said["iat"] <= time.time()
    assert said["exp"] - said["iat"] == 300
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", said["jti"])
    header = jwt.get_unverified_header(token_of(walker))
    assert header["typ"] == "kyb-result+jwt"


def test_it_has_nothing_that_was_typed_and_no_more_than_it_must() -> None:
    said = verified(token_of(created(name="Ottoline Vane")))

    assert set(said) == set(REQUIRED)  # `ext` too, where the launch had one
    text = json.dumps(said).lower()
    for typed in ("acme", "ottoline", "company", "japan"):
        assert typed not in text


def test_every_view_makes_another_one_and_none_is_kept() -> None:
    walker = created()
    first = token_of(walker)

    other = token_of(walker.get("receipt"))

    assert verified(first)["jti"] != verified(other)["jti"]
    kept = [*Run.objects.values_list("data", "limits"), *Submission.objects.values_list()]
    assert first.rpartition(".")[2] not in str(kept)
    assert "no-store" in walker.response["Cache-Control"]


def test_who_looks_at_it_is_whom_it_is_for() -> None:
    created(ext="order-1", sub="jane")

    again = walk(ext="order-1", sub="jim")

    assert verified(token_of(again))["sub"] == "jim"


def test_it_says_on_whose_word_it_is_also_once_the_rest_was_made_without_anybody(
    fake: FakeProvider,
) -> None:
    # Given a profile that somebody has said to exist, of which a part is to be made
    fake.parts = ("address",)
    fake.faults["create"] = OutcomeUnknown("closed")
    walker = to_check(walk()).post("check")
    fake.faults.clear()
    row, staff = Submission.objects.get(), Person(Resolution.Role.STAFF, "7", "sam")
    known = fake.profiles[0].id
    resolutions.resolve(row, Resolution.Found.EXISTS, staff, fake, known, known)

    assert submissions.reconcile(row, fake).state == "created"

    assert verified(token_of(walker.get("receipt")))["told_by"] == "staff"


def test_what_was_told_of_a_part_is_nobodys_word_for_the_profile(fake: FakeProvider) -> None:
    fake.parts = ("address",)
    fake.faults["address"] = OutcomeUnknown("closed")
    walker = to_check(walk()).post("check")
    row, staff = Submission.objects.get(), Person(Resolution.Role.STAFF, "7", "sam")

    resolutions.resolve(row, Resolution.Found.EXISTS, staff, fake, "a-1")

    assert "told_by" not in verified(token_of(walker.get("receipt")))


def test_only_what_was_created_has_one(fake: Any) -> None:
    fake.faults["create"] = RuntimeError("the process died")
    with pytest.raises(RuntimeError):
        created()
    walker = walk(ext="order-2")

    assert "data-result-token" not in to_check(walker).html
    run = Run.objects.earliest("created_at")
    assert run.submissions.get().state == "unknown"
    assert "data-result-token" not in walker.get("receipt").html


@pytest.mark.parametrize("missing", ["RESULT_SIGNING_KEYS", "PUBLIC_BASE_URL"])
def test_without_a_key_or_an_address_there_is_none(settings: Settings, missing: str) -> None:
    walker = created()
    setattr(settings, missing, "")

    walker.get("receipt")

    assert walker.status == 200
    assert "data-result-token" not in walker.html


# -- what a portal refuses --------------------------------------------------------------------


def test_it_is_for_its_portal_alone() -> None:
    token = token_of(created())

    with pytest.raises(jwt.InvalidAudienceError):
        verified(token, audience=OTHER)
    with pytest.raises(jwt.InvalidIssuerError):
        verified(token, issuer="https://wizard.other.example")


def test_it_is_good_for_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    walker = created()
    now = time.time()
    monkeypatch.setattr("wizard.result_tokens.time.time", lambda: now - 301)

    token = token_of(walker.get("receipt"))
    monkeypatch.undo()

    with pytest.raises(jwt.ExpiredSignatureError):
        verified(token)


def test_what_others_have_signed_or_changed_is_refused() -> None:
    good = token_of(created())
    header, _, signature = good.split(".")
    kid = jwt.get_unverified_header(good)["kid"]
    forged = jwt.encode(verified(good), PRIVATE["ed"], "EdDSA", headers={"kid": kid})
    said = base64.urlsafe_b64encode(json.dumps({**verified(good), "ext": "x"}).encode()).decode()
    changed = f"{header}.{said.rstrip('=')}.{signature}"

    for bad in (forged, changed):
        with pytest.raises(jwt.InvalidSignatureError):
            verified(bad)
    with pytest.raises(KeyError):
        verified(sign(claims(aud=ISS, iss=BASE)))  # a portal's own key is none of ours


def test_it_opens_no_run() -> None:
    token = token_of(created())
    runs = Run.objects.count()

    assert Client().post("/launch", {"launch_token": token}).status_code == 403
    assert Run.objects.count() == runs


# -- the published keys -----------------------------------------------------------------------


def test_the_key_set_is_public_and_may_be_kept_for_an_hour(keys: Callable[..., None]) -> None:
    keys(ED, ES)

    answer = Client().get("/.well-known/jwks.json")

    assert answer["Content-Type"] == "application/jwk-set+json"
    assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=3600"}
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    first, second = answer.json()["keys"]
    assert set(first) == {"kty", "crv", "x", "kid", "alg", "use"}
    assert set(second) == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert (first["alg"], second["alg"]) == ("EdDSA", "ES256")
    assert Client().post("/.well-known/jwks.json").status_code == 405


def test_without_keys_the_set_is_empty(keys: Callable[..., None]) -> None:
    keys()

    assert published() == {"keys": []}


def test_a_kid_is_the_thumbprint_of_its_key() -> None:
    # RFC 8037, appendix A.3
    key = {"crv": "Ed25519", "kty": "OKP", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert result_tokens.thumbprint(key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

    (jwk,) = published()["keys"]
    text = json.dumps({name: jwk[name] for name in ("crv", "kty", "x")}, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).digest()
    assert jwk["kid"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")


def test_keys_are_rotated_without_a_moment_in_which_a_token_is_refused(
    keys: Callable[..., None],
) -> None:
    # Given a portal that has kept the key set, with the next key in it
    walker = created()
    keys(ED, NEW)
    kept = published()
    old = token_of(walker.get("receipt"))

    # When the next key signs
    keys(NEW, ED)
    new = token_of(walker.get("receipt"))

    # Then tokens of both are good, by the kept set as by the new one
    for key_set in (kept, published()):
        assert verified(old, key_set)["profile_id"] == verified(new, key_set)["profile_id"]
    assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]

    # And not any more once the old key is gone
    keys(NEW)
    with pytest.raises(KeyError):
        verified(old)
