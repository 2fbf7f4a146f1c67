"""A complete answer of a provider, and its body as JSON."""

import json
import sys
from dataclasses import dataclass
from typing import Any

from .errors import ProviderMisbehaved


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer of the provider below 500."""

    status: int
    content: bytes
    tag: str = ""  # its ETag, where it has one

    @property
    def unchanged(self) -> bool:
        """Whether the provider has only said that what is known still holds."""
        return self.status == 304

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON. Raises ProviderMisbehaved where it is none."""
        try:
            return json.loads(self.content, parse_constant=_no_json, parse_float=_number)
        except (ValueError, RecursionError):
            raise ProviderMisbehaved("the body is not JSON", status=self.status) from None


def _number(text: str) -> float:
    """1e400 would read as infinity, which nobody could send on."""
    return max(-sys.float_info.max, min(float(text), sys.float_info.max))


def _no_json(name: str) -> None:
    """NaN and Infinity, which Python reads and which nobody could send on."""
    raise ValueError(name)
