"""Items of repeated groups are added, removed and put back; everything else stays as typed."""

import pytest
from django.db import connection

from tests.wizard import journey as j
from tests.wizard.fake import NAME, FakeProvider
from tests.wizard.walker import Walker
from wizard.providers.base import ProfileFields
from wizard.sandbox.server import SandboxServer
from wizard.schema.fields import FieldSpec, Schema

ADD = ("add-directors", "1")
UNDO = "undo-directors"


def remove(position: int) -> tuple[str, str]:
    return ("remove-directors", str(position))


def names(walker: Walker) -> list[str]:
    """The directors that the page shows, in order."""
    count = int(walker.page.inputs["details-directors:items"][0])
    return [walker.page.inputs[f"details-directors.{n}.name"][0] for n in range(count)]


def with_directors(walker: Walker, *more: str) -> Walker:
    """At the details of a company, filled in, with Jane Doe and these directors."""
    j.to_details(walker).post("details", j.COMPANY)
    walker.get("details")
    for number, name in enumerate(more, 1):
        walker.post("details", press=ADD).post(
            "details", {f"directors.{number}.name": name}, press=("wizard_goto_step", "details")
        )
    return walker


def offers(walker: Walker, act: str) -> set[str]:
    """The values of the directors' buttons of one kind."""
    return {value for name, value in walker.page.buttons if name == f"{act}-directors"}


def test_items_are_added_and_removed_and_everything_else_stays(
    walker: Walker, sandbox: SandboxServer
) -> None:
    j.to_details(walker)
    walker.post("details", {**j.COMPANY, "email": "wrong"}, press=("add-directors", "1"))
    assert walker.first["Location"].endswith("/details/#id_directors.1")
    assert walker.errors == []
    assert walker.page.inputs["details-email"] == ["wrong"]
    walker.post("details", {"directors.1.name": "Second"}, press=("add-directors", "1"))
    walker.post("details", {"directors.2.name": "Third"}, press=("remove-directors", "0"))

    names = [walker.page.inputs[f"details-directors.{n}.name"] for n in (0, 1)]
    assert names == [["Second"], ["Third"]]
    assert "details-directors.2.name" not in walker.page.inputs
    walker.post("details", email="jane@example.com")
    j.create(walker)

    sent = sandbox.profiles()[0]["received"]["fields"]["directors"]
    assert sent == [{"name": "Second"}, {"name": "Third"}]


def test_a_removed_item_can_be_put_back_where_it_was(
    walker: Walker, sandbox: SandboxServer
) -> None:
    with_directors(walker, "Second", "Third")
    walker.post("details", {"directors.1.date_of_birth_year": "1990"}, press=remove(1))
    assert names(walker) == ["Jane Doe", "Third"]
    assert walker.notices == ["Director 2 was removed. Undo removing Director 2"]

    walker.post("details", {"directors.1.name": "Third as well"}, press=(UNDO, "1"))

    assert walker.first["Location"].endswith("/details/#id_directors.1")
    assert names(walker) == ["Jane Doe", "Second", "Third as well"]
    assert walker.page.inputs["details-directors.1.date_of_birth_year"] == ["1990"]
    assert walker.notices == []


def test_what_is_typed_after_a_removal_stays_when_it_is_undone(walker: Walker) -> None:
    with_directors(walker, "Second").post("details", press=remove(0))

    walker.post("details", {"email": "not yet", "directors.0.name": "2nd"}, press=(UNDO, "0"))

    assert walker.page.inputs["details-email"] == ["not yet"]
    assert names(walker) == ["Jane Doe", "2nd"]


def test_only_the_last_removal_can_be_undone(walker: Walker) -> None:
    with_directors(walker, "Second", "Third").post("details", press=remove(1))

    walker.post("details", press=remove(0))
    assert walker.notices == ["Director 1 was removed. Undo removing Director 1"]
    walker.post("details", press=(UNDO, "0"))
    assert names(walker) == ["Jane Doe", "Third"]

    walker.post("details", press=(UNDO, "0"))
    assert names(walker) == ["Jane Doe", "Third"]


def test_a_removal_can_be_undone_after_errors_a_reload_and_an_added_item(walker: Walker) -> None:
    with_directors(walker, "Second").post("details", press=remove(1))

    walker.post("details", email="")
    assert walker.status == 422
    assert offers(walker, "undo") == {"1"}
    walker.get("details")
    assert offers(walker, "undo") == {"1"}
    walker.post("details", press=ADD).post(
        "details", {"directors.1.name": "New"}, press=(UNDO, "1")
    )

    assert names(walker) == ["Jane Doe", "Second", "New"]


def test_continue_ends_the_time_for_undo(walker: Walker) -> None:
    with_directors(walker, "Second").post("details", press=remove(1))

    walker.post("details")
    assert walker.step == "check"
    walker.get("details")
    assert offers(walker, "undo") == set()
    walker.post("details", press=(UNDO, "1"))

    assert names(walker) == ["Jane Doe"]


def test_undo_is_not_offered_and_does_nothing_while_the_list_is_full(walker: Walker) -> None:
    with_directors(walker, *(f"Number {n}" for n in range(2, 11)))
    assert offers(walker, "add") == set()
    walker.post("details", press=remove(9)).post("details", press=ADD)
    assert (offers(walker, "add"), offers(walker, "undo")) == (set(), set())

    for press in ((UNDO, "9"), ADD):
        walker.post("details", press=press)
        assert walker.step == "details"
        assert len(names(walker)) == 10
    walker.post("details", press=remove(0))

    assert offers(walker, "undo") == {"0"}


def test_an_item_that_is_needed_is_not_removed(walker: Walker) -> None:
    with_directors(walker)
    assert offers(walker, "remove") == set()

    walker.post("details", {"email": "not yet"}, press=remove(0))

    assert names(walker) == ["Jane Doe"]
    assert walker.page.inputs["details-email"] == ["not yet"]
    assert walker.status == 200


def test_an_item_whose_turn_has_passed_comes_back_as_the_last(walker: Walker) -> None:
    with_directors(walker, "Second", "Third").post("details", press=remove(2))

    walker.post("details", {"directors:items": "1", "directors.0.name": "Alone"}, press=(UNDO, "2"))

    assert names(walker) == ["Alone", "Third"]


@pytest.mark.parametrize("act", ["add", "remove", "undo"])
def test_a_button_of_a_list_that_is_not_there_keeps_what_was_typed(
    walker: Walker, act: str
) -> None:
    with_directors(walker)

    walker.post("details", {"email": "not yet"}, press=(f"{act}-trustees", "0"))

    assert (walker.status, walker.step) == (200, "details")
    assert walker.page.inputs["details-email"] == ["not yet"]


def test_a_changed_list_has_to_be_continued_again(walker: Walker) -> None:
    with_directors(walker, "Second")
    walker.post("details")
    assert walker.step == "check"

    walker.get("details").post("details", press=remove(1)).get("check")

    assert walker.step == "details"


def test_a_removed_item_is_kept_encrypted_and_not_on_the_page(walker: Walker) -> None:
    with_directors(walker, "Yolanda Zanzibarov").post("details", press=remove(1))

    assert "Zanzibarov" not in walker.html
    walker.run.refresh_from_db()
    assert "Zanzibarov" in str(walker.run.data)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM wizard_run")
        assert "Zanzibarov" not in str(cursor.fetchall())


# -- lists in lists ------------------------------------------------------------------------------

HOMES = FieldSpec("homes", "Homes", "list", fields=(FieldSpec("city", "City"),))
OWNERS = FieldSpec("owners", "Owners", "list", fields=(NAME, HOMES), max_items=3)


def at_owners(walker: Walker, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> Walker:
    """At details with two owners, the second of whom has two homes."""
    monkeypatch.setattr(fake, "profile_fields", lambda *_: ProfileFields(Schema((OWNERS,))))
    walker.post("type", type="trust", country="GB")
    entered = {"owners:items": "2", "owners.0.name": "Ann", "owners.1.name": "Bob"}
    homes = {"owners.1.homes:items": "2", "owners.1.homes.0.city": "Ely"}
    press = ("wizard_goto_step", "details")
    entered |= homes | {"owners.1.homes.1.city": "York"}
    return walker.post("details", entered, press=press)


def test_a_nested_item_comes_back_to_its_own_parent(
    fake_walker: Walker, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker = at_owners(fake_walker, fake, monkeypatch)
    walker.post("details", press=("remove-owners.1.homes", "0"))
    assert walker.page.inputs["details-owners.1.homes.0.city"] == ["York"]
    assert walker.notices == ["Home 1 was removed. Undo removing Home 1"]

    walker.post("details", press=("undo-owners.1.homes", "0"))

    cities = [walker.page.inputs[f"details-owners.1.homes.{n}.city"] for n in (0, 1)]
    assert cities == [["Ely"], ["York"]]
    assert walker.page.inputs["details-owners.0.homes:items"] == ["0"]


def test_an_item_comes_back_with_the_list_in_it(
    fake_walker: Walker, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker = at_owners(fake_walker, fake, monkeypatch)
    walker.post("details", press=("remove-owners", "1"))
    assert "details-owners.1.homes:items" not in walker.page.inputs

    walker.post("details", press=("undo-owners", "1"))

    assert walker.page.inputs["details-owners.1.name"] == ["Bob"]
    assert walker.page.inputs["details-owners.1.homes.1.city"] == ["York"]
    assert walker.page.inputs["details-owners.1.homes:items"] == ["2"]


@pytest.mark.parametrize(
    ("press", "opened"),
    [
        (("add-owners.1.homes", "1"), ["owners.1", "owners.1.homes.2"]),
        (("remove-owners.1.homes", "0"), ["owners.1"]),
        (("remove-owners", "0"), []),
        (("add-owners", "1"), ["owners.2"]),
    ],
)
def test_cards_are_open_around_what_was_changed_last(
    fake_walker: Walker,
    fake: FakeProvider,
    monkeypatch: pytest.MonkeyPatch,
    press: tuple[str, str],
    opened: list[str],
) -> None:
    walker = at_owners(fake_walker, fake, monkeypatch)
    assert walker.page.open == []

    walker.post("details", press=press)

    assert walker.page.open == [f"id_{name}" for name in opened]
