"""nginx, by the example that README gives."""

import random
import re
import socket
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
README = Path(__file__).parents[2] / "README.md"
HEAD = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
{temporary}
{text}
}}
"""
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def example() -> str:
    """What stands between `http {` and `}`."""
    text = README.read_text(encoding="utf-8")
    [found] = re.findall(r"^```nginx\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return str(found)


def configuration(folder: Path, port: int, spare: int, hosts: Iterable[int]) -> str:
    """The example for hosts at these ports, but without TLS, as a proxy before it would end it.

    One machine plays all operators, so launches are not limited.
    """
    servers = " ".join(f"server {HOST}:{each} fail_timeout=1s;" for each in hosts)
    text = re.sub(r"^ *ssl_certificate.*\n", "", example(), flags=re.MULTILINE)
    for here, there in {
        "server 127.0.0.1:8000;": servers,
        "listen 80;": f"listen {HOST}:{spare};",
        "listen 443 ssl;": f"listen {HOST}:{port};",
        "$scheme": "https",
        "rate=5r/s": "rate=5000r/s",
        "/var/log/nginx": str(folder),
    }.items():
        assert here in text, here
        text = text.replace(here, there)
    temporary = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in KINDS)
    return HEAD.format(folder=folder, temporary=temporary, text=text)


class Nginx:
    """In the foreground; answers at `port`."""

    def __init__(self, folder: Path, hosts: Iterable[int]) -> None:
        self.port, spare = free_ports(2)
        self._file = folder / "nginx.conf"
        self._file.write_text(configuration(folder, self.port, spare, hosts), encoding="utf-8")

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            ["nginx", "-p", str(self._file.parent), "-c", str(self._file)], stdin=subprocess.DEVNULL
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()


def free_ports(number: int) -> list[int]:
    """Ports that nobody has, nor gets for a connection of its own while a server is away."""
    found: list[int] = []
    for port in random.sample(range(20_000, 30_000), 200):
        with suppress(OSError), socket.create_server((HOST, port)):
            found.append(port)
        if len(found) == number:
            return found
    raise AssertionError("no port is free")
