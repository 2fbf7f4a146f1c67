"""The schema lab: what it shows of a pasted or fetched schema, and of answers to it."""

import json

import pytest

from tests.wizard.fake import FakeProvider
from tests.wizard.visitor import FIELDS, Visitor
from tests.wizard.walker import Page
from wizard.providers.errors import ProviderMisbehaved, ProviderUnavailable


def test_the_title_of_the_lab_is_not_that_of_the_wizard(visitor: Visitor) -> None:
    page = Page(visitor.client.get("/lab/").content.decode())

    assert page.all("title.") == ["Schema lab – Profile wizard"]


# -- a pasted schema ------------------------------------------------------------------------------


def test_a_pasted_schema_is_shown_as_form_specs_and_warnings(visitor: Visitor) -> None:
    visitor.paste([*FIELDS, {"key": "signed", "type": "signature"}, 7])

    assert visitor.status == 200
    assert visitor.page.inputs["answers-name"] == [""]
    (specs,) = visitor.shown
    assert [spec["key"] for spec in specs] == [f["key"] for f in FIELDS] + ["signed"]
    assert specs[4]["fields"][0]["path"] == "owners.name"
    assert visitor.page.all("ul.warnings") == [
        "[5]: unknown type 'signature', drawn as text[6]: a field object was expected"
    ]


def test_a_schema_without_trouble_says_so(visitor: Visitor) -> None:
    assert "Everything in this schema was understood." in visitor.paste(FIELDS).html


def test_the_country_narrows_the_subdivisions(visitor: Visitor) -> None:
    visitor.paste(FIELDS, paste__country="IE")

    assert '<option value="IE-D">Dublin</option>' in visitor.html
    assert visitor.page.inputs["paste-country"] == ["IE"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Enter a schema"),
        ('[\n  {"key": "a"},\n    }]', "This is not JSON: line 3, column 5"),
        ("[" * 5000, "This is nested too deeply"),
        ("[NaN]", "This has NaN, which is not JSON"),
    ],
)
def test_what_is_not_json_is_an_error_at_the_field(
    visitor: Visitor, text: str, message: str
) -> None:
    visitor.paste(text)

    assert visitor.status == 422
    assert visitor.summary == [f"There is a problem {message}"]
    assert visitor.page.all("p.error") == [f"Error: {message}"]
    assert visitor.page.links[message] == "#lab:paste-schema"
    assert visitor.page.inputs["paste-schema"] == [text]


@pytest.mark.parametrize("text", ["null", "7", '"text"', "{}", "[]"])
def test_json_that_asks_for_nothing_is_shown_as_that(visitor: Visitor, text: str) -> None:
    visitor.paste(text)

    assert visitor.status == 200
    assert visitor.shown == [[]]
    assert "This schema asks for nothing." in visitor.html


def test_a_typing_error_in_the_next_schema_costs_neither_form_nor_answers(visitor: Visitor) -> None:
    visitor.paste(FIELDS)

    visitor.paste("[", answers__name="Acme")

    assert visitor.status == 422
    assert visitor.page.inputs["answers-name"] == ["Acme"]
    visitor.paste([FIELDS[0], {"key": "other"}])
    assert visitor.page.inputs["answers-name"] == ["Acme"]
    assert visitor.page.inputs["answers-other"] == [""]


# -- answers --------------------------------------------------------------------------------------


def test_answers_are_shown_as_the_payload(visitor: Visitor) -> None:
    visitor.paste(FIELDS).press("add-owners")

    visitor.press("send", answers__name="Acme", **{"answers-owners.0.name": "Ann"})

    assert visitor.status == 200
    payload, specs = visitor.shown
    assert payload == {"name": "Acme", "owners": [{"name": "Ann"}]}
    assert len(specs) == len(FIELDS)
    assert visitor.page.inputs["answers-name"] == ["Acme"]


def test_errors_stand_at_the_fields_and_in_the_summary(visitor: Visitor) -> None:
    visitor.paste(FIELDS).press("send")

    assert visitor.status == 422
    assert visitor.summary == ["There is a problem Enter name"]
    assert visitor.page.all("p.error") == ["Error: Enter name"]
    assert visitor.page.links["Enter name"] == "#id_answers-name"
    assert len(visitor.shown) == 1


def test_an_answer_brings_up_its_question(visitor: Visitor) -> None:
    visitor.paste(FIELDS)
    assert "answers-number" not in visitor.page.inputs

    visitor.press("send", answers__name="Acme", answers__vat="true")

    assert visitor.status == 200
    assert visitor.page.all("div.notice") == ["Your answers bring up more questions: Number."]
    assert visitor.page.inputs["answers-number"] == [""]
    visitor.press("send", answers__number="GB1")
    assert visitor.shown[0] == {"name": "Acme", "vat": True, "number": "GB1"}


def test_a_redraw_is_the_page_unchecked(visitor: Visitor) -> None:
    visitor.paste(FIELDS)

    visitor.press("redraw", answers__vat="true")

    assert visitor.status == 200
    assert 'data-step="lab"' in visitor.html
    assert "fields" in visitor.page.ids
    assert visitor.page.inputs["answers-number"] == [""]
    assert (visitor.summary, visitor.page.all("div.notice")) == ([], [])


def test_what_was_typed_into_a_question_comes_back_with_it(visitor: Visitor) -> None:
    visitor.paste(FIELDS).press("redraw", answers__vat="true")

    visitor.press("redraw", answers__vat="false", answers__number="GB1")
    assert "answers-number" not in visitor.page.inputs
    visitor.press("redraw", answers__vat="true")

    assert visitor.page.inputs["answers-number"] == ["GB1"]


def test_items_are_added_and_removed_and_everything_else_stays(visitor: Visitor) -> None:
    visitor.paste(FIELDS).press("add-owners", answers__name="Acme").press("add-owners")
    names = {"answers-owners.0.name": "Ann", "answers-owners.1.name": "Bea"}

    visitor.press("remove-owners", "0", **names)

    assert visitor.page.inputs["answers-owners:items"] == ["1"]
    assert visitor.page.inputs["answers-owners.0.name"] == ["Bea"]
    assert visitor.page.inputs["answers-name"] == ["Acme"]


def test_a_tick_that_was_taken_back_stays_so(visitor: Visitor) -> None:
    colours = {"key": "colours", "type": "multiselect", "options": ["red", "blue"]}
    visitor.paste([colours]).press("redraw", answers__colours=["red", "blue"])
    assert visitor.page.inputs["answers-colours"] == ["red", "blue"]

    visitor.press("redraw", answers__colours=None)

    assert "answers-colours" not in visitor.page.inputs


# -- a fetched schema -----------------------------------------------------------------------------


def test_a_schema_is_fetched_from_a_configured_provider(
    visitor: Visitor, fake: FakeProvider
) -> None:
    visitor.fetch("fake:company", "GB")

    assert visitor.status == 200
    assert "fake: Company, United Kingdom, details" in visitor.html
    assert [spec["key"] for spec in visitor.shown[0]] == ["name", "number", "email"]
    visitor.press("send", answers__name="Acme", answers__number="1234")
    assert visitor.shown[0] == {"name": "Acme", "number": "1234"}
    assert fake.calls.count("profile_fields") == 1


def test_the_search_form_is_fetched_too(visitor: Visitor) -> None:
    visitor.fetch("fake:company", "FR", "search")

    assert [spec["label"] for spec in visitor.shown[0]] == ["Name", "SIREN"]


def test_where_there_is_no_search_it_says_so(visitor: Visitor) -> None:
    visitor.fetch("fake:company", "JP", "search")

    assert visitor.status == 422
    assert visitor.page.all("p.error") == [
        "Error: There is no search for this profile type and country"
    ]


@pytest.mark.parametrize(
    ("profile", "country", "message"),
    [
        ("", "GB", "Select a profile type"),
        ("http://169.254.169.254/:x", "GB", "Select a profile type"),
        ("fake:nothing", "GB", "Select a profile type"),
        ("fake:company", "", "Select a country"),
        ("fake:company", "../GB", "Select a country"),
        ("fake:trust", "JP", "Select a country in which a trust can be created"),
    ],
)
def test_only_what_a_provider_lists_is_fetched(
    visitor: Visitor, fake: FakeProvider, profile: str, country: str, message: str
) -> None:
    visitor.fetch(profile, country)

    assert visitor.status == 422
    assert visitor.summary == [f"There is a problem {message}"]
    assert set(fake.calls) == {"profile_types"}


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (ProviderUnavailable("down"), 503, "The provider is not answering"),
        (ProviderMisbehaved("not JSON"), 502, "There is a problem with the provider"),
    ],
)
def test_a_provider_in_trouble_costs_nothing_that_was_typed(
    visitor: Visitor, fake: FakeProvider, error: Exception, status: int, title: str
) -> None:
    visitor.paste(FIELDS)
    fake.faults["profile_fields"] = error

    visitor.press("fetch", fetch__profile="fake:trust", fetch__country="GB", answers__name="Acme")

    assert visitor.status == status
    assert visitor.summary[0].startswith(f"{title} Try again")
    assert visitor.page.inputs["answers-name"] == ["Acme"]
    assert visitor.page.inputs["fetch-profile"] == ["fake:trust"]
    assert json.loads(visitor.page.inputs["paste-schema"][0]) == FIELDS


def test_pasting_needs_no_provider(visitor: Visitor, fake: FakeProvider) -> None:
    fake.faults["profile_types"] = ProviderUnavailable("down")

    visitor.get()
    assert visitor.page.all("p.inset") == ["fake: The provider is not answering"]
    visitor.paste(FIELDS)

    assert visitor.status == 200
    assert len(visitor.shown) == 1
