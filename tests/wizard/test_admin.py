"""Staff read the ledger; nobody writes it there, and nothing that was entered is shown."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.wizard.fake import FakeProvider
from tests.wizard.walker import Walker
from wizard.models import Resolution, Run, Submission
from wizard.providers.profiles import ProfileRow, Similar


@pytest.fixture
def row(fake_walker: Walker, fake: FakeProvider) -> Submission:
    fake.compares, fake.alike = True, Similar((ProfileRow("p-9", "Company", "Acme"),), 1)
    fake_walker.post("type", type="company", country="JP").post("details", name="Planted Ltd")
    fake_walker.post("check", reason="A branch of it")
    return Submission.objects.get()


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("sam"))
    return client


def test_the_reason_of_a_duplicate_is_read_there(staff: Client, row: Submission) -> None:
    page = staff.get(f"/admin/wizard/submission/{row.pk}/change/").content.decode()

    assert "A branch of it" in page
    assert "p-9" in page
    assert str(row.profile_id) in page
    assert "Planted" not in page


def test_rows_are_found_by_reference_and_by_profile(staff: Client, row: Submission) -> None:
    for words in (str(row.pk), str(row.profile_id), "operator-1"):
        found = staff.get("/admin/wizard/submission/", {"q": words}).content.decode()
        assert f"/admin/wizard/submission/{row.pk}/change/" in found
    assert "0 submissions" in staff.get("/admin/wizard/submission/", {"q": "x"}).content.decode()


def test_who_has_submitted_a_row_stands_there_by_their_id_alone(
    staff: Client, row: Submission
) -> None:
    Run.objects.update(operator_name="Jane Doe")

    page = staff.get(f"/admin/wizard/submission/{row.pk}/change/").content.decode()

    assert "operator-1" in page
    assert "Jane" not in page


def cells(page: str, heading: str) -> dict[str, str]:
    """The first row of the table below a heading, by the heading of the column."""
    table = page[page.index(heading) :].partition("</table>")[0]
    names, found = (
        [re.sub(r"<.*?>", "", each).strip() for each in re.findall(pattern, table, re.DOTALL)]
        for pattern in (r"<th\b.*?</th>", r"<td\b.*?</td>")
    )
    return dict(zip(names, found, strict=True))


def told(row: Submission, role: str, who_name: str) -> None:
    states = {"attempt": 1, "from_state": "unknown", "to_state": "pending"}
    Resolution.objects.create(
        submission=row, role=role, who="17", who_name=who_name, found="absent", **states
    )


@pytest.mark.parametrize(
    ("role", "name", "user", "portal"),
    [("operator", "test", "", "test"), ("staff", "sam", "sam", "")],
)
def test_a_resolution_has_the_user_s_name_or_the_operator_s_portal(
    staff: Client, row: Submission, role: str, name: str, user: str, portal: str
) -> None:
    told(row, role, name)

    page = staff.get(f"/admin/wizard/submission/{row.pk}/change/").content.decode()
    found = cells(page, ">Resolutions</h2>")
    listed = staff.get("/admin/wizard/resolution/").content.decode()

    assert (found["Who"], found["User"], found["Portal"]) == ("17", user, portal)
    assert "Who name" not in page + listed
    assert f'field-{"user_name" if user else "portal"}">{name}<' in listed


def test_every_heading_says_something_and_stands_above_something(
    staff: Client, row: Submission
) -> None:
    page = staff.get(f"/admin/wizard/submission/{row.pk}/change/").content.decode()

    assert cells(page, ">Deliveries</h2>")["Label"] == "Profile"
    assert "Deliverys" not in page
    assert "Resolutions</h2>" not in page  # nobody has told anything
    assert not re.search(r"<(th|h2)[^>]*>\s*</", page)


def test_the_list_has_who_and_for_which_reference(staff: Client, row: Submission) -> None:
    Submission.objects.update(ext="order-1")

    page = staff.get("/admin/wizard/submission/").content.decode()

    assert 'field-operator">operator-1<' in page
    assert 'field-ext">order-1<' in page


def test_nobody_changes_anything_there(staff: Client, row: Submission) -> None:
    before = Submission.objects.values().get()
    url = f"/admin/wizard/submission/{row.pk}/"

    for path in ("/admin/wizard/submission/add/", f"{url}delete/"):
        assert staff.get(path).status_code == 403
    assert staff.post(f"{url}change/", {"state": "rejected"}).status_code == 403
    assert Submission.objects.values().get() == before
