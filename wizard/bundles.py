"""One style sheet and one script for every page, joined of the files in static/wizard/.

A finder, so that a development server and `collectstatic` serve the same: the parts,
joined in the order that they need and minified, in place of the parts themselves.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage

SCRIPTS = ("portal", "wizard", "items", "combobox", "countdown", "expiry", "autosave", "times")
STYLES = ("wizard", "items", "expiry", "profiles")
# Where the colours of dark.css hold: as the browser prefers, unless the launch has asked. They
# outweigh a portal's light colours, which stand in a later style sheet.
DARK = (
    ("screen and (prefers-color-scheme:dark)", ":root:not([data-scheme=light])"),
    ("screen", ":root[data-scheme=dark]"),
)
PARTS = {f"wizard/{name}.js" for name in SCRIPTS} | {f"wizard/{name}.css" for name in STYLES}
PARTS.add("wizard/dark.css")


def script() -> str:
    """Each part is complete in itself; a name that it declares is seen by those behind it."""
    return _small("application/javascript", *(_part(f"{name}.js") for name in SCRIPTS))


def style() -> str:
    return _small("text/css", styles())


def styles() -> str:
    """The style sheet as it is before it is made small."""
    light = "".join(_part(f"{name}.css") for name in STYLES)
    dark = _part("dark.css")
    named = [f"@media {medium}{{{dark.replace(':root', root)}}}" for medium, root in DARK]
    return "\n".join([light, *named])


BUNDLES: dict[str, Callable[[], str]] = {"wizard/pages.js": script, "wizard/pages.css": style}


def _small(kind: str, *parts: str) -> str:
    import minify  # 10 MB that no server in production needs

    return str(minify.string(kind, "\n".join(parts)))


def _part(name: str) -> str:
    return (settings.BASE_DIR / "static" / "wizard" / name).read_text(encoding="utf-8")


class Finder(FileSystemFinder):
    """The files in static/, with bundles in place of their parts."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.bundles = FileSystemStorage(location=settings.BUNDLES_ROOT)

    def find(self, path: str, *arguments: Any, **options: Any) -> Any:
        if path in PARTS:
            return []
        if path in BUNDLES:
            self._write(path)
            found = self.bundles.path(path)
            return [found] if options.get("find_all") else found
        return super().find(path, *arguments, **options)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for path, storage in super().list(ignore_patterns):
            if Path(path).as_posix() not in PARTS:
                yield path, storage
        for path in BUNDLES:
            self._write(path)
            yield path, self.bundles

    def _write(self, path: str) -> None:
        """Anew where a part has changed, at once, as other processes may read it."""
        file, text = Path(self.bundles.path(path)), BUNDLES[path]()
        if file.exists() and file.read_text(encoding="utf-8") == text:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as written:
            written.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(file)
