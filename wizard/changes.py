"""The transitions of a change: freeze the profile, and what the form of its changes shows.

What an operator has changed is what differs from the profile as it was frozen, by the parts of the
form (a field, or a list as a whole).
"""

from collections.abc import Mapping

from django.utils.datastructures import MultiValueDict

from .flow import details_form
from .providers.base import Provider
from .providers.profiles import Profile
from .schema import given
from .schema.forms import SchemaForm
from .schema.layout import Entries, count_name
from .state import State
from .steps import Step


def freeze(state: State, provider: Provider, profile: Profile) -> None:
    """The form that changes the profile, filled with what stands there now."""
    if state.changing is not None and state.changing != profile.source:
        state.previous = state.changing
    state.changing = dict(profile.source)
    state.type, state.type_label = profile.type, profile.type_label
    state.details = provider.change_fields(profile).to_json()
    state.carry(Step.DETAILS, given.entries(details_form(state), profile.answers or {}))


def before(state: State, provider: Provider) -> SchemaForm:
    """The form as it was frozen, judged."""
    profile = provider.read_profile(state.changing or {})
    entries = given.entries(details_form(state), profile.answers or {})
    form = details_form(state)(MultiValueDict(entries))
    form.is_valid()
    return form


def is_typed(state: State, entries: Entries) -> bool:
    """Whether entries of the form are other than what stands in the profile, also in their number.

    `entries`: without prefix.
    """
    return _parts(_form(state, entries)) != _parts(_form(state, state.carried[Step.DETAILS]))


def rebase(state: State, provider: Provider, now: Profile, entries: Entries) -> Entries:
    """The entries upon the profile as somebody else has left it by now; the notices say what.

    What the operator has changed stays changed; all else is as it stands there now.
    """
    old, mine = _parts(before(state, provider)), _parts(_form(state, entries))
    freeze(state, provider, now)
    there = state.carried[Step.DETAILS]
    theirs = _parts(_form(state, there))
    moved, changed = _differing(old, theirs), _differing(old, mine)
    unlike = _differing(theirs, mine)
    both = [name for name in moved if name in changed and name in unlike]
    if not set(changed) & set(unlike):
        state.tell("Somebody else has saved the same meanwhile. Nothing is left to be saved.")
    else:
        _tell(state, [name for name in moved if name not in changed], both)
    return _upon(state, there, changed, mine)


def stale(state: State, provider: Provider, sent: Entries, stored: Entries) -> Entries:
    """The stored entries with what a page changes that was drawn from the profile before.

    `sent`: all that was posted, without prefix.
    """
    then = State()
    freeze(then, provider, provider.read_profile(state.previous or {}))
    mine = _parts(_form(then, sent))
    return _upon(state, stored, _differing(_parts(before(then, provider)), mine), mine)


def _upon(state: State, entries: Entries, names: list[str], mine: Mapping[str, Entries]) -> Entries:
    """The entries with these parts as they stand in `mine`."""
    there, labels = _parts(_form(state, entries)), _labels(state)
    kept = {**entries}
    for name in names:
        if name in labels:
            kept = {raw: values for raw, values in kept.items() if raw not in there.get(name, {})}
            kept |= mine.get(name, {})
    form = details_form(state)(carried=kept)
    kept[form.drawn_name] = [" ".join([*form.leaves, *form.lists])]
    return kept


def _tell(state: State, alone: list[str], both: list[str]) -> None:
    said = "Somebody else has changed this profile since you opened it"
    if alone:
        said += f": {_named(state, alone)}"
    state.tell(f"{said}. Check your changes once more before you save them.")
    if both:
        state.tell(
            f"You have both changed {_named(state, both)}. What you entered would replace theirs."
        )


def _named(state: State, names: list[str]) -> str:
    labels = _labels(state)
    return ", ".join(dict.fromkeys(labels[name] for name in names if name in labels))


def _labels(state: State) -> dict[str, str]:
    """The parts of the form, and what they are called."""
    form = details_form(state)()
    parts = [form.part(name) for name in (*form.leaves, *form.lists)]
    return {name: form.leaf(name).spec.label for name in parts}


def _form(state: State, entries: Entries) -> SchemaForm:
    return details_form(state)(MultiValueDict(entries))


def _parts(form: SchemaForm) -> dict[str, Entries]:
    """What stands in each part of a bound form, without blanks; a list with its counts."""
    parts: dict[str, Entries] = {}
    for name in form.leaves:
        found = {raw: form.raw.getlist(raw) for raw in form.raw_names(name) if raw in form.raw}
        parts.setdefault(form.part(name), {}).update(
            {raw: [str(value) for value in values] for raw, values in found.items() if any(values)}
        )
    for name in form.lists:
        count = count_name(name)
        if count in form.raw:
            counted = {count: [str(value) for value in form.raw.getlist(count)]}
            parts.setdefault(form.part(name), {}).update(counted)
    return parts


def _differing(one: Mapping[str, Entries], other: Mapping[str, Entries]) -> list[str]:
    """The parts that say something else; a blank item more or less says nothing."""
    names = list(dict.fromkeys([*one, *other]))
    return [name for name in names if _said(one.get(name, {})) != _said(other.get(name, {}))]


def _said(part: Entries) -> Entries:
    return {raw: values for raw, values in part.items() if not raw.endswith(count_name(""))}
