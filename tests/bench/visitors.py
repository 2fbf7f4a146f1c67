"""Operators of `make topology`: their browsers load the files that pages name, too."""

import re
import time
from typing import Any

from tests.bench.operators import Operator
from tests.wizard.walker import Walker

FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')
RELOADS = 20


class Visitor(Operator):
    """Keeps each file, as its address has a hash.

    A page whose files are away with the host that has drawn it is loaded again, as people do.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.files: set[str] = set()

    def look(self, walker: Walker) -> None:
        super().look(walker)
        for _ in range(RELOADS):
            if self.loads(walker):
                return
            self.seen["pages without their files"] += 1
            time.sleep(0.5)
            walker.get()
        self.seen["files missing"] += 1

    def loads(self, walker: Walker) -> bool:
        """All the files of the page."""
        named = dict.fromkeys(FILES.findall(walker.html))
        new = [url for url in named if url not in self.files]
        found = [url for url in new if walker.client.get(url).status_code == 200]
        self.files.update(found)
        self.seen["files"] += len(found)
        return found == new
