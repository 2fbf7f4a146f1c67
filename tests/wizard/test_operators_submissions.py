"""An operator sees what they have submitted and not finished, in whatever run of their portal."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.wizard.fake import FakeProvider
from tests.wizard.rows import filed, saved_run
from tests.wizard.test_resuming import half_done, launch
from tests.wizard.walker import Walker
from wizard.models import Operation, Run, State, Submission

PAGE = "submissions"
H1 = "Your submissions and drafts"
LINK = "See your submissions and drafts"
LABELS = {"type_label": "Company", "country_name": "Japan"}
pytestmark = pytest.mark.usefixtures("fake", "db")


def earlier(state: State, age: timedelta = timedelta(0), **columns: Any) -> Submission:
    """A row of a run of `operator-1` that is over, and of which no answers are kept."""
    run = columns.pop("run", None) or saved_run(begun=False, data=None)
    row: Submission = filed(run, state, age, **{**LABELS, "payload": None, **columns})
    return row


def rows(walker: Walker) -> list[list[str]]:
    """The cells of the list, without its head."""
    table = re.findall(r"<tr.*?</tr>", walker.html, re.DOTALL)[1:]
    cells = [re.findall(r"<(?:th|td)[^>]*>(.*?)</(?:th|td)>", row, re.DOTALL) for row in table]
    return [[re.sub("<.*?>", "", cell) for cell in row] for row in cells]


# -- what was submitted ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "code", "create", "update"),
    [
        ("pending", "", "Not created", "Changes not saved"),
        ("in_flight", "", "Being created", "Changes being saved"),
        ("partial", "", "Created, but not all that belongs to it", "Not all changes saved"),
        ("unknown", "", "Not known whether it was created", None),
        ("unknown", "", None, "Not known whether the changes were saved"),
        ("created", "", "Created", None),
        ("updated", "", None, "Changes saved"),
        ("rejected", "ProviderRejected", "Not accepted by the provider", None),
        ("rejected", "cancelled", "Cancelled", "Cancelled"),
        ("rejected", "expired", "Not sent in time", "Not sent in time"),
    ],
)
def test_each_state_is_told_in_plain_words(
    state: str, code: str, create: str | None, update: str | None
) -> None:
    lease = timezone.now() + timedelta(minutes=1)
    columns: dict[str, Any] = {"error_code": code, "attempt": 1, "lease_until": lease}
    if update:
        change = {"operation": Operation.UPDATE, "profile_id": "p-1"}
        earlier(State(state), timedelta(minutes=1), **columns, **change)
    if create:
        earlier(State(state), **columns)

    seen = rows(launch().get(PAGE))

    assert [row[1] for row in seen] == [text for text in (create, update) if text]
    assert [row[0].partition(" (")[0] for row in seen] == [
        *["Company, Japan"][: bool(create)],
        *["Change of a profile: Company, Japan"][: bool(update)],
    ]


def test_what_has_lost_its_sender_is_not_told_as_being_created() -> None:
    earlier(State.IN_FLIGHT, attempt=1, lease_until=timezone.now() - timedelta(seconds=1))

    assert rows(launch().get(PAGE))[0][1] == "Not known whether it was created"


def test_the_newest_come_first_with_the_portal_s_reference_and_the_profile(
    fake: FakeProvider,
) -> None:
    # Given a creation for a reference, and one before it
    earlier(State.UNKNOWN, timedelta(hours=2))
    known = earlier(State.CREATED, timedelta(hours=1), ext="order-1", profile_id="p-1")

    walker = launch().get(PAGE)

    assert (walker.status, walker.h1, walker.title) == (200, H1, f"{H1} – Profile wizard")
    assert [row[3:] for row in rows(walker)] == [["fake", "order-1", "p-1"], ["fake", "", ""]]
    assert "2 submissions, the newest first" in walker.page.all("caption.")
    assert walker.page.links["p-1"] == f"{walker.base}profiles/p-1/"
    assert f"{walker.base}submissions/{known.pk}/" in walker.page.links.values()
    assert fake.calls == ["profile_types"]  # of the page before


def test_what_other_answers_have_superseded_is_listed_once(fake: FakeProvider) -> None:
    walker = launch()
    earlier(State.REJECTED, error_code="superseded")

    assert LINK not in walker.get("type").page.links
    assert rows(walker.get(PAGE)) == []
    assert "You have not submitted anything yet." in walker.html


def test_nothing_that_was_entered_is_shown(fake: FakeProvider) -> None:
    half_done(launch(operator_name="Jane Doe"))
    earlier(State.PARTIAL, attempt=1, errors={"fields": {}, "form": ["Acme is not known"]})

    walker = launch().get(PAGE)

    for text in ("Half a na", "Acme", "Jane", "Brass Lantern"):
        assert text not in walker.html


def test_a_page_has_twenty_and_its_queries_do_not_grow() -> None:
    run = saved_run(begun=False, data=None)
    walker = launch()

    def queries(page: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            walker.get(PAGE, page=str(page))
        return len(captured)

    def change(number: int) -> None:
        columns = {"operation": Operation.UPDATE, "profile_id": f"p-{number}"}
        earlier(State.UPDATED, timedelta(minutes=number), run=run, **columns)

    change(1)
    Run.objects.filter(pk=half_done(launch()).run.pk).update(ext="order-1")
    one = queries(1)
    for number in range(2, 46):
        change(number)
    for number in range(5):
        other = saved_run(ext=f"order-{number}", ends_at=timezone.now() + timedelta(hours=1))
        Run.objects.filter(pk=other.pk).update(data={"state": {"type": "x", "type_label": "X"}})

    assert queries(2) == one
    assert len(rows(walker)) == 20
    assert "Page 2 of 3" in walker.html
    sizes = {page: len(rows(walker.get(PAGE, page=page))) for page in ("3", "nonsense", "99")}
    assert sizes == {"3": 5, "nonsense": 20, "99": 5}


@pytest.mark.parametrize("why", ["profiles off", "another provider"])
def test_a_profile_that_is_not_shown_here_has_no_link(
    portal: Any, why: str, several: dict[str, FakeProvider]
) -> None:
    portal(profiles=why != "profiles off")
    issuer = "https://portal.example"
    provider = "first" if why == "profiles off" else "other"
    run = saved_run(begun=False, data=None, portal=issuer)
    row = earlier(State.CREATED, run=run, profile_id="p-1", provider=provider)
    walker = launch(portal=issuer, provider="first")

    assert "p-1" not in walker.get(PAGE).page.links
    assert rows(walker)[0][-1] == "p-1"
    assert "See the profile" not in walker.get(f"{PAGE}/{row.pk}").page.links


def test_the_way_back_from_a_receipt_leads_to_the_page_it_stands_on() -> None:
    run = saved_run(begun=False, data=None)
    for number in range(21):
        earlier(State.UPDATED, timedelta(minutes=number), run=run)
    walker = launch().get(PAGE, page="2")
    row = next(href for href in walker.page.links.values() if "?page=2" in href)
    assert f"{PAGE}/" in row

    walker._take(row, walker.client.get(row))

    assert walker.page.links["Back"] == f"{walker.base}{PAGE}/?page=2"


# -- whose it is ----------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [{"operator": "operator-2"}, {"portal": "other"}], ids=str)
def test_what_is_somebody_else_s_is_not_there(other: dict[str, Any], fake: FakeProvider) -> None:
    # Given what another operator has submitted and begun
    run = saved_run(ends_at=timezone.now() + timedelta(hours=1), **other)
    fake.tell()
    row = earlier(State.UNKNOWN, run=run, payload={"reference": "r"}, attempt=1)
    half_done(launch(**other))
    walker = launch()
    drawn = walker.get("type")
    assert LINK not in drawn.page.links
    token = drawn.page.inputs["csrfmiddlewaretoken"][0]

    # When its id is guessed
    answers = []
    for path in (f"{row.pk}/", f"{row.pk}/resolve/absent/", f"{row.pk}/resolve/exists/"):
        url = f"{walker.base}{PAGE}/{path}"
        sent = {"csrfmiddlewaretoken": token, "sure": "yes", "seen": "unknown:1:", "remote_id": "x"}
        answers += [walker.client.get(url), walker.client.post(url, sent)]
    for guessed in (run.pk, row.pk, "nonsense", ""):
        sent = {"csrfmiddlewaretoken": token, "continue": str(guessed)}
        answers.append(walker.client.post(f"{walker.base}{PAGE}/", sent))

    # Then there is no such thing, and nothing was done
    assert {answer.status_code for answer in answers} == {404}
    assert rows(walker.get(PAGE)) == []
    assert "Drafts" not in walker.page.all("h2.")
    row.refresh_from_db()
    assert (row.state, row.attempt, fake.calls.count("recover")) == (State.UNKNOWN, 1, 0)


@pytest.mark.parametrize("blank", [{"portal": ""}, {"operator": ""}], ids=str)
def test_where_it_is_not_known_whose_they_are_there_are_none(blank: dict[str, Any]) -> None:
    row = earlier(State.CREATED, run=saved_run(**blank))
    half_done(launch(**blank))

    walker = launch(**blank)
    walker.post("resume", press=("choice", "new"))

    assert LINK not in walker.get("type").page.links
    assert rows(walker.get(PAGE)) == []
    assert "Drafts" not in walker.page.all("h2.")
    assert walker.get(f"{PAGE}/{row.pk}").status == 404


# -- the way there --------------------------------------------------------------------------------


def test_the_first_page_links_to_it_where_there_is_something_to_see() -> None:
    assert LINK not in launch().page.links

    earlier(State.CREATED)

    walker = launch()
    assert walker.page.links[LINK] == f"{walker.base}{PAGE}/"


def test_a_receipt_links_to_it_where_there_is_something_else_to_see() -> None:
    walker = launch().post("type", type="company", country="JP").post("details", name="A")
    assert LINK not in walker.post("check").page.links

    earlier(State.CREATED)

    assert walker.get("receipt").page.links[LINK] == f"{walker.base}{PAGE}/"


def test_the_link_costs_one_query_and_other_pages_none(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Run] = []
    monkeypatch.setattr("wizard.started.has_others", asked.append)
    walker = launch()
    assert len(asked) == 1

    walker.post("type", type="company", country="JP").post("details", name="A")
    assert (walker.step, len(asked)) == ("check", 1)

    walker.post("check")
    assert (walker.h1, len(asked)) == ("Profile created", 2)
    with CaptureQueriesContext(connection) as without:
        walker.get("receipt")
    monkeypatch.undo()
    with CaptureQueriesContext(connection) as with_it:
        walker.get("receipt")
    assert len(with_it) == len(without) + 1
