"""Run -> session: who may use a run, how long, and where its answers are kept between requests.

Which secret opens a run, and how it reaches the server: see `carriers`. The session is the run's
row, encrypted; it is written only when it changed. A run that was not used for a while has ended
(`lifetimes`), but its answers are kept for some time, so that another launch can go on with them
(`resuming`).
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from formtools.wizard.storage.session import SessionStorage

from . import headers, ledger, portals, problems, result_tokens, told, words
from .addresses import RUN_PATH
from .carriers import holds_secret
from .follow import followed
from .lifetimes import expiry_after, extend, idle_expiry, is_kept, kept_until
from .models import Operation, Run, Submission
from .models import State as Ledger
from .prepared import Given, Prepared
from .state import Newer, is_begun, is_newer, session_keys

logger = logging.getLogger(__name__)

# Pages that need neither a provider nor a decision about an earlier run.
ANYWAY = {"provider", "receipt", "another", "cancel", "resume", "alive", "submissions"}
FORMS = {"step", "change"}  # names of the addresses whose forms may be long
ATTEMPTS = 5  # to write a session that other requests write as well


class RunRequest(HttpRequest):
    """A request under /w/<run>/: the middleware has found its run and session."""

    run: Run
    session: Any  # a RunSession


_by_id = Prepared(lambda: Run.objects.filter(pk=Given("pk", Run._meta.pk)))


def find(run_id: Any) -> Run | None:
    """The run of that id; None where there is none or its encryption key is gone."""
    try:
        return next(iter(_by_id(pk=run_id)), None)
    except InvalidToken:
        logger.error("run %s cannot be decrypted: is a key missing in ENCRYPTION_KEYS?", run_id)
        return None


class RunSession(SessionBase):
    """The session of one run, kept in its row. Without a run: empty and never kept."""

    _session_cache: dict[str, Any]

    def __init__(self, run: Run | None = None) -> None:
        super().__init__(str(run.pk) if run else None)
        self.run = run
        self.late = False  # the run may have ended: it is written all the same, unless wiped

    def load(self) -> dict[str, Any]:
        return dict(self.run.data or {}) if self.run else {}

    def keep(self, **columns: Any) -> bool:
        """Write what changed, and `columns` of the run with it.

        False, and nothing written, where another request was faster.
        """
        if self.run is None:
            return False
        rows = Run.objects.filter(pk=self.run.pk, version=self.run.version)
        if self.late:
            rows = rows.filter(data__isnull=False)
        else:
            rows = rows.filter(expires_at__gt=timezone.now())
            columns["expires_at"] = idle_expiry(self.run)
        columns |= {"data": cast(Any, self)._session, "begun": is_begun(self)}
        written = rows.update(version=self.run.version + 1, **columns)
        self.run.version += written
        self.modified = False
        return bool(written)

    def insist(self, change: Callable[[], None], times: int = ATTEMPTS) -> None:
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


def forget_answers(session: RunSession, *keys: str) -> None:
    """Once the profile exists, or is changed, nothing of what was entered for it is kept."""
    for key in keys:
        if key in session:
            del session[key]


def forget_for_good(session: RunSession, *keys: str) -> None:
    """The same, written at once, also where other requests or the end of the run come between."""
    session.late = True
    session.insist(lambda: forget_answers(session, *keys))


def forget(submission: Submission) -> None:
    """The same where it has come to its good end and nobody was there to forget the answers.

    Of a change, only as soon as it does: the next one of the same profile may begin then.
    """
    ended = submission.state in {Ledger.CREATED, Ledger.UPDATED}
    if ended and (run := find(submission.run_id)):
        profile_id = submission.profile_id if submission.operation == Operation.UPDATE else None
        with suppress(Newer):  # that version forgets them, at the latest with the run
            forget_for_good(RunSession(run), *session_keys(run.pk, profile_id))


# -- the end ---------------------------------------------------------------------------------------


def end(run: Run) -> None:
    """Wipe the answers and close the run; its address answers "your session has ended"."""
    run.expires_at, run.data, run.begun, run.operator_name = timezone.now(), None, False, None
    run.save(update_fields=["expires_at", "data", "begun", "operator_name"])


def settle(run: Run) -> Submission | None:
    """The creation that the run has led to, if it did; nothing of what was entered is left then.

    It may have come to its end after the run had, or with nobody left to forget the answers.
    """
    created = ledger.live(run)
    if created is None or created.state != Ledger.CREATED:
        return None
    session = RunSession(run)
    session.reload()
    forget_for_good(session, *session_keys(run.pk))
    return created


def ended(request: RunRequest) -> HttpResponse:
    """The page of a run that has ended: whether anything is kept of it, and until when.

    Or what it has created: nobody is to start again for a profile that exists.
    """
    run = request.run
    created = settle(run)
    run.refresh_from_db(fields=["begun", "ends_at"])
    if is_kept(run):
        return problems.expired(request, kept_until(run))
    if run.data is not None:
        end(run)
    if created and timezone.now() < kept_until(run):
        said = told.known_from(created)
        line = words.told(created, said, run.portal, run.operator) if said else None
        return problems.created(request, created, result_tokens.token(run, created), line)
    return problems.expired(request)


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
        known = run if run and portals.may_show(run.portal, run.origin) else None
        allowed = known if known and holds_secret(request, known) else None
        request.session = RunSession(allowed)
        request.run = allowed  # type: ignore[attr-defined]
        if allowed is None:
            response = problems.no_access(request)
        elif found[2] != "alive" and is_newer(request.session):
            response = problems.updating(request)
        elif timezone.now() >= allowed.expires_at:
            response = self._too_late(cast(RunRequest, request))
        elif first := _first(allowed, found[2]):
            response = HttpResponseRedirect(reverse(first, args=[allowed.pk]), status=303)
        else:
            response = self.get_response(request)
            if found[2] != "alive":  # to ask how long is no use of the run
                self._keep(allowed, request.session, response)
        add_never_cache_headers(response)
        patch_vary_headers(response, ("Cookie",))
        headers.frame_run(request, response, known)
        return followed(request, response, self)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An earlier run, which the page or the launch is about, is not ours to read."""
        return problems.updating(request) if isinstance(error, Newer) else None

    def _keep(self, run: Run, session: RunSession, response: HttpResponse) -> None:
        """Save what changed, unless the request crashed; else move the idle expiry now and then."""
        if session.modified and response.status_code != 500:
            session.keep()
        elif (moved := expiry_after(run)) != run.expires_at:
            extend(run, moved)

    def _too_late(self, request: RunRequest) -> HttpResponse:
        """Nothing more is done, but what was typed meanwhile is kept with the rest."""
        form = request.method == "POST" and _address(request) in FORMS
        if form and is_kept(request.run):
            request.session.late = True
            sent = request.POST.copy()
            sent["keep"] = "1"
            request.POST = sent  # type: ignore[assignment]
            self.get_response(request)
        return ended(request)


def _address(request: HttpRequest) -> str | None:
    """The name of the address, of one that there is."""
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None


def _first(run: Run, page: str) -> str:
    """Name of the page where something is to be decided before this one, if any."""
    if page in ANYWAY:
        return ""
    return "resume" if run.earlier_id else "" if run.provider else "provider"
