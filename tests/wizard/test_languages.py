"""The pages say the language and direction that the launch asked for, those of errors too."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from pytest_django import Settings

from tests.wizard.fake import FakeProvider
from tests.wizard.test_launch import launch, walk
from wizard import pages
from wizard.models import Run
from wizard.state import State
from wizard.steps import Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]


@pytest.fixture
def arabic(settings: Settings) -> None:
    """As if there were texts in it."""
    settings.LANGUAGES = [("en-gb", "English"), ("ar", "Arabic")]


@pytest.mark.usefixtures("arabic")
def test_pages_and_errors_of_a_run_are_in_its_language(fake: FakeProvider) -> None:
    walker = walk(locale="ar-EG")
    pages_ = [walker.html, walker.get("nowhere").html]
    assert walker.status == 404
    Run.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    pages_.append(walker.get("type").html)
    assert walker.status == 410

    for html in pages_:
        assert '<html lang="ar" dir="rtl">' in html
    assert translation.get_language() == "en-gb"


@pytest.mark.usefixtures("arabic")
def test_a_page_without_a_run_is_in_english() -> None:
    walk(locale="ar")

    assert '<html lang="en-gb" dir="ltr">' in launch(aud="x").content.decode()


def test_a_language_that_there_are_no_texts_in_is_refused() -> None:
    assert launch(locale="de").status_code == 403


@pytest.mark.parametrize(("language", "shown"), [("en-gb", "1,234"), ("de", "1.234")])
def test_numbers_are_written_as_the_language_has_them(language: str, shown: str) -> None:
    state = State(results={"query": "", "total": 1234, "rows": [{}]})

    with translation.override(language):
        assert pages.HEADINGS[Step.RESULTS](state)["h1"] == f"{shown} matches"
