"""What an operator has started and not finished, in other runs of the same portal. Reads only.

Whether, and where, it is gone on with: as for a launch, see `resuming`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from cryptography.fernet import InvalidToken
from django.db.models import Exists, OuterRef, Q, QuerySet

from . import ledger, limits, providers, resuming
from .lifetimes import is_kept, kept_until, over
from .models import Operation, Run, Submission
from .models import State as Ledger
from .prepared import Given, Prepared
from .runs import RunSession, find
from .state import State, typed_changes

SHOWN = 20  # those that were used last
ELSEWHERE = "Continue it where you started it in your portal."
IN_USE = "Somebody else is working on this reference. Continue it once they have finished."
NOT_ALLOWED = "Your portal does not allow this type or country here."
OTHER_PROVIDER = "Your portal does not offer this provider here."
NO_PROVIDER = "This provider is not available any more."


@dataclass(frozen=True, slots=True)
class Draft:
    """Something to go on with in one run. `hindrance`: why it is not; blank where it may be.

    `profile_id`: whose change it is; blank where a new profile is entered. `name`: of the profile,
    where the run holds it as a provider told it, never as it was typed.
    """

    run: Run
    profile_id: str
    provider: str  # its label
    type_label: str
    country_name: str
    name: str
    hindrance: str

    @property
    def kept_until(self) -> Any:
        return kept_until(self.run)


def _others(run: Run) -> QuerySet[Run]:
    """All other runs of the same operator at the same portal."""
    if not (run.portal and run.operator):  # then it is not known whose they are
        return Run.objects.none()
    return Run.objects.filter(portal=run.portal, operator=run.operator).exclude(pk=run.pk)


def has_others(run: Run) -> bool:
    """Whether there is anything to see of other runs: one query."""
    if not (run.portal and run.operator):
        return False
    asked = {"pk": run.pk, "portal": run.portal, "operator": run.operator, "over": over()}
    return bool(_one_other(**asked))


def _to_see() -> QuerySet[Run]:
    """One of the others that has answers or a submission, of a run that is yet to be named."""
    column = Run._meta.get_field
    given: dict[str, Any] = {name: Given(name, column(name)) for name in ("portal", "operator")}
    run = Run(**given, pk=cast(Any, Given("pk", column("id"))))
    drafts = Q(begun=True, ends_at__gt=Given("over", column("ends_at")))
    sent = ledger.of_operator(run).filter(run=OuterRef("pk"))
    return _others(run).filter(drafts | Exists(sent)).only("pk")[:1]


_one_other = Prepared(_to_see)


def find_other(run: Run, pk: Any) -> Run | None:
    """The other run of that id, if it is the same operator's."""
    return find(pk) if _others(run).filter(pk=pk).exists() else None


def drafts(run: Run) -> list[Draft]:
    """Those used last come first, SHOWN at most. What was submitted is none."""
    rows = _others(run).filter(begun=True, ends_at__gt=over()).order_by("-expires_at", "pk")
    runs = _readable(rows)
    sent, in_use = _submitted(runs), _in_use(run, runs)
    open_ones = (
        (each, profile_id)
        for each in runs
        for profile_id in _begun(RunSession(each))
        if (each.pk, profile_id) not in sent
    )
    return [_draft(each, run, profile_id, in_use) for each, profile_id in islice(open_ones, SHOWN)]


def hindrance(earlier: Run, run: Run, profile_id: str = "") -> str:
    """Why `earlier` is not gone on with in place of `run`; blank where it may be."""
    return _hindrance(earlier, run, resuming.stands(earlier, profile_id), _in_use(run, [earlier]))


def is_there(earlier: Run, profile_id: str) -> bool:
    """Whether there is something of the new profile (blank), or of that change, to go on with."""
    return is_kept(earlier) and profile_id in _begun(RunSession(earlier))


def may_go_on(submission: Submission, run: Run) -> bool:
    """Whether the answers of what was submitted in another run are there to be gone on with."""
    earlier = find_other(run, submission.run_id)
    profile_id = _changed(submission.operation, submission.profile_id)
    if earlier is None or not is_there(earlier, profile_id):
        return False
    return not hindrance(earlier, run, profile_id)


def _begun(session: RunSession) -> Iterator[str]:
    """The new profile (blank) and the profiles that are changed, if something is entered for it."""
    if State.load(session).type:
        yield ""
    yield from typed_changes(session)


def _readable(rows: QuerySet[Run]) -> list[Run]:
    """In one query, unless a key is missing."""
    try:
        return list(rows)
    except InvalidToken:
        found = (find(pk) for pk in rows.values_list("pk", flat=True))
        return [run for run in found if run is not None]


def _submitted(runs: Iterable[Run]) -> set[tuple[Any, str]]:
    """(run, profile that is changed, or blank) of what was submitted and may not be begun again."""
    rows = Submission.objects.filter(run__in=[each.pk for each in runs])
    rows = rows.exclude(state__in=[Ledger.REJECTED, Ledger.UPDATED])
    return {
        (run, _changed(operation, profile_id))
        for run, operation, profile_id in rows.values_list("run", "operation", "profile_id")
    }


def _changed(operation: str, profile_id: str | None) -> str:
    """The profile that a submission changes; blank where it creates one."""
    return profile_id or "" if operation == Operation.UPDATE else ""


def _in_use(run: Run, runs: Iterable[Run]) -> set[str]:
    return resuming.in_use(run.portal, run.operator, [each.ext for each in runs])


def _draft(earlier: Run, run: Run, profile_id: str, in_use: set[str]) -> Draft:
    state = resuming.stands(earlier, profile_id)
    provider = providers.configured().get(earlier.provider)
    match = state.match()
    name = match.title if match else ""
    if provider and state.changing:
        name = provider.read_profile(state.changing).name
    return Draft(
        run=earlier,
        profile_id=profile_id,
        provider=providers.label(earlier.provider),
        type_label=state.type_label,
        country_name=state.country_name,
        name=name,
        hindrance=_hindrance(earlier, run, state, in_use),
    )


def _hindrance(earlier: Run, run: Run, state: State, in_use: set[str]) -> str:
    """A run for a reference is for it alone: messages to the portal are about it."""
    if run.ext not in {"", earlier.ext}:
        return ELSEWHERE
    if earlier.ext in in_use:
        return IN_USE
    if earlier.provider and earlier.provider not in providers.configured():
        return NO_PROVIDER
    if earlier.provider and not limits.allow(run.limits, "providers", earlier.provider):
        return OTHER_PROVIDER
    return "" if resuming.is_allowed(earlier, run, state) else NOT_ALLOWED
