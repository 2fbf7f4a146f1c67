"""Posts that no page of ours would send: always a page with a way on, never a 500."""

from urllib.parse import quote_from_bytes, urlencode

import pytest

from tests.wizard import journey as j
from tests.wizard.conftest import Walk
from tests.wizard.walker import FORM, Walker
from wizard.models import Submission
from wizard.sandbox.server import SandboxServer

HUGE = "9" * 5000
VALUES = [
    "",
    "\0",
    "\ufeff",
    "’;--",
    "<script>",
    HUGE,
    "-1",
    "1e999",
    "NaN",
    "٣",
    "{{ 7 }}",
    "\r\n",
]
FIELDS = {
    "type": ["type-type", "type-country"],
    "search": ["search-name", "search-registration_number", "search-:drawn"],
    "results": ["results-match", "results-search"],
    "details": [
        "details-name",
        "details-entity_type",
        "details-incorporated_on_day",
        "details-incorporated_on_year",
        "details-vat_registered",
        "details-share_capital",
        "details-directors.0.nationality",
        "details-:drawn",
    ],
    "check": ["check-any", "details-name"],
}
BUTTONS = ["remove-directors", "add-directors", "by_hand", "search_again", "wizard_goto_step"]


def at(walker: Walker, step: str) -> Walker:
    """A walker on a step from which everything before it has been done."""
    if step == "type":
        return walker.get("type")
    if step == "search":
        return j.choose(walker)
    if step == "results":
        return j.search(walker, "Slow 0s Ltd")
    return j.to_details(walker) if step == "details" else j.to_check(walker)


def raw(walker: Walker, step: str, body: str | bytes, kind: str = FORM) -> Walker:
    url = f"{walker.base}{step}/"
    return walker._take(url, walker.client.generic("POST", url, body, content_type=kind))


def sensible(walker: Walker) -> bool:
    """No crash, one heading, and something to click that leads on."""
    way_on = walker.page.buttons or walker.page.links or "Go back" in walker.html
    return walker.status < 500 and bool(walker.h1) and bool(way_on)


@pytest.mark.parametrize("step", FIELDS)
def test_no_value_of_any_field_crashes_a_step(walker: Walker, step: str) -> None:
    at(walker, step)

    for value in VALUES:
        walker.post(step, whole=dict.fromkeys(FIELDS[step], value))
        assert sensible(walker), (value[:20], walker.status)
        if walker.step != step:
            at(walker, step)


@pytest.mark.parametrize("step", FIELDS)
def test_arrays_and_objects_in_the_place_of_values_crash_nothing(walker: Walker, step: str) -> None:
    at(walker, step)

    for suffix in ("", "[]", "[x]", ".0.x", ":items"):
        walker.post(step, whole={name + suffix: ["a", "b", ""] for name in FIELDS[step]})
        assert sensible(walker), suffix


@pytest.mark.parametrize("button", BUTTONS)
def test_no_value_of_a_button_crashes_the_details(walker: Walker, button: str) -> None:
    j.to_details(walker)

    for value in (HUGE, "٣\0"):
        walker.post("details", press=(button, value))
        assert sensible(walker), value[:20]


def test_a_huge_number_of_items_is_cut_to_what_the_provider_takes(walker: Walker) -> None:
    j.to_details(walker)

    walker.post("details", {"directors:items": HUGE})

    assert walker.page.inputs["details-directors:items"] == ["10"]


@pytest.mark.parametrize("part", ["day", "month"])
def test_a_huge_number_in_a_date_is_an_error_at_the_date(walker: Walker, part: str) -> None:
    j.to_check(walker, {f"incorporated_on_{part}": "9" * 30})

    assert walker.status == 422
    assert walker.errors == ["Error: Date of incorporation must be a real date"]


def test_bytes_that_are_not_utf_8_are_read_as_something(walker: Walker) -> None:
    j.choose(walker)
    body = urlencode({**walker.page.inputs}, doseq=True)
    body += "&search-name=" + quote_from_bytes(b"\xff\xfe\xc3(")

    raw(walker, "search", body)

    assert sensible(walker)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("{}", "application/json"),
        ("\xff", "text/plain"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        ("a=b", "multipart/form-data"),
        ("a=b", FORM + "; charset=utf-16"),
        ("a=b", FORM + "; charset=bogus"),
        ("", ""),
        ("&".join(f"a{n}=" for n in range(6000)), FORM),
        ("a=" + "b" * (2 << 20), FORM),
    ],
    ids=["json", "text", "cut", "no-boundary", "utf-16", "bogus", "none", "many", "large"],
)
def test_bodies_of_another_kind_are_refused_with_a_page(
    walker: Walker, body: str | bytes, kind: str
) -> None:
    j.choose(walker)

    raw(walker, "search", body, kind)

    assert walker.status in {400, 403, 413}
    assert sensible(walker)
    assert walker.get("search").status == 200


@pytest.mark.parametrize("token", [None, "", "x" * 64, "é"])
def test_a_post_without_the_right_csrf_token_is_refused_with_a_way_back(
    walker: Walker, token: str | None
) -> None:
    j.to_check(walker)

    walker.post("check", whole={"csrfmiddlewaretoken": token})

    assert walker.status == 403
    assert walker.h1 == "We could not accept this form"
    assert walker.page.links["Try again"] == f"{walker.base}check/"
    assert not Submission.objects.exists()
    assert walker.get("check").status == 200


def test_a_token_of_another_run_is_refused(walker: Walker, walk: Walk) -> None:
    other = walk(walker.client).get("type").page.inputs["csrfmiddlewaretoken"]

    walker.post("type", whole={"csrfmiddlewaretoken": other[0]})

    assert walker.status == 403


@pytest.mark.parametrize("frozen", [None, "", "0" * 16, ["a", "b"]])
@pytest.mark.parametrize("step", ["search", "details", "check"])
def test_a_post_without_the_right_frozen_mark_is_a_page_out_of_date(
    walker: Walker, sandbox: SandboxServer, step: str, frozen: str | None
) -> None:
    at(walker, step)
    before = len(j.calls(sandbox))

    walker.post(step, whole={"frozen": frozen})

    assert (walker.status, walker.step) == (200, step)
    assert "out of date" in walker.notices[0]
    assert len(j.calls(sandbox)) == before


@pytest.mark.parametrize("step", ["nowhere", "done", "Type", "0", "wizard"])
def test_an_unknown_step_is_not_found_and_leads_back_into_the_run(
    walker: Walker, step: str
) -> None:
    token = {"csrfmiddlewaretoken": j.choose(walker).page.inputs["csrfmiddlewaretoken"]}

    for answer in (walker.get, lambda step: walker.post(step, whole=token)):
        answer(step)
        assert walker.status == 404
        assert walker.h1 == "Page not found"
        assert walker.page.links["Try again"] == walker.base


@pytest.mark.parametrize("goal", ["check", "results", "details", "nowhere", "\0", "__class__"])
def test_no_goto_leads_beyond_the_first_open_step(
    walker: Walker, sandbox: SandboxServer, goal: str
) -> None:
    j.choose(walker)

    walker.post("search", press=("wizard_goto_step", goal))

    assert walker.status == 200
    assert walker.step in {"type", "search"}


@pytest.mark.parametrize("match", ["1", "99", "-1", "0.5", "m1", "None", "none "])
def test_a_row_that_is_not_there_is_refused(
    walker: Walker, sandbox: SandboxServer, match: str
) -> None:
    j.search(walker, "Slow 0s Ltd")

    walker.post("results", match=match)

    if match.strip() == "none":
        assert walker.step in {"results", "details"}
    else:
        assert (walker.status, walker.step) == (422, "results")
        assert "Error: Select one, or select none of these" in walker.errors


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_not_allowed(walker: Walker, method: str) -> None:
    j.choose(walker)
    token = {"X-CSRFToken": walker.page.inputs["csrfmiddlewaretoken"][0]}

    answer = getattr(walker.client, method)(f"{walker.base}search/", headers=token)

    assert answer.status_code == 405


@pytest.mark.parametrize("page", ["0", "-1", "x", HUGE, "9999", "\0"])
def test_any_page_number_shows_some_page(walker: Walker, page: str) -> None:
    j.search(walker, "Many Ltd")

    assert walker.get("results", page=page).status == 200


def test_a_removed_position_that_is_not_there_changes_nothing(walker: Walker) -> None:
    j.to_details(walker)
    walker.post("details", j.COMPANY, press=("add-directors", "1"))

    for position in ("7", HUGE):
        walker.post("details", press=("remove-directors", position))
        assert walker.page.inputs["details-directors:items"] == ["2"]
    assert walker.page.inputs["details-directors.0.name"] == ["Jane Doe"]
