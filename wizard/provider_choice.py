"""Which provider a run is for, where its launch named none of several.

The operator chooses first, and may change that until something was submitted. What was entered is
made of one provider's questions, so it is deleted with a change.
"""

from django.db import transaction
from django.middleware.csrf import CSRF_SESSION_KEY
from django.urls import reverse

from . import ledger
from .models import Run
from .providers.base import Provider
from .runs import RunSession, forget_answers
from .state import State, is_begun

PAGE = "provider"


def url(run: Run) -> str:
    return reverse(PAGE, args=[run.pk])


def is_open(run: Run) -> bool:
    """Whether the operator may choose, or choose again."""
    return run.chooses_provider and not (run.submissions.exists() or ledger.live(run))


def frozen(run: Run, session: RunSession) -> str:
    """What the page is drawn from; a POST from a page drawn from something else is noticed."""
    return f"{run.provider}:{int(is_begun(session))}"


def choose(run: Run, session: RunSession, provider: Provider) -> bool:
    """Take this provider and, where it is another one than before, start afresh.

    False, and nothing written, where another request was faster; the session is then its own.
    """
    if provider.name == run.provider:
        return True
    before = State.load(session)
    state = State(prefill=before.prefill, notices=before.notices)
    if is_begun(session):
        state.tell(f"You changed the provider to {provider.label}. Earlier answers were deleted.")
    kept = CSRF_SESSION_KEY
    forget_answers(session, *[key for key in list(session.keys()) if key != kept])
    state.save(session)
    with transaction.atomic():  # nothing is submitted between the two
        chosen = is_open(run) and session.keep(provider=provider.name)
    if not chosen:
        session.reload()
    return chosen
