"""A type that has no countries is not asked where, and no page speaks of a country."""

from typing import Any

import pytest

from tests.wizard.fake import NAME, PERSON, TYPES, FakeProvider
from tests.wizard.visitor import Visitor
from tests.wizard.walker import Walker
from wizard import flow
from wizard.forms import NOWHERE, TypeForm
from wizard.models import Submission
from wizard.state import State
from wizard.steps import Step

COMPANY = TYPES[0]
HINT = "Where it is registered. Not needed for person"


def form(sent: dict[str, str] | None = None, types: Any = (COMPANY, PERSON)) -> TypeForm:
    return TypeForm(sent, types=types)


@pytest.fixture
def walker(fake: FakeProvider, fake_walker: Walker) -> Walker:
    """In a run of a provider that has both kinds of types."""
    fake.types = [*TYPES, PERSON]
    return fake_walker


# -- the form -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "types", "errors"),
    [
        ({"type": "person"}, (COMPANY, PERSON), []),
        ({"type": "person", "country": "GB"}, (COMPANY, PERSON), []),
        ({"type": "person", "country": "nonsense"}, (COMPANY, PERSON), []),
        ({"type": "company", "country": "GB"}, (COMPANY, PERSON), []),
        ({"type": "company"}, (COMPANY, PERSON), ["country"]),
        ({"type": "company", "country": ""}, (COMPANY, PERSON), ["country"]),
        ({"type": "company", "country": "XX"}, (COMPANY, PERSON), ["country"]),
        ({}, (COMPANY, PERSON), ["type"]),
        ({"country": "GB"}, (COMPANY, PERSON), ["type"]),
        ({}, (COMPANY,), ["type", "country"]),
        ({}, (PERSON,), ["type"]),
        ({"type": "person"}, (PERSON,), []),
    ],
)
def test_a_country_is_required_of_types_that_have_some(
    sent: dict[str, str], types: Any, errors: list[str]
) -> None:
    assert list(form(sent, types).errors) == errors


def test_what_was_chosen_has_no_country() -> None:
    sent = form({"type": "person", "country": "GB"})

    assert sent.is_valid()
    assert sent.chosen() == (PERSON, NOWHERE)


def test_both_kinds_together_say_for_which_the_country_is_not_needed() -> None:
    assert form().fields["country"].help_text == HINT
    chosen = TypeForm(initial={"type": "company"}, types=(COMPANY, PERSON))
    assert chosen.fields["country"].help_text == "Where it is registered"


@pytest.mark.parametrize("types", [(PERSON,), (COMPANY, PERSON)])
def test_a_chosen_type_without_countries_has_no_such_field(types: Any) -> None:
    assert list(TypeForm(initial={"type": "person"}, types=types).fields) == ["type"]


# -- the way --------------------------------------------------------------------------------------


def test_a_whole_way_without_a_country(walker: Walker, fake: FakeProvider) -> None:
    # Given a person, of whom the provider does not ask where
    walker.post("type", type="person")
    assert walker.h1 == "Enter person details"

    # When the profile is created
    walker.post("details", name="Jane Doe")
    asked = walker.page.all("dt.")
    headings = walker.page.all("h2.")
    walker.post("check")

    # Then no page has a country, and nor has what was kept
    assert walker.h1 == "Profile created"
    assert asked[0] == "Type"
    assert "Country" not in [*asked, *walker.page.all("dt.")]
    assert headings[0] == "Type of profile"
    assert fake.calls.count("create") == 1
    submission = Submission.objects.get()
    assert (submission.type_label, submission.country_name) == ("Person", "")


def test_a_search_without_a_country_names_no_register(walker: Walker, fake: FakeProvider) -> None:
    details = fake.profile_fields("person", "").schema
    fake.search_fields = lambda *_: details  # type: ignore[method-assign]

    walker.post("type", type="person")

    assert walker.h1 == "Find the person"
    assert "Register" not in walker.html


def test_a_country_that_is_sent_all_the_same_is_passed_over(walker: Walker) -> None:
    walker.post("type", type="person", country="GB")
    assert walker.step == "details"

    walker.get("type")

    assert walker.page.inputs["type-type"] == ["person"]
    assert "type-country" not in walker.page.inputs


def test_a_type_that_has_countries_asks_for_one_after_the_other(walker: Walker) -> None:
    walker.post("type", type="person").get("type")
    assert "Country" not in walker.page.all("label.")

    walker.post("type", type="company")

    assert (walker.status, walker.errors) == (422, ["Error: Select a country"])
    walker.post("type", type="company", country="GB")
    assert walker.step == "search"


def test_a_redraw_asks_where_only_of_what_has_countries(walker: Walker) -> None:
    walker.get("type")
    assert HINT in walker.page.all("p.hint")

    walker.post("type", type="person", press=("redraw", "1"))
    assert "Country" not in walker.page.all("label.")

    walker.post("type", type="company", press=("redraw", "1"))
    assert "Country" in walker.page.all("label.")
    assert walker.errors == []


def test_a_change_tells_what_was_removed_without_a_country(fake: FakeProvider) -> None:
    japan = next(country for country in COMPANY.countries if country.code == "JP")
    state = flow.choose_type(State(), fake, (COMPANY, japan), {})
    typed = {"name": ["Acme"], "tax": ["T-1"]}
    fake.details = lambda _: (NAME,)

    new = flow.choose_type(state, fake, (PERSON, NOWHERE), {Step.DETAILS: typed})

    assert (new.country, new.country_name) == ("", "")
    assert new.carried[Step.DETAILS] == {"name": ["Acme"]}
    (notice,) = new.notices
    assert notice == (
        "You changed what is created to Person. "
        "These answers no longer apply and were removed: Tax code."
    )


def test_the_same_type_again_costs_no_call(fake: FakeProvider) -> None:
    state = flow.choose_type(State(), fake, (PERSON, NOWHERE), {})
    calls = list(fake.calls)

    assert flow.choose_type(state, fake, (PERSON, NOWHERE), {}) is state
    assert fake.calls == calls


# -- the lab --------------------------------------------------------------------------------------


@pytest.mark.parametrize("country", ["", "GB"])
def test_the_lab_fetches_it_without_a_country(
    visitor: Visitor, fake: FakeProvider, country: str
) -> None:
    fake.types = [*TYPES, PERSON]
    visitor.get()

    visitor.fetch("fake:person", country)

    assert visitor.status == 200
    assert "fake: Person, details" in visitor.html
