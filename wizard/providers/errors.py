"""What can go wrong with a provider: few errors, each with one reaction.

ProviderError
 ├ ProviderUnavailable   timeout, connection, 429, 5xx: "try again", answers kept
 │   └ OutcomeUnknown    a write may have happened: the ledger says unknown, nothing is resent
 ├ ProviderRejected      the provider refused the answers: back to the step, errors at the fields
 └ ProviderMisbehaved    not JSON, wrong shape, 401 after one re-auth: our alarm, a neutral page

Messages of these errors are for our logs and name no answers.
"""

from collections.abc import Mapping, Sequence


class ProviderError(Exception):
    """Any failure of a provider. `status` is the HTTP status where there was one."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class ProviderUnavailable(ProviderError):
    """Nothing happened at the provider; the same call may be made again.

    `retry_after`: seconds the provider asked us to wait, where it did.
    """

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message, status=status)
        self.retry_after = retry_after


class OutcomeUnknown(ProviderUnavailable):
    """A write was sent and its outcome is not known; it must not be sent again by itself."""


class ProviderRejected(ProviderError):
    """The provider refused what was entered.

    `field_errors` maps the provider's dotted key to its messages; `form_errors` belong to none.
    """

    def __init__(
        self,
        field_errors: Mapping[str, Sequence[str]],
        form_errors: Sequence[str] = (),
        *,
        status: int | None = None,
    ) -> None:
        super().__init__("the provider rejected the request", status=status)
        self.field_errors = {key: list(messages) for key, messages in field_errors.items()}
        self.form_errors = list(form_errors)


class ProviderMisbehaved(ProviderError):
    """The provider answered in a way that its contract does not allow."""
