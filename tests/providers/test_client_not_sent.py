"""A write that provably never left is not an unknown outcome; in doubt it is."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.providers.conftest import MakeClient, Serve
from wizard.providers.client import Client, Timeouts
from wizard.providers.errors import OutcomeUnknown, ProviderError, ProviderUnavailable

pytestmark = pytest.mark.usefixtures("no_backoff")
QUICK = Timeouts(connect=0.2, read=1, write=1)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that nobody else gets and that refuses connections."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def handshakes(listener: socket.socket, context: ssl.SSLContext) -> None:
    """Shake hands with whoever comes, until the listener is shut."""
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            with suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                secure.recv(1)


def failed_write(client: Client) -> type[ProviderError]:
    with pytest.raises(ProviderError) as caught:
        client.post("/x", {}, write=True)
    return caught.type


def test_refused_connection_was_not_sent(make_client: MakeClient, closed_port: int) -> None:
    client = make_client(f"http://127.0.0.1:{closed_port}", timeouts=QUICK)

    error = failed_write(client)

    assert error is ProviderUnavailable


def test_unknown_host_was_not_sent(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)

    error = failed_write(make_client("http://nowhere.invalid", timeouts=QUICK))

    assert error is ProviderUnavailable


def test_connection_that_nobody_accepts_was_not_sent(make_client: MakeClient) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        queued = [socket.socket() for _ in range(4)]
        for waiting in queued:
            waiting.setblocking(False)
            waiting.connect_ex(address)

        error = failed_write(make_client(f"http://127.0.0.1:{address[1]}", timeouts=QUICK))

        for waiting in queued:
            waiting.close()

    assert error is ProviderUnavailable


def test_wrong_certificate_was_not_sent(
    make_client: MakeClient, certificate: ssl.SSLContext
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=handshakes, args=(listener, certificate), daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"

        error = failed_write(make_client(url, timeouts=QUICK))

        listener.shutdown(socket.SHUT_RDWR)
        thread.join()

    assert error is ProviderUnavailable


def test_body_that_was_sent_and_never_answered_is_unknown(
    serve: Serve, make_client: MakeClient
) -> None:
    server = serve(lambda *_: None)

    error = failed_write(make_client(server.url, timeouts=QUICK))

    assert error is OutcomeUnknown
    assert len(server.requests) == 1
