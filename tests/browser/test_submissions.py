"""An operator comes back to what they have submitted and not finished, with and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.answers import GB_COMPANY
from tests.browser.gallery import PAGES
from tests.browser.gallery_submissions import H1, LINK, earlier
from tests.browser.operator import Operator
from tests.browser.test_errors import at_details
from wizard.models import Run, State, Submission
from wizard.sandbox.server import SandboxServer


def comes_back(page: Page, start_run: Callable[..., Run]) -> Operator:
    """In a new run beside the one before, at the list."""
    start_run(page)
    operator = Operator(page)
    operator.page.get_by_role("link", name=LINK).click()
    operator.sees(H1)
    return operator


def test_an_operator_goes_on_with_a_draft_and_sees_what_became_of_it(
    operator: Operator, start_run: Callable[..., Run], sandbox: SandboxServer
) -> None:
    # Given an operator who has begun something and comes back in a new session
    at_details(operator)
    page, first = operator.page, Run.objects.get()
    comes_back(page, start_run)
    draft = page.get_by_role("listitem").filter(has_text="Company, United Kingdom")
    expect(draft).to_contain_text("Kept until")

    # When they go on with it and create it
    draft.get_by_role("button", name="Continue").click()
    operator.sees("Enter company details")
    assert f"/w/{first.pk}/" in page.url
    operator.fill_details(GB_COMPANY)
    operator.press("Continue")
    operator.create()
    reference = operator.reference()

    # Then they find it in the list of the session after that, with its receipt
    comes_back(page, start_run)
    row = page.get_by_role("row").filter(has_text="Company, United Kingdom")
    expect(row).to_have_count(1)
    expect(row.get_by_role("cell", name="Created", exact=True)).to_be_visible()
    expect(row).to_contain_text(reference)
    expect(page.get_by_role("heading", name="Drafts", exact=True)).to_have_count(0)
    row.get_by_role("link", name="Company, United Kingdom").click()
    operator.sees("Profile created")
    assert operator.reference() == reference == sandbox.profiles()[0]["id"]
    assert str(Submission.objects.get().pk) in page.url
    operator.page.get_by_role("link", name="Back").click()
    operator.sees(H1)


@pytest.mark.parametrize("javascript", [True], ids=["script"])
def test_a_receipt_in_the_list_tells_the_portal_nothing(
    operator: Operator, start_run: Callable[..., Run]
) -> None:
    at_details(operator)
    operator.fill_details(GB_COMPANY)
    operator.press("Continue")
    operator.create()
    expect(operator.page.locator("#main[data-event]")).to_have_count(1)

    comes_back(operator.page, start_run)
    operator.page.get_by_role("link", name="Company, United Kingdom").click()
    operator.sees("Profile created")

    expect(operator.page.locator("[data-event]")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True], ids=["script"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_link_below_a_receipt_s_buttons_stands_apart_and_in_line(
    operator: Operator, width: int
) -> None:
    page = operator.page
    page.set_viewport_size({"width": width, "height": 900})
    earlier(State.CREATED)
    PAGES["receipt-created"](operator)

    def box(locator: Locator) -> FloatRect:
        found = locator.bounding_box()
        assert found
        return found

    above, link = box(page.locator(".actions")), box(page.get_by_role("link", name=LINK))
    listed = box(page.get_by_role("link", name="See existing profiles"))

    assert link["y"] - (above["y"] + above["height"]) >= 16
    if width == 360:
        middles = [each["x"] + each["width"] / 2 for each in (link, listed)]
        assert middles[0] == pytest.approx(middles[1], abs=1)
    else:
        assert link["x"] == above["x"]
