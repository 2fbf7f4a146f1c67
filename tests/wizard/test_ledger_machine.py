"""The ledger in every order of things that can happen to it: creation.md's I1, I2 and I4 to I9.

Processes submit, reconcile and sweep at once, each stopped at every seam, crashed or killed there;
answers are lost or late, time passes, people tell what they found out (and may be wrong that it
does not exist).
"""

from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, cast

import pytest
from django.db.models import Count, Q
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.wizard import processes
from tests.wizard.fake import NAME
from tests.wizard.processes import MADE, VANISHED, Clock, Process, Wire
from wizard import finding, ledger, reconciling, resolutions, submissions
from wizard.models import CREATES, Resolution, Run, State, Submission
from wizard.schema.fields import Schema

# So many machines of each kind, 50 steps each
STEPS = settings(max_examples=cast(Any, settings.default).max_examples // 24)
AT_ONCE = 3
MINUTES = [1, 4, 12, 25 * 60]
LONG_DEAD = 12  # minutes after which no lease and no settle time is left
OVER = {State.CREATED, State.UPDATED, State.REJECTED}
Found = Resolution.Found
SEAMS = [
    "",
    "",
    "",
    "claimed",
    "about to send",
    "sending",
    "made",
    "looking",
    "filing",
    "finishing",
]
SOMEBODY = resolutions.Person(Resolution.Role.STAFF, "1", "sam")


def reconcile() -> None:
    list(reconciling.reconcile(reconciling.Round(), lambda: False))


class Ledger(RuleBasedStateMachine):
    """One or two runs of a portal's reference, a provider of that kind, and what happens."""

    kind = "nothing"
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.provider = Wire(self.kind, Clock())
        self.stack = ExitStack()
        self.stack.enter_context(processes.stopped_at_seams(self.provider))
        self.living: list[Process] = []
        self.dead: list[Process] = []
        self.pages: list[Submission] = []  # rows as they were when somebody looked
        self.ended: dict[Any, Any] = {}

    @initialize(data=st.data(), update=st.booleans(), ext=st.sampled_from(["", "order-1"]))
    def begin(self, data: Any, update: bool, ext: str) -> None:
        self.profile = "p-1" if update else None
        self.runs = [processes.opened(ext) for _ in range(2 if ext else 1)]
        self.submits(data)

    @rule(data=st.data())
    def something_happens(self, data: Any) -> None:
        """One rule for all: of several, Hypothesis leaves out half."""
        type(self).steps += 1
        events = [self.time_passes, self.time_passes, self.page_is_opened]
        events += [self.somebody_tells for _ in self.pages[:1]]
        if self.living:
            events += [self.goes_on, self.goes_on, self.goes_on, self.dies]
        if len(self.living) < AT_ONCE:
            events += [self.submits, self.checks_now, self.command_reconciles]
        if data.draw(st.integers(0, 7), "seldom") == 0:
            events = [self.cancels, self.session_ends]
        data.draw(st.sampled_from(events), "event")(data)

    def teardown(self) -> None:
        try:
            if hasattr(self, "runs"):
                self.i5_nothing_stays_in_flight_once_all_are_dead()
        finally:
            Submission.objects.all().delete()
            Run.objects.all().delete()
            self.stack.close()
            for process in [*self.living, *self.dead]:
                process.end()

    # -- what happens ---------------------------------------------------------------------------

    def start(self, work: Any, data: Any) -> None:
        process = Process(work)
        self.living.append(process)
        self.advance(process, data)

    def advance(self, process: Process, data: Any) -> None:
        """On to some seam, or to its end."""
        until = data.draw(st.sampled_from(SEAMS), "until")
        process.go(data.draw(st.sampled_from(process.choices()), process.at))
        while process.at and process.at != until:
            process.go(data.draw(st.sampled_from(process.choices()), process.at))
        self.bury()

    def bury(self) -> None:
        self.living = [each for each in self.living if each.at]

    def submits(self, data: Any) -> None:
        chosen = data.draw(st.sampled_from(self.runs), "run")
        name = data.draw(st.sampled_from(["Acme", "Acme", "Other"]), "name")
        last = ledger.latest(chosen, self.profile)
        intent = submissions.Intent(
            payload=lambda reference: {"reference": reference, "fields": {"name": name}},
            schema=Schema((NAME,)),
            type_label="Company",
            profile_id=self.profile,
            after=last.pk if last else None,
        )
        self.start(lambda: submissions.submit(chosen, self.provider, intent), data)

    def checks_now(self, data: Any) -> None:
        row = ledger.live(self.runs[0], self.profile)
        if row:
            row = submissions.sweep(row)
            self.start(lambda: submissions.reconcile(row, self.provider), data)

    def command_reconciles(self, data: Any) -> None:
        self.start(reconcile, data)

    def goes_on(self, data: Any) -> None:
        self.advance(data.draw(st.sampled_from(self.living), "process"), data)

    def dies(self, data: Any) -> None:
        """Killed, or ended by an exception; what it was sending arrives or does not."""
        process = data.draw(st.sampled_from(self.living), "process")
        if process.at == "sending":
            process.go(data.draw(st.sampled_from([MADE, VANISHED])))
        if data.draw(st.booleans(), "killed"):
            self.living.remove(process)
            self.dead.append(process)
        else:
            process.crash()
            self.bury()

    def time_passes(self, data: Any) -> None:
        """No request is on its way for a minute: it has arrived, or never will."""
        for process in self.living:
            if process.at == "sending":
                process.go(data.draw(st.sampled_from([MADE, VANISHED])))
        self.bury()
        self.provider.clock.pass_(data.draw(st.sampled_from(MINUTES), "minutes"))
        for run in self.runs:  # somebody is at work in it
            run.expires_at = run.ends_at = self.provider.clock.now + timedelta(hours=1)
            run.save(update_fields=["expires_at", "ends_at"])

    def cancels(self, _: Any) -> None:
        submissions.withdraw(self.runs[0], self.profile)

    def session_ends(self, _: Any) -> None:
        Run.objects.update(expires_at=self.provider.clock.now)

    def page_is_opened(self, _: Any) -> None:
        self.pages = [*self.pages[-2:], *Submission.objects.exclude(state__in=OVER)]

    def somebody_tells(self, data: Any) -> None:
        """What they saw may be long ago. An id is told of what there is."""
        row = data.draw(st.sampled_from(self.pages), "page")
        found = data.draw(st.sampled_from(list(Found)), "found")
        write = resolutions.doubtful(row)
        made = [id_ for ids in self.provider.ids.values() for id_, _ in ids]
        own = [id_ for id_ in made if write and id_.startswith(write.kind) and str(row.pk) in id_]
        if found == Found.EXISTS and not own:
            return
        try:
            told = own[0] if found == Found.EXISTS else ""
            resolutions.resolve(row, found, SOMEBODY, None, told)
        except finding.Refused:
            self.pages.remove(row)

    # -- what must hold -------------------------------------------------------------------------

    def told_absent(self) -> Counter[tuple[str, str]]:
        told = Resolution.objects.filter(found=Found.ABSENT)
        return Counter((str(ref), kind) for ref, kind in told.values_list("submission", "kind"))

    @invariant()
    def i1_nothing_is_made_twice_unless_somebody_told_that_it_does_not_exist(self) -> None:
        told = self.told_absent()
        assert all(times <= 1 + told[what] for what, times in self.provider.made.items())

    @invariant()
    def i2_what_is_created_exists(self) -> None:
        for row in Submission.objects.filter(state__in=[State.CREATED, State.UPDATED]):
            assert self.provider.made[str(row.pk), "profile"]
            assert self.profile or self.provider.exists(row.profile_id)

    @invariant()
    def i3_what_is_being_sent_is_filed_as_in_flight(self) -> None:
        assert self.provider.wrong == []

    @invariant()
    def i4_created_and_rejected_never_change(self) -> None:
        columns = ("pk", "state", "profile_id", "error_code", "attempt")
        rows = {pk: row for pk, *row in Submission.objects.values_list(*columns)}
        assert all(rows[pk] == row for pk, row in self.ended.items())
        self.ended = {pk: row for pk, row in rows.items() if row[0] in OVER}

    @invariant()
    def i6_one_submission_per_run_and_reference(self) -> None:
        live = Submission.objects.filter(CREATES).exclude(state=State.REJECTED)
        for columns, rows in ((["run"], live), (["portal", "ext"], live.filter(~Q(ext="")))):
            assert not rows.values(*columns).annotate(n=Count("pk")).filter(n__gt=1)

    @invariant()
    def i7_and_i9_what_may_exist_is_neither_pending_nor_rejected(self) -> None:
        told = self.told_absent()
        may_be_sent = [State.PENDING, State.REJECTED]
        for row in Submission.objects.filter(state__in=may_be_sent).only("pk"):
            what = (str(row.pk), "profile")
            assert told[what] or not self.provider.made[what]

    @invariant()
    def i8_what_is_sent_again_has_the_same_key_and_the_same_bytes(self) -> None:
        assert all(len(sent) == 1 for sent in self.provider.posted.values())

    def i5_nothing_stays_in_flight_once_all_are_dead(self) -> None:
        """All processes are killed at once, and one finds out."""
        for process in self.living:
            if process.at == "sending":
                process.go(VANISHED)
        self.dead += self.living
        self.living = []
        self.provider.clock.pass_(LONG_DEAD)
        process = Process(reconcile)
        while process.at:
            process.go(process.choices()[0])
        states = set(Submission.objects.values_list("state", flat=True))
        assert State.IN_FLIGHT not in states


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["key", "lookup", "nothing"])
def test_the_invariants_hold_whatever_happens(kind: str) -> None:
    machine: type[Ledger] = type(kind, (Ledger,), {"kind": kind})

    run_state_machine_as_test(machine, settings=STEPS)

    assert machine.steps >= 0.95 * STEPS.max_examples * STEPS.stateful_step_count
