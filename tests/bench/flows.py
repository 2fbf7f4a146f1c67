"""The ways that an operator takes through the wizard, the plain peer and the floor page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import uuid4

from tests.bench import fields
from tests.wizard import signing

COMPANY = "Acme"  # of which the sandbox's register has more than one page
STEPS = 6  # requests of an operator who finds nothing and enters the details


@dataclass(frozen=True)
class Step:
    """One request and what it is redirected to: what an operator waits for.

    `fields` are sent besides the hidden ones of the page before. `then` must stand on the page
    that comes; blank, where it may be any. `reading`: seconds until the next step.
    """

    name: str
    path: str
    fields: Mapping[str, str] | None = None
    then: str = ""
    reading: float = 0


@dataclass(frozen=True)
class Flow:
    """`form`: how the form begins whose hidden fields are sent. `launched`: by a token, first.

    `ahead`: so many steps are taken before anything is measured; `staggered`: as many as make the
    operators stand at all steps of it.
    """

    steps: list[Step]
    form: str = "<form"
    launched: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    ahead: int = 0
    staggered: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def by_hand(count: int = 30, name: str = COMPANY) -> Flow:
    """No row is the right one: the details are entered."""
    kind, country = fields.PAIRS[count]
    return _ours(
        _choose(kind, country, "search"),
        _post("search", {"name": name}, "results"),
        _post("results", {"match": "none"}, "details"),
        _post("details", fields.ours(count), "check"),
        _post("check", {}, "Profile created"),
    )


def under_load() -> Flow:
    """As it is after a while, when no two operators do the same."""
    return replace(by_hand(), staggered=True)


def match() -> Flow:
    kind, country = fields.PAIRS[30]
    return _ours(
        _choose(kind, country, "search"),
        _post("search", {"name": COMPANY}, "results"),
        _post("results", {"match": "0"}, "check"),
        _post("check", {}, "Profile created"),
    )


def unsearched() -> Flow:
    kind, country = fields.UNSEARCHED
    return _ours(
        _choose(kind, country, "details"),
        _post("details", fields.ours(30), "check"),
        _post("check", {}, "Profile created"),
    )


def at_details(count: int, times: int) -> Flow:
    """The details form, looked at so many times."""
    return _looking("details", by_hand(count), 4, times)


def at_results(name: str, times: int) -> Flow:
    return _looking("results", by_hand(name=name), 3, times)


def at_search(times: int) -> Flow:
    """A page that needs no provider."""
    return _looking("search", by_hand(), 2, times)


def _looking(step: str, flow: Flow, ahead: int, times: int) -> Flow:
    page = Step(f"{step} page", f"{step}/", then=_drawn(step))
    return replace(flow, steps=[*flow.steps[:ahead], *[page] * times], ahead=ahead)


def waiting(name: str, times: int) -> Flow:
    """A register that is slow is asked again and again, whatever comes of it.

    Those for whom there is no place are told so at once; they read that before they try again.
    """
    search = Step("search", "search/", {"search-name": name}, reading=2)
    return _ours(by_hand().steps[1], *[search] * times)


def plain_peer(count: int = 30) -> Flow:
    kind, country = fields.PAIRS[count]
    chosen = {"type": kind, "country": country}

    def post(step: str, given: Mapping[str, str], then: str) -> Step:
        sent = {f"{step}-{key}": value for key, value in given.items()}
        return Step(step, "/wizard/", {"profile_wizard-current_step": step, **sent}, then)

    return Flow(
        [
            Step("start", "/wizard/", then="<h1>type"),
            post("type", chosen, "<h1>search"),
            post("search", {"name": COMPANY}, "<h1>results"),
            post("results", {"match": "none"}, "<h1>details"),
            post("details", fields.plain(count), "<h1>check"),
            post("check", {}, "Profile created"),
        ]
    )


def floor() -> Flow:
    return Flow([Step("floor", "/floor/", then="A page")] * STEPS)


def _ours(*steps: Step) -> Flow:
    start = Step("start", "type/", then=_drawn("type"))
    behind_a_proxy = {"Host": "wizard.example", "X-Forwarded-Proto": "https"}
    headers = {**behind_a_proxy, "HX-Request": "true"}  # as a browser with JavaScript sends forms
    return Flow([start, *steps], '<form id="step"', True, headers)


def _choose(kind: str, country: str, then: str) -> Step:
    return _post("type", {"type": kind, "country": country}, then)


def _post(step: str, given: Mapping[str, str], then: str) -> Step:
    sent = {f"{step}-{key}": value for key, value in given.items()}
    return Step(step, f"{step}/", sent, then if " " in then else _drawn(then))


def _drawn(step: str) -> str:
    return f'data-step="{step}"'


def tokens(count: int) -> list[str]:
    """Launches of as many operators, whom nobody has seen before; good for two minutes."""
    limits = {"providers": ["detected"]}
    exp = signing.claims()["iat"] + 120
    return [signing.token(sub=uuid4().hex, limits=limits, exp=exp) for _ in range(count)]
