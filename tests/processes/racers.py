"""Processes that do the same work on a ledger at the same instant.

`python -m tests.processes.racers WORK RUN…`: one process for each run, which prints what came of
it. `submit` a creation of the run; or `reconcile`, as the command of that name does.
"""

import multiprocessing
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

SECONDS = 60  # only a failing test waits that long
ADDRESS = {
    "street1": "1 Mill Lane",
    "locality": "Springfield",
    "region": "IL",
    "zipcode": "62701",
    "country": "US",
    "metadata": {},
}


def submit(run_id: str) -> str:
    """A company with an address, which is called as the run's reference says; how that ends."""
    from tests.wizard.fake import intent
    from wizard import providers, submissions
    from wizard.models import Run
    from wizard.providers.base import NewProfile

    run = Run.objects.get(pk=run_id)
    provider = providers.configured()[run.provider]
    name = run.ext.replace("-", " ")
    fields = {"name": name, "organization-type": "other", "addresses": [ADDRESS]}
    profile = NewProfile("organizations", "", "", fields=fields)
    return submissions.submit(run, provider, intent(provider, profile)).state


def reconcile(_: str) -> str:
    call_command("reconcile")
    return "reconciled"


def race(work: Callable[[str], str], run_id: str, start: "Barrier") -> None:
    from django.db import connection

    connection.ensure_connection()
    start.wait(SECONDS)
    print(work(run_id), flush=True)  # noqa: T201  # what the test reads


def main() -> None:
    django.setup()
    work, runs = {"submit": submit, "reconcile": reconcile}[sys.argv[1]], sys.argv[2:]
    forked = multiprocessing.get_context("fork")
    start = forked.Barrier(len(runs))
    racers = [forked.Process(target=race, args=(work, run, start)) for run in runs]
    for each in racers:
        each.start()
    for each in racers:
        each.join()
    sys.exit(any(each.exitcode for each in racers))


if __name__ == "__main__":
    main()
