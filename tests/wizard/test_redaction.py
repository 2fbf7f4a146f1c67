"""Secrets and answers stand neither in lines of a log nor in the reports of a crash."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.views.debug import ExceptionReporter, get_default_exception_reporter_filter
from pytest_django import Settings

from wizard.redaction import LineFormatter, redact

SECRET = "Zz9_-" * 8 + "abc"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (f'"GET /s/{SECRET}/w/1/?a=b HTTP/1.1" 200', '"GET /s/-/w/1/?a=b HTTP/1.1" 200'),
        (f"/s/{SECRET} and http://host/s/{SECRET}/", "/s/- and http://host/s/-/"),
        (f"GET /enter?h={SECRET} HTTP", "GET /enter?h=- HTTP"),
        ("/launch?launch_token=a.b.c&x=1 HTTP", "/launch?launch_token=-&x=1 HTTP"),
        ("/s/short/ stays, /static/wizard.css stays", "/s/short/ stays, /static/wizard.css stays"),
    ],
)
def test_a_secret_of_an_address_is_a_dash(text: str, safe: str) -> None:
    assert redact(text) == safe


@pytest.mark.parametrize("name", ["django.server", "wizard.runs"])
def test_every_line_that_we_write_goes_through_it(name: str) -> None:
    logger = logging.getLogger(name)
    line = f"GET /s/{SECRET}/w/"
    record = logger.makeRecord(name, logging.INFO, __file__, 1, line, (), None)

    ours = [each for each in handlers(logger) if type(each) is logging.StreamHandler]

    assert len(ours) == 1
    assert json.loads(ours[0].format(record))["message"] == "GET /s/-/w/"
    text = LineFormatter("{levelname} {name} {message}", style="{")
    assert text.format(record) == f"INFO {name} GET /s/-/w/"


def handlers(logger: logging.Logger | None) -> Iterator[logging.Handler]:
    """All that a record of this logger reaches."""
    while logger:
        yield from logger.handlers
        logger = logger.parent if logger.propagate else None


def report(request: HttpRequest) -> str:
    entered = "Zanzibarov"
    try:
        raise RuntimeError("a bug of ours")
    except RuntimeError:
        reporter = ExceptionReporter(request, *sys.exc_info())
    assert entered  # a variable of this frame
    return reporter.get_traceback_html() + reporter.get_traceback_text()


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://wizard:hunter-2@db.example/wizard"),
        ("PROVIDER_PROXY", "http://user:hunter-2@proxy.example:3128"),
        ("PORTALS", '{"https://portal.example": {"secret": "hunter-2"}}'),
    ],
)
def test_a_report_has_no_password_of_a_setting_or_of_the_environment(
    settings: Settings, name: str, value: str, debug: bool
) -> None:
    settings.DEBUG = debug
    setattr(settings, name, value)

    request = RequestFactory().get("/w/")
    request.META[name] = value  # the development server puts its environment there

    text = report(request)

    assert name in text
    assert "hunter-2" not in text


def test_a_report_has_neither_cookies_nor_answers() -> None:
    request = RequestFactory().post("/w/", {"details-name": "Zanzibarov"})
    request.COOKIES = {"__Host-w-1": SECRET}

    text = report(request)

    assert "a bug of ours" in text
    assert "details-name" in text
    assert "__Host-w-1" in text
    assert SECRET not in text
    assert text.count("Zanzibarov") == text.count("entered = &quot;Zanzibarov&quot;")  # our source
    assert type(get_default_exception_reporter_filter()).__name__ == "ReporterFilter"
