"""Launches at the same moment, over a database that really commits."""

import pytest
from django.test import Client

from tests.wizard.fake import FakeProvider
from tests.wizard.signing import token
from tests.wizard.test_launch import launch
from tests.wizard.test_races import in_threads
from wizard.models import LaunchToken, Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]


# -- at the same moment ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_launches_with_one_token_one_opens_a_run(fake: FakeProvider) -> None:
    said = {"launch_token": token()}

    answers = in_threads(*(lambda: Client().post("/launch", said) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [303, 403, 403, 403]
    assert Run.objects.count() == LaunchToken.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_launches_for_one_reference_open_one_run(fake: FakeProvider) -> None:
    answers = in_threads(*(lambda: launch(ext="order-1") for _ in range(2)))

    assert [answer.status_code for answer in answers] == [303, 303]
    assert Run.objects.count() == 1
