"""An HTTP client that answers without HTTP, for replies by the thousand."""

from dataclasses import dataclass
from typing import Any

from wizard.providers.reply import Reply


@dataclass
class Canned:
    """Stands in for the HTTP client: every call is answered with the same reply."""

    reply: Reply

    def get(self, _: str, **__: Any) -> Reply:
        return self.reply

    def post(self, _: str, __: Any, **___: Any) -> Reply:
        return self.reply

    put = post
