"""Runs that stand half-way, each where another page is shown, and put back as often as needed."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.wizard import signing
from tests.wizard.arrivals import arrive
from tests.wizard.fake import NAME, PERSON, FakeProvider
from tests.wizard.fake_profiles import editable, made_up
from tests.wizard.walker import Walker
from wizard import carriers, launches, runs
from wizard.models import Run, Submission
from wizard.providers.errors import (
    OutcomeUnknown,
    ProviderMisbehaved,
    ProviderRejected,
    ProviderUnavailable,
)
from wizard.schema.fields import FieldSpec, Option

DETAILS = (
    NAME,
    FieldSpec(
        "kind", "Kind", kind="select", options=(Option("a", "A"), Option("b", "B")), refresh=True
    ),
    FieldSpec("born", "Born", kind="date"),
    FieldSpec("phone", "Phone", kind="phone"),
    FieldSpec("count", "Count", kind="integer"),
    FieldSpec("share", "Share", kind="percent"),
    FieldSpec("yes", "Yes", kind="boolean"),
    FieldSpec("many", "Many", kind="checkboxes", options=(Option("x", "X"), Option("y", "Y"))),
    FieldSpec("where", "Where", kind="country"),
    FieldSpec("tags", "Tags", kind="list", max_items=5, fields=(FieldSpec("key", "Key"), NAME)),
)
READS = (
    "profile_types",
    "search_fields",
    "profile_fields",
    "similar",
    "list_profiles",
    "show_profile",
)
FAULTS = (
    ProviderUnavailable("down"),
    ProviderUnavailable("later", status=429, retry_after=30),
    ProviderMisbehaved("not JSON", status=200),
)
WRITE_FAULTS = (
    *FAULTS,
    OutcomeUnknown("lost"),
    ProviderRejected({"name": ["Taken"], "\0.x[": ["?"]}, ["All of it"], status=422),
)


class Situations:
    """Where a client can stand: by name, its base address, cookies and the fields of its page."""

    def __init__(self, provider: FakeProvider, other: FakeProvider) -> None:
        self.provider, self.other = provider, other
        provider.types = [*provider.types, PERSON]
        provider.profiles = [
            replace(each, source=editable(each.id, name="Acme").source) for each in made_up()
        ]
        provider.details = lambda _: DETAILS
        provider.tell(False)
        other.tell()
        self.cookies: dict[str, str] = {}
        self.paths: dict[str, str] = {}  # of the page where it stands
        self.shown: dict[str, Mapping[str, Sequence[str]]] = {}
        self.runs: dict[str, str] = {}
        self.within: dict[str, str] = {}  # what stands before a run's address, in a frame
        self.root = User.objects.create_superuser("root")
        for make in (self._steps, self._receipts, self._changes, self._others):
            make()
        rows = Submission.objects.values_list("run", "pk")
        self.submissions = {str(run): str(pk) for run, pk in rows}
        self._staff()

    def known(self, name: str) -> dict[str, list[str]]:
        """What stands in addresses that lead somewhere: of the run's own, or what staff can see."""
        submission = self.submissions.get(self.runs[name], self.submissions[self.runs["unknown"]])
        return {
            "run_id": [self.runs[name]],
            "pk": [submission],
            "submission_id": [submission],
            "object_id": [submission, str(self.root.pk)],
        }

    @contextmanager
    def put_back(self) -> Iterator[None]:
        """Everything is as it was afterwards, so that a run that was ended does not stay so."""
        cache.clear()
        self.shown["nobody"] = {"launch_token": [signing.token()]}  # one that has not expired
        block: Any = transaction.atomic()
        block._from_testcase = True  # as TestCase does: a durable block may stand in it
        with block:
            yield
            transaction.set_rollback(True)
        for provider in (self.provider, self.other):
            provider.faults.clear()
            provider.calls.clear()
            provider.payloads.clear()
            provider.sent.clear()
            provider.remote.clear()

    def spoil(self, dice: random.Random) -> None:
        """Some of what is asked of the providers from now on fails."""
        for provider in (self.provider, self.other):
            for method in ("create", "search", "address", "recover"):
                if dice.random() < 0.3:
                    provider.faults[method] = dice.choice(WRITE_FAULTS)
            for method in READS:
                if dice.random() < 0.1:
                    provider.faults[method] = dice.choice(FAULTS)

    def _steps(self) -> None:
        for number, step in enumerate(("type", "search", "results", "details", "check")):
            self._keep(step, self._walk(number))
        for number, step in enumerate(("details", "check"), 3):
            self._keep(f"{step} by address", self._walk(number, framed=True))

    def _walk(self, steps: int, provider: str = "fake", **how: Any) -> Walker:
        """So many steps of the wizard are done."""
        walker = self._open(provider, **how).get("type")
        forms: list[Callable[[], Any]] = [
            lambda: walker.post("type", type="company", country="GB"),
            lambda: walker.post("search", name="Acme Ltd"),
            lambda: walker.post("results", match="none"),
            lambda: walker.post("details", {"count": "3", "many": ["x"]}),
        ]
        for send in forms[:steps]:
            send()
        return walker

    def _open(self, provider: str, ext: str = "", framed: bool = False, **columns: Any) -> Walker:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        run, secret = launches.open_run(
            provider=provider,
            operator="operator-1",
            origin=signing.ORIGIN,
            portal=signing.ISS,
            ext=ext,
        )
        if columns:
            Run.objects.filter(pk=run.pk).update(**columns)
        if framed:
            return arrive(run, secret)
        client.cookies[carriers.cookie_name(run.pk)] = secret
        return Walker(client, run)

    def _receipts(self) -> None:
        made = {
            "pending": ProviderUnavailable("down"),
            "unknown": OutcomeUnknown("lost"),
            "rejected": ProviderRejected({"name": ["Taken"]}, status=422),
            "created": None,
        }
        for name, fault in made.items():
            walker = self._walk(4, ext=f"case-{name}")
            self.provider.faults = {"create": fault} if fault else {}
            self._keep(name, walker.post("check"))
        self.provider.faults.clear()
        walker = self._walk(4, "other")
        self.other.parts, self.other.faults = ("address",), {"address": OutcomeUnknown("lost")}
        self.other.recovers = False
        self._keep("partial", walker.post("check"))
        self.other.recovers, self.other.faults = True, {}

    def _changes(self) -> None:
        walker = self._open("fake").get("profiles")
        self._keep("profiles", walker)
        self._keep("change", self._open("fake").get("profiles/p-3/details"))
        walker = self._open("fake").get("profiles/p-3/details")
        self._keep(
            "change check", walker.post("profiles/p-3/details", whole={"details-name": "New"})
        )

    def _others(self) -> None:
        self._keep("provider", self._open("", chooses_provider=True).get("provider"))
        earlier = self._walk(3).run
        self._keep("resume", self._open("fake", earlier=earlier).get("resume"))
        ended = self._walk(3)
        runs.end(Run.objects.get(pk=ended.run.pk))
        self._keep("ended", ended)
        self.cookies["nobody"], self.runs["nobody"] = "", self.runs["details"]
        self.within["nobody"] = ""
        self.paths["nobody"] = "/launch"

    def _staff(self) -> None:
        client = Client()
        client.force_login(self.root)
        (submission,) = self.known("unknown")["pk"]
        pages = {
            "lab": "/lab/",
            "password": "/admin/password_change/",
            "user": "/admin/auth/user/add/",
            "resolve": f"/admin/wizard/submission/{submission}/resolve/exists/",
        }
        for name, url in pages.items():
            walker = Walker(client, Run(pk=self.runs["unknown"]))
            self._keep(f"staff: {name}", walker._take(url, client.get(url)))
            assert walker.status == 200, name

    def _keep(self, name: str, walker: Walker) -> None:
        assert walker.status < 500, (name, walker.h1)
        jar = walker.client.cookies
        self.cookies[name] = "; ".join(f"{each}={morsel.value}" for each, morsel in jar.items())
        self.runs[name] = str(walker.run.pk)
        self.within[name] = walker.base.partition("/w/")[0]
        self.paths[name], self.shown[name] = walker.url, dict(walker.page.inputs)
