"""What the portal has filled in is kept as long as the answers are, and no longer."""

import pytest

from tests.wizard import test_launch as a
from tests.wizard.test_prefill import filled, value
from wizard.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fake", "portal")]


def test_it_is_wiped_with_the_answers() -> None:
    walker = filled(name="Acme").post("type", type="company", country="JP").post("details")
    assert Run.objects.get().data["state"]["prefill"] == {"name": "Acme"}

    walker.post("check")

    assert walker.h1 == "Profile created"
    assert "Acme" not in str(Run.objects.get().data)


def test_it_is_wiped_when_the_run_is_stopped() -> None:
    filled(name="Acme").post("cancel")

    assert Run.objects.get().data is None


def test_a_newer_launch_for_the_reference_brings_its_own() -> None:
    a.walk(ext="order-1", prefill={"name": "Acme"})

    walker = a.walk(ext="order-1", prefill={"name": "Brass Lantern"})
    walker.post("type", type="company", country="JP")

    assert value(walker, "name") == ["Brass Lantern"]
