"""How long the provider asked us to wait, as pages tell it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Self

from django.utils import dateformat, timezone

COUNTED = 60 * 60  # seconds; a longer wait is told by the clock


def clock(moment: datetime) -> str:
    """The time of day, with the day."""
    return dateformat.format(timezone.localtime(moment), r"H:i T \o\n j F")


@dataclass(frozen=True, slots=True)
class Wait:
    """The rest of a wait, which is not over yet."""

    seconds: int

    @classmethod
    def until(cls, moment: datetime | None) -> Self | None:
        """None where there was nothing to wait for, or is not any more."""
        left = ceil((moment - timezone.now()).total_seconds()) if moment else 0
        return cls(left) if left > 0 else None

    @property
    def over(self) -> datetime:
        return timezone.now() + timedelta(seconds=self.seconds)

    @property
    def is_counted(self) -> bool:
        return self.seconds <= COUNTED

    @property
    def words(self) -> str:
        """What follows "Try again"; `countdown.js` goes on with the same words."""
        if not self.is_counted:
            return f"at {clock(self.over)}"
        minutes, seconds = divmod(self.seconds, 60)
        parts = [count(minutes, "minute"), count(seconds, "second")]
        return f"in {' '.join(filter(None, parts))}"


def count(number: int, unit: str) -> str:
    """Such as "1 minute"; blank for none."""
    return f"{number} {unit}{'' if number == 1 else 's'}" if number else ""
