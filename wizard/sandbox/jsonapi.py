"""JSON:API 1.0 as OpenTransact speaks it: media types, and the errors of its documented table."""

from dataclasses import replace
from email.message import Message
from http import HTTPStatus
from typing import Any

from wizard.sandbox.messages import Refused, Reply, Request, as_json

# The documentation names the second and uses the first in all of its examples.
MEDIA_TYPE = "application/vnd.api+json"
OWN_MEDIA_TYPE = "application/vnd.opentransact.v1+json"

Problem = dict[str, str]

AUTHENTICATION = "See: https://docs.opentransact.com/authentication/."
WRONG_TYPE = "%s cannot be of type {}. See: https://docs.opentransact.com/types/."
# code, status, title, detail; https://docs.opentransact.com/errors
TABLE = {
    "not found": ("10001", 404, "Not Found", "Could not locate requested resource"),
    "unknown key": ("10002", 401, "Unauthorized", "Unauthorized request."),
    "no key": ("10003", 401, "Missing Authorization Header", AUTHENTICATION),
    "expired key": ("10004", 401, "Authorization Token Expired", AUTHENTICATION),
    "malformed key": ("10005", 401, "Unauthorized", AUTHENTICATION),
    "missing": (
        *("10006", 422, "Missing Required Request Parameter"),
        "The request param %s is missing.",
    ),
    "null": ("10007", 422, "Incorrect Type for Parameter", "%s cannot be of type null"),
    "String": ("10008", 422, "Incorrect Type for Parameter", WRONG_TYPE.format("String")),
    "Boolean": ("10009", 422, "Incorrect Type for Parameter", WRONG_TYPE.format("Boolean")),
    "Array": ("10010", 422, "Incorrect Type for Parameter", WRONG_TYPE.format("Array")),
    "Object": ("10011", 422, "Incorrect Type for Parameter", WRONG_TYPE.format("Object")),
    "Number": ("10012", 422, "Incorrect Type for Parameter", WRONG_TYPE.format("Number")),
    "not whitelisted": (
        *("10013", 422, "Invalid Param Value"),
        "%s must be set to a whitelisted value.",
    ),
    "wrong type": (
        *("10014", 422, "Invalid Type Param"),
        "Type param must be set to '%s' for the requested resource.",
    ),
    # The same number twice. The table has no detail for the first; the second is cut off in it.
    "forbidden": ("10015", 403, "Forbidden", "%s"),
    "missing in query": (
        *("10015", 422, "Missing Required Request Parameter"),
        "The query param %s is missing.",
    ),
}
NAMES = {
    type(None): "null",
    str: "String",
    bool: "Boolean",
    list: "Array",
    dict: "Object",
    int: "Number",
    float: "Number",
}


def problem(name: str, attribute: str = "") -> Problem:
    """An error object of the table. Where it went wrong stands in its detail, in no pointer."""
    code, status, title, detail = TABLE[name]
    detail = detail.replace("%s", attribute)
    return {"status": str(status), "title": title, "detail": detail, "code": code}


def wrong_type(attribute: str, value: object) -> Problem:
    return problem(NAMES[type(value)], attribute)


def errors(*problems: Problem, **headers: str) -> Refused:
    reply = document({"errors": list(problems)}, int(problems[0]["status"]), **headers)
    return Refused(reply)


def refused(name: str, attribute: str = "") -> Refused:
    return errors(problem(name, attribute))


def undocumented(status: int, detail: str, **headers: str) -> Refused:
    """An error that the table does not have, and so without a code."""
    title = HTTPStatus(status).phrase
    return errors({"status": str(int(status)), "title": title, "detail": detail}, **headers)


def document(payload: dict[str, Any], status: int = HTTPStatus.OK, **headers: str) -> Reply:
    return replace(as_json(payload, status, **headers), content_type=MEDIA_TYPE)


def negotiate(request: Request, spoken: str) -> None:
    """Refuse a request that does not want, or does not bring, the media type that is spoken."""
    accepted = [each.strip() for each in request.headers.get("Accept", "*/*").split(",")]
    if not any(_accepts(each, spoken) for each in accepted):
        raise undocumented(HTTPStatus.NOT_ACCEPTABLE, f"Only {spoken} can be accepted.")
    if request.method in ("POST", "PUT") and request.headers.get("Content-Type", "") != spoken:
        # With parameters too: JSON:API wants those refused.
        raise undocumented(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"The body must be {spoken}.")


def _accepts(accepted: str, spoken: str) -> bool:
    message = Message()
    message["Content-Type"] = accepted
    # Parameters that stand after the weight are not the media type's own.
    kind, *parameters = [name for name, _ in message.get_params([])]
    own = parameters[: parameters.index("q")] if "q" in parameters else parameters
    return kind in ("*/*", "application/*") or (kind == spoken and not own)
