"""The pages of the profiles that exist, by name, and the way there."""

import re
from collections.abc import Callable

from django.conf import settings

from tests.browser.operator import Operator
from tests.browser.test_errors import shows_errors
from tests.sandbox.caller import Caller
from tests.wizard.fake import FakeProvider
from wizard import providers
from wizard.providers.errors import ProviderUnavailable


def browse(operator: Operator) -> FakeProvider:
    """At the list of a provider in memory, which is put in place of Detected for this test."""
    configured = providers.configured()
    configured["detected"].close()
    configured["detected"] = provider = FakeProvider()
    operator.page.get_by_role("link", name="See existing profiles").click()
    operator.sees("Profiles")
    return provider


def profiles(operator: Operator) -> None:
    browse(operator)
    operator.page.get_by_role("link", name="Last").click()
    operator.page.get_by_text("Page 4 of 4").wait_for()
    operator.page.get_by_role("link", name="Previous").click()
    operator.page.get_by_text("Page 3 of 4").wait_for()


def profiles_busy(operator: Operator) -> None:
    provider = browse(operator)
    busy = ProviderUnavailable("rate limited", status=429, retry_after=90)
    provider.faults["list_profiles"] = busy
    operator.page.reload()
    operator.page.get_by_text("Try again in").first.wait_for()


def profiles_filters(operator: Operator) -> None:
    browse(operator)
    operator.page.get_by_text("Filter the list").click()
    operator.press("Add metadata")
    operator.field("Key").wait_for()
    operator.field("Key").fill("tier")


def profiles_filters_errors(operator: Operator) -> None:
    profiles_filters(operator)
    operator.fill(operator.field("Created from"), "31 2 2025")
    operator.press("Apply filters")
    shows_errors(operator)


def profiles_narrowed(operator: Operator) -> None:
    browse(operator)
    operator.page.get_by_text("Filter the list").click()
    operator.fill(operator.field("Owner"), "Person")
    operator.fill(operator.field("Created from"), "1 4 2025")
    operator.field("Name on this page").fill("o’neill")
    operator.press("Apply filters")
    operator.page.get_by_text(re.compile("^Showing . of 10 profiles")).wait_for()


def profiles_no_match(operator: Operator) -> None:
    browse(operator)
    operator.page.get_by_text("Filter the list").click()
    operator.field("Name on this page").fill("Nobody")
    operator.press("Apply filters")
    operator.page.get_by_text("No profile on this page has that name.").wait_for()


def profiles_of_detected(operator: Operator) -> None:
    caller = Caller(settings.DETECTED_TOKEN_URL.removesuffix("/oauth/token")).login()
    for number in range(16):
        caller.create_named(f"Brass Lantern {number} Ltd")
    operator.page.get_by_role("link", name="See existing profiles").click()
    operator.sees("Profiles")


def profile_of_detected(operator: Operator) -> None:
    profiles_of_detected(operator)
    operator.page.get_by_role("link", name="Brass Lantern 0 Ltd").click()
    operator.sees("Brass Lantern 0 Ltd")


def profile(operator: Operator) -> None:
    browse(operator).changes = True
    operator.page.get_by_role("link", name="Jane Söderström-Featherstonehaugh").first.click()
    operator.sees("Jane Söderström-Featherstonehaugh")


def profile_missing(operator: Operator) -> None:
    browse(operator)
    operator.page.goto(operator.page.url + "p-99/")
    operator.sees("Profile not found")


PROFILES: dict[str, Callable[[Operator], None]] = {
    "profiles": profiles,
    "profiles-busy": profiles_busy,
    "profiles-filters": profiles_filters,
    "profiles-filters-errors": profiles_filters_errors,
    "profiles-narrowed": profiles_narrowed,
    "profiles-no-match": profiles_no_match,
    "profiles-of-detected": profiles_of_detected,
    "profile": profile,
    "profile-of-detected": profile_of_detected,
    "profile-missing": profile_missing,
}
