"""The receipt of what an operator has submitted in another run, and what can be done there."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.wizard.fake import FakeProvider
from tests.wizard.fake_profiles import editable
from tests.wizard.test_operators_submissions import PAGE, earlier, rows
from tests.wizard.test_operators_submissions_continue import beside
from tests.wizard.test_resolving import TO_ABSENT, TO_EXISTS, confirm
from tests.wizard.test_resuming import expire, half_done, launch
from tests.wizard.walker import Walker
from wizard.models import Operation, Resolution, Run, State, Submission
from wizard.providers.errors import OutcomeUnknown, ProviderRejected, ProviderUnavailable
from wizard.runs import RunSession
from wizard.state import session_keys

GO_ON = "Continue where you stopped"
pytestmark = pytest.mark.usefixtures("fake", "db")


def sent(fake: FakeProvider, error: Exception | None = None, *, at: str = "create") -> Submission:
    """A creation in a run that is over; the provider works again afterwards."""
    if error:
        fake.faults[at] = error
    walker = half_done(launch(ext="order-1"))
    walker.post("details", name="Planted Ltd").post("check")
    fake.faults.clear()
    expire(walker)
    return Submission.objects.latest("created_at")


def at(row: Submission, walker: Walker | None = None) -> Walker:
    """Beside it, at its receipt."""
    return (walker or beside()).get(f"{PAGE}/{row.pk}")


def post(row: Submission, walker: Walker) -> Walker:
    return walker.post(f"{PAGE}/{row.pk}")


def kept(row: Submission) -> bool:
    """Whether the answers of its run are still there."""
    assert row.run_id
    return session_keys(row.run_id)[0] in RunSession(Run.objects.get(pk=row.run_id)).load()


# -- what it says ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "code", "heading", "says"),
    [
        ("created", "", "Profile created", ""),
        ("in_flight", "", "Creating the profile", "The provider has not answered yet."),
        ("partial", "", "The profile was created, but is not complete", "exists"),
        ("unknown", "", "We do not know yet whether the profile was created", "Do not start"),
        ("pending", "", "The profile was not created", "It cannot be sent from here."),
        ("rejected", "cancelled", "The profile was not created", "You cancelled it."),
        ("rejected", "cancelled", "The changes were not saved", "You cancelled it."),
        ("rejected", "expired", "The profile was not created", "It was not sent in time"),
        ("rejected", "ProviderRejected", "The profile was not created", "did not accept it."),
    ],
)
def test_each_state_has_its_page_of_which_the_portal_is_told_nothing(
    state: str, code: str, heading: str, says: str, fake: FakeProvider
) -> None:
    lease = timezone.now() + timedelta(minutes=1)
    change: dict[str, Any] = {}
    if "changes" in heading:
        change = {"operation": Operation.UPDATE, "profile_id": "p-1"}
    row = earlier(State(state), attempt=1, error_code=code, lease_until=lease, **change)
    walker = launch()
    fake.calls.clear()

    at(row, walker)

    assert (walker.status, walker.h1) == (200, heading)
    assert says in walker.html
    assert "Company, Japan (provider: fake)" in walker.page.all("p.caption")
    assert walker.page.links["Back"] == f"{walker.base}{PAGE}/"
    for told in ("data-event", "data-result-token", "/another/", "See your submissions"):
        assert told not in walker.html
    assert fake.calls == []


def test_changes_that_were_saved(fake: FakeProvider) -> None:
    row = earlier(State.UPDATED, operation=Operation.UPDATE, profile_id="p-1")

    walker = at(row)

    assert walker.h1 == "Changes saved"
    assert walker.page.links["See the profile"] == f"{walker.base}profiles/p-1/"
    assert "data-event" not in walker.html
    assert "Create a profile" not in walker.page.links


def test_what_the_provider_has_said_of_the_answers_is_not_shown(fake: FakeProvider) -> None:
    refused = {"fields": {}, "form": ["Planted Ltd is not known"]}
    row = earlier(
        State.PARTIAL, attempt=1, payload={}, errors=refused, error_code="ProviderRejected"
    )

    assert "Planted" not in at(row).html


def test_what_is_of_this_run_leads_to_its_own_receipt() -> None:
    walker = launch()
    walker.post("type", type="company", country="JP").post("details", name="A").post("check")
    row = Submission.objects.get()

    at(row, walker)

    assert walker.url == f"{walker.base}receipt/"
    assert 'data-event="completed"' in walker.html
    assert f"{walker.base}{PAGE}/{row.pk}/" in walker.get(PAGE).page.links.values()


def test_a_change_of_this_run_leads_to_its_own_receipt(fake: FakeProvider) -> None:
    fake.profiles = [editable("p-1", name="Acme")]
    walker = launch()
    walker.base += "profiles/p-1/"
    walker.get("details").post("details", name="Mine").post("check")
    assert walker.h1 == "Changes saved"
    row, own = Submission.objects.get(), walker.url
    walker.base = walker.base.removesuffix("profiles/p-1/")

    assert at(row, walker).url == own


# -- once more, reconciled first ------------------------------------------------------------------


def test_check_now_finds_it_and_forgets_what_was_entered_for_it(fake: FakeProvider) -> None:
    # Given a creation whose answer was lost, and something that was begun since
    row = sent(fake, OutcomeUnknown("closed"))
    fake.tell()
    made = fake.remote[fake.sent[0][1]] = "p-77"
    walker = beside()
    walker.post("type", type="company", country="JP")
    assert "Check now" in at(row, walker).html
    assert kept(row)

    post(row, walker)

    row.refresh_from_db()
    assert (walker.h1, row.state, row.profile_id) == ("Profile created", State.CREATED, made)
    assert len(fake.payloads) == 1
    assert not kept(row)
    assert walker.get().step == "details"  # what was begun since is as it was


def test_try_again_makes_the_rest_and_nothing_twice(fake: FakeProvider) -> None:
    fake.parts = ("address",)
    row = sent(fake, ProviderUnavailable("down", status=503), at="address")
    walker = at(row)
    assert walker.h1 == "The profile was created, but is not complete"

    post(row, walker)

    assert (walker.h1, walker.url) == ("Profile created", f"{walker.base}{PAGE}/{row.pk}/")
    assert [kind for kind, *_ in fake.sent] == ["profile", "address", "address"]


def test_what_was_not_sent_is_not_sent_from_here(fake: FakeProvider) -> None:
    row = sent(fake, ProviderUnavailable("down", status=503))
    walker = at(row)
    assert walker.h1 == "The profile was not created"

    post(row, walker)

    row.refresh_from_db()
    assert (row.state, row.attempt, len(fake.sent)) == (State.PENDING, 1, 1)


# -- with the answers, where they are -------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "part", "leads_to"),
    [
        (ProviderUnavailable("down", status=503), "create", "receipt/"),
        (ProviderRejected({"name": ["Taken."]}, []), "create", "details/"),
        (ProviderRejected({"name": ["Too long."]}, []), "address", "receipt/"),
    ],
    ids=["pending", "rejected", "partial"],
)
def test_who_has_the_answers_goes_on_with_them(
    error: Exception, part: str, leads_to: str, fake: FakeProvider
) -> None:
    fake.parts = ("address",)
    row = sent(fake, error, at=part)
    walker = at(row)
    assert GO_ON in walker.html

    token = walker.page.inputs["csrfmiddlewaretoken"]
    walker.post(PAGE, whole={"csrfmiddlewaretoken": token, "continue": str(row.run_id)})

    again = Walker(walker.client, Run.objects.get(pk=str(row.run_id))).get("receipt")
    assert again.url == f"/w/{row.run_id}/{leads_to}"


def test_without_them_it_is_said_that_it_cannot_be_sent(fake: FakeProvider) -> None:
    row = sent(fake, ProviderUnavailable("down", status=503))
    Run.objects.filter(submissions=row).update(data=None, begun=False)

    walker = at(row)

    assert GO_ON not in walker.html
    assert "It cannot be sent from here." in walker.html


def test_where_it_may_not_be_gone_on_with_there_is_no_button(fake: FakeProvider) -> None:
    row = sent(fake, ProviderUnavailable("down", status=503))

    walker = at(row, beside(limits={"types": ["company"]}))

    assert GO_ON not in walker.html


# -- what the operator has found out --------------------------------------------------------------


def test_what_does_not_exist_is_rejected_once_its_run_is_over(fake: FakeProvider) -> None:
    row = sent(fake, OutcomeUnknown("closed"))
    walker = at(row)
    page = f"{PAGE}/{row.pk}/resolve/absent"
    assert walker.page.links[TO_ABSENT] == f"{walker.base}{page}/"
    assert str(row.pk) in walker.get(page).html

    confirm(walker, page)

    row.refresh_from_db()
    assert (row.state, row.error_code) == (State.REJECTED, "told_absent_run_over")
    assert (walker.h1, walker.url) == (
        "You said that the profile does not exist",
        f"{walker.base}{PAGE}/{row.pk}/",
    )
    told = Resolution.objects.values_list("role", "who", "who_name", "found", "to_state")
    assert list(told) == [("operator", "operator-1", "test", "absent", "rejected")]
    assert rows(walker.get(PAGE))[0][1] == "You confirmed that it was not made"


def test_what_does_not_exist_is_sent_again_by_its_run_alone(fake: FakeProvider) -> None:
    # Given an outcome that is not known, of a run that is open in another tab
    fake.faults["create"] = OutcomeUnknown("closed")
    first = half_done(launch(ext="order-1"))
    first.post("details", name="Acme").post("check")
    fake.faults.clear()
    row = Submission.objects.get()

    confirm(at(row), f"{PAGE}/{row.pk}/resolve/absent")

    row.refresh_from_db()
    assert (row.state, len(fake.sent)) == (State.PENDING, 1)
    assert first.post("check").h1 == "Profile created"
    assert len(fake.sent) == 2


def test_what_exists_is_created_under_its_id(fake: FakeProvider) -> None:
    row, known = sent(fake, OutcomeUnknown("closed")), fake.profiles[0].id
    walker = at(row)
    assert TO_EXISTS in walker.page.links

    confirm(walker, f"{PAGE}/{row.pk}/resolve/exists", remote_id=known, same=known)

    row.refresh_from_db()
    assert (walker.h1, row.state, row.profile_id) == ("Profile created", State.CREATED, known)
    assert not kept(row)


def test_nobody_is_asked_where_the_provider_can_tell(fake: FakeProvider) -> None:
    row = sent(fake, OutcomeUnknown("closed"))
    fake.tell()

    walker = at(row)

    assert TO_ABSENT not in walker.page.links
    assert walker.get(f"{PAGE}/{row.pk}/resolve/absent").url == f"{walker.base}{PAGE}/{row.pk}/"


def test_another_operator_with_the_same_reference_is_not_asked(fake: FakeProvider) -> None:
    row: Any = sent(fake, OutcomeUnknown("closed"))

    stranger = launch(ext="order-1", operator="operator-2").get("receipt")

    assert stranger.h1.startswith("We do not know yet")
    assert TO_ABSENT not in stranger.page.links
    assert stranger.get(f"{PAGE}/{row.pk}").status == 404
