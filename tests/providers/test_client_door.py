"""What passes the HTTP door: our settings and codes, nothing of the environment."""

from pathlib import Path

import pytest
import responses

from tests.providers.conftest import API, MakeClient, Serve, Tokens, answer
from wizard.providers.errors import ProviderMisbehaved

URL = f"{API}/x"


def test_environment_and_netrc_play_no_part(
    serve: Serve,
    make_client: MakeClient,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    server, proxy = (serve(lambda _, line, __: line.sendall(answer())) for _ in range(2))
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, proxy.url)

    make_client(server.url, auth=Tokens()).get("/x")

    assert b"Authorization: Bearer token-0\r\n" in server.requests[0]
    assert proxy.connections == 0


def test_proxy_of_the_settings_is_used(serve: Serve, make_client: MakeClient) -> None:
    proxy = serve(lambda _, line, __: line.sendall(answer()))

    make_client("http://api.example", proxy=proxy.url).get("/x")

    assert proxy.requests[0].startswith(b"GET http://api.example/x HTTP/1.1\r\n")


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
    serve: Serve, make_client: MakeClient, code: str
) -> None:
    server = serve(lambda _, line, __: line.sendall(answer()))
    client = make_client(server.url, auth=Tokens())

    with pytest.raises(ProviderMisbehaved):
        client.get("/search/types/{type}/{country}", type=code, country="GB")

    assert server.connections == 0


def test_longest_code_is_sent(http: responses.RequestsMock, make_client: MakeClient) -> None:
    code = "aZ0_-" + "x" * 59
    http.get(f"{API}/t/{code}", json={})

    reply = make_client().get("/t/{type}", type=code)

    assert reply.ok
