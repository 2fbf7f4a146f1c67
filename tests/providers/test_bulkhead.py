"""Whoever waits for a provider holds no connection to the database."""

from types import SimpleNamespace

import pytest

from wizard.providers import bulkhead
from wizard.providers.bulkhead import Bulkhead

POOL = {"OPTIONS": {"pool": {"max_size": 2}}}


@pytest.mark.parametrize(
    ("settings", "in_transaction", "given_back"),
    [(POOL, False, True), (POOL, True, False), ({"OPTIONS": {}}, False, False)],
)
def test_a_connection_of_the_pool_is_given_back_before_a_call_but_in_a_transaction(
    monkeypatch: pytest.MonkeyPatch, settings: object, in_transaction: bool, given_back: bool
) -> None:
    closed: list[bool] = []
    connection = SimpleNamespace(
        settings_dict=settings,
        in_atomic_block=in_transaction,
        close=lambda: closed.append(True),
    )
    monkeypatch.setattr(bulkhead, "connection", connection)

    with Bulkhead(1).place():
        assert bool(closed) is given_back
