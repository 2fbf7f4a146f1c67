"""The PUT of a change: sent once, found where it was made, never sent upon somebody else's."""

import json
from typing import Any

import pytest
import responses

from tests.providers.judged import PROFILES, Object, profile
from tests.providers.test_opentransact_changes import CONTACTS, METADATA, entered, kept
from wizard.providers.base import Write, Written
from wizard.providers.errors import ProviderRejected
from wizard.providers.opentransact import CHANGED_MEANWHILE, OpenTransact
from wizard.providers.opentransact_errors import GONE


@pytest.fixture
def payload(transact: OpenTransact) -> Object:
    shown = kept(transact, metadata=METADATA)
    return transact.change_payload(shown, entered(transact, shown, **{"last-name": "Roe"}), "ref-1")


def now(last_name: str, **attributes: Any) -> Object:
    """The reply to the GET afterwards."""
    owner = {"type": "people", "first-name": "Jane", "last-name": last_name}
    return {"data": profile("p-1", owner=owner, **{"metadata": METADATA, **attributes})}


def test_a_change_is_one_put_with_its_key(
    http: responses.RequestsMock, transact: OpenTransact, payload: Object
) -> None:
    http.put(f"{PROFILES}/p-1", json=now("Roe"))

    made = transact.write(payload, "change", {}, "key-1")

    sent = http.calls[-1].request
    assert transact.writes(payload) == (Write("change", "Changes"),)
    assert made == Written("p-1")
    assert sent.headers["Idempotency-Key"] == "key-1"
    assert json.loads(sent.body or "") == payload["change"]


def test_a_change_that_was_made_is_found(
    http: responses.RequestsMock, transact: OpenTransact, payload: Object
) -> None:
    http.get(f"{PROFILES}/p-1", json=now("Roe", **{"updated-at": "2025-01-02T00:00:00Z"}))

    assert transact.recover(payload, "change", {}, "key-1") == Written("p-1")


def test_a_change_that_was_not_made_may_be_sent_again(
    http: responses.RequestsMock, transact: OpenTransact, payload: Object
) -> None:
    http.get(f"{PROFILES}/p-1", json=now("Doe"))

    assert transact.recover(payload, "change", {}, "key-1") is None


@pytest.mark.parametrize(
    "reply",
    [now("Doe", **{"updated-at": "2025-01-02T00:00:00Z"}), now("Poe"), now("Roe", metadata={})],
)
def test_a_change_upon_somebody_elses_is_not_sent_again(
    http: responses.RequestsMock, transact: OpenTransact, payload: Object, reply: Object
) -> None:
    http.get(f"{PROFILES}/p-1", json=reply)

    with pytest.raises(ProviderRejected) as caught:
        transact.recover(payload, "change", {}, "key-1")

    assert caught.value.form_errors == [CHANGED_MEANWHILE]


def test_a_default_counts_where_the_reply_tells_it(
    http: responses.RequestsMock, transact: OpenTransact
) -> None:
    shown = kept(transact, CONTACTS, metadata=METADATA)
    fields = entered(transact, shown, **{"default-email": "e-1"})
    payload = transact.change_payload(shown, fields, "ref-1")
    replies = [now("Doe"), now("Doe"), now("Doe", **{"updated-at": "x"})]
    for reply, identity in zip(replies[1:], ("e-1", "e-2"), strict=True):
        link = {"data": {"type": "email-addresses", "id": identity}}
        reply["data"]["relationships"]["default_email_address"] = link
    for reply in replies:
        http.get(f"{PROFILES}/p-1", json=reply)

    assert transact.recover(payload, "change", {}, "key-1") == Written("p-1")
    assert transact.recover(payload, "change", {}, "key-1") == Written("p-1")
    with pytest.raises(ProviderRejected):
        transact.recover(payload, "change", {}, "key-1")


def test_a_change_of_what_is_gone_is_refused(
    http: responses.RequestsMock, transact: OpenTransact, payload: Object
) -> None:
    http.put(f"{PROFILES}/p-1", status=404, json={"errors": []})
    http.get(f"{PROFILES}/p-1", status=404, json={"errors": []})

    for call in (transact.write, transact.recover):
        with pytest.raises(ProviderRejected) as caught:
            call(payload, "change", {}, "key-1")
        assert caught.value.form_errors == [GONE]
