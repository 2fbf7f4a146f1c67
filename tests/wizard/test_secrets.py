"""The secrets of one run: one of each tab and launch, none of which shuts out another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import ORIGIN
from tests.wizard.arrivals import arrive
from tests.wizard.test_resuming import expire, half_done, typed
from tests.wizard.walker import Walker
from wizard import resuming
from wizard.carriers import MAX_SECRETS
from wizard.models import Run

pytestmark = pytest.mark.usefixtures("fake", "db")
carriers = pytest.mark.parametrize("cookies", [True, False], ids=["cookie", "path"])


def tab(*, cookies: bool) -> Walker:
    """A launch for the same reference, in a browser of its own."""
    opened = resuming.open_or_resume(
        operator="operator-1", origin=ORIGIN, portal="test", ext="order-1"
    )
    return arrive(*opened, cookies=cookies)


@carriers
def test_a_second_tab_leaves_the_first_one_open(cookies: bool) -> None:
    # Given somebody who types in one tab
    first = half_done(tab(cookies=cookies))

    # When the portal's page is opened in another
    second = tab(cookies=cookies)

    # Then both go on with the same run, and each keeps what is typed in it
    assert (second.run.pk, second.base == first.base) == (first.run.pk, cookies)
    first.post("details", name="In the first", press=("keep", "1"))
    assert first.first.status_code == 204
    assert typed(second) == ["In the first"]
    first.get("details").post("details", name="The whole name")
    assert (first.step, second.get("check").step) == ("check", "check")


@carriers
def test_a_launch_after_the_end_makes_the_secrets_from_before_worthless(cookies: bool) -> None:
    first, second = half_done(tab(cookies=cookies)), tab(cookies=cookies)
    expire(first)

    third = tab(cookies=cookies)

    assert typed(third) == ["Half a na"]
    assert [walker.get("type").status for walker in (first, second)] == [403, 403]
    tab(cookies=cookies)
    assert [walker.get("type").status for walker in (first, third)] == [403, 200]


def test_the_newest_few_count() -> None:
    tabs = [tab(cookies=True) for _ in range(MAX_SECRETS + 1)]

    opened = [walker.get("type").status for walker in tabs]

    assert opened == [403, *[200] * MAX_SECRETS]
    assert len(Run.objects.get().secrets) == MAX_SECRETS


def test_no_secret_lives_longer_for_a_launch_that_comes_after_it() -> None:
    first = half_done(tab(cookies=False))
    ends = timezone.now() + timedelta(minutes=5)
    Run.objects.update(ends_at=ends, expires_at=ends)

    tab(cookies=False)

    run = Run.objects.get()
    assert (run.ends_at, run.expires_at) == (ends, ends)
    assert first.get("type").status == 200
