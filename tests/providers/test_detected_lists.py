"""Detected's list and its profiles: what is asked, the documented envelope, what else is read."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import responses

from tests.providers.conftest import API
from wizard.providers.detected import Detected
from wizard.providers.errors import ProviderMisbehaved, ProviderUnavailable
from wizard.providers.profiles import ProfileRow, Section

URL = f"{API}/profiles"
# The documented examples: https://docs.detected.app/pagination and the newer webhook's payload.
EXAMPLES = Path(__file__).parent / "examples"
ENVELOPE = json.loads((EXAMPLES / "detected-pagination-envelope.json").read_text())
WEBHOOK = json.loads(
    (EXAMPLES / "detected-webhook-profile-created.reconstructed.json").read_text()
)["data"]
ACME = {
    "id": "prof-1",
    "customer_reference": "ref-1",
    "type": "sole_trader",
    "country": "GB",
    "name": "Acme Ltd",
    "review_status": "needs_review",
    "created_at": "2025-03-30T10:00:00Z",
}


def of(*rows: Any, **meta: Any) -> dict[str, Any]:
    """The documented envelope around these profiles."""
    return {**ENVELOPE, "data": list(rows), "meta": {**ENVELOPE["meta"], **meta}}


def test_a_page_is_asked_for_by_its_number_and_the_documented_envelope_is_read(
    http: responses.RequestsMock, provider: Detected
) -> None:
    http.get(f"{URL}?page=2", json=of(ACME, current_page=2, last_page=3, total=34))

    page = provider.list_profiles({}, 2)

    assert http.calls[-1].request.url == f"{URL}?page=2"
    assert (page.number, page.pages, page.total, page.more) == (2, 3, 34, True)
    assert page.rows == (
        ProfileRow(
            "prof-1",
            "Sole trader",
            "Acme Ltd",
            (
                ("Status", "Needs Review"),
                ("Country", "United Kingdom"),
                ("Reference", "ref-1"),
                ("Created", datetime(2025, 3, 30, 10, tzinfo=UTC)),
            ),
        ),
    )


def test_the_documented_example_is_a_page_of_its_own(
    http: responses.RequestsMock, provider: Detected
) -> None:
    http.get(URL, json=ENVELOPE)

    page = provider.list_profiles({})

    assert (page.rows, page.pages, page.total, page.more) == ((), 1, 6, False)


def test_the_profile_of_the_documented_webhook_is_a_row_without_a_name(
    http: responses.RequestsMock, provider: Detected
) -> None:
    http.get(URL, json=of(WEBHOOK))

    (row,) = provider.list_profiles({}).rows

    assert (row.id, row.name, row.type_label) == (WEBHOOK["id"], "", "")
    assert row.details == (
        ("Status", "Processed"),
        ("Reference", "andre22"),
        ("Created", datetime(2023, 5, 5, 14, 47, 20, tzinfo=UTC)),
    )


STATUSES = json.loads((EXAMPLES / "detected-profile-statuses.json").read_text())


@pytest.mark.parametrize("status", [each["status"] for each in STATUSES])
@pytest.mark.parametrize("spelt", [str, str.lower, lambda words: words.replace(" ", "_").upper()])
def test_every_documented_status_is_read_however_it_is_spelt(
    provider: Detected, status: str, spelt: Any
) -> None:
    profile = provider.read_profile({"id": "1", "review_status": spelt(status)})

    assert ("Status", status) in profile.sections[0].pairs


def test_a_status_that_is_not_documented_is_put_into_words(provider: Detected) -> None:
    profile = provider.read_profile({"id": "1", "review_status": "on_hold"})

    assert ("Status", "On hold") in profile.sections[0].pairs


@pytest.mark.parametrize(
    ("answer", "pages", "total", "more"),
    [
        ([ACME], None, None, False),
        ({"data": [ACME]}, None, None, False),
        ({"data": [ACME], "links": {"next": f"{URL}?page=2"}}, None, None, True),
        ({"data": [ACME], "links": {"next": None}}, None, None, False),
        ({"data": [ACME], "last_page": 4, "total": "51"}, 4, 51, True),
        (of(ACME, last_page=True, total=-1), None, None, False),
        (of(ACME, last_page="9" * 40), None, 6, False),
        (of(ACME, last_page=None, total=None), None, None, False),
    ],
)
def test_other_envelopes_are_read_as_far_as_they_go(
    http: responses.RequestsMock,
    provider: Detected,
    answer: Any,
    pages: int | None,
    total: int | None,
    more: bool,
) -> None:
    http.get(URL, json=answer)

    page = provider.list_profiles({})

    assert [row.id for row in page.rows] == ["prof-1"]
    assert (page.pages, page.total, page.more) == (pages, total, more)


@pytest.mark.parametrize("answer", [{}, {"data": {"id": "1"}}, {"data": [{"name": "x"}]}, "text"])
def test_what_is_no_list_of_profiles_is_our_alarm(
    http: responses.RequestsMock, provider: Detected, answer: Any
) -> None:
    http.get(URL, json=answer)

    with pytest.raises(ProviderMisbehaved):
        provider.list_profiles({})
    assert provider.lists


def test_entries_that_are_no_profiles_are_left_out(
    http: responses.RequestsMock, provider: Detected
) -> None:
    http.get(URL, json=of(None, "x", {"id": ""}, {"id": "a\nb"}, ACME))

    assert [row.id for row in provider.list_profiles({}).rows] == ["prof-1"]


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_deployment_without_a_list_is_asked_once(
    http: responses.RequestsMock,
    provider: Detected,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    http.get(URL, status=status, json={"message": "No."})

    with pytest.raises((ProviderMisbehaved, ProviderUnavailable)):
        provider.list_profiles({})

    assert not provider.lists
    assert f"GET /profiles?page={{page}} answered {status}: profiles are not listed" in caplog.text


def test_a_page_that_is_not_found_is_empty(
    http: responses.RequestsMock, provider: Detected
) -> None:
    http.get(URL, status=404, json={"message": "No."})

    assert provider.list_profiles({}, 9).rows == ()
    assert provider.lists


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_list_that_fails_is_there_all_the_same(
    http: responses.RequestsMock, provider: Detected, no_backoff: None, status: int
) -> None:
    http.get(URL, status=status)

    with pytest.raises((ProviderMisbehaved, ProviderUnavailable)):
        provider.list_profiles({})
    assert provider.lists


def test_a_profile_is_shown_with_a_section_for_each_object_in_it(
    http: responses.RequestsMock, provider: Detected
) -> None:
    http.get(f"{URL}/{WEBHOOK['id']}", json={"data": WEBHOOK})

    profile = provider.show_profile(WEBHOOK["id"])

    assert profile
    assert (profile.id, profile.name, profile.answers) == (WEBHOOK["id"], "", None)
    assert profile.source == WEBHOOK
    details, risk, team, assignee = profile.sections
    assert details.title == "Details"
    assert details.pairs[0] == ("Status", "Processed")
    assert ("Updated", datetime(2024, 12, 15, 18, 20, 10, tzinfo=UTC)) in details.pairs
    assert details.pairs[-1] == ("ID", WEBHOOK["id"])
    assert risk == Section(
        "Risk",
        (
            ("ID", WEBHOOK["risk"]["id"]),
            ("Label", "p2 review required"),
            ("Category", "medium"),
        ),
    )
    assert team.pairs[0] == ("ID", "55")
    assert assignee.title == "Assignee"


def test_the_full_profile_object_is_named_by_its_company(provider: Detected) -> None:
    source = {
        "id": "prof-1",
        "Company": {"Name": "Acme Ltd", "Domains": ["acme.example", "acme.test"]},
        "Profile": {"Review_Status": "APPROVED", "Status": "open", "Version": 3},
    }

    profile = provider.read_profile(source)

    assert profile.name == "Acme Ltd"
    assert profile.sections[1:] == (
        Section("Company", (("Name", "Acme Ltd"), ("Domains", "acme.example, acme.test"))),
        Section("Profile", (("Review status", "Approved"), ("Status", "open"), ("Version", "3"))),
    )


def test_a_profile_that_has_changed_has_another_version(provider: Detected) -> None:
    one = provider.read_profile(ACME)
    same = provider.read_profile(dict(reversed(ACME.items())))
    other = provider.read_profile({**ACME, "review_status": "approved"})

    assert one.version == same.version != other.version


def test_what_is_untrusted_is_bounded(provider: Detected) -> None:
    many = {f"key_{n}": "x" * 5000 for n in range(500)}

    profile = provider.read_profile({"id": "1", **many, "inner": many})

    assert len(profile.sections[0].pairs) <= 60
    assert all(len(str(value)) <= 300 for _, value in profile.sections[0].pairs)


@pytest.mark.parametrize("status", [404, 405, 501])
def test_no_such_profile_or_no_such_call(
    http: responses.RequestsMock, provider: Detected, status: int
) -> None:
    http.get(f"{URL}/prof-9", status=status, json={"message": "No."})

    assert provider.show_profile("prof-9") is None
    assert provider.lists


def test_an_id_that_is_no_path_segment_is_not_asked_for(
    http: responses.RequestsMock, provider: Detected
) -> None:
    assert provider.show_profile("..") is None
    assert len(http.calls) == 0


@pytest.mark.parametrize("answer", [{}, {"data": {"name": "x"}}, [1]])
def test_a_reply_that_is_no_profile_is_our_alarm(
    http: responses.RequestsMock, provider: Detected, answer: Any
) -> None:
    http.get(f"{URL}/prof-1", json=answer)

    with pytest.raises(ProviderMisbehaved):
        provider.show_profile("prof-1")


def test_no_name_and_no_number_of_a_page_is_logged(
    http: responses.RequestsMock, provider: Detected, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "wizard")
    http.get(f"{URL}?page=7", json=of(ACME))
    http.get(f"{URL}/prof-1", json={"data": ACME})

    provider.list_profiles({}, 7)
    provider.show_profile("prof-1")

    assert "GET /profiles?page={page} 200" in caplog.text
    assert "GET /profiles/{id} 200" in caplog.text
    assert "Acme" not in caplog.text
    assert "prof-1" not in caplog.text
