"""What people have told about a submission, as it is kept. Reads only; see `resolutions`."""

from .models import Resolution, State, Submission

Found = Resolution.Found


def last(submission: Submission) -> Resolution | None:
    """The last that was told of the profile (or its changes), not of a part of it."""
    either = {Found.ABSENT, Found.EXISTS}
    told = [r for r in submission.resolutions.all() if r.from_state != State.PARTIAL]
    return next((each for each in reversed(told) if each.found in either), None)


def absent(submission: Submission) -> Resolution | None:
    """On whose word it is that the profile does not exist (or its changes were not saved)."""
    return last(submission) if submission.error_code.startswith("told_absent") else None


def known_from(submission: Submission) -> Resolution | None:
    """On whose word it is that the profile (or its changes) exists; None: the provider's."""
    kind = next((each.kind for each in submission.deliveries.all()), "")
    wanted = (Found.EXISTS, submission.profile_id or "", kind)
    said = [r for r in submission.resolutions.all() if (r.found, r.remote_id, r.kind) == wanted]
    return said[-1] if said else None


def can_be_taken_back(submission: Submission) -> bool:
    """Whether somebody said that it does not exist, and nothing was sent since."""
    if submission.state != State.PENDING:
        return False
    said = last(submission)
    return bool(said and said.found == Found.ABSENT and said.attempt == submission.attempt)
