"""The list of the profiles that exist: pages of it, links to each, and when there is none."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.test_receipt import filed
from tests.wizard.walker import Walker
from wizard.models import State
from wizard.providers.errors import ProviderMisbehaved, ProviderUnavailable
from wizard.providers.profiles import ProfilePage, ProfileRow


def names(walker: Walker) -> list[str]:
    """The names in the table, in order."""
    return walker.page.all("th.")[-len(walker.page.all("tr.")) + 1 :]


def pages(walker: Walker) -> set[str]:
    """The links between pages."""
    return set(walker.page.links) & {"First", "Previous", "Next", "Last"}


def test_the_list_has_names_types_and_details_in_the_order_of_the_provider(
    fake_walker: Walker,
) -> None:
    fake_walker.get("profiles")

    assert (fake_walker.status, fake_walker.h1) == (200, "Profiles")
    assert fake_walker.page.all("caption.") == ["34 profiles"]
    assert fake_walker.page.all("th.")[:4] == ["Name", "Type", "Application", "Created"]
    assert names(fake_walker)[:3] == [
        "Jane Söderström-Featherstonehaugh",
        "Jane Okonkwo",
        "Lantern 3 Ltd",
    ]
    assert fake_walker.page.all("td.")[:3] == ["Person", "Marketplace", "30 March 2025, 23:30 UTC"]
    assert "Organization" in fake_walker.page.all("td.")


def test_links_lead_through_all_pages(fake_walker: Walker) -> None:
    fake_walker.get("profiles")
    seen, offered = [], []
    while True:
        seen += names(fake_walker)
        offered.append(pages(fake_walker))
        if "Next" not in fake_walker.page.links:
            break
        fake_walker.get("profiles", **_query(fake_walker.page.links["Next"]))

    assert len(seen) == 34
    assert offered[0] == {"Next", "Last"}
    assert offered[1] == {"First", "Previous", "Next", "Last"}
    assert offered[-1] == {"First", "Previous"}
    assert "Page 4 of 4" in fake_walker.page.all("span.")


def _query(link: str) -> dict[str, str]:
    return dict(parse_qsl(link.partition("?")[2]))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("0", 1), ("-3", 1), ("x", 1), ("", 1), ("²", 1), ("99", 4), ("9" * 5000, 4)],
)
def test_a_page_that_there_is_not_is_the_nearest_one(
    fake_walker: Walker, asked: str, shown: int
) -> None:
    fake_walker.get("profiles", page=asked)

    assert fake_walker.status == 200
    assert f"Page {shown} of 4" in fake_walker.page.all("span.")


def test_a_provider_that_does_not_count_has_next_pages_all_the_same(
    fake_walker: Walker, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ProfileRow("p-1", "Person", "Jane Doe")
    monkeypatch.setattr(
        fake, "list_profiles", lambda _, number: ProfilePage((row,), number, more=number < 3)
    )

    fake_walker.get("profiles", page="2")

    assert fake_walker.page.all("caption.") == ["1 profile on this page"]
    assert "Page 2" in fake_walker.page.all("span.")
    assert pages(fake_walker) == {"First", "Previous", "Next"}


def test_an_empty_list_says_so(fake_walker: Walker, fake: FakeProvider) -> None:
    fake.profiles = []

    fake_walker.get("profiles")

    assert fake_walker.page.all("p.inset") == ["No profiles."]
    assert "table.profiles" not in fake_walker.page.texts


def test_a_name_leads_to_its_profile_and_a_blank_one_as_well(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake_walker.get("profiles", page="4")

    links = fake_walker.page.links
    assert links["No name (p-34)"] == f"{fake_walker.base}profiles/p-34/?page=4"
    fake.profiles = [replace(fake.profiles[0], id="a/b", name="Odd one")]
    fake_walker.get("profiles")
    assert names(fake_walker) == ["Odd one"]
    assert "Odd one" not in fake_walker.page.links


def test_what_the_provider_says_is_text(fake_walker: Walker, fake: FakeProvider) -> None:
    fake.profiles = [replace(fake.profiles[0], name="<script>alert(1)</script>")]

    fake_walker.get("profiles")
    assert "<script>alert" not in fake_walker.html
    fake_walker.get("profiles/p-1")
    assert "<script>alert" not in fake_walker.html


@pytest.mark.parametrize("address", ["profiles", "profiles/p-1"])
def test_there_are_no_such_pages_where_the_provider_does_not_list(
    fake_walker: Walker, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(fake, "lists", False)

    fake_walker.get(address)

    assert (fake_walker.status, fake_walker.h1) == (404, "Page not found")
    assert fake.calls == []


def test_a_provider_that_turns_out_not_to_list_has_no_such_page(
    fake_walker: Walker, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found_out() -> None:
        monkeypatch.setattr(fake, "lists", False)
        raise ProviderMisbehaved("answered 404", status=404)

    fake.faults["list_profiles"] = found_out

    fake_walker.get("profiles")
    assert fake_walker.status == 404
    fake_walker.get("type")
    assert "See existing profiles" not in fake_walker.page.links


@pytest.mark.parametrize("address", ["profiles", "profiles/p-1"])
@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (ProviderUnavailable("down"), 503, "The provider is not answering"),
        (ProviderMisbehaved("not JSON"), 502, "There is a problem with the provider"),
    ],
)
def test_a_failing_provider_is_tried_again_at_the_same_address(
    fake_walker: Walker,
    fake: FakeProvider,
    address: str,
    error: Exception,
    status: int,
    heading: str,
) -> None:
    fake.faults = {"list_profiles": error, "show_profile": error}

    fake_walker.get(address, page="2")

    assert (fake_walker.status, fake_walker.h1) == (status, heading)
    again = fake_walker.page.links["Try again"]
    assert again == f"{fake_walker.base}{address}/?page=2"
    fake.faults.clear()
    assert fake_walker.client.get(again).status_code == 200


def test_only_who_holds_the_run_sees_the_list(
    fake_walker: Walker, walk: Callable[..., Walker]
) -> None:
    stranger = Walker(walk(provider="fake").client, fake_walker.run)

    stranger.get("profiles")

    assert stranger.status == 403


def test_the_first_step_and_the_receipt_lead_to_the_list(fake_walker: Walker) -> None:
    address = f"{fake_walker.base}profiles/"

    fake_walker.get("type")
    assert fake_walker.page.links["See existing profiles"] == address
    filed(fake_walker, State.CREATED)
    fake_walker.get("receipt")
    assert fake_walker.page.links["See existing profiles"] == address
    fake_walker.get("profiles")
    assert fake_walker.h1 == "Profiles"
    fake_walker.get("profiles/p-1")
    assert fake_walker.status == 200


def test_a_provider_without_a_list_is_not_linked_to(
    fake_walker: Walker, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake, "lists", False)
    filed(fake_walker, State.CREATED)

    fake_walker.get("receipt")

    assert fake_walker.h1 == "Profile created"
    assert "See existing profiles" not in fake_walker.page.links
