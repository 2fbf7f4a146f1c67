"""OpenTransact's error objects -> our errors: https://docs.opentransact.com/errors.

{"errors": [{"status", "title", "detail", "code"}]}. 10015 is used twice, so status and code decide.
The documented objects have no `source`; what is wrong stands in the detail alone, as in "The
request param first-name is missing.".
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from wizard.schema import wording
from wizard.schema.fields import FieldSpec

from .errors import ProviderMisbehaved, ProviderRejected
from .jsonapi import at
from .reading import text
from .reply import Reply

REFUSALS = {400, 403, 404, 422}
MAX_ERRORS = 100
MISSING = {("422", "10006"), ("422", "10015")}
NOT_LISTED = ("422", "10013")
# What whoever runs this has to do, by code.
KEYS = {
    "10002": "OpenTransact does not know the API key: check OPENTRANSACT_API_KEY",
    "10003": "OpenTransact got no API key: check that no proxy removes the Authorization header",
    "10004": "the API key has expired: ask support@opentransact.com for another one and set "
    "OPENTRANSACT_API_KEY",
    "10005": "OpenTransact cannot read the API key: check OPENTRANSACT_API_KEY",
}
NOT_PERMITTED = (
    "OpenTransact does not let this service use this application. "
    "Ask whoever runs this service for access to it"
)
GONE = "This profile, or something that it refers to, does not exist any more at OpenTransact"
NO_APPLICATION = "OpenTransact does not know this application"
LOOK_UP = re.compile(r"\s*(?:See:?\s*)?https?://\S+", re.IGNORECASE)

Names = Mapping[str, FieldSpec]


def fetched(reply: Reply) -> Reply:
    """A reply that is as it should be. Raises ProviderMisbehaved for any other."""
    if reply.ok:
        return reply
    if reply.status == 401:
        raise key_refused(reply)
    known = [code for code in _codes(reply) if re.fullmatch(r"1\d{4}", code, re.ASCII)][:5]
    raise ProviderMisbehaved(
        f"answered {reply.status} ({', '.join(known) or 'no code'})", status=reply.status
    )


def key_refused(reply: Reply) -> ProviderMisbehaved:
    """The error of a 401, which says what is to be done."""
    told = next((KEYS[code] for code in _codes(reply) if code in KEYS), "the API key was refused")
    return ProviderMisbehaved(told, status=reply.status)


def _codes(reply: Reply) -> list[str]:
    return [text(at(error, "code")) for error in _objects(reply)]


def rejection(reply: Reply, names: Names, metadata: Sequence[str] = ()) -> ProviderRejected:
    """The error of a refused request, by the keys of the form.

    `names`: attribute, relationship or parameter -> the field in which it was entered. `metadata`:
    the keys of what was entered as such, in the form's order.
    """
    fields: dict[str, list[str]] = {}
    general: list[str] = []
    for error in _objects(reply):
        key, message = _read(error, reply.status, names, metadata)
        into = fields.setdefault(key, []) if key else general
        if message and message not in into and len(into) < 10:
            into.append(message)
    return ProviderRejected(
        {key: told for key, told in fields.items() if told}, general, status=reply.status
    )


def _objects(reply: Reply) -> list[Any]:
    try:
        errors = at(reply.json(), "errors")
    except ProviderMisbehaved:
        return []
    return errors[:MAX_ERRORS] if isinstance(errors, list) else []


def _read(error: Any, status: int, names: Names, metadata: Sequence[str]) -> tuple[str, str]:
    """(the key of a field, or blank; what to tell)."""
    detail = text(at(error, "detail"))
    name, key = _pointed(at(error, "source"), names, metadata)
    name = name or _named(detail, names)
    spec = names.get(name)
    said = (text(at(error, "status")) or str(status), text(at(error, "code")))
    if said[0] == "403" and (spec is None or spec.key == "application"):
        return "application", NOT_PERMITTED
    plain = LOOK_UP.sub("", detail).strip().rstrip(".") or text(at(error, "title"))
    if spec is None:
        return "", plain
    return key or spec.key, _told(said, spec, name, plain)


def _told(said: tuple[str, str], spec: FieldSpec, name: str, detail: str) -> str:
    if said in MISSING:
        chosen = spec.options or spec.kind in {"country", "select"}
        return wording.select(spec.label) if chosen else wording.enter(spec.label)
    if said == NOT_LISTED:
        return wording.different(spec.label)
    words = _pattern(name).sub(lambda _: wording.noun(spec.label), detail)
    return wording.title(words) or wording.different(spec.label)


def _pointed(source: Any, names: Names, metadata: Sequence[str]) -> tuple[str, str]:
    """The name that a pointer (RFC 6901) or a parameter means; of metadata, which field it is."""
    pointer, parameter = at(source, "pointer"), at(source, "parameter")
    if isinstance(parameter, str):
        return _named(parameter, names), ""
    parts = pointer.split("/") if isinstance(pointer, str) else []
    parts = [part.replace("~1", "/").replace("~0", "~") for part in parts[:20]]
    if "metadata" in parts[:-1] and "metadata" in names:
        inner = parts[parts.index("metadata") + 1]
        if inner in metadata:
            return "metadata", f"metadata.{list(metadata).index(inner)}.value"
    return next((part for part in reversed(parts) if part in names), ""), ""


def _named(detail: str, names: Names) -> str:
    """The attribute that stands in a text; of several, the first and longest."""
    found = [(match.start(), -len(name), name) for name in names if (match := _find(name, detail))]
    return min(found)[2] if found else ""


def _find(name: str, detail: str) -> re.Match[str] | None:
    return _pattern(name).search(detail)


def _pattern(name: str) -> re.Pattern[str]:
    """The name as a word, however its parts are joined."""
    parts = map(re.escape, re.split(r"[-_]", name))
    return re.compile(rf"(?<![\w-]){'[-_ ]'.join(parts)}(?![\w-])", re.IGNORECASE)
