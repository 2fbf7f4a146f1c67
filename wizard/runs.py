"""Run -> session: who may use a run, and where its answers are kept between requests.

The secret reaches the server in a cookie of its own for each run, so tabs cannot clobber each
other and a run's id alone opens nothing. The session is the run's row, encrypted; it is written
only when it changed.
"""

import hashlib
import logging
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from http.cookies import Morsel
from typing import Any, cast

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from formtools.wizard.storage.session import SessionStorage

from . import problems, providers
from .models import Run

logger = logging.getLogger(__name__)

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
RUN_PATH = re.compile(f"^/w/({UUID})/([^/]*)")
ANYWAY = {"provider", "receipt", "another", "cancel"}  # pages that need no provider
MAX_COOKIES = 100
ATTEMPTS = 5  # to write a session that other requests write as well
TOUCH_SECONDS = 60  # a request moves the idle expiry at most this often

# http.cookies knows Partitioned (CHIPS) from Python 3.14 on.
_morsel = cast(Any, Morsel)
_morsel._reserved.setdefault("partitioned", "Partitioned")
_morsel._flags.add("partitioned")


class RunRequest(HttpRequest):
    """A request under /w/<run>/: the middleware has found its run and session."""

    run: Run
    session: Any  # a RunSession


def mint_secret() -> tuple[str, str]:
    """A new secret (256 bits, URL-safe) and the SHA-256 that is stored of it."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def cookie_name(run_id: Any) -> str:
    """`__Host-` pins the cookie to this host and TLS; plain http is for development only."""
    return f"{'__Host-' if settings.SECURE_COOKIES else ''}w-{run_id}"


def hand_over(request: HttpRequest, response: HttpResponse, run: Run, secret: str) -> HttpResponse:
    """Put the run's secret into its cookie, and take back those of runs that have ended.

    An operator opens runs all day, and a browser sends every cookie with every request.
    """
    _set_cookie(response, cookie_name(run.pk), secret, settings.RUN_MAX_SECONDS)
    prefix = cookie_name("")
    names = [name for name in request.COOKIES if re.fullmatch(re.escape(prefix) + UUID, name)]
    alive = Run.objects.filter(
        pk__in=[name.removeprefix(prefix) for name in names[:MAX_COOKIES]],
        expires_at__gt=timezone.now(),
    )
    kept = {cookie_name(pk) for pk in alive.values_list("pk", flat=True)}
    for name in names:
        if name not in kept:
            _set_cookie(response, name, "", 0)
    return response


def _set_cookie(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    secure = settings.SECURE_COOKIES
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        secure=secure,
        httponly=True,
        samesite="None" if secure else "Lax",
    )
    if secure:
        response.cookies[name]["partitioned"] = True


def find(run_id: str) -> Run | None:
    """The run of that id; None where there is none or its encryption key is gone."""
    try:
        return Run.objects.filter(pk=run_id).first()
    except InvalidToken:
        logger.error("run %s cannot be decrypted: is a key missing in ENCRYPTION_KEYS?", run_id)
        return None


def holds_secret(request: HttpRequest, run: Run) -> bool:
    """Whether the request carries the secret that was minted for this run."""
    secret = request.COOKIES.get(cookie_name(run.pk), "")
    return secrets.compare_digest(digest(secret), run.secret_sha256)


class RunSession(SessionBase):
    """The session of one run, kept in its row. Without a run: empty and never kept."""

    _session_cache: dict[str, Any]

    def __init__(self, run: Run | None = None) -> None:
        super().__init__(str(run.pk) if run else None)
        self.run = run

    def load(self) -> dict[str, Any]:
        return dict(self.run.data) if self.run else {}

    def keep(self, **columns: Any) -> bool:
        """Write what changed, and `columns` of the run with it.

        False, and nothing written, where another request was faster.
        """
        if self.run is None:
            return False
        run = Run.objects.filter(pk=self.run.pk, version=self.run.version)
        written = run.filter(expires_at__gt=timezone.now()).update(
            data=cast(Any, self)._session,
            version=self.run.version + 1,
            expires_at=idle_expiry(self.run),
            **columns,
        )
        self.run.version += written
        self.modified = False
        return bool(written)

    def insist(self, change: Callable[[], None], times: int) -> None:
        """Make a change and write it; where others were faster, again, so many times at most."""
        for _ in range(times):
            change()
            if not self.modified or self.keep():
                return
            self.reload()

    def reload(self) -> None:
        """Take the run as it stands in the database now."""
        if self.run is not None:
            self.run.refresh_from_db()
        self._session_cache = self.load()
        self.modified = False

    def save(self, must_create: bool = False) -> None:  # noqa: ARG002
        self.keep()

    def exists(self, session_key: str) -> bool:
        return Run.objects.filter(pk=session_key).exists()

    def create(self) -> None:
        raise TypeError("a session is created with its run, by launches.open_run")

    def delete(self, session_key: str | None = None) -> None:  # noqa: ARG002
        self._session_cache = {}
        self.modified = True

    @classmethod
    def clear_expired(cls) -> None:
        """Nothing to do: a run's data are wiped when it ends or is opened too late."""


def forget_answers(session: RunSession, *keys: str) -> None:
    """Once the profile exists, or is changed, nothing of what was entered for it is kept."""
    for key in keys:
        if key in session:
            del session[key]


def forget_for_good(session: RunSession, *keys: str) -> None:
    """The same, written at once, also where other requests of the run come between."""
    session.insist(lambda: forget_answers(session, *keys), ATTEMPTS)


def idle_expiry(run: Run) -> Any:
    return min(timezone.now() + timedelta(seconds=settings.RUN_IDLE_SECONDS), run.ends_at)


def end(run: Run) -> None:
    """Wipe the answers and close the run; its address answers "your session has ended"."""
    Run.objects.filter(pk=run.pk).update(data={}, expires_at=timezone.now())


class RunStorage(SessionStorage):  # type: ignore[misc]  # formtools has no types
    """formtools' session storage, which otherwise writes the session on every read.

    The current step is the address of the page, so it is not stored.
    """

    current_step: str | None = None

    def _get_data(self) -> Any:
        return self.request.session[self.prefix]

    def _set_data(self, value: Any) -> None:
        self.request.session[self.prefix] = value

    data = property(_get_data, _set_data)

    def set_step_data(self, step: str, cleaned_data: Any) -> None:
        before = self.data[self.step_data_key].get(step)
        super().set_step_data(step, cleaned_data)
        if self.data[self.step_data_key][step] != before:
            self.request.session.modified = True

    def drop_step_data(self, step: str) -> None:
        if self.data[self.step_data_key].pop(step, None) is not None:
            self.request.session.modified = True


class RunMiddleware:
    """Resolves `request.run` and `request.session` under /w/<run>/ and keeps what changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = RUN_PATH.match(request.path_info)
        if found is None:
            return self.get_response(request)
        run = find(found[1])
        allowed = run if run and holds_secret(request, run) else None
        request.session = RunSession(allowed)
        request.run = allowed  # type: ignore[attr-defined]
        if allowed is None:
            response = problems.no_access(request)
        elif timezone.now() >= allowed.expires_at:
            end(allowed)
            response = problems.expired(request)
        elif not allowed.provider and found[2] not in ANYWAY:
            response = HttpResponseRedirect(reverse("provider", args=[allowed.pk]), status=303)
        else:
            response = self.get_response(request)
            self._keep(allowed, request.session, response)
        add_never_cache_headers(response)
        patch_vary_headers(response, ("Cookie",))
        frame(response, run)
        return response

    def _keep(self, run: Run, session: RunSession, response: HttpResponse) -> None:
        """Save what changed, unless the request crashed; else move the idle expiry now and then."""
        if session.modified and response.status_code != 500:
            session.keep()
        elif (idle_expiry(run) - run.expires_at).total_seconds() > TOUCH_SECONDS:
            alive = Run.objects.filter(pk=run.pk, expires_at__gt=timezone.now())
            alive.update(expires_at=idle_expiry(run))


def frame(response: HttpResponse, run: Run | None) -> None:
    """Only the portal that launched the run may show its pages in a frame."""
    response["Content-Security-Policy"] = content_policy(run.origin if run else "'none'")
    if run:
        # frame-ancestors decides; the older header knows no list and would forbid all.
        response.xframe_options_exempt = True


def content_policy(ancestors: str) -> str:
    """Only our own files, and nothing inline; `ancestors`: who may show the page in a frame."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {ancestors}"
    )


def page(request: HttpRequest) -> dict[str, Any]:
    """What pages need: the run for its messages, the brand for its title, where links may lead."""
    run = getattr(request, "run", None)
    provider = providers.configured().get(run.provider) if run else None
    lists = provider is not None and provider.lists
    return {"run": run, "brand": settings.BRAND, "lists_profiles": lists}
