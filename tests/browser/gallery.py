"""Every page that an operator can meet, by name, and the way there."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from tests.browser.answers import GB_COMPANY
from tests.browser.gallery_profiles import PROFILES
from tests.browser.gallery_receipts import RECEIPTS, created
from tests.browser.gallery_submissions import SUBMISSIONS
from tests.browser.operator import Operator
from tests.browser.test_errors import at_details, at_results, at_search, shows_errors
from wizard import launches, providers
from wizard.models import Run


def type_(operator: Operator) -> None:
    operator.sees("Choose what to create")


def type_list(operator: Operator) -> None:
    operator.page.get_by_label("Country", exact=True).fill("united")
    operator.page.keyboard.press("ArrowDown")
    operator.options("United Kingdom").wait_for()


def type_errors(operator: Operator) -> None:
    operator.press("Continue")
    shows_errors(operator)


def search_errors(operator: Operator) -> None:
    at_search(operator)
    operator.press("Search")
    shows_errors(operator)


def search_trouble(operator: Operator) -> None:
    at_search(operator)
    operator.search("Down Ltd")
    operator.page.get_by_role("alert").wait_for()


def search_busy(operator: Operator) -> None:
    at_search(operator)
    operator.search("Rate Limit Ltd")
    operator.page.get_by_text("Try again in").first.wait_for()


def results_errors(operator: Operator) -> None:
    at_results(operator)
    operator.press("Continue")
    shows_errors(operator)


def no_match(operator: Operator) -> None:
    at_search(operator)
    operator.search("No Match Ltd")
    operator.sees("No match for “No Match Ltd”")


def many_matches(operator: Operator) -> None:
    at_search(operator)
    operator.search("Many Ltd")
    operator.page.get_by_role("link", name="Next").click()
    operator.page.get_by_text("Page 2 of").wait_for()


def details_filled_in(operator: Operator) -> None:
    no_match(operator)
    operator.press("Enter details manually")
    operator.sees("Enter company details")


def details_errors(operator: Operator) -> None:
    at_details(operator)
    operator.press("Continue")
    shows_errors(operator)


def details_directors(operator: Operator) -> None:
    at_details(operator)
    for number, name in enumerate(("Jane Doe", "Ann-Christin Söderström-Featherstonehaugh", ""), 1):
        operator.field(f"Director {number}: Full name").fill(name)
        operator.fill(operator.field(f"Director {number}: Nationality"), "United Kingdom")
        operator.press("Add another director")
        operator.field(f"Director {number + 1}: Full name").wait_for()


def details_director_removed(operator: Operator) -> None:
    details_directors(operator)
    operator.press("Remove Director 2")
    operator.button("Undo removing Director 2").wait_for()


def details_partners_errors(operator: Operator) -> None:
    operator.choose("Partnership", "United Kingdom")
    operator.sees("Enter partnership details")
    operator.fill_details({"Partner 2: First name": "Jane", "Partner 2: Last name": "Doe"})
    operator.press("Add another partner")
    operator.field("Partner 3: First name").wait_for()
    operator.press("Continue")
    shows_errors(operator)


def details_questions(operator: Operator) -> None:
    at_details(operator)
    operator.fill_details({"Registered for VAT": "Yes", "Legal form": "Public limited company"})
    operator.field("VAT number").wait_for()
    operator.field("Issued share capital").wait_for()


def details_notice(operator: Operator) -> None:
    operator.choose("Sole trader", "United Kingdom")
    operator.fill_details({"Unique Taxpayer Reference (UTR)": "12345 67890"})
    operator.press("Back")
    operator.sees("Choose what to create")
    operator.choose("Sole trader", "Ireland")
    operator.page.get_by_role("region", name="Notice").wait_for()


def details_changed(operator: Operator) -> None:
    """The provider asks for something else by now (the test resets the sandbox)."""
    at_details(operator)
    operator.fill_details(GB_COMPANY)
    operator.press("Continue")
    operator.sees("Check the details before creating the profile")
    field = {"key": "lei", "label": "LEI", "type": "text", "required": True}
    change = {"type": "company", "country": "GB", "add": field}
    sandbox = settings.DETECTED_TOKEN_URL.removesuffix("/oauth/token")
    operator.page.request.post(f"{sandbox}/sandbox/schema", data=change)
    operator.create()
    operator.page.get_by_role("region", name="Notice").wait_for()


def check_match(operator: Operator) -> None:
    at_results(operator)
    operator.pick(operator.rows()[0])
    operator.sees("Check the details before creating the profile")


def check_details(operator: Operator) -> None:
    at_details(operator)
    operator.fill_details(GB_COMPANY)
    operator.press("Continue")
    operator.sees("Check the details before creating the profile")


def no_access(operator: Operator) -> None:
    operator.page.context.clear_cookies()
    operator.page.reload()
    operator.sees("You cannot open this page")


def expired(operator: Operator) -> None:
    Run.objects.update(expires_at=timezone.now())
    operator.page.reload()
    operator.sees("Your session has ended")


def created_and_expired(operator: Operator) -> None:
    created(operator)
    Run.objects.update(expires_at=timezone.now())
    operator.page.reload()
    operator.page.get_by_role("heading", name="Your session has ended").wait_for()
    operator.sees("Profile created")


def resume_errors(operator: Operator) -> None:
    """The question about an earlier run, with an answer that is none."""
    run = Run.objects.get()
    earlier, _ = launches.open_run(operator=run.operator, origin=run.origin)
    Run.objects.filter(pk=earlier.pk).update(begun=True)
    Run.objects.filter(pk=run.pk).update(earlier=earlier)
    operator.page.reload()
    operator.button("Continue where you stopped").evaluate("button => { button.value = ''; }")
    operator.press("Continue where you stopped")
    shows_errors(operator)


def not_found(operator: Operator) -> None:
    operator.page.goto(operator.page.url.replace("/type/", "/nothing/"))
    operator.sees("Page not found")


def provider_down(operator: Operator) -> None:
    """Already the first page cannot be drawn: nobody listens there (pytest resets the setting)."""
    providers.configured.cache_clear()
    settings.DETECTED_BASE_URL = "http://127.0.0.1:9/api"
    settings.DETECTED_TOKEN_URL = "http://127.0.0.1:9/token"
    operator.page.reload()
    operator.sees("The provider is not answering")


def cancel(operator: Operator) -> None:
    operator.page.get_by_role("link", name="Cancel").click()
    operator.sees("Do you want to stop?")


def cancelled(operator: Operator) -> None:
    cancel(operator)
    operator.press("Delete and stop")
    operator.sees("You have stopped")


PAGES: dict[str, Callable[[Operator], None]] = {
    "type": type_,
    "type-list": type_list,
    "type-errors": type_errors,
    "search": at_search,
    "search-errors": search_errors,
    "search-trouble": search_trouble,
    "search-busy": search_busy,
    "results": at_results,
    "results-errors": results_errors,
    "no-match": no_match,
    "many-matches": many_matches,
    "details": at_details,
    "details-filled-in": details_filled_in,
    "details-errors": details_errors,
    "details-directors": details_directors,
    "details-director-removed": details_director_removed,
    "details-partners-errors": details_partners_errors,
    "details-questions": details_questions,
    "details-notice": details_notice,
    "details-changed": details_changed,
    "check-match": check_match,
    "check-details": check_details,
    **RECEIPTS,
    **PROFILES,
    **SUBMISSIONS,
    "no-access": no_access,
    "expired": expired,
    "created-and-expired": created_and_expired,
    "resume-errors": resume_errors,
    "not-found": not_found,
    "provider-down": provider_down,
    "cancel": cancel,
    "cancelled": cancelled,
}
