"""Bytes that are hardly HTTP, made from a seed, and a socket that sends them."""

import random
import socket
import struct
from contextlib import suppress

from tests.processes.servers import HOST
from tests.wizard.hostile_values import HEADERS, PLANTED

PATIENCE = 20  # seconds that a server may take to answer or to hang up
REQUEST_LINES = (
    "GET /launch HTTP/1.1",
    "GET /launch HTTP/1.1",
    "POST /launch HTTP/1.1",
    "POST /launch HTTP/1.1",
    "POST /w/{run}/type/ HTTP/1.1",
    "POST /w/{run}/type/ HTTP/1.1",
    "GET /w/{run}/type/?page=%ff%00 HTTP/1.1",
    "GET /launch HTTP/1.0",
    "GET /launch HTTP/0.9",
    "GET /launch HTTP/2.0",
    "GET /launch HTTP/9.9",
    "GET  /launch  HTTP/1.1",
    "GET\t/launch\tHTTP/1.1",
    "GET /launch",
    "GET",
    "",
    " ",
    "get /launch HTTP/1.1",
    "G\0T /launch HTTP/1.1",
    "GET /\0 HTTP/1.1",
    "GET /\xff\xfe HTTP/1.1",
    "GET http://evil.example/launch HTTP/1.1",
    "GET evil.example:443 HTTP/1.1",
    "CONNECT evil.example:443 HTTP/1.1",
    "OPTIONS * HTTP/1.1",
    "GET //evil.example/%2e%2e/ HTTP/1.1",
    "GET /../../etc/passwd HTTP/1.1",
    "GET /launch#x HTTP/1.1",
    "GET /%zz HTTP/1.1",
    "GET /launch?launch_token=" + "x" * 5000 + " HTTP/1.1",
    "PRI * HTTP/2.0",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
)
LINES = (
    "Content-Length: 5",
    "Content-Length: 5",
    "Content-Length: 5, 5",
    "Content-Length: -1",
    "Content-Length: +5",
    "Content-Length: 0x5",
    "Content-Length: 1.5",
    "Content-Length: 99999999999999999999",
    "Content-Length : 5",
    "Content-Length:\t5",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: \x0bchunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: identity, chunked",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding : chunked",
    "Transfer_Encoding: chunked",
    "X-Forwarded-Proto: https",
    "X_Forwarded_Proto: https",
    "X-Forwarded-Proto: ftp",
    "SCRIPT_NAME: /x",
    "Script-Name: /x",
    "Content-Type: application/x-www-form-urlencoded; charset=zip",
    "Content-Type: multipart/form-data; boundary=b",
    "Expect: 100-continue",
    "Connection: keep-alive, Upgrade",
    "Upgrade: h2c",
    " folded: line",
    "no colon",
    ": no name",
    "X-Bare\rCR: x",
    "X-Null: \0",
    "X-Long: " + "x" * 9000,
    "Host: wizard.example",
    "Host: evil.example",
)
BODIES = (
    "",
    "a=b&c",
    "5\r\na=b&c\r\n0\r\n\r\n",
    "5;ext=\xff\r\na=b&c\r\n0\r\nTrailer: x\r\n\r\n",
    "-5\r\na=b&c\r\n0\r\n\r\n",
    "0x5\r\na=b&c\r\n0\r\n\r\n",
    "FFFFFFFFFFFFFFFFF\r\na=b",
    "zz\r\n",
    "5\na=b&c\n0\n\n",
    "5\r\na=b",
    "0\r\n\r\nGET /launch HTTP/1.1\r\nHost: wizard.example\r\n\r\n",
    "launch_token=" + "x" * 20_000,
    f"launch_token={PLANTED}&type-name={PLANTED}",
    "--b\r\nContent-Disposition: form-data; name=launch_token\r\n\r\n",
    "\xff\xfe\0" * 300,
)


def made(seed: str, run: str) -> bytes:
    """One connection's worth of bytes. `run`: an id, for addresses of a run."""
    dice = random.Random(seed)
    if dice.random() < 0.05:
        return dice.randbytes(dice.choice((1, 10, 1000)))
    lines = [dice.choice(REQUEST_LINES).replace("{run}", run)]
    if dice.random() < 0.8:
        lines += ["Host: wizard.example", "X-Forwarded-Proto: https"]
    lines += [dice.choice(LINES) for _ in range(dice.choice((0, 1, 1, 2, 3)))]
    for name in dice.sample(list(HEADERS), dice.choice((0, 0, 1, 2))):
        lines.append(f"{name}: {dice.choice(HEADERS[name])}")
    end = dice.choice(("\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r"))
    text = end.join(lines) + end + end + dice.choice(BODIES)
    whole = text.encode("latin-1", "replace")
    return whole if dice.random() < 0.9 else whole[: dice.randrange(len(whole) + 1)]


def answered(port: int, sent: bytes, *, early: bool = False) -> bytes:
    """All that the server says to that until it hangs up, as we do once everything is sent.

    `early`: we are gone at once, with a reset, and hear nothing."""
    said = b""
    line = socket.create_connection((HOST, port), timeout=PATIENCE)
    with line, suppress(ConnectionError):
        line.sendall(sent)
        if early:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return said
        line.shutdown(socket.SHUT_WR)
        while part := line.recv(65536):
            said += part
    return said
