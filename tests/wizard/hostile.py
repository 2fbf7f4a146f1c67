"""Requests that no browser of ours would send, made from a seed: bodies, headers, addresses."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote, quote_from_bytes

from tests.wizard.hostile_values import (
    CHARSETS,
    HEADERS,
    LENGTHS,
    MEGABYTE,
    METHODS,
    MULTIPART,
    NAMES,
    PLANTED,
    TYPES,
    VALUES,
)
from tests.wizard.walker import FORM


@dataclass
class Shot:
    """One request. `raw`: its environment, as a server hands it on, beyond what stands here."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    kind: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)

    def environment(self) -> dict[str, Any]:
        named = {f"HTTP_{n.upper().replace('-', '_')}": v for n, v in self.headers.items()}
        return {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": self.path.encode("utf-8", "surrogatepass").decode("latin-1"),
            "QUERY_STRING": self.query,
            "CONTENT_TYPE": self.kind,
            "CONTENT_LENGTH": str(len(self.body)),
            **named,
            **self.raw,
            "wsgi.input": Dying(self.body) if self.raw.get("dies") else BytesIO(self.body),
        }

    def __str__(self) -> str:
        body = f"{self.body[:300]!r} ({len(self.body)} bytes)"
        head = {name: value[:80] for name, value in self.headers.items()}
        where = f"{self.method} {self.path[:200]!a}?{self.query[:200]}"
        return f"{where} {self.kind!a} {head!a} {self.raw} {body}"


class Dying(BytesIO):
    """A body whose client goes away in the middle."""

    def read(self, *_: Any) -> bytes:
        raise OSError("the client has gone")

    readline = read


class Gun:
    """Makes requests to an address. `shown`: the fields of the page that stands there."""

    def __init__(self, seed: str) -> None:
        self.dice = random.Random(seed)

    def shot(self, path: str, shown: Mapping[str, Sequence[str]]) -> Shot:
        dice = self.dice
        shot = Shot(dice.choice(METHODS), path, self.query())
        if shot.method not in {"GET", "HEAD"} or dice.random() < 0.1:
            makers: list[Callable[[Mapping[str, Sequence[str]]], tuple[bytes, str]]]
            makers = [*[self.form] * 12, *[self.multipart] * 3, self.json, self.noise, self.huge]
            shot.body, shot.kind = dice.choice(makers)(shown)
        if dice.random() < 0.9:  # whatever the body is, so that it gets beyond the door
            shot.headers["X-CSRFToken"] = "".join(shown.get("csrfmiddlewaretoken", [""])[0])
        for name in dice.sample(list(HEADERS), dice.choice((0, 0, 0, 1, 2, 5))):
            shot.headers[name] = dice.choice(HEADERS[name])
        if dice.random() < 0.05:
            shot.raw["CONTENT_LENGTH"] = dice.choice(LENGTHS)
        if dice.random() < 0.01:
            shot.raw["dies"] = True
        return shot

    def value(self) -> str:
        return PLANTED if self.dice.random() < 0.2 else self.dice.choice(VALUES)

    # -- the address ----------------------------------------------------------------------------

    def address(self, path: str) -> str:
        dice = self.dice
        if dice.random() < 0.85:
            return path
        position = dice.randrange(len(path) + 1)
        odd = dice.choice(
            ("//", "/..", "/.", "%2e%2e/", "\0", "\ud800", "\xff", "é", ";", "x" * 3000)
        )
        changed = (
            path[:position] + odd + path[position:],
            path.upper(),
            path.rstrip("/"),
            path * 20,
        )
        return dice.choice(changed)

    def query(self) -> str:
        dice = self.dice
        if dice.random() < 0.7:
            return ""
        odd = (
            "%",
            "%ff%00",
            "&&==",
            "a[]=1;b=2",
            "?" * 2000,
            "\xff\xfe",
            "=" * 900,
            "&".join(["a"] * 6000),
        )
        pairs = [(dice.choice(NAMES), self.value()[:3000]) for _ in range(dice.randint(1, 4))]
        return dice.choice((_encoded(pairs), _encoded(pairs), dice.choice(odd)))

    # -- the body -------------------------------------------------------------------------------

    def fields(self, shown: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
        """Those of the page, some of them changed, doubled, renamed or left out, and others."""
        dice = self.dice
        pairs = [(name, value) for name, values in shown.items() for value in values]
        sacred = {"csrfmiddlewaretoken", "frozen"} if dice.random() < 0.9 else set()
        for _ in range(dice.choice((0, 1, 1, 2, 5))):
            free = [n for n, (name, _) in enumerate(pairs) if name not in sacred]
            if not free:
                break
            at = dice.choice(free)
            name, value = pairs[at]
            changed: list[list[tuple[str, str]]] = [
                [(name, self.value())],
                [(name, self.value())],
                [(name, value), (name, self.value())],
                [(name + dice.choice(("[]", ".0", ".999999", ":items", "\0", "_day")), value)],
                [],
            ]
            pairs[at : at + 1] = dice.choice(changed)
        more = range(dice.choice((0, 0, 1, 1, 3)))
        return [*pairs, *((dice.choice(NAMES), self.value()) for _ in more)]

    def form(self, shown: Mapping[str, Sequence[str]]) -> tuple[bytes, str]:
        kind = FORM if self.dice.random() < 0.9 else f"{FORM}; charset={self.dice.choice(CHARSETS)}"
        body = _encoded(self.fields(shown)).encode()
        if self.dice.random() < 0.05:
            body += b"&" + quote_from_bytes(self.dice.randbytes(20)).encode() + b"=%&%zz&\xff=\xfe"
        return body, kind if self.dice.random() < 0.95 else self.dice.choice(TYPES)

    def multipart(self, shown: Mapping[str, Sequence[str]]) -> tuple[bytes, str]:
        dice, lines = self.dice, []
        for name, value in self.fields(shown):
            file = dice.choice(
                ("", "", "", '; filename="x.png"', "; filename*=utf-8''%ff", '; filename="\0')
            )
            more = dice.choice(
                (
                    "",
                    "",
                    "Content-Transfer-Encoding: base64\r\n",
                    "Content-Type: x; charset=bogus\r\n",
                )
            )
            named = name.replace('"', "%22") if dice.random() < 0.9 else name
            lines.append(
                f'--b\r\nContent-Disposition: form-data; name="{named}"{file}\r\n'
                f"{more}\r\n{value}\r\n"
            )
        body = "".join(lines).encode("utf-8", "surrogatepass") + b"--b--\r\n"
        broken = (
            body,
            body,
            body,
            body[: len(body) // 2],
            body.replace(b"\r\n", b"\n"),
            body * 3,
            body[3:],
        )
        kinds = (f"{MULTIPART}b", f"{MULTIPART}b", f"{MULTIPART}b; charset=utf-16", f"{MULTIPART}c")
        return dice.choice(broken), dice.choice(kinds)

    def json(self, shown: Mapping[str, Sequence[str]]) -> tuple[bytes, str]:
        whole = json.dumps({name: list(values) for name, values in shown.items()})
        texts = (whole, "[" * 100_000, '{"a":NaN}', '"\\ud800"', "nul", f'{{"a": "{PLANTED}"}}')
        return self.dice.choice(texts).encode(), "application/json"

    def noise(self, _: Mapping[str, Sequence[str]]) -> tuple[bytes, str]:
        return self.dice.randbytes(self.dice.choice((0, 1, 100, 5000))), self.dice.choice(TYPES)

    def huge(self, shown: Mapping[str, Sequence[str]]) -> tuple[bytes, str]:
        """Around the limits of a body: a megabyte, five thousand fields."""
        dice = self.dice
        if dice.random() < 0.5:
            count = dice.choice((4990, 5001, 20_000))
            pairs = [*self.fields(shown), *((f"details-{n}", "") for n in range(count))]
            return _encoded(pairs).encode(), FORM
        size = dice.choice((MEGABYTE // 2, MEGABYTE - 2000, MEGABYTE + 1, 3 * MEGABYTE))
        name = dice.choice([*shown, "x"])
        body = _encoded(self.fields(shown)) + f"&{quote(name)}=" + dice.choice("9x&=%") * size
        return body.encode(), FORM


def _encoded(pairs: Sequence[tuple[str, str]]) -> str:
    """Like urlencode, for texts that are no Unicode as well."""
    written = [
        [quote_from_bytes(each.encode("utf-8", "surrogatepass")) for each in pair] for pair in pairs
    ]
    return "&".join("=".join(pair) for pair in written)
