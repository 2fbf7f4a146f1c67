"""What the sample portal may do at the wizard: end a run's session, in DEBUG."""

import uuid

import pytest
from django.test import Client

from tests.wizard.walker import Walker
from wizard.models import Run

pytestmark = pytest.mark.django_db
in_debug = pytest.mark.urls("tests.wizard.debug_urls")


def expire(run: object) -> int:
    return Client().post(f"/demo/expire/{run}/").status_code


@in_debug
def test_a_run_that_is_ended_tells_so_at_its_next_request(fake_walker: Walker) -> None:
    fake_walker.get("type")

    status = expire(fake_walker.run.pk)

    assert status == 204
    assert fake_walker.get("type").status == 410


@in_debug
def test_a_run_that_has_ended_or_never_was_is_not_ended_again(fake_walker: Walker) -> None:
    run = fake_walker.run
    expire(run.pk)
    ended = Run.objects.get().expires_at

    assert [expire(run.pk), expire(uuid.uuid4())] == [404, 404]
    assert Run.objects.get().expires_at == ended


@in_debug
def test_only_a_post_ends_a_run(fake_walker: Walker) -> None:
    assert Client().get(f"/demo/expire/{fake_walker.run.pk}/").status_code == 405


def test_outside_debug_there_is_no_such_address(fake_walker: Walker) -> None:
    assert expire(fake_walker.run.pk) == 404
    assert fake_walker.get("type").status == 200
