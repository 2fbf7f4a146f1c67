"""The profile that somebody says is a submission's: looked up, and judged by our reference in it.

Where a provider keeps the reference is its own affair: it is whatever value of its JSON is the id
of a submission of ours.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from .models import CREATES, Submission
from .providers.base import Provider
from .providers.errors import ProviderError
from .providers.profiles import Profile
from .providers.reading import identifier

NO_ID = "Enter the id in the correct format: without spaces, as the provider shows it"
MISSING = "The provider has no profile of this id. Check the id, and enter it again"
UNREACHABLE = "The provider did not answer, so the id could not be looked up. Try again later"
ANOTHERS = (
    "The profile of this id was created by another submission, whose reference it has. "
    "Check the id, and enter it again"
)
UNCONFIRMED = "Select the box if it is this profile, or enter another id"


class Refused(Exception):
    """Nothing was changed; the text says why. `stale`: because of what has changed meanwhile."""

    def __init__(self, text: str, *, stale: bool = False) -> None:
        super().__init__(text)
        self.stale = stale


class Unconfirmed(Refused):
    """The profile has no reference of ours: somebody has to say that it is the one."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(UNCONFIRMED)
        self.profile = profile


def read_id(given: str) -> str:
    """Raises Refused."""
    remote_id = identifier(given.strip())
    if not remote_id:
        raise Refused(NO_ID)
    return remote_id


def profile_id(submission: Submission, provider: Provider | None, given: str, same: str) -> str:
    """The id of the profile that `given` means, looked up where the provider lists profiles.

    `same`: the id of the profile of which it was confirmed that it is the one. Raises Refused.
    """
    remote_id = read_id(given)
    listed = provider is not None and provider.lists
    if provider is None or not listed:
        return remote_id
    try:
        profile = provider.show_profile(remote_id)
    except ProviderError:
        if provider.lists:  # else it has turned out that it cannot be asked
            raise Refused(UNREACHABLE) from None
        return remote_id
    if profile is None:
        raise Refused(MISSING)
    ours = _ours(profile.source, submission.provider)
    if ours and submission.pk not in ours:
        raise Refused(ANOTHERS)
    if not ours and profile.id != same:
        raise Unconfirmed(profile)
    return profile.id


def _ours(source: Mapping[str, Any], provider: str) -> set[UUID]:
    """The ids of creations at that provider that stand in the JSON."""
    rows = Submission.objects.filter(CREATES, provider=provider, pk__in=set(_uuids(source)))
    return set(rows.values_list("pk", flat=True))


def _uuids(node: Any) -> Iterator[UUID]:
    left: list[Any] = [node]
    while left:
        each = left.pop()
        if isinstance(each, Mapping):
            left.extend(each.values())
        elif isinstance(each, list | tuple):
            left.extend(each)
        elif isinstance(each, str) and len(each) == 36:
            try:
                yield UUID(each)
            except ValueError:
                continue
