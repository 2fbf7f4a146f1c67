"""One profile: what its page shows, where it leads, and what stands in no title."""

from dataclasses import replace

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.walker import Walker


def test_a_profile_shows_its_sections(fake_walker: Walker) -> None:
    fake_walker.get("profiles/p-1")

    assert fake_walker.h1 == "Jane Söderström-Featherstonehaugh"
    assert "Person" in fake_walker.page.all("p.caption")
    assert fake_walker.page.all("h2.") == ["Profile", "Contact"]
    assert fake_walker.page.all("dt.") == ["Application", "Created", "Email address"]
    assert fake_walker.page.all("dd.") == [
        "Marketplace",
        "30 March 2025, 23:30 UTC",
        "jane@example.com",
    ]
    assert '<time datetime="2025-03-30T23:30:00+00:00" data-local>' in fake_walker.html


def test_the_title_does_not_name_anybody(fake_walker: Walker) -> None:
    fake_walker.get("profiles/p-1")

    assert fake_walker.title == "Profile – Profile wizard"


def test_a_profile_without_a_name_or_details_has_a_heading(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.profiles = [replace(fake.profiles[0], name="", sections=())]

    fake_walker.get("profiles/p-1")

    assert (fake_walker.status, fake_walker.h1) == (200, "Profile")
    assert fake_walker.page.all("p.inset") == ["The provider gives no details of this profile."]


def test_what_is_not_there_is_not_found_and_the_list_is_one_click_away(
    fake_walker: Walker,
) -> None:
    fake_walker.get("profiles/p-99", page="3")

    assert (fake_walker.status, fake_walker.h1) == (404, "Profile not found")
    link = fake_walker.page.links["Go to the list of profiles"]
    assert link == f"{fake_walker.base}profiles/?page=3"


@pytest.mark.parametrize("odd", ["a%2Fb", "a b", "é", "x" * 201])
def test_an_id_that_no_provider_has_is_no_address(
    fake_walker: Walker, fake: FakeProvider, odd: str
) -> None:
    fake_walker.get(f"profiles/{odd}")

    assert fake_walker.status == 404
    assert fake.calls == []


def test_every_id_of_the_usual_characters_is_an_address(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    longest = "Az0_.:-" + "x" * 193
    fake.profiles = [replace(fake.profiles[0], id=longest)]

    fake_walker.get("profiles")

    link = fake_walker.page.links[fake.profiles[0].name]
    assert fake_walker.client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("changes", "answers", "offered"),
    [(True, {"name": "Jane"}, True), (True, None, False), (False, {"name": "Jane"}, False)],
)
def test_a_change_is_offered_where_it_can_be_made(
    fake_walker: Walker,
    fake: FakeProvider,
    monkeypatch: pytest.MonkeyPatch,
    changes: bool,
    answers: dict[str, str] | None,
    offered: bool,
) -> None:
    monkeypatch.setattr(fake, "changes", changes)
    fake.profiles = [replace(fake.profiles[0], answers=answers)]

    fake_walker.get("profiles/p-1")

    link = fake_walker.page.links.get("Change this profile")
    assert link == (f"{fake_walker.base}profiles/p-1/details/" if offered else None)
