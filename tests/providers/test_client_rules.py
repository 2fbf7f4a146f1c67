"""The rules of the HTTP client, each with the tests that prove it over real connections."""

import importlib
import inspect

import pytest

RULES = {
    "a read is tried three times, once more where it is cut off": (
        "client_retries.test_a_read_is_tried_three_times",
        "client_retries.test_a_read_that_is_cut_off_is_tried_once_more",
    ),
    "what is posted is sent once, a search too, unless it was proven not sent": (
        "client_retries.test_what_is_posted_is_sent_once",
        "client_retries.test_what_was_proven_not_sent_is_sent_all_the_same",
    ),
    "proven not sent: refused, no time to connect, no such host, a wrong certificate": (
        "client_not_sent.test_refused_connection_was_not_sent",
        "client_not_sent.test_connection_that_nobody_accepts_was_not_sent",
        "client_not_sent.test_unknown_host_was_not_sent",
        "client_not_sent.test_wrong_certificate_was_not_sent",
    ),
    "Retry-After is waited for up to 5 seconds, else told and kept to": (
        "client_retries.test_a_read_waits_as_long_as_it_is_asked_to",
        "client_retries.test_a_longer_wait_is_told_at_once_instead",
        "client_busy.test_a_route_that_said_to_wait_is_not_called_before",
        "client_busy.test_a_wait_may_be_told_as_a_date",
    ),
    "every exchange ends at its deadline": (
        "client_deadline.test_dripping_body_is_cut_at_the_deadline",
        "client_deadline.test_every_part_of_an_answer_ends_at_the_deadline_of_a_write",
        "client_deadline.test_read_that_is_never_answered_ends_at_its_deadline_with_its_retries",
        "client_deadline.test_silence_after_a_write_is_unknown_and_sent_once",
        "client_deadline.test_tls_handshake_that_never_ends_is_cut_at_the_deadline",
    ),
    "an answer has at most 1 MiB, decoded": (
        "client_sockets.test_answer_above_the_limit_is_stopped",
        "client_sockets.test_answer_of_exactly_the_limit_is_read",
    ),
    "what is no whole answer is none": (
        "client_sockets.test_answer_that_breaks_off_is_an_error",
        "client_sockets.test_answer_that_is_not_http_is_an_error",
        "client_sockets.test_more_than_the_length_that_was_told_is_no_part_of_any_answer",
    ),
    "redirects are not followed": (
        "client_sockets.test_redirect_carries_nothing_to_another_host",
        "client_sockets.test_redirect_to_anywhere_is_refused_without_reading_where",
    ),
    "the environment plays no part, the configured proxy does": (
        "client_door.test_environment_and_netrc_play_no_part",
        "client_door.test_proxy_of_the_settings_is_used",
    ),
    "a code is one segment of a path": (
        "client_door.test_code_that_is_no_path_segment_is_not_sent",
    ),
    "threads share one pool of 16 connections": (
        "client_sockets.test_many_threads_share_at_most_sixteen_connections_without_an_error",
    ),
    "a provider holds so many threads, and some for 2 seconds": (
        "client_busy.test_no_more_threads_are_held_than_are_allowed",
        "auth_sockets.test_a_token_server_that_does_not_answer_holds_no_thread_for_long",
    ),
    "a token is fetched once, and renewed once": (
        "auth_sockets.test_forty_cold_threads_fetch_one_token",
        "auth_sockets.test_forty_threads_that_saw_401_renew_it_once",
    ),
    "no query is logged": ("client_requests.test_no_query_is_logged_however_it_is_answered",),
}
# Fixtures that listen, or that see to it that nobody does.
SOCKETS = {"serve", "client", "late", "closed_port", "certificate"}
BY_THEMSELVES = {  # listen in the test, or must not leave this machine
    "test_tls_handshake_that_never_ends_is_cut_at_the_deadline",
    "test_connection_that_nobody_accepts_was_not_sent",
    "test_unknown_host_was_not_sent",
}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_the_client_is_proven_by_tests_that_exist(rule: str) -> None:
    for place in RULES[rule]:
        module, name = place.split(".")
        test = getattr(importlib.import_module(f"tests.providers.test_{module}"), name)

        assert SOCKETS & set(inspect.signature(test).parameters) or name in BY_THEMSELVES
