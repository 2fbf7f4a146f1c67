"""Requests that no browser of ours would send, made from a seed: bodies, headers, addresses."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote, quote_from_bytes

from tests.wizard.walker import FORM

MEGABYTE = 1 << 20
PLANTED = "zanzibarov"  # stands for somebody's data in what is sent, and must be in no log
METHODS = (
    *["GET"] * 6,
    *["POST"] * 12,
    *(
        "HEAD",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "post",
        "X-\xe9",
    ),
)
VALUES = (
    "",
    " ",
    "1",
    "on",
    "none",
    "Acme Ltd",
    PLANTED,
    f"{PLANTED}@example.com",
    "\0",
    f"{PLANTED}\0",
    "\ufeff",
    "\ud800",
    "\udfff\ud800x",
    "\u202e\u2066x",
    "\u0661",
    "\u00b2",
    "\u2460",
    "I\u0307\u0131\u017f",
    "e" + "\u0301" * 500,
    "\U0001f469\u200d\U0001f680" * 30,
    "-1",
    "0",
    "99",
    "1_0",
    "0x1",
    "1e999",
    "-1e-999",
    "NaN",
    "Infinity",
    "9" * 30,
    "9" * 5000,
    "x" * 70_000,
    "{{ 7 }}{% debug %}",
    "%s%(x)s%n{0}{x.__class__}",
    "<script>alert(1)</script>",
    "'\";--",
    "../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "a\tb\vc\x1b[31m\x7f\x85\u2028",
    "[]",
    "{}",
    "null",
    '{"a":' * 200,
    "[" * 20_000,
    "2026-02-30",
    "31/12/0000",
    "00000000-0000-0000-0000-000000000000",
    "eyJhbGciOiJub25lIn0.e30.",
    "https://evil.example/",
    "javascript:alert(1)",
    "__class__",
    "type",
    "search",
    "results",
    "details",
    "check",
)
# What the wizard reads of a form beside the fields that its page shows.
NAMES = (
    "wizard_goto_step",
    "profile_wizard-current_step",
    "csrfmiddlewaretoken",
    "frozen",
    "by_hand",
    "search_again",
    "redraw",
    "show_all",
    "keep",
    "choice",
    "provider",
    "seen",
    "sure",
    "remote_id",
    "launch_token",
    "h",
    "page",
    "from",
    "filter",
    "add-tags",
    "remove-tags",
    "restore-tags",
    "details-tags:items",
    "details-tags.0.key",
    "details-:drawn",
    "details-:page",
    "search-:drawn",
    "results-match",
    "results-search",
    "check-reason",
    "type-type",
    "type-country",
    PLANTED,
    "",
    "a[b][c]",
    "_changelist_filters",
    "_popup",
    "q",
    "o",
    "p",
    "next",
)
FAR = "https://evil.example"
HEADERS: dict[str, tuple[str, ...]] = {
    "Accept": ("*/*", "application/json", "text/html;q=x", ",;,", "\xff"),
    "Accept-Language": (
        "de,en;q=0.1",
        "x" * 5000,
        "*;q=",
        "en-\xff",
        ",,;;=",
        "i-klingon",
        "../../",
    ),
    "Accept-Encoding": ("br", "gzip;q=-1", "identity;q=0, *;q=0"),
    "Accept-Charset": ("utf-7",),
    "Range": ("bytes=0-", "bytes=-1", "bytes=9-1", "lines=1"),
    "If-None-Match": ("*", '"', 'W/"x", \xff'),
    "If-Modified-Since": (
        "yesterday",
        "Thu, 01 Jan 99999 00:00:00 GMT",
        "Sun, 31 Feb 2026 99:99:99 GMT",
    ),
    "HX-Request": ("true", "false", ""),
    "HX-Boosted": ("true",),
    "HX-Target": ("main", "<x>", "\xff"),
    "HX-Trigger": ("x" * 3000,),
    "HX-Prompt": ("\xff\xfe",),
    "HX-Current-URL": ("http://[", "%ff%00", FAR, "//\xff"),
    "HX-Current-URL-URI-AutoEncoded": ("true",),
    "HX-History-Restore-Request": ("true",),
    "X-Requested-With": ("XMLHttpRequest",),
    "X-Forwarded-For": ("1.1.1.1, ::1, x", "\xff"),
    "X-Forwarded-Host": ("evil.example", "[::1"),
    "X-Forwarded-Proto": ("https", "ftp", "https, http"),
    "X-Forwarded-Port": ("99999999",),
    "Forwarded": ("for=x;host=evil.example;proto=\xff",),
    "X-HTTP-Method-Override": ("DELETE", "\xff"),
    "Sec-Fetch-Site": ("same-origin", "cross-site", "none", "\xff"),
    "Sec-Fetch-Dest": ("iframe", "document", "empty", "script", "\xff"),
    "Sec-Fetch-Mode": ("navigate", "no-cors", "x"),
    "Origin": ("null", FAR, "http://testserver", "http://[", "\xff", "x" * 3000),
    "Referer": ("http://testserver/", FAR, "http://[::1", "https://testserver:x/", "\xff"),
    "Host": (
        "testserver",
        "testserver:80",
        "evil.example",
        "",
        "[::1",
        "a b",
        "testserver:x",
        "\xff",
    ),
    "Cookie": (
        "=",
        "a",
        ";;;",
        "w-x=\xff",
        "a=" + "b" * 9000,
        'a="\\777',
        "; ".join(["w-1=2"] * 300),
    ),
    "Content-Encoding": ("gzip", "x"),
    "Transfer-Encoding": ("chunked", "gzip, chunked", "x"),
    "Expect": ("100-continue", "x"),
    "Authorization": ("Basic " + "x" * 50, "Bearer \xff"),
    "X-CSRFToken": ("x" * 64, "\xff"),
    "User-Agent": ("", "\xff" * 100),
    "Prefer": ("safe",),
    "Upgrade": ("websocket",),
}
LENGTHS = ("", "0", "-1", "x", "1", "999999", "99999999999999999999", "1.5", "+3", "\u0663")
CHARSETS = (
    "utf-16",
    "utf-7",
    "bogus",
    "idna",
    "latin-1",
    "base64",
    "\xff",
    "unicode_escape",
    "zip",
)
MULTIPART = "multipart/form-data; boundary="
TYPES = (
    FORM,
    "application/json",
    "text/plain",
    "",
    "x",
    "multipart/form-data",
    f"{MULTIPART}",
    f"{MULTIPART}\xff",
    f"{MULTIPART}{'x' * 300}",
    f'{MULTIPART}"x',
    "multipart/mixed; boundary=x",
    f"{FORM}; charset=",
    "\xff/\xff",
    ";" * 500,
)


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
        return f"{self.method} {self.path[:200]!a}?{self.query[:200]} {self.kind!a} {head!a} {self.raw} {body}"


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
        shot = Shot(dice.choice(METHODS), self.address(path), self.query())
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
        return self.dice.choice(VALUES)

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
        for _ in range(dice.choice((0, 0, 1, 1, 3))):
            pairs.append((dice.choice(NAMES), self.value()))
        return pairs

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
                f'--b\r\nContent-Disposition: form-data; name="{named}"{file}\r\n{more}\r\n{value}\r\n'
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
