"""The table of attacks on a launch and its run, and which tests show that each comes to nothing."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
# Attack: {module: its tests}.
ATTACKS = {
    "a claim is wrong": {
        "wizard/test_claim_attacks": """
            test_a_claim_that_is_not_as_it_must_be
            test_a_claim_of_another_type
            test_what_the_library_refuses
        """,
        "wizard/test_launch_attacks": "test_limits_that_leave_no_provider",
    },
    "a claim is missing": {"wizard/test_claim_attacks": "test_a_claim_that_is_missing"},
    "alg none, key confusion, another's key": {
        "wizard/test_launch_attacks": """
            test_a_token_that_no_key_of_the_portal_has_signed
            test_a_token_that_was_changed
            test_nothing_is_launched_without_an_address_of_our_own
        """,
    },
    "replay": {
        "wizard/test_launch_requests": "test_a_token_opens_one_run",
        "wizard/test_launch_at_once": "test_of_two_launches_with_one_token_one_opens_a_run",
        "wizard/test_carriers": "test_a_handover_counts_once",
    },
    "an exp in ten years, an iat to come": {
        "wizard/test_claim_attacks": """
            test_a_claim_that_is_not_as_it_must_be
            test_what_the_library_refuses
        """,
    },
    "a foreign origin": {
        "wizard/test_claim_attacks": "test_a_claim_that_is_not_as_it_must_be",
        "wizard/test_launch_requests": "test_a_request_that_another_page_sends",
    },
    "framed by an attacker": {
        "wizard/test_carriers": "test_a_stolen_address_is_framed_by_its_portal_only",
        "wizard/test_headers": "test_a_page_has_its_headers",
        "browser/test_attacks": "test_a_page_of_another_origin_does_not_show_the_run",
        "browser/test_carriers": "test_another_site_cannot_frame_an_address_with_a_secret",
    },
    "CSRF from the portal's page": {
        "wizard/test_session_attacks": """
            test_the_form_itself_would_create_the_profile
            test_a_form_of_the_portal_s_page_does_nothing
            test_no_address_of_a_run_takes_a_form_of_the_portal_s_page
            test_a_token_that_was_planted_as_a_cookie_counts_for_nothing
        """,
        "wizard/test_fetch_metadata": "test_a_form_from_elsewhere_is_refused",
        "wizard/test_carriers": "test_a_form_of_another_site_is_refused_by_address_as_well",
        "browser/test_attacks": "test_a_form_of_the_portal_s_own_page_is_refused",
    },
    "a run's id is guessed or known": {
        "wizard/test_runs": """
            test_the_id_alone_opens_nothing
            test_a_wrong_secret_opens_nothing
            test_the_hash_that_is_stored_is_not_the_secret
            test_the_secret_of_another_run_opens_nothing
            test_a_run_that_never_was_looks_like_one_of_somebody_else
        """,
        "wizard/test_carriers": """
            test_a_guessed_secret_opens_nothing
            test_the_secret_of_an_address_opens_no_other_run
        """,
        "wizard/test_session_attacks": "test_who_knows_the_id_of_a_run_does_nothing_in_it",
    },
    "a submission's or another run's id is guessed or known": {
        "wizard/test_operators_submissions": """
            test_what_is_somebody_else_s_is_not_there
            test_where_it_is_not_known_whose_they_are_there_are_none
        """,
        "wizard/test_operators_submissions_receipts": """
            test_another_operator_with_the_same_reference_is_not_asked
        """,
    },
    "a session is made longer without a launch": {
        "wizard/test_operators_submissions_continue": """
            test_nobody_stays_longer_than_their_launch_says
        """,
    },
    "a stolen path is opened at the top": {
        "wizard/test_carriers": """
            test_a_stolen_address_opens_nothing_outside_of_a_frame
            test_without_a_cookie_a_run_is_opened_in_a_frame_only
        """,
        "browser/test_carriers": """
            test_an_address_with_a_secret_opens_nothing_as_a_page_of_its_own
        """,
    },
    "a secret or session is brought along (fixation)": {
        "wizard/test_launch": "test_a_secret_that_the_browser_brings_is_never_taken",
        "wizard/test_carriers": """
            test_a_secret_that_was_planted_is_never_taken
            test_a_launch_overwrites_a_cookie_that_was_planted
            test_the_cookie_counts_for_nothing_where_an_address_has_a_secret
            test_what_is_no_handover_opens_nothing
        """,
        "wizard/test_session_attacks": """
            test_a_launch_below_a_secret_of_the_sender_s_choice_opens_nothing
            test_a_session_that_was_planted_is_not_signed_in
        """,
    },
    "headers and log lines are injected by claims": {
        "wizard/test_claim_attacks": """
            test_a_claim_that_would_end_up_in_a_header
            test_a_name_of_several_lines
            test_a_name_with_odd_marks_stands_in_no_header_and_as_text_on_the_page
        """,
        "wizard/test_launch_attacks": """
            test_the_log_names_the_portal_the_key_and_the_token
            test_the_log_has_nothing_that_could_be_a_line_of_its_own
        """,
    },
    "too large a token or body": {
        "wizard/test_launch_attacks": "test_a_token_that_no_key_of_the_portal_has_signed",
        "wizard/test_launch_requests": """
            test_a_body_that_is_too_large
            test_more_fields_than_any_form_has
        """,
    },
}


def named_in(module: str) -> set[str]:
    parsed = ast.parse((TESTS / f"{module}.py").read_text())
    names = {node.name for node in parsed.body if isinstance(node, ast.FunctionDef)}
    return {name for name in names if name.startswith("test_")}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_tests_of_an_attack_are_there(attack: str) -> None:
    for module, names in ATTACKS[attack].items():
        assert set(names.split()) <= named_in(module)


def test_no_test_of_an_attack_is_left_out() -> None:
    modules = {f"wizard/{path.stem}" for path in (TESTS / "wizard").glob("test_*_attacks.py")}

    listed = {
        (module, name)
        for tests in ATTACKS.values()
        for module, names in tests.items()
        for name in names.split()
    }

    assert len(modules) == 3
    assert {(module, name) for module in modules for name in named_in(module)} <= listed
