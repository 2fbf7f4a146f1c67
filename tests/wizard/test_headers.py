"""What every kind of page tells the browser: one table."""

import json
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.conftest import ORIGIN
from tests.wizard.fake import FakeProvider
from tests.wizard.signing import ISS, token
from tests.wizard.test_readme_signing import node
from tests.wizard.walker import Walker
from wizard import launches, portals
from wizard.carriers import cookie_name
from wizard.headers import FEATURES
from wizard.models import Run

NONCE = "'nonce-…'"
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors {ancestors}"
)
OURS = POLICY.format(scripts=NONCE, ancestors="'none'")
RUN = POLICY.format(scripts=NONCE, ancestors=ORIGIN)
PORTAL = POLICY.format(scripts=NONCE, ancestors=f"{ORIGIN} {ORIGIN}:8443")
ADMIN = POLICY.format(scripts="'self'", ancestors="'none'")

# name: address, status, policy, X-Frame-Options, whether it may be stored
PAGES = {
    "run": ("{run}type/", 200, RUN, None, False),
    "run, redirect": ("{run}", 303, RUN, None, False),
    "run, not found": ("{run}nowhere/", 404, RUN, None, False),
    "run, how long": ("{run}alive/", 200, RUN, None, False),
    "run, crash": ("{run}profiles/", 500, RUN, None, False),
    "run of somebody else": ("{other}type/", 403, RUN, None, False),
    "run that never was": (
        "/w/00000000-0000-4000-8000-000000000000/", 403, OURS, "DENY", False,
    ),
    "enter": ("/enter?h=x", 403, OURS, "DENY", False),
    "launch": ("/launch?launch_token={token}", 303, PORTAL, None, False),
    "launch, refused": ("/launch?launch_token={refused}", 403, PORTAL, None, False),
    "launch by nobody": ("/launch", 403, OURS, "DENY", False),
    "keys": ("/.well-known/jwks.json", 200, OURS, "DENY", True),
    "style sheet": ("/theme/{sheet}.css", 200, OURS, "DENY", True),
    "error": ("/nowhere/", 404, OURS, "DENY", True),
    "admin": ("/admin/login/", 200, ADMIN, "DENY", False),
    "lab": ("/lab/", 200, OURS, "DENY", False),
    "static": ("/static/nowhere.css", 404, OURS, "DENY", True),
}  # fmt: skip


@pytest.fixture
def page(
    fake_walker: Walker,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    portal: Callable[..., None],
) -> Callable[[str], HttpResponse]:
    """Asks for an address over https, as staff and with the cookie of a run."""
    portal(launch_by_get=True, theme={"light": {"brand": "#0b6e4f"}})
    sheet = portals.configured()[ISS].theme.sheets[0].name

    def crash(*_: object) -> None:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr("wizard.browse._provider", crash)
    settings.SECURE_HSTS_SECONDS = 3600
    client = fake_walker.client
    client.force_login(User.objects.create_superuser("sam"))
    other, _ = launches.open_run(operator="operator-2", origin=ORIGIN)
    Run.objects.update(portal=ISS)

    def ask(address: str) -> HttpResponse:
        now = int(time.time())
        whole = address.format(
            run=fake_walker.base,
            other=f"/w/{other.pk}/",
            token=token(iat=now, exp=now + 30),
            refused=token(ver=2),
            sheet=sheet,
        )
        return client.get(whole, secure=True)  # type: ignore[return-value]

    return ask


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_its_headers(page: Callable[[str], HttpResponse], name: str) -> None:
    address, status, policy, framing, stored = PAGES[name]

    answer = page(address)
    headers = answer.headers

    assert answer.status_code == (302 if name == "admin" else status)
    given = re.sub(r"'nonce-[\w-]{22}'", NONCE, headers["Content-Security-Policy"])
    assert given == policy
    assert headers.get("X-Frame-Options") == framing
    assert ("no-store" in headers.get("Cache-Control", "")) is not stored
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] == "max-age=3600"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"].split(", ") == [f"{each}=()" for each in FEATURES]
    assert "Cross-Origin-Embedder-Policy" not in headers
    assert "Server" not in headers


def test_the_readme_has_the_headers_of_a_run_s_page(
    page: Callable[[str], HttpResponse], settings: Settings
) -> None:
    readme = (settings.BASE_DIR / "README.md").read_text()
    table = readme.partition("| header of a run's page | value |\n")[2].partition("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[1:]]
    said: dict[str, str] = {}
    for names, values in rows:
        said |= zip(re.findall("`(.*?)`", names), re.findall("`(.*?)`", values), strict=False)

    sent = page("{run}type/").headers

    never = {name for name in said if name not in sent}
    isolated = {"Cross-Origin-Embedder-Policy", "Cross-Origin-Resource-Policy"}
    assert never == {"X-Frame-Options"} | isolated
    year = {"Strict-Transport-Security": sent["Strict-Transport-Security"]}  # the fixture's own
    for name in said.keys() - never - year.keys():
        given = re.sub(r"'nonce-[\w-]{22}'", NONCE, sent[name])
        assert said[name] == given
    others = {"X-Request-ID", "Permissions-Policy", "Expires", "Content-Type", "Content-Length"}
    assert set(sent) - set(said) == others


@pytest.mark.parametrize("name", ["run", "run, crash", "error", "lab"])
def test_every_script_of_a_page_has_the_mark_of_this_answer(
    page: Callable[[str], HttpResponse], name: str
) -> None:
    seen = set()
    for _ in range(2):
        answer = page(PAGES[name][0])
        found = re.search(r"'nonce-([\w-]+)'", answer["Content-Security-Policy"])
        assert found
        seen.add(found[1])
        scripts = re.findall(r"<script\b[^>]*>", answer.content.decode())
        assert len(scripts) == 2
        assert all(f'nonce="{found[1]}"' in script for script in scripts)
        assert all(" src=" in script for script in scripts)

    assert len(seen) == 2


def test_a_portal_that_is_cross_origin_isolated_gets_the_headers_for_it(
    fake: FakeProvider, db: None
) -> None:
    run, secret = launches.open_run(operator="o", origin=ORIGIN, cross_origin_isolated=True)
    client = Client()
    client.cookies[cookie_name(run.pk)] = secret

    for address in ("type/", "nowhere/"):
        headers = client.get(f"/w/{run.pk}/{address}").headers
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert launches.open_next(run)[0].cross_origin_isolated


# -- csp_evaluator --------------------------------------------------------------------------------

# Google's judge of content policies, npm's csp_evaluator 1.1.8 as it is published (Apache-2.0).
EVALUATOR = Path(__file__).parents[1] / "csp_evaluator"
EVALUATE = """
const { CspEvaluator } = require("./evaluator"), { CspParser } = require("./parser");
const judged = (policy) => new CspEvaluator(new CspParser(policy).csp).evaluate();
const policies = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(policies.map(judged)));
"""


def found_in(*policies: str) -> list[list[tuple[str, str]]]:
    """Of each policy: the directives that are found fault with, and what in them."""
    program = node()
    assert program, "playwright, which the browser tests need, brings Node"
    ended = subprocess.run(
        [program, "-e", EVALUATE],
        cwd=EVALUATOR,
        input=json.dumps(policies),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    judged: list[list[dict[str, Any]]] = json.loads(ended.stdout)
    return [[(each["directive"], each.get("value", "")) for each in one] for one in judged]


def test_csp_evaluator_finds_nothing(page: Callable[[str], HttpResponse]) -> None:
    policies = [page(address)["Content-Security-Policy"] for address, *_ in PAGES.values()]

    found = dict(zip(PAGES, found_in(*policies), strict=True))

    # Django's admin marks no script. It asks whether we host JSONP, AngularJS or uploads: no.
    assert found.pop("admin") == [("script-src", "'self'")]
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("ours", "theirs", "directive"),
    [
        (NONCE, "'unsafe-inline'", "script-src"),
        (NONCE, f"{NONCE} 'unsafe-eval'", "script-src"),
        (NONCE, "https:", "script-src"),
        (NONCE, "*", "script-src"),
        (NONCE, "https://ajax.googleapis.com", "script-src"),
        (NONCE, "https://192.0.2.1", "script-src"),
        (NONCE, "'nonce-short'", "script-src"),
        ("object-src 'none'", "object-src *", "object-src"),
        ("base-uri 'none'; ", "", "base-uri"),
        ("style-src 'self'", "style-src http://cdn.example", "style-src"),
        ("form-action 'self'", "form-action self", "form-action"),
        ("font-src", "fonts-src", "fonts-src"),
        ("; img-src", " img-src", "style-src"),
    ],
)
def test_csp_evaluator_would_find_what_is_wrong(ours: str, theirs: str, directive: str) -> None:
    good = "'nonce-abcdefghijklmnopqrstuv'"

    (found,) = found_in(RUN.replace(ours, theirs).replace(NONCE, good))

    assert directive in {name for name, _ in found}
