"""A request's line in the log: ids that belong together, a route, and nothing of anybody."""

import json
import logging
import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from tests.wizard import journey as j
from tests.wizard.test_pii import PLANTED, traces
from tests.wizard.walker import Walker
from wizard import providers
from wizard.logs import JsonFormatter
from wizard.models import Run
from wizard.sandbox.server import SandboxServer

SECRET = "s" * 43


class Lines(logging.Handler):
    """What is written to standard error, formatted when and where it is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.formatter = JsonFormatter()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))

    def of(self, logger: str) -> list[dict[str, object]]:
        lines = [json.loads(text) for text in self.texts]
        return [line for line in lines if line["logger"] == logger]


@pytest.fixture
def written() -> Iterator[Lines]:
    handler, root = Lines(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


def test_outside_of_debug_lines_are_json(settings: Settings) -> None:
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "json"


def test_a_request_has_one_line_by_its_route(written: Lines, fake_walker: Walker) -> None:
    answer = fake_walker.client.get(f"{fake_walker.base}type/?q=Zanzibarov")

    [line] = written.of("wizard.access")
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["route"] == "/w/<uuid:run_id>/<slug:step>/"
    assert line["run"] == str(fake_walker.run.pk)
    assert line["request"] == answer["X-Request-ID"]
    assert traces(written.texts) == []


def test_all_lines_of_a_request_have_its_ids(
    written: Lines, walker: Walker, sandbox: SandboxServer
) -> None:
    j.choose(walker)

    calls, requests = written.of("wizard.providers.client"), written.of("wizard.access")
    assert calls
    assert {line["request"] for line in calls} <= {line["request"] for line in requests}
    assert {line["run"] for line in calls} == {str(walker.run.pk)}


def test_the_secret_of_an_address_is_not_written(
    written: Lines, open_run: Callable[..., Run], db: None
) -> None:
    run = open_run(Client())

    Client().get(f"/s/{SECRET}/w/{run.pk}/type/", headers={"Sec-Fetch-Dest": "iframe"})
    Client().get(f"/s/{SECRET}/nowhere/")
    Client().get(f"/enter?h={SECRET}")

    lines = written.of("wizard.access")
    assert [line["status"] for line in lines] == [403, 404, 403]
    assert [line["route"] for line in lines] == ["/w/<uuid:run_id>/<slug:step>/", "-", "/enter"]
    assert lines[0]["run"] == str(run.pk)
    assert SECRET not in " ".join(written.texts)


@pytest.mark.parametrize("given", ["a1", "4bf92f3577b34da6", "A.b_c-1", "x" * 64])
def test_the_id_of_the_proxy_is_taken(written: Lines, db: None, given: str) -> None:
    answer = Client().get("/nowhere", headers={"X-Request-ID": given})

    assert answer["X-Request-ID"] == given
    assert written.of("wizard.access")[0]["request"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", 'a","level":"', "ä", "a\x00", "<script>"])
def test_what_is_no_id_is_not(written: Lines, db: None, given: str) -> None:
    answer = Client().get("/nowhere", headers={"X-Request-ID": given})

    assert re.fullmatch("[0-9a-f]{16}", answer["X-Request-ID"])
    assert not given or given not in " ".join(written.texts)


def test_a_line_is_one_line_without_secrets_whatever_is_logged(written: Lines) -> None:
    try:
        raise ValueError(f"/s/{SECRET}/w/")
    except ValueError:
        logging.getLogger("wizard").exception("a\nb %s", f"/enter?h={SECRET}")

    [text] = written.texts
    assert "\n" not in text
    line = json.loads(text)
    assert line["message"] == "a\nb /enter?h=-"
    assert "ValueError: /s/-/w/" in line["traceback"]
    assert SECRET not in text
    assert "request" not in line


def test_a_whole_way_leaves_no_answer_in_json_lines(
    written: Lines, walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_check(walker, PLANTED)
    j.create(walker)
    walker.post("details", name="Broken Zanzibarov Ltd")
    j.create(walker)

    assert len(written.of("wizard.access")) > 5
    assert len(written.of("wizard.providers.client")) > 2
    assert traces(written.texts) == []


def test_what_django_says_of_a_request_has_no_address(
    written: Lines, fake_walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("it cannot be drawn")

    monkeypatch.setattr(providers, "get", crash)
    url = f"{fake_walker.base}profiles/Zanzibarov/details/"

    assert fake_walker.client.get(url).status_code == 500
    assert fake_walker.client.post(url).status_code == 403

    [crashed], [refused] = written.of("django.request"), written.of("django.security.csrf")
    assert "Internal Server Error: /w/<uuid:run_id>/" in str(crashed["message"])
    assert "Forbidden" in str(refused["message"])
    assert not any("Zanzibarov" in str(line["message"]) for line in (crashed, refused))
