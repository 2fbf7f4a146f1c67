"""What the portal has filled in stands where it fits, marked, and is judged as ever."""

from typing import Any

import pytest

from tests.wizard import test_launch as a
from tests.wizard.fake import EMAIL, NAME, FakeProvider
from tests.wizard.walker import Walker
from wizard.prefill import MARK
from wizard.schema.fields import FieldSpec, Option

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]


def filled(**prefill: Any) -> Walker:
    return a.walk(prefill={key.replace("__", "."): value for key, value in prefill.items()})


def details(fake: FakeProvider, *specs: FieldSpec, **prefill: Any) -> Walker:
    """At a details form of these fields."""
    fake.details = lambda _: specs
    return filled(**prefill).post("type", type="company", country="JP")


def value(walker: Walker, name: str) -> list[str]:
    return walker.page.inputs.get(f"{walker.step}-{name}", [])


def marked(walker: Walker) -> list[str]:
    return [text for text in walker.page.all("p.hint") if text.endswith(MARK)]


# -- where it stands ------------------------------------------------------------------------------


def test_it_stands_in_the_search_and_is_marked() -> None:
    walker = filled(name="Acme", number="1234").post("type", type="company", country="GB")

    assert walker.step == "search"
    assert (value(walker, "name"), value(walker, "number")) == (["Acme"], ["1234"])
    assert len(marked(walker)) == 2
    assert 'aria-describedby="id_search-name_helptext"' in walker.html


def test_it_stands_in_the_details_and_is_marked(fake: FakeProvider) -> None:
    walker = details(fake, NAME, EMAIL, name="Acme")

    assert value(walker, "name") == ["Acme"]
    assert value(walker, "email") == [""]
    assert marked(walker) == [MARK]


def test_a_hint_of_the_field_stays(fake: FakeProvider) -> None:
    hinted = FieldSpec("name", "Name", help="As in <b>the register</b>")

    walker = details(fake, hinted, name="Acme")

    assert "As in &lt;b&gt;the register&lt;/b&gt;<br>Filled in by your portal" in walker.html


def test_nothing_is_marked_without_it(fake: FakeProvider) -> None:
    assert marked(details(fake, NAME, EMAIL)) == []


def test_type_and_country_are_chosen_and_may_be_changed() -> None:
    walker = filled(type="company", country="GB")

    assert walker.step == "type"
    assert (value(walker, "type"), value(walker, "country")) == (["company"], ["GB"])
    assert len(marked(walker)) == 2
    assert walker.post("type", country="JP").step == "details"
    assert value(walker.get("type"), "country") == ["JP"]
    assert len(marked(walker)) == 1


@pytest.mark.parametrize("prefill", [{"type": "ship"}, {"country": "XX"}, {"type": 7}])
def test_a_choice_that_is_not_offered_is_not_made(prefill: dict[str, Any]) -> None:
    walker = filled(**prefill)

    assert (walker.status, marked(walker)) == (200, [])
    assert value(walker, "type") == []


ADDRESS = FieldSpec(
    "address",
    "Address",
    kind="group",
    required=True,
    fields=(FieldSpec("city", "City"), FieldSpec("postCode", "Post code")),
)
BORN = FieldSpec("born", "Date of birth", kind="date")
KIND = FieldSpec("kind", "Kind", kind="select", options=(Option(1, "One"), Option(2, "Two")))
VAT = FieldSpec("vat", "VAT", kind="boolean")


@pytest.mark.parametrize(
    ("prefill", "name", "stands"),
    [
        ({"address__city": "Leeds"}, "address.city", ["Leeds"]),
        ({"city": "Leeds"}, "address.city", ["Leeds"]),
        ({"postcode": "LS1 1AA"}, "address.postCode", ["LS1 1AA"]),
        ({"email": "a@example.com"}, "email", ["a@example.com"]),
        ({"born": "1980-02-03"}, "born_day", ["03"]),
        ({"born": "1980-02-03"}, "born_year", ["1980"]),
        ({"kind": 2}, "kind", ["2"]),
        ({"vat": True}, "vat", ["true"]),
    ],
)
def test_keys_are_those_of_fields_or_what_a_field_means(
    fake: FakeProvider, prefill: dict[str, Any], name: str, stands: list[str]
) -> None:
    walker = details(fake, ADDRESS, EMAIL, BORN, KIND, VAT, **prefill)

    assert value(walker, name) == stands
    assert len(marked(walker)) == 1


TWO_CITIES = (
    FieldSpec("home", "Home", kind="group", required=True, fields=(FieldSpec("city", "City"),)),
    FieldSpec("work", "Work", kind="group", required=True, fields=(FieldSpec("city", "City"),)),
)


def test_what_two_fields_could_mean_is_left_out(fake: FakeProvider) -> None:
    walker = details(fake, *TWO_CITIES, city="Leeds", home__city="York")

    assert (value(walker, "home.city"), value(walker, "work.city")) == (["York"], [""])


def test_an_item_of_a_list_is_filled_in(fake: FakeProvider) -> None:
    owners = FieldSpec("owners", "Owners", kind="list", fields=(FieldSpec("name", "Name"),))

    walker = details(fake, owners, owners__1__name="Jane")

    assert value(walker, "owners.1.name") == ["Jane"]


# -- where it does not fit ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prefill",
    [
        {"email": "no address"},
        {"email": True},
        {"email": 1e300},
        {"email": ""},
        {"email": "a\0@example.com"},
        {"born": "yesterday"},
        {"born": 7},
        {"born": "9999-99-99"},
        {"kind": "Three"},
        {"vat": "perhaps"},
        {"nothing": "of the kind"},
        {"address": "Leeds"},
        {"address__city__deep": "Leeds"},
        {"owners__9000__name": "x"},
    ],
)
def test_what_does_not_fit_is_left_out_without_a_word(
    fake: FakeProvider, prefill: dict[str, Any]
) -> None:
    walker = details(fake, ADDRESS, EMAIL, BORN, KIND, VAT, **prefill)

    assert (walker.status, marked(walker), walker.notices) == (200, [], [])
    assert value(walker, "email") == [""]


def test_markup_stays_text(fake: FakeProvider) -> None:
    walker = details(fake, NAME, name='"><script>alert(1)</script>')

    assert "<script>alert" not in walker.html
    assert value(walker, "name") == ['"><script>alert(1)</script>']


# -- it is never trusted --------------------------------------------------------------------------


def test_nothing_is_answered_by_it_alone(fake: FakeProvider) -> None:
    walker = details(fake, NAME, name="Acme")

    assert walker.get("check").step == "details"
    assert fake.payloads == []


def test_it_is_judged_with_all_the_rest(fake: FakeProvider) -> None:
    limited = FieldSpec("name", "Name", required=True, visible_when=None, max_length=40)
    walker = details(fake, limited, EMAIL, name="Acme")

    walker.post("details", name="x" * 41, email="no address")

    assert len(walker.errors) == 2
    assert marked(walker) == []


def test_the_mark_goes_when_the_operator_writes_something_else(fake: FakeProvider) -> None:
    walker = details(fake, NAME, EMAIL, name="Acme", email="a@example.com")

    walker.post("details", name="Acme Ltd", email="a@example.com").get("details")

    assert value(walker, "name") == ["Acme Ltd"]
    assert marked(walker) == [MARK]


# -- between the steps ----------------------------------------------------------------------------


def at_search(**prefill: Any) -> Walker:
    return filled(**prefill).post("type", type="company", country="GB")


def test_what_was_typed_into_the_search_counts_for_more() -> None:
    walker = at_search(name="Acme", email="a@example.com")

    walker.post("search", name="Brass Lantern", press=("by_hand", "1"))

    assert (value(walker, "name"), value(walker, "email")) == (["Brass Lantern"], ["a@example.com"])
    assert marked(walker) == [MARK]


def test_what_was_cleared_in_the_details_stays_cleared() -> None:
    walker = at_search(email="a@example.com").post("search", name="Acme", press=("by_hand", "1"))
    walker.post("details", name="Acme", email="")
    walker.get("search").post("search", name="Other", press=("by_hand", "1"))

    assert (value(walker, "name"), value(walker, "email")) == (["Other"], [""])


def test_what_was_typed_counts_for_more_in_another_country(fake: FakeProvider) -> None:
    walker = filled(name="Acme").post("type", type="company", country="JP")
    walker.post("details", name="Brass Lantern").get("type")

    walker.post("type", country="IE")

    assert (walker.step, value(walker, "name")) == ("details", ["Brass Lantern"])
    assert marked(walker) == []


def test_it_fills_in_what_another_country_asks_for() -> None:
    walker = filled(tax="T-1").post("type", type="company", country="GB").get("type")

    walker.post("type", country="JP")

    assert value(walker, "tax") == ["T-1"]


def test_it_fills_in_questions_that_an_answer_brings_up(fake: FakeProvider) -> None:
    form = FieldSpec("form", "Legal form", required=True, refresh=True)
    share = FieldSpec("share", "Share capital", required=True)
    fake.refreshes = True
    fake.details = lambda answers: (form, share, NAME) if answers.get("form") else (form, NAME)
    walker = filled(share="100", name="Acme").post("type", type="company", country="JP")

    walker.post("details", form="ag", name="")

    assert (walker.step, value(walker, "share")) == ("details", ["100"])
    assert value(walker, "name") == [""]


def test_another_provider_is_filled_in_as_well(several: dict[str, FakeProvider]) -> None:
    walker = filled(name="Acme").post("provider", whole={"provider": "first"})
    walker.post("type", type="company", country="JP").get("provider")

    walker.post("provider", whole={"provider": "other"}).post("type", type="person")

    assert (value(walker, "name"), marked(walker)) == (["Acme"], [MARK])


def test_a_profile_that_is_changed_is_not_filled_in(fake: FakeProvider) -> None:
    walker = filled(name="Acme", email="a@example.com")

    walker.get(f"profiles/{fake.profiles[0].id}/details")

    assert walker.status == 200
    assert marked(walker) == []
    assert "a@example.com" not in walker.html
