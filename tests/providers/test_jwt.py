"""When a JSON Web Token expires, of whatever stands in its place."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest

from wizard.providers.jwt import MAX_LENGTH, expires_at
from wizard.sandbox import keys

# RFC 7519 section 3.1, whose claims have a carriage return and a line feed between them.
EXAMPLE = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)


def token(claims: str) -> str:
    return f"e30.{urlsafe_b64encode(claims.encode()).rstrip(b'=').decode()}.c2lnbmF0dXJl"


def test_the_example_of_the_rfc() -> None:
    assert expires_at(EXAMPLE) == datetime(2011, 3, 22, 18, 43, tzinfo=UTC)


@pytest.mark.parametrize("days", [10, -1])
def test_a_key_of_the_sandbox_also_after_its_day(days: int) -> None:
    now = datetime(2024, 5, 1, 15, 30, tzinfo=UTC)

    expires = expires_at(keys.issue(now.timestamp(), days))

    assert expires == datetime(2024, 5, 1, tzinfo=UTC) + timedelta(days=days)


def test_a_date_may_have_decimals() -> None:
    assert expires_at(token('{"exp": 0.5}')) == datetime(1970, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "claims",
    [
        "{}",
        '{"exp": null}',
        '{"exp": true}',
        '{"exp": "1300819380"}',
        '{"exp": [1300819380]}',
        '{"exp": NaN}',
        '{"exp": 1e999}',
        '{"exp": 1e30}',
        pytest.param('{"exp": 1' + "0" * 400 + "}", id="too large for a float"),
        pytest.param('{"exp": 1' + "0" * 5000 + "}", id="too many digits"),
        '{"exp": 1300819380',
        "[1300819380]",
        "1300819380",
        "",
        pytest.param("[" * 12_000, id="nested deeply"),
    ],
)
def test_claims_without_a_date_have_none(claims: str) -> None:
    assert expires_at(token(claims)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sk_live_0123456789",
        "..",
        EXAMPLE.rpartition(".")[0],
        f"{EXAMPLE}.e30.e30",
        EXAMPLE.replace(".eyJpc3Mi", ".eyJpc3Mi\n"),
        EXAMPLE.replace(".eyJpc3Mi", ".é"),
        pytest.param(f"{EXAMPLE}{'x' * MAX_LENGTH}", id="too long"),
    ],
)
def test_what_is_no_signed_token_has_no_date(text: str) -> None:
    assert expires_at(text) is None
