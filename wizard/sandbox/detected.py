"""Play the provider Detected: its routes, from the token to the created profile."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from wizard.sandbox import catalogue, companies
from wizard.sandbox.database import Database
from wizard.sandbox.faults import Faults
from wizard.sandbox.magic import Magic, find
from wizard.sandbox.messages import (
    Refused,
    Reply,
    Request,
    as_json,
    bearer,
    invalid,
    json_object,
    refusal,
    tagged,
)
from wizard.sandbox.pages import page_of_profiles
from wizard.sandbox.records import TOKEN_SECONDS, Records, Row, as_row
from wizard.sandbox.schemas import Schemas
from wizard.sandbox.validation import Errors, validate

PREFIX = "/api/v1/public"
CLIENT_ID = "sandbox"
CLIENT_SECRET = "sandbox-secret"  # noqa: S105 - it opens nothing but this sandbox
LONGEST_REFERENCE = 64
MANY = 5000
MANY_NAME_BYTES = 40
MANY_KEYS = ("lookup_id", "name", "registration_number", "status", "address")
NAME_KEYS = ("name", "trading_name", "full_name", "first_name", "last_name")
# What the front page lists.
ROUTES = (
    "POST /oauth/token",
    "GET /search/types",
    "GET /search/types/{type}/{country}",
    "POST /search",
    "GET /profile/types/{type}/{country}",
    "POST /profile/types/{type}/{country}",
    "POST /profiles",
    "GET /profiles?page={n}",
    "GET /profiles/{id}",
)

Handler = Callable[..., Reply]


class Detected:
    """Answers every path below PREFIX, and the token path also without it."""

    def __init__(
        self,
        database: Database,
        schemas: Schemas,
        sleep: Callable[[float], None],
        clock: Callable[[], float],
    ) -> None:
        self._schemas = schemas
        self._records = Records(database)
        self._clock = clock
        self.refuse = refusal
        self._faults = Faults(database, sleep, clock, refusal)
        self._routes: list[tuple[str, dict[str, Handler]]] = [
            (r"/search/types", {"GET": self._types}),
            (r"/search/types/([^/]+)/([^/]+)", {"GET": self._search_fields}),
            (r"/search", {"POST": self._search}),
            (
                r"/profile/types/([^/]+)/([^/]+)",
                {"GET": self._profile_fields, "POST": self._refreshed_fields},
            ),
            (r"/profiles", {"GET": self._profiles, "POST": self._create}),
            (r"/profiles/([^/]+)", {"GET": self._profile}),
        ]

    def owns(self, path: str) -> bool:
        return path.startswith(f"{PREFIX}/") or path == "/oauth/token"

    def received(self) -> list[Row]:
        """Every profile with the body that made it, for the tests."""
        return self._records.profiles()

    def answer(self, request: Request) -> Reply:
        path = request.path.removeprefix(PREFIX)
        if path == "/oauth/token":
            _allow(request, "POST")
            return self._token(request)
        for pattern, handlers in self._routes:
            if found := re.fullmatch(pattern, path):
                _allow(request, *handlers)
                self._authorize(request)
                return handlers[request.method](request, *found.groups())
        raise refusal(HTTPStatus.NOT_FOUND, "Not Found.")

    def _token(self, request: Request) -> Reply:
        if "json" in request.headers.get("Content-Type", ""):
            given = json_object(request)
        else:
            form = parse_qs(request.body.decode("utf-8", "replace"))
            given = {key: values[-1] for key, values in form.items()}
        if given.get("grant_type") != "client_credentials":
            return _oauth_error(HTTPStatus.BAD_REQUEST, "unsupported_grant_type")
        if (given.get("client_id"), given.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return _oauth_error(HTTPStatus.UNAUTHORIZED, "invalid_client")
        token = self._records.issue_token(self._clock())
        return as_json(
            {"token_type": "Bearer", "expires_in": TOKEN_SECONDS, "access_token": token},
            Cache_Control="no-store",
        )

    def _authorize(self, request: Request) -> None:
        if not self._records.token_holds(bearer(request), self._clock()):
            raise refusal(HTTPStatus.UNAUTHORIZED, "Unauthenticated.")

    def _before(self, route: str, magic: Magic | None, request: Request) -> None:
        def expire() -> Refused:
            self._records.revoke_token(bearer(request))
            return refusal(HTTPStatus.UNAUTHORIZED, "Unauthenticated.")

        self._faults.before(route, magic, expire)

    def _types(self, _: Request) -> Reply:
        return as_json({"data": catalogue.types()})

    def _search_fields(self, request: Request, type_: str, country: str) -> Reply:
        fields = catalogue.search_fields(type_, country.upper())
        if fields is None:
            raise refusal(HTTPStatus.NOT_FOUND, "There is no search for this type and country.")
        return tagged(as_json({"data": {"fields": fields}}), request)

    def _profile_fields(self, request: Request, type_: str, country: str) -> Reply:
        return tagged(self._details(type_, country), request)

    def _refreshed_fields(self, request: Request, type_: str, country: str) -> Reply:
        """The form as the answers so far decide, which may be anything."""
        given = json_object(request).get("fields")
        self._before("refresh", _magic(given), request)
        return self._details(type_, country, given)

    def _details(self, type_: str, country: str, answers: object = None) -> Reply:
        fields = self._schemas.profile_fields(type_, country.upper(), answers)
        if fields is None:
            raise refusal(HTTPStatus.NOT_FOUND, "There is no such type in this country.")
        return as_json({"data": {"fields": fields}})

    def _search(self, request: Request) -> Reply:
        body = json_object(request)
        type_, country = _pair(body)
        fields = catalogue.search_fields(type_, country)
        if not fields:
            raise invalid({"country": ["There is no search for this type and country."]})
        given = body.get("fields", {})
        magic = find(given.get("name") if isinstance(given, dict) else None)
        self._before("search", magic, request)
        errors = _unknown(body, "type", "country", "fields") | validate(fields, given)
        if not errors and not given.keys() & {"name", "registration_number"}:
            errors = {"name": ["Enter a name or a registration number."]}
        if errors:
            raise invalid(errors)
        if magic and magic.kind == "many":
            rows, total = _many(type_, country, magic.name), MANY
        elif magic and magic.kind == "no match":
            rows, total = [], 0
        elif magic:
            row = as_row("m1", companies.made_up(type_, country, given["name"].strip()))
            rows, total = [row], 1
        else:
            criteria = (given.get(key, "") for key in ("name", "registration_number", "city"))
            rows, total = self._records.find_companies(type_, country, *criteria)
        response_id = self._records.keep_search(type_, country, rows)
        return as_json({"response_id": response_id, "data": rows, "meta": {"total": total}})

    def _create(self, request: Request) -> Reply:
        body = json_object(request)
        if {"response_id", "lookup_id"} & body.keys():
            return self._create_from_match(request, body)
        return self._create_by_hand(request, body)

    def _create_from_match(self, request: Request, body: Row) -> Reply:
        type_, country = _pair(body)
        known = ("type", "country", "response_id", "lookup_id", "customer_reference")
        errors = _unknown(body, *known) | _reference_errors(body)
        rows = self._records.kept_search(body.get("response_id"), type_, country)
        if rows is None:
            raise invalid(errors | {"response_id": ["The selected response id is invalid."]})
        row = rows.get(str(body.get("lookup_id")))
        if row is None:
            raise invalid(errors | {"lookup_id": ["The selected lookup id is invalid."]})
        magic = find(row["name"])
        self._before("create", magic, request)
        if magic and magic.kind == "reject":
            errors["lookup_id"] = ["This company cannot be used to make a profile."]
        if magic and magic.kind == "expired results":
            errors["response_id"] = ["These search results have expired."]
        if errors:
            raise invalid(errors)
        return self._created(body, row["name"], magic)

    def _create_by_hand(self, request: Request, body: Row) -> Reply:
        type_, country = _pair(body)
        given = body.get("fields", {})
        magic = _magic(given)
        self._before("create", magic, request)
        fields = self._schemas.profile_fields(type_, country, given) or []
        errors = _unknown(body, "type", "country", "customer_reference", "fields")
        errors |= _reference_errors(body) | validate(fields, given)
        if not errors and magic and magic.kind == "reject":
            errors = _rejection(fields)
        if errors:
            raise invalid(errors)
        # A person has two names; a business has one of the others.
        called = " ".join(
            str(given[key]) for key in NAME_KEYS if key in given and key != "full_name"
        )
        return self._created(body, called, magic)

    def _created(self, body: Row, name: str, magic: Magic | None) -> Reply:
        profile = self._records.create_profile(body, name, self._clock())
        self._faults.after(magic)
        return as_json({"data": _without_body(profile)}, HTTPStatus.CREATED)

    def _profiles(self, request: Request) -> Reply:
        return as_json(page_of_profiles(self._records, request, PREFIX))

    def _profile(self, _: Request, identity: str) -> Reply:
        found = self._records.profiles("WHERE id = ?", identity.lower())
        if not found:
            raise refusal(HTTPStatus.NOT_FOUND, "No such profile.")
        return as_json({"data": _without_body(found[0])})


def _magic(given: Any) -> Magic | None:
    """The magic value in the names of a details form."""
    return find(*(given.get(key) for key in NAME_KEYS)) if isinstance(given, dict) else None


def _allow(request: Request, *methods: str) -> None:
    if request.method not in methods:
        allowed = ", ".join(methods)
        raise refusal(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed.", Allow=allowed)


def _oauth_error(status: int, error: str) -> Reply:
    description = {
        "invalid_client": "Client authentication failed",
        "unsupported_grant_type": "The grant type must be client_credentials",
    }[error]
    return as_json({"error": error, "error_description": description}, status)


def _pair(body: Row) -> tuple[str, str]:
    """The type and country of a body, which must be a pair that exists."""
    type_, country = body.get("type"), body.get("country")
    listed = catalogue.countries(type_) if isinstance(type_, str) else []
    if not isinstance(type_, str) or not listed:
        raise invalid({"type": ["The selected type is invalid."]})
    if not isinstance(country, str) or country not in listed:
        raise invalid({"country": ["The selected country is invalid."]})
    return type_, country


def _unknown(body: Row, *known: str) -> Errors:
    return {key: ["This field is not known."] for key in body if key not in known}


def _reference_errors(body: Row) -> Errors:
    reference = body.get("customer_reference")
    if reference is None or (isinstance(reference, str) and len(reference) <= LONGEST_REFERENCE):
        return {}
    return {"customer_reference": [f"This must be text of at most {LONGEST_REFERENCE} characters."]}


def _rejection(fields: list[catalogue.Field]) -> Errors:
    """Errors at the name and at one more field that this pair really has."""
    keys = [field["key"] for field in fields]
    name = next(key for key in NAME_KEYS if key in keys)
    errors = {name: ["This name is already in use."]}
    others = [key for key in keys if key == "registration_number" or key.endswith(".postcode")]
    if others:
        errors[others[-1]] = ["This does not agree with the register."]
    return errors


def _many(type_: str, country: str, name: str) -> list[Row]:
    """Rows that are short, so that all of them stay below a megabyte."""
    start = name.strip().encode()[:MANY_NAME_BYTES].decode(errors="ignore")
    rows = []
    for position in range(1, MANY + 1):
        company = companies.made_up(type_, country, f"{start} {position}")
        row = as_row(f"m{position}", company)
        rows.append({key: row[key] for key in MANY_KEYS})
    return rows


def _without_body(profile: Row) -> Row:
    return {key: value for key, value in profile.items() if key != "received"}
