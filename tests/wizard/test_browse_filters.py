"""Filters of the list: checked, kept in the run and named in the address by an id alone."""

import re
from urllib.parse import parse_qsl

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.test_browse import names
from tests.wizard.walker import Sent, Walker
from wizard import filters
from wizard.models import Run
from wizard.providers.base import Provider
from wizard.providers.errors import ProviderMisbehaved, ProviderRejected
from wizard.schema.fields import FieldSpec, Option, Schema

ORGANIZATIONS: dict[str, Sent] = {"filters-owner": "organizations"}
SINCE: dict[str, Sent] = {
    "filters-created.start_day": "20",
    "filters-created.start_month": "april",
    "filters-created.start_year": "2025",
}
SET = re.compile(r"\?filter=([\w-]{8})&page=1")


def apply(walker: Walker, fields: dict[str, Sent], press: tuple[str, str] | None = None) -> Walker:
    return walker.post("profiles", whole=fields, press=press)


def test_filters_are_kept_and_the_address_has_their_id_only(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    apply(fake_walker, {**ORGANIZATIONS, **SINCE, "page-name": "lantern"})

    assert fake_walker.first.status_code == 303
    address = fake_walker.first["Location"].removeprefix(f"{fake_walker.base}profiles/")
    assert SET.fullmatch(address)
    assert fake.filters[-1] == {"owner": "organizations", "created": {"start": "2025-04-20"}}
    assert names(fake_walker) == [f"Lantern {n} Ltd" for n in (24, 27, 30, 33)]


def test_the_page_says_what_is_set_and_offers_to_clear_it(fake_walker: Walker) -> None:
    apply(fake_walker, {**ORGANIZATIONS, **SINCE, "page-name": "Lantern"})

    shown = [fake_walker.page.all(kind) for kind in ("dt.", "dd.")]
    assert shown == [
        ["Owner", "Created from", "Name on this page"],
        ["Organization", "20 April 2025", "Lantern"],
    ]
    assert fake_walker.page.links["Clear filters"] == f"{fake_walker.base}profiles/"
    assert fake_walker.page.inputs["filters-owner"] == ["organizations"]
    assert fake_walker.page.inputs["filters-created.start_month"] == ["april"]
    assert fake_walker.page.inputs["page-name"] == ["Lantern"]


def test_pages_and_profiles_keep_the_filters(fake_walker: Walker, fake: FakeProvider) -> None:
    apply(fake_walker, {"filters-owner": "people"})
    chosen = fake_walker.url.partition("filter=")[2].partition("&")[0]

    assert fake_walker.page.links["Next"] == f"?filter={chosen}&page=2"
    fake_walker.get("profiles", filter=chosen, page="2")
    assert fake.filters[-1] == {"owner": "people"}
    assert all(name.startswith("Jane") for name in names(fake_walker))
    fake_walker.get("profiles/p-16", filter=chosen, page="2")
    back = fake_walker.page.links["Back to the list"]
    assert back == f"{fake_walker.base}profiles/?filter={chosen}&page=2"


def test_a_name_narrows_the_page_without_asking_the_provider_for_it(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    apply(fake_walker, {"page-name": "LTD lantern"})

    assert fake_walker.page.all("caption.") == ["Showing 3 of 10 profiles on this page"]
    assert names(fake_walker) == ["Lantern 3 Ltd", "Lantern 6 Ltd", "Lantern 9 Ltd"]
    assert fake.filters == [{}, {}]


def test_a_page_without_such_a_name_still_leads_to_the_next(fake_walker: Walker) -> None:
    apply(fake_walker, {"page-name": "nobody"})

    assert fake_walker.page.all("p.inset") == [
        "No profile on this page has that name. It may be on another page."
    ]
    assert "Showing 0 of 10 profiles on this page." in fake_walker.page.all("p.")
    assert "Next" in fake_walker.page.links


def test_filters_that_nothing_fits_say_so(fake_walker: Walker) -> None:
    apply(fake_walker, {**SINCE, "filters-created.start_year": "2030"})

    assert fake_walker.page.all("p.inset") == ["No profiles match these filters."]


def test_wrong_filters_are_named_and_nothing_is_lost(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake_walker.get("profiles")

    wrong = {**SINCE, "filters-created.start_day": "31", "page-name": "Lantern " * 40}
    apply(fake_walker, wrong)

    assert fake_walker.status == 422
    assert fake_walker.title.startswith("Error: Profiles")
    texts = [
        "Created from must be a real date",
        "Name on this page must be 200 characters or less",
    ]
    assert fake_walker.page.all("li.") == texts
    assert fake_walker.errors == [f"Error: {text}" for text in texts]
    for text in texts:
        assert fake_walker.page.links[text].removeprefix("#") in fake_walker.page.ids
    assert fake_walker.page.inputs["filters-created.start_day"] == ["31"]
    assert fake_walker.page.inputs["page-name"] == ["Lantern " * 40]
    assert fake.calls == ["list_profiles"]


def test_filters_that_the_provider_refuses_come_back_with_its_words(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    words = {"created.start": ["This is before the first profile"]}
    fake.faults["list_profiles"] = ProviderRejected(words, ["Choose one filter"])

    apply(fake_walker, SINCE)

    assert fake_walker.status == 422
    assert fake_walker.errors == ["Error: This is before the first profile"]
    assert fake_walker.page.all("li.") == ["Choose one filter", "This is before the first profile"]
    assert fake_walker.page.inputs["filters-created.start_year"] == ["2025"]


def test_a_list_that_the_provider_refuses_without_filters_asks_for_them(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake.faults["list_profiles"] = ProviderRejected({"owner": ["Select an owner"]})

    fake_walker.get("profiles")

    assert (fake_walker.status, fake_walker.errors) == (422, ["Error: Select an owner"])


def test_a_choice_that_is_not_made_is_called_any(fake_walker: Walker) -> None:
    apply(fake_walker, {"filters-owner": ""})

    labels = fake_walker.page.all("label.")
    assert "Any" in labels
    assert "Not provided" not in labels


def test_what_is_filtered_for_stands_in_no_log_and_no_address(
    fake_walker: Walker, fake: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    words: dict[str, Sent] = {
        "page-name": "Zanzibarov",
        "filters-metadata:items": "1",
        "filters-metadata.0.key": "zanzibarov",
    }

    apply(fake_walker, words)
    fake.faults["list_profiles"] = ProviderMisbehaved("not JSON")
    fake_walker.get("profiles", **dict(parse_qsl(fake_walker.url.partition("?")[2])))

    assert fake_walker.status == 502
    assert fake.filters[-1] == {"metadata": [{"key": "zanzibarov"}]}
    assert "zanzibarov" not in (caplog.text + " ".join(fake_walker.trail)).casefold()


def test_blank_filters_are_none(fake_walker: Walker, fake: FakeProvider) -> None:
    apply(fake_walker, {"page-name": "  "})

    assert fake_walker.first["Location"] == f"{fake_walker.base}profiles/?page=1"
    assert Run.objects.get().data.get(filters.KEY) is None


def test_unknown_filters_are_left_out_and_the_page_says_so(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    fake_walker.get("profiles", filter="made-up1", page="2")

    assert fake_walker.notices == [
        "These filters are no longer kept, so the list is shown without them."
    ]
    assert fake.filters == [{}]
    assert fake_walker.page.links["Next"] == "?page=3"


def test_only_the_newest_sets_are_kept(fake_walker: Walker) -> None:
    for number in range(filters.MAX_SETS + 5):
        apply(fake_walker, {"page-name": f"Lantern {number}"})

    kept = Run.objects.get().data[filters.KEY].values()
    assert [each["page-name"] for each in kept] == [[f"Lantern {n}"] for n in range(5, 25)]


def test_a_set_is_kept_though_another_request_was_faster(
    fake_walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_walker.get("profiles")
    valid = filters.Filters.is_valid

    def overtaken(self: filters.Filters) -> bool:
        run = Run.objects.get()
        Run.objects.update(data={**run.data, "theirs": 1}, version=run.version + 1)
        return valid(self)

    monkeypatch.setattr(filters.Filters, "is_valid", overtaken)
    sent = {**fake_walker.page.inputs, "page-name": "Lantern"}
    fake_walker.client.post(f"{fake_walker.base}profiles/", sent)

    data = Run.objects.get().data
    assert data["theirs"] == 1
    assert len(data[filters.KEY]) == 1


def test_too_much_is_not_kept(fake_walker: Walker) -> None:
    metadata: dict[str, Sent] = {
        "filters-metadata:items": "1",
        "filters-metadata.0.key": "k",
        "filters-metadata.0.value": "v" * filters.MAX_CHARACTERS,
    }
    apply(fake_walker, metadata)

    assert fake_walker.status == 422
    assert fake_walker.page.all("li.") == ["Filters must be 20,000 characters or less"]


def test_items_of_a_filter_are_added_and_removed_without_checking(
    fake_walker: Walker, fake: FakeProvider
) -> None:
    typed: dict[str, Sent] = {"filters-created.start_day": "31", "page-name": "Jane"}
    apply(fake_walker, typed, press=("add-metadata", "1"))
    assert (fake_walker.status, fake_walker.errors) == (200, [])
    assert fake_walker.page.inputs["filters-created.start_day"] == ["31"]
    assert fake_walker.page.inputs["page-name"] == ["Jane"]
    assert fake.calls == ["list_profiles"]
    apply(fake_walker, {"filters-metadata.0.key": "tier"}, press=("add-metadata", "1"))
    apply(fake_walker, {"filters-metadata.1.key": "team"}, press=("remove-metadata", "0"))
    apply(fake_walker, {"filters-created.start_day": "", "filters-metadata.0.value": "red"})

    assert fake.filters[-1] == {"metadata": [{"key": "team", "value": "red"}]}


def test_a_set_that_fits_the_filters_no_more_is_named(
    fake_walker: Walker, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(fake_walker, ORGANIZATIONS)
    query = dict(parse_qsl(fake_walker.url.partition("?")[2]))
    owner = FieldSpec("owner", "Owner", kind="radio", options=(Option("people", "Person"),))
    monkeypatch.setattr(fake, "list_filters", lambda: Schema((owner,)))
    asked = len(fake.filters)

    fake_walker.get("profiles", **query)

    assert fake_walker.status == 422
    assert len(fake.filters) == asked


def test_a_provider_without_filters_has_that_of_the_name(
    fake_walker: Walker, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake, "list_filters", lambda: Provider.list_filters(fake))

    apply(fake_walker, {"page-name": "Lantern 3"})

    assert names(fake_walker) == ["Lantern 3 Ltd"]
    assert fake.filters[-1] == {}
