"""What becomes of a creation: created, refused with errors at fields, or unknown."""

import json
from typing import Any

import pytest
import responses
from requests import ConnectionError as Broken
from requests import ReadTimeout
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

from tests.providers.conftest import API, TOKEN_URL
from wizard.providers.base import NewProfile, Written
from wizard.providers.detected import Detected
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderError,
    ProviderMisbehaved,
    ProviderRejected,
    ProviderUnavailable,
)

URL = f"{API}/profiles"


class Attempt:
    """Creates one profile with the answer that was stubbed."""

    def __init__(self, provider: Detected) -> None:
        self.provider = provider

    def create(self) -> Written:
        payload = self.provider.payload(NewProfile("company", "GB", "ref-1", fields={"a": "b"}))
        return self.provider.write(payload, "profile", {}, "key-1")

    def failure(self) -> ProviderError:
        with pytest.raises(ProviderError) as caught:
            self.create()
        return caught.value

    def rejection(self) -> ProviderRejected:
        error = self.failure()
        assert isinstance(error, ProviderRejected)
        return error


@pytest.fixture
def attempt(provider: Detected) -> Attempt:
    return Attempt(provider)


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {"id": "p-1"}},
        {"data": {"uuid": "p-1"}},
        {"data": {"reference": "p-1", "customer_reference": "ref-1"}},
        {"data": {"detected_reference": "p-1"}},
        {"data": {"detectedReference": "p-1"}},
        {"data": {"id": None, "uuid": "p-1"}},
        {"data": [{"id": "p-1"}]},
        {"id": "p-1"},
        {"uuid": "p-1"},
        {"reference": "p-1"},
        {"detected_reference": "p-1"},
        {"profile": {"id": "p-1"}},
        {"data": None, "id": "p-1"},
        {"id": "request-1", "data": {"id": "p-1"}},
        # The documented profile object has a `Profile` of its own, beside the id.
        {"id": "p-1", "Company": {}, "Profile": {"Data": {}, "Review_Status": "processed"}},
    ],
)
def test_id_of_the_new_profile_in_any_shape(
    http: responses.RequestsMock, attempt: Attempt, answer: object
) -> None:
    http.post(URL, status=201, json=answer)

    made = attempt.create()

    assert made.remote_id == "p-1"


def test_id_that_is_a_number_becomes_text(http: responses.RequestsMock, attempt: Attempt) -> None:
    http.post(URL, status=200, json={"id": 42, "status": "incomplete"})

    made = attempt.create()

    assert made == Written("42", "incomplete")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<!doctype html><p>Welcome",
        '{"data": {"id": "p-1"',
        "[" * 100_000,
        "null",
        "[]",
        '"p-1"',
        "{}",
        '{"data": []}',
        '{"data": {"customer_reference": "ref-1"}}',
        '{"data": {"id": ""}}',
        '{"data": {"id": true}}',
        '{"data": {"id": ["p-1"]}}',
        '{"data": {"id": "p 1"}}',
        '{"data": {"id": "p\\u00001"}}',
        '{"data": {"id": "p\\n1"}}',
        '{"data": {"id": "pä"}}',
        pytest.param(json.dumps({"id": "x" * 201}), id="too long"),
        pytest.param('{"id": 1' + "0" * 5000 + "}", id="huge number"),
    ],
)
def test_invalid_success_is_unknown(
    http: responses.RequestsMock, attempt: Attempt, body: str
) -> None:
    http.post(URL, status=201, body=body)

    error = attempt.failure()

    assert (type(error), error.status) == (OutcomeUnknown, 201)


@pytest.mark.parametrize("status", [302, 307, 402, 405, 408, 409, 413, 418, 500, 502, 503, 504])
def test_any_other_status_is_unknown_and_not_sent_again(
    http: responses.RequestsMock, attempt: Attempt, status: int
) -> None:
    http.post(URL, status=status, json={"data": {"id": "p-1"}})

    error = attempt.failure()

    assert (type(error), error.status) == (OutcomeUnknown, status)
    http.assert_call_count(URL, 1)


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (ReadTimeout(), OutcomeUnknown),
        (Broken("Connection reset by peer"), OutcomeUnknown),
        (
            Broken(MaxRetryError(None, URL, NewConnectionError(None, "refused"))),  # type: ignore[arg-type]
            ProviderUnavailable,
        ),
        (
            Broken(MaxRetryError(None, URL, NameResolutionError("h", None, OSError()))),  # type: ignore[arg-type]
            ProviderUnavailable,
        ),
    ],
    ids=["read timeout", "reset", "refused", "no such host"],
)
def test_failure_of_the_network_is_unknown_unless_nothing_was_sent(
    http: responses.RequestsMock,
    attempt: Attempt,
    raised: Exception,
    expected: type[ProviderError],
) -> None:
    http.post(URL, body=raised)

    error = attempt.failure()

    assert type(error) is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, ProviderMisbehaved), (429, ProviderUnavailable), (503, ProviderUnavailable)],
)
def test_failure_of_the_token_sends_no_creation(
    provider: Detected, status: int, expected: type[ProviderError]
) -> None:
    with responses.RequestsMock() as http:
        http.post(TOKEN_URL, status=status)

        error = Attempt(provider).failure()

    assert type(error) is expected


@pytest.mark.parametrize("status", [400, 403, 404, 422])
@pytest.mark.parametrize("body", ["", "<html>", "null", "[]", "{}", '{"errors": null}', "[" * 9000])
def test_refusal_without_a_readable_body_is_still_a_refusal(
    http: responses.RequestsMock, attempt: Attempt, status: int, body: str
) -> None:
    http.post(URL, status=status, body=body)

    error = attempt.rejection()

    assert (error.status, error.field_errors, error.form_errors) == (status, {}, [])


def test_errors_of_laravel_are_put_at_their_fields(
    http: responses.RequestsMock, attempt: Attempt
) -> None:
    errors = {"registered_address.postcode": ["Wrong.", "Too long."], "name": "Taken."}
    body = {"message": "The given data was invalid.", "errors": errors}
    http.post(URL, status=422, json=body)

    error = attempt.rejection()

    assert error.field_errors == {
        "registered_address.postcode": ["Wrong.", "Too long."],
        "name": ["Taken."],
    }
    assert error.form_errors == []


@pytest.mark.parametrize(
    ("body", "fields", "form"),
    [
        pytest.param({"message": "No."}, {}, ["No."], id="message"),
        pytest.param(
            {"error": "invalid_request", "error_description": "No."}, {}, ["No."], id="OAuth"
        ),
        pytest.param({"error": "No."}, {}, ["No."], id="error"),
        pytest.param(
            {"errors": [{"status": "404", "title": "Not Found", "detail": "No.", "code": "10001"}]},
            {},
            ["No."],
            id="JSON:API",
        ),
        pytest.param(
            {
                "error_code": "beneficiary_required_details_failed",
                "error_messages": {"currency": [{"code": "bad", "message": "No.", "params": {}}]},
            },
            {"currency": ["No."]},
            [],
            id="Currencycloud",
        ),
        pytest.param(
            {"code": "field_required", "message": "No.", "source": "a.b"},
            {},
            ["No."],
            id="Airwallex",
        ),
        pytest.param(
            {"correlationId": "4f25", "message": "No.", "details": "x"},
            {},
            ["No."],
            id="Creditsafe",
        ),
        pytest.param(
            {"status": {"error_code": "X", "status": "ERROR", "message": "No."}},
            {},
            ["No."],
            id="Rapyd",
        ),
        pytest.param(
            {"message": "No.", "errors": {"name": []}}, {}, ["No."], id="a field without a message"
        ),
        pytest.param(
            {"message": "No.", "errors": {"name": None}}, {}, ["No."], id="a field with null"
        ),
    ],
)
def test_refusals_of_other_providers_are_read(
    http: responses.RequestsMock,
    attempt: Attempt,
    body: object,
    fields: dict[str, list[str]],
    form: list[str],
) -> None:
    http.post(URL, status=422, json=body)

    error = attempt.rejection()

    assert error.field_errors == fields
    assert error.form_errors == form


def test_refusal_of_any_size_is_bounded(http: responses.RequestsMock, attempt: Attempt) -> None:
    errors: dict[str, Any] = {f"field{n}" + "x" * 300: ["m" * 1000] * 20 for n in range(40)}
    errors |= {f"other{n}": ["m"] for n in range(1000)}
    http.post(URL, status=422, json={"errors": errors})

    error = attempt.rejection()

    assert len(error.field_errors) == 100
    assert max(map(len, error.field_errors)) == 200
    assert max(len(each) for each in error.field_errors.values()) == 5
    assert max(len(m) for each in error.field_errors.values() for m in each) == 300


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_refused_search_names_its_fields(
    http: responses.RequestsMock, provider: Detected, status: int
) -> None:
    body = {"message": "The given data was invalid.", "errors": {"name": ["Too short."]}}
    http.post(f"{API}/search", status=status, json=body)

    with pytest.raises(ProviderRejected) as caught:
        provider.search("company", "GB", {"name": "a"})

    assert caught.value.field_errors == {"name": ["Too short."]}
