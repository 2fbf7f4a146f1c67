"""Runs outlive a deploy: what any version has stored is read, told of, or left alone.

`stored/<version>.json` has what runs of that version held at every step. `GOLDEN=write` writes the
file of the version that there is now; once VERSION has gone up, those before it are never written
again.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.wizard.fake import FakeProvider
from tests.wizard.fake_profiles import editable
from tests.wizard.signing import ISS, token
from tests.wizard.test_resuming import expire, launch
from tests.wizard.walker import Walker
from wizard import state
from wizard.forms import NONE
from wizard.models import LaunchToken, Run, Submission
from wizard.models import State as Ledger

pytestmark = pytest.mark.usefixtures("fake", "db")
STORED = Path(__file__).parent / "stored"
# What is entered, by step: for a new profile, and for a change of one.
ENTERED: dict[str, dict[str, dict[str, str]]] = {
    "": {
        "type": {"type": "company", "country": "GB"},
        "search": {"name": "Acme"},
        "results": {"match": NONE},
        "details": {"name": "Acme Ltd", "email": "jane@example.com"},
        "check": {},
    },
    "profiles/p-1/": {"details": {"name": "Acme Ltd"}, "check": {}},
}
PAGES = [(base, step) for base, steps in ENTERED.items() for step in steps]


@pytest.fixture
def fake(fake: FakeProvider) -> FakeProvider:
    fake.profiles = [editable("p-1", name="Acme", email="jane@example.com", tags=[])]
    return fake


def holding(data: Any, base: str = "") -> Walker:
    """An operator in a new run that holds this."""
    walker = launch(ext="order-1")
    held = json.loads(json.dumps(data).replace("<run>", str(walker.run.pk)))
    Run.objects.filter(pk=walker.run.pk).update(data=held, begun=True)
    walker.base += base
    return walker


def held(walker: Walker) -> Any:
    """What the run holds of its answers."""
    run = Run.objects.get(pk=walker.run.pk)
    data = json.loads(json.dumps(run.data).replace(str(run.pk), "<run>"))
    return {name: value for name, value in data.items() if name != "_csrftoken"}


def written() -> dict[str, Any]:
    """By page, what a run holds when it is shown."""
    found = {}
    for base, steps in ENTERED.items():
        walker = launch(operator=f"of {base}")
        walker.base += base
        for step, fields in steps.items():
            assert walker.get(step).step == step
            found[base + step] = held(walker)
            if step != "check":
                walker.post(step, fields)
    return found


def stored(version: int = state.VERSION) -> dict[str, Any]:
    return dict(json.loads((STORED / f"{version}.json").read_text()))


def changed(data: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Every state in it with these values; None leaves one out."""
    states = {k: v for k, v in data.items() if k == state.KEY or k.startswith(state.CHANGE)}
    new = {key: {**each, **values} for key, each in states.items()}
    left = {k: {n: v for n, v in each.items() if v is not None} for k, each in new.items()}
    return {**data, **left}


def test_the_runs_of_this_version_are_stored() -> None:
    if os.environ.get("GOLDEN") == "write":
        text = json.dumps(written(), indent=1, sort_keys=True)
        (STORED / f"{state.VERSION}.json").write_text(text + "\n")

    versions = sorted(int(path.stem) for path in STORED.glob("*.json"))
    assert versions == list(range(1, state.VERSION + 1))
    assert set(stored()) == {base + step for base, step in PAGES}


@pytest.mark.parametrize(("base", "step"), PAGES)
@pytest.mark.parametrize("version", range(state.VERSION + 1))
def test_a_run_of_any_version_goes_on_where_it_was(
    fake: FakeProvider, version: int, base: str, step: str
) -> None:
    data = stored(version or 1)[base + step]
    if version == 0:  # those of the first version had no number
        data = changed(data, version=None)

    walker = holding(data, base).get(step)

    assert (walker.status, walker.step, walker.notices) == (200, step, [])
    steps = ENTERED[base]
    for each in list(steps)[list(steps).index(step) :]:
        walker.post(each, steps[each])
    assert walker.step == "receipt"
    assert Submission.objects.get().state in {Ledger.CREATED, Ledger.UPDATED}
    [payload] = fake.payloads
    assert payload["fields"]["name"] == "Acme Ltd"
    assert payload["fields"]["email"] == "jane@example.com"


@pytest.mark.parametrize(("base", "step"), PAGES)
def test_old_code_leaves_what_new_code_wrote_as_it_is(base: str, step: str) -> None:
    data = changed(stored()[base + step], version=state.VERSION + 1, invented=["by new code"])
    walker = holding(data, base)
    before = Run.objects.get(pk=walker.run.pk)

    for page in ("type", step, "receipt"):
        walker.get(page)
        assert (walker.status, walker.h1) == (503, "One moment, this page is being updated")
        assert walker.response["Retry-After"] == "15"
        assert walker.page.links["Try again"] == walker.url

    after = Run.objects.get(pk=walker.run.pk)
    assert (after.data, after.version, after.begun) == (before.data, before.version, True)


def newer(walker: Walker, *, by: int = 1) -> None:
    """New code, or old code again, has written the run meanwhile."""
    run = Run.objects.get(pk=walker.run.pk)
    run.data = changed(run.data, version=state.VERSION + by)
    run.save(update_fields=["data"])


def test_what_is_sent_to_old_code_is_sent_again_from_its_page() -> None:
    walker = holding(stored()["details"]).get("details")
    newer(walker)

    walker.post("details", name="Typed <meanwhile>")

    assert walker.status == 503
    assert "What you have just sent is not lost." in walker.html
    assert walker.page.inputs["details-name"] == ["Typed <meanwhile>"]
    newer(walker, by=0)
    walker.post("details", press=("keep", "1")).get("details")
    assert walker.page.inputs["details-name"] == ["Typed <meanwhile>"]


def test_a_launch_at_old_code_leaves_the_run_of_new_code_alone(portal: None) -> None:
    walker = holding(stored()["details"])
    newer(walker)
    Run.objects.update(portal=ISS, operator="operator-17")
    before = list(Run.objects.values())

    answer = Client().post("/launch", {"launch_token": token(ext="order-1")})

    assert answer.status_code == 503
    assert "Start again from your portal in a moment." in answer.content.decode()
    assert list(Run.objects.values()) == before
    assert LaunchToken.objects.count() == 0


def test_what_only_newer_code_knows_is_written_back(fake: FakeProvider) -> None:
    walker = holding(changed(stored()["details"], invented=["by new code"])).get("details")

    walker.post("details", name="Acme Ltd")

    assert walker.step == "check"
    kept = held(walker)[state.KEY]
    assert kept["invented"] == ["by new code"]
    assert kept["done"][-1] == "details"


@pytest.mark.parametrize(
    "broken",
    [
        {"done": "type"},
        {"search": ["name"]},
        {"choice": 7, "by_hand": False},
        {"results": {"rows": [{"name": "of an older shape"}]}, "choice": 0, "by_hand": False},
    ],
)
def test_what_cannot_be_read_is_begun_again_and_told(
    fake: FakeProvider, caplog: pytest.LogCaptureFixture, broken: dict[str, Any]
) -> None:
    walker = holding(changed(stored()["check"], version=None, **broken))

    walker.get("check")

    assert (walker.status, walker.step) == (200, "type")
    assert walker.notices == [state.UNREADABLE]
    assert "a stored state of version 0 cannot be read" in caplog.text
    assert "Acme" not in caplog.text
    for step, fields in ENTERED[""].items():
        walker.post(step, fields)
    assert walker.h1 == "Profile created"
    assert len(fake.payloads) == 1


def test_a_receipt_is_shown_whatever_the_run_holds() -> None:
    walker = holding(stored()["check"]).get("check")
    walker.post("check")
    Run.objects.update(data={state.KEY: {"done": "type"}})

    assert walker.get("receipt").h1 == "Profile created"


def test_of_a_run_that_expired_meanwhile_new_code_tells() -> None:
    walker = holding(stored()["details"]).get("details")
    newer(walker)
    expire(walker)

    assert walker.get("details").status == 503
    newer(walker, by=0)
    assert walker.get("details").status == 410
