"""What passes the HTTP door: our settings and codes, nothing of the environment."""

from pathlib import Path

import pytest
import responses

from tests.providers.conftest import API, MakeClient, Tokens
from wizard.providers.errors import ProviderMisbehaved

URL = f"{API}/x"


def test_environment_and_netrc_play_no_part(
    http: responses.RequestsMock,
    make_client: MakeClient,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine api.example login other password other\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    http.get(URL, json={})

    make_client(auth=Tokens()).get("/x")

    request = http.calls[0].request
    assert request.headers["Authorization"] == "Bearer token-0"
    assert not request.req_kwargs["proxies"]  # type: ignore[attr-defined]  # added by responses


def test_proxy_of_the_settings_is_used(
    http: responses.RequestsMock, make_client: MakeClient
) -> None:
    http.get(URL, json={})

    make_client(proxy="http://proxy.example:3128").get("/x")

    proxies = http.calls[0].request.req_kwargs["proxies"]  # type: ignore[attr-defined]  # as above
    assert proxies["https"] == "http://proxy.example:3128"


def test_cookies_are_not_sent_back(http: responses.RequestsMock, make_client: MakeClient) -> None:
    http.get(URL, json={}, headers={"Set-Cookie": "a=1; Path=/"})
    client = make_client()

    client.get("/x")
    client.get("/x")

    assert "Cookie" not in http.calls[1].request.headers


@pytest.mark.parametrize(
    "code", ["..", ".", "a/b", "", "x" * 65, "a b", "a?b", "a#b", "%2e", "ä", "a\n", "a\0"]
)
def test_code_that_is_no_path_segment_is_not_sent(
    http: responses.RequestsMock, make_client: MakeClient, code: str
) -> None:
    client = make_client(auth=Tokens())

    with pytest.raises(ProviderMisbehaved):
        client.get("/search/types/{type}/{country}", type=code, country="GB")

    assert not http.calls


def test_longest_code_is_sent(http: responses.RequestsMock, make_client: MakeClient) -> None:
    code = "aZ0_-" + "x" * 59
    http.get(f"{API}/t/{code}", json={})

    reply = make_client().get("/t/{type}", type=code)

    assert reply.ok
