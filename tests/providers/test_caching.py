"""What all operators share is asked for once, and is never older than it may be."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from pytest_django import Settings

from config import stores
from tests.providers.conftest import REDIS
from wizard.providers import caching
from wizard.providers.caching import ReplyCache
from wizard.providers.errors import ProviderMisbehaved, ProviderUnavailable
from wizard.providers.reply import Reply


class Asked:
    """A provider: answers `texts`, one after the other; counts how often it was asked."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.times = 0

    def __call__(self) -> Reply:
        self.times += 1
        text = self.texts[min(self.times, len(self.texts)) - 1]
        if not text:
            raise ProviderUnavailable("it does not answer")
        return Reply(200, text.encode())


def read(reply: Reply) -> str:
    if reply.content == b"broken":
        raise ProviderMisbehaved("the body is not JSON")
    return reply.content.decode()


@pytest.fixture
def kept(store: str) -> Iterator[ReplyCache]:
    yield ReplyCache(secrets.token_hex(8))
    cache.delete(caching.GENERATION)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets time pass for what is kept."""
    passed = 0.0
    now = time.time

    def pass_(seconds: float) -> None:
        nonlocal passed
        passed += seconds

    monkeypatch.setattr(time, "time", lambda: now() + passed)
    return pass_


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done in the background is done at once."""
    monkeypatch.setattr(caching, "in_background", lambda what: what())


def get(kept: ReplyCache, asked: Callable[[], Reply], seconds: float = 60, **how: bool) -> str:
    return kept.get("details", "company/GB", asked, read, seconds, **how)


def test_a_fresh_reply_is_asked_for_once(kept: ReplyCache) -> None:
    asked = Asked("one", "two")

    assert [get(kept, asked), get(kept, asked)] == ["one", "one"]
    assert asked.times == 1


def test_nothing_is_kept_for_no_time(kept: ReplyCache) -> None:
    asked = Asked("one", "two")

    assert [get(kept, asked, 0), get(kept, asked, 0)] == ["one", "two"]


def test_each_name_and_configuration_has_its_own(kept: ReplyCache) -> None:
    asked, other = Asked("one"), Asked("two")
    get(kept, asked)

    assert kept.get("details", "company/FR", other, read, 60) == "two"
    assert get(ReplyCache(secrets.token_hex(8)), Asked("three")) == "three"


def test_a_stale_reply_is_handed_out_while_it_is_asked_for_again(
    kept: ReplyCache, later: Callable[[float], None], at_once: None
) -> None:
    asked = Asked("one", "two")
    get(kept, asked)
    later(61)

    assert [get(kept, asked), get(kept, asked)] == ["one", "two"]
    assert asked.times == 2


def test_who_must_know_gets_no_stale_reply(
    kept: ReplyCache, later: Callable[[float], None]
) -> None:
    asked = Asked("one", "two")
    get(kept, asked)
    later(61)

    assert get(kept, asked, stale=False) == "two"


def test_a_stale_reply_outlives_a_provider_that_is_down(
    kept: ReplyCache, later: Callable[[float], None]
) -> None:
    asked = Asked("one", "", "three")
    get(kept, asked)
    later(61)

    assert get(kept, asked) == "one"
    until = time.monotonic() + 30
    while get(kept, asked) != "three":  # it was asked in the background, in vain, and again
        assert time.monotonic() < until
        time.sleep(0.01)


def test_what_cannot_be_read_is_not_kept(kept: ReplyCache) -> None:
    asked = Asked("broken", "two")

    with pytest.raises(ProviderMisbehaved):
        get(kept, asked)
    assert get(kept, asked) == "two"


def test_a_failure_is_not_kept(kept: ReplyCache) -> None:
    asked = Asked("", "two")

    with pytest.raises(ProviderUnavailable):
        get(kept, asked)
    assert get(kept, asked) == "two"


def test_huge_replies_are_not_kept(kept: ReplyCache) -> None:
    asked = Asked("x" * (caching.LARGEST + 1), "two")

    get(kept, asked)
    assert get(kept, asked) == "two"


def test_that_nothing_has_changed_is_not_kept_as_a_reply(kept: ReplyCache) -> None:
    assert kept.get("details", "company/GB", lambda: Reply(304, b""), read, 60) == ""
    assert get(kept, Asked("one")) == "one"


def test_what_is_forgotten_is_asked_for_again(kept: ReplyCache) -> None:
    asked = Asked("one", "two", "three")
    get(kept, asked)
    kept.forget("details", "company/GB")

    assert get(kept, asked) == "two"
    caching.forget_all()
    assert get(kept, asked) == "three"


def test_threads_that_ask_at_once_ask_once(
    kept: ReplyCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "WAIT_SECONDS", 60)
    asked, answered, began = Asked("one"), threading.Event(), threading.Event()

    def slowly() -> Reply:
        began.set()
        assert answered.wait(60)
        return asked()

    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(get(kept, slowly))) for _ in range(8)]
    threads[0].start()
    assert began.wait(60)
    for thread in threads[1:]:
        thread.start()
    answered.set()
    for thread in threads:
        thread.join()

    assert got == ["one"] * 8
    assert asked.times == 1


def test_who_has_waited_enough_asks_itself(
    kept: ReplyCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "WAIT_SECONDS", 0.05)
    answered, began = threading.Event(), threading.Event()

    def hanging() -> Reply:
        began.set()
        assert answered.wait(60)
        return Reply(200, b"late")

    thread = threading.Thread(target=get, args=(kept, hanging))
    thread.start()
    assert began.wait(60)

    assert get(kept, Asked("one")) == "one"
    answered.set()
    thread.join()


def test_a_cache_that_is_away_is_as_an_empty_one(settings: Settings) -> None:
    settings.CACHES = {"default": stores.cache("redis://127.0.0.1:1/0")}
    asked = Asked("one", "two")

    assert [get(ReplyCache("x"), asked), get(ReplyCache("x"), asked)] == ["one", "two"]


def test_who_cannot_ask_ahead_holds_nobody_back(
    kept: ReplyCache, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked("one", "two")
    get(kept, asked)
    later(61)
    with monkeypatch.context() as full:
        full.setattr(caching, "in_background", lambda _: False)
        assert get(kept, asked) == "one"

    assert cache.get(f"{kept._key('details', 'company/GB')}:asking") is None


def test_what_was_asked_for_before_all_was_forgotten_is_not_kept(kept: ReplyCache) -> None:
    def meanwhile() -> Reply:
        caching.forget_all()
        return Reply(200, b"one")

    assert get(kept, meanwhile) == "one"
    assert get(kept, Asked("two")) == "two"


def test_the_command_says_where_it_reaches_nobody(settings: Settings) -> None:
    settings.REDIS_URL = ""
    with pytest.raises(CommandError, match="REDIS_URL"):
        call_command("forget-replies")


def test_the_command_makes_all_hosts_ask_anew(kept: ReplyCache, settings: Settings) -> None:
    settings.REDIS_URL = REDIS
    asked = Asked("one", "two")
    get(kept, asked)
    call_command("forget-replies")

    assert get(kept, asked) == "two"


def test_what_is_kept_is_read_once_while_it_stays_the_same(
    kept: ReplyCache, later: Callable[[float], None], at_once: None
) -> None:
    asked, times = Asked("one", "two"), 0

    def counted(reply: Reply) -> list[str]:
        nonlocal times
        times += 1
        return [read(reply)]

    first = [kept.get("types", "", asked, counted, 60) for _ in range(4)]
    assert first == [["one"]] * 4
    assert times == 2  # as it was fetched, and as it was first handed out

    later(61)
    assert [kept.get("types", "", asked, counted, 60) for _ in range(2)] == [["one"], ["two"]]


def test_only_so_much_is_held_of_what_was_read(kept: ReplyCache) -> None:
    for number in range(3 * caching.READ_AT_MOST):
        for _ in range(2):
            kept.get("details", str(number), Asked("one"), read, 60)

    assert len(kept._values) <= caching.READ_AT_MOST
