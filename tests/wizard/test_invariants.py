"""The invariants of the ledger, and which tests show that each holds."""

import re

import pytest

from tests.wizard.test_attack_table import TESTS, named_in
from tests.wizard.test_ledger_machine import Ledger

MACHINE = "wizard/test_ledger_machine"
KILLED = {
    "processes/test_killed": "test_i1_i2_i3_i4_i5_i8_i9_after_a_kill_at_any_point",
    MACHINE: "test_the_invariants_hold_whatever_happens",
}
# Invariant: {module: its tests}.
INVARIANTS = {
    "I1 at most one creation at the provider, unless somebody tells that there is none": {
        **KILLED,
        "processes/test_race": """
            test_i1_i3_i6_of_eight_processes_one_sends_and_all_return
            test_i1_i8_eight_that_reconcile_at_once_attempt_each_row_once
        """,
        "wizard/test_races": """
            test_i1_racing_submissions_make_one_call
            test_racing_submissions_of_other_answers_make_one_call
            test_a_double_click_creates_once_and_both_clicks_reach_the_receipt
        """,
        "browser/test_once": """
            test_a_double_click_creates_one_profile
            test_two_tabs_of_one_run_create_one_profile
            test_back_after_the_creation_and_pressing_again_creates_nothing
        """,
    },
    "I2 what is created exists at the provider": {
        **KILLED,
        "wizard/test_submissions": "test_i2_a_creation_is_filed_with_its_profile",
    },
    "I3 what the provider receives, another connection sees in flight, with its attempt": {
        **KILLED,
        "processes/test_race": "test_i1_i3_i6_of_eight_processes_one_sends_and_all_return",
        "wizard/test_races": """
            test_i3_the_row_is_committed_in_flight_before_the_provider_is_called
        """,
    },
    "I4 created and rejected never change": {
        **KILLED,
        "wizard/test_submissions": "test_i4_finished_rows_never_change",
    },
    "I5 nothing stays in flight, wherever its process was killed": {
        **KILLED,
        "wizard/test_deliveries": """
            test_i5_a_row_whose_sender_was_lost_is_what_its_deliveries_say
        """,
    },
    "I6 one live submission of a run and of a portal's reference": {
        MACHINE: KILLED[MACHINE],
        "processes/test_race": "test_i1_i3_i6_of_eight_processes_one_sends_and_all_return",
        "wizard/test_ledger_rules": """
            test_i6_the_database_has_one_live_creation_of_a_run_and_of_a_reference
        """,
        "wizard/test_submissions": "test_i6_one_live_submission_for_the_portal_s_reference",
    },
    "I7 from unknown to pending by a proof that is logged, or by somebody who tells": {
        MACHINE: KILLED[MACHINE],
        "wizard/test_ledger_rules": """
            test_i7_no_failure_of_a_provider_leads_from_unknown_to_pending
            test_i7_a_proof_that_leads_from_unknown_to_pending_is_logged
        """,
        "wizard/test_reconciling": """
            test_i7_absence_is_proven_by_two_misses_once_it_has_settled
            test_one_late_miss_proves_nothing
        """,
        "wizard/test_resolving": "test_it_does_not_exist_and_can_be_created_again",
        "wizard/test_admin_resolving": """
            test_what_does_not_exist_can_be_tried_again
            test_what_was_told_is_listed_and_never_changed
        """,
    },
    "I8 all that is sent for one write has the same key and the same bytes": {
        **KILLED,
        "processes/test_race": "test_i1_i8_eight_that_reconcile_at_once_attempt_each_row_once",
        "wizard/test_ledger_rules": """
            test_i8_whatever_is_sent_again_has_the_same_key_and_the_same_payload
        """,
        "wizard/test_submissions": """
            test_i8_a_pending_row_is_sent_again_with_identical_bytes_once_the_wait_is_over
        """,
    },
    "I9 a lost answer ends as created or unknown, never as pending": {
        **KILLED,
        "wizard/test_reconciling": """
            test_i9_a_lost_answer_ends_as_created_where_the_provider_tells
            test_i9_it_stays_unknown_where_nobody_tells_and_a_person_is_asked_for
        """,
    },
}
NUMBERS = re.compile(r"_i(\d)(?=_)")


@pytest.mark.parametrize("invariant", INVARIANTS)
def test_the_tests_of_an_invariant_are_there(invariant: str) -> None:
    for module, names in INVARIANTS[invariant].items():
        assert set(names.split()) <= named_in(module)


def test_the_machine_checks_every_invariant() -> None:
    checked = {number for name in dir(Ledger) for number in re.findall(r"i(\d)_", name)}

    assert checked == {name[1] for name in INVARIANTS}


def test_no_test_that_is_named_for_an_invariant_is_left_out() -> None:
    listed = {
        (invariant[1], module, name)
        for invariant, tests in INVARIANTS.items()
        for module, names in tests.items()
        for name in names.split()
    }
    named = {
        (number, module, name)
        for path in TESTS.glob("*/test_*.py")
        for module in [f"{path.parent.name}/{path.stem}"]
        for name in named_in(module)
        for number in NUMBERS.findall(name)
    }

    assert {number for number, _, _ in named} == {name[1] for name in INVARIANTS}
    assert named <= listed
