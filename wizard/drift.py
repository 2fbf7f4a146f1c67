"""The details form changes while it is being answered: other questions, the same answers.

A provider may ask for more once it knows an answer ("refresh"), or may have changed its form by
the time it is sent. Either way what was typed moves into the new form, field by field, unjudged.
"""

from typing import Any

from django.utils.datastructures import MultiValueDict

from . import prefill
from .carry import fit, typed_fields
from .flow import details_form
from .providers.base import ProfileFields, Provider
from .schema.fields import digest
from .schema.forms import SchemaForm
from .schema.layout import Entries, count_name
from .state import State
from .steps import Step

MAX_SUPERSEDED = 20


def decisive(form: SchemaForm) -> str:
    """A digest of the answers that decide what is asked; blank where there are none."""
    given = {
        name: sorted(filter(None, form.entered(leaf)))
        for name, leaf in form.leaves.items()
        if leaf.spec.refresh and name in form.fields
    }
    return digest(given) if any(given.values()) else ""


def refresh(state: State, provider: Provider, form: SchemaForm) -> ProfileFields | None:
    """What is asked for with the form's answers, where that is something else than before.

    Costs a call only where an answer that decides about it is another one than the last time.
    """
    answers = decisive(form)
    if not provider.refreshes or answers == state.decided:
        return None
    form.is_valid()  # for its payload, which then has what is right so far
    now = _changed(state, provider, form.payload())
    state.decided = answers
    return now


def take(state: State, now: ProfileFields, entries: Entries) -> Entries:
    """Freeze the refreshed form; the entries that it has a place for, the others set aside."""
    everything = {**state.aside, **entries}
    known = details_form(state)(carried=entries).leaves
    state.superseded = [*state.superseded, state.details_schema().digest][-MAX_SUPERSEDED:]
    kept = _adopt(state, now, everything)
    kept = prefill.fill(state, Step.DETAILS, details_form(state), kept, known)
    state.aside = {n: v for n, v in everything.items() if n not in kept and any(v)}
    return kept


def check(state: State, provider: Provider, form: SchemaForm, entries: Entries) -> Entries | None:
    """Before the profile is created: the entries for what the provider asks by now.

    `form` is the valid form of the `entries`. None where nothing has changed. Else the notices
    say what has, and what must be answered anew is open again, without all that is settled.
    """
    now = _changed(state, provider, form.payload() if state.decided else None)
    if now is None:
        return None
    before = typed_fields(details_form(state), entries)
    same = _adopt(state, now, entries)
    fitting, misfits = fit(details_form(state), before)
    kept = {**fitting, **same}
    state.superseded, state.aside = [], {}
    _settle(state, form, details_form(state)(MultiValueDict(kept)))
    gone = [
        item.label
        for name, item in before.items()
        if name in form.fields and item.label in misfits and not item.entries.keys() <= kept.keys()
    ]
    if gone:
        labels = ", ".join(dict.fromkeys(gone))
        state.tell(f"These answers are no longer asked for and were removed: {labels}.")
    return kept


def reopen_wrong(state: State, form: SchemaForm) -> None:
    """What is wrong must be seen, whatever was settled before; all of it where nobody knows."""
    wrong = _wrong(form)
    state.settled = [name for name in state.settled if name not in wrong] if wrong else []
    form.settled = frozenset(state.settled)


def _changed(
    state: State, provider: Provider, answers: dict[str, Any] | None
) -> ProfileFields | None:
    refused = bool(state.seen_rejection)
    known = state.details_fields()
    now = provider.changed_fields(state.type, state.country, known, answers, anew=refused)
    return now if now and now.schema.specs else None


def _adopt(state: State, now: ProfileFields, entries: Entries) -> Entries:
    """Freeze another version of the form; the entries of the fields that it still has."""
    state.details, state.details_tag = now.schema.to_json(), now.tag
    form = details_form(state)(carried=entries)
    own = {raw for name in form.leaves for raw in form.raw_names(name)}
    own |= {count_name(name) for name in form.lists}
    return {raw: values for raw, values in entries.items() if raw in own}


def _settle(state: State, before: SchemaForm, now: SchemaForm) -> None:
    """Ask what is new or no longer fits, unless all that must be answered is."""
    state.settled = []
    if now.is_valid():
        state.tell("The provider has changed its questions. Check the answers once more.")
        return
    state.reopen(Step.DETAILS)
    parts = list(dict.fromkeys(now.part(name) for name in (*now.fields, *now.repeats)))
    asked = {before.part(name) for name in (*before.fields, *before.repeats)}
    wrong = _wrong(now)
    opened = [name for name in parts if name in wrong or name not in asked]
    if not wrong:  # only together do they no longer fit
        state.tell("The provider has changed its questions. Check the answers.")
        return
    state.settled = [name for name in parts if name not in opened]
    labels = ", ".join(dict.fromkeys(now.leaf(name).spec.label for name in opened))
    state.tell(
        "The provider has changed its questions. "
        f"Answer these: {labels}. Your other answers are kept."
    )


def _wrong(form: SchemaForm) -> set[str]:
    """The parts of a bound form in which something is wrong."""
    names = [name for name in form.fields if name in form.errors]
    names += [name for name, repeat in form.repeats.items() if repeat.error]
    return {form.part(name) for name in names}
