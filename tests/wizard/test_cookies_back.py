"""Which of a browser's cookies a launch takes back: those of runs of which nothing is left."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.utils import timezone

from tests.conftest import ORIGIN
from wizard import carriers, launches
from wizard.carriers import LOOKED_UP, MAX_COOKIES, cookie_name
from wizard.models import Run

pytestmark = pytest.mark.usefixtures("fake", "db")


def opened(**columns: Any) -> Run:
    run, _ = launches.open_run(operator="operator-1", origin=ORIGIN, portal="test")
    Run.objects.filter(pk=run.pk).update(**columns)
    return run


def taken_back(names: list[str]) -> list[str]:
    """By a launch in a browser that has these cookies, and gets one more."""
    request = RequestFactory().post("/launch")
    request.COOKIES.update(dict.fromkeys(names, "x" * 43))
    run, secret = launches.open_run(operator="operator-1", origin=ORIGIN)
    cookies = carriers.hand_over(request, run, secret).cookies
    assert cookies.pop(cookie_name(run.pk)).value == secret
    assert all(morsel["max-age"] == 0 for morsel in cookies.values())
    return list(cookies)


def test_those_of_runs_of_which_nothing_is_left() -> None:
    ended = timezone.now() - timedelta(hours=1)
    over = ended - timedelta(hours=4)
    names = {
        "alive": cookie_name(opened().pk),
        "ended": cookie_name(opened(expires_at=ended).pk),
        "kept": cookie_name(opened(expires_at=ended, begun=True).pk),
        "kept no longer": cookie_name(opened(expires_at=over, ends_at=over, begun=True).pk),
        "never was": cookie_name(uuid4()),
        "not ours": "w-x",
    }

    taken = taken_back(list(names.values()))

    assert taken == [names[each] for each in ("ended", "kept no longer", "never was")]


def test_what_was_not_looked_up_is_left_for_the_next_launch() -> None:
    alive = cookie_name(opened().pk)
    unknown = [cookie_name(uuid4()) for _ in range(LOOKED_UP + 5)]

    first = taken_back([*unknown, alive])

    assert first == unknown[:LOOKED_UP]
    assert taken_back([*unknown[LOOKED_UP:], alive]) == unknown[LOOKED_UP:]


def test_of_too_many_open_runs_those_used_longest_ago_are_cut_off() -> None:
    now = timezone.now()
    used = [opened(expires_at=now + timedelta(minutes=m)) for m in range(1, MAX_COOKIES + 3)]
    names = [cookie_name(run.pk) for run in used]

    taken = taken_back(names)

    assert taken == names[:3]
    header = "; ".join(f"__Host-{name}={'x' * 43}" for name in names[3:])
    assert len(header) < 8190 / 2
