"""The application as in production, but for requests that stop at a seam until they are killed.

gunicorn serves it in the tests of what a kill leaves behind. The reference of a run names the seam
at which its creation stops, such as `opentransact.2.unsent`: provider, number of the write, seam.
A file of that name in the folder STOPS says that it stands there; a second time it goes on.
"""

import functools
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.wsgi import application
from wizard import deliveries, submissions
from wizard.providers.client import Client

__all__ = ["application"]
STOPS = Path(os.environ["STOPS"])


class Request(threading.local):
    """What the thread's request is about."""

    ext, write, kind = "", 0, ""


here = Request()


def stop(seam: str) -> None:
    point = f"{here.kind}.{here.write}.{seam}"
    if point != here.ext or (STOPS / point).exists():
        return
    (STOPS / point).touch()
    threading.Event().wait()


def seam(owner: Any, name: str, before: str = "", after: str = "") -> None:
    """Stop before or after what is called so."""
    wrap(owner, name, lambda *_: before and stop(before), lambda *_: after and stop(after))


def wrap(
    owner: Any,
    name: str,
    before: Callable[..., Any],
    after: Callable[..., Any] = lambda *_: None,
) -> None:
    inner = getattr(owner, name)

    @functools.wraps(inner)
    def wrapped(*args: Any, **options: Any) -> Any:
        before(*args)
        result = inner(*args, **options)
        after(*args)
        return result

    setattr(owner, name, wrapped)


def submits(run: Any, *_: Any) -> None:
    here.ext, here.kind, here.write = run.ext, run.provider, 1


def writes(attempt: Any) -> None:
    here.write = attempt.delivery.position + 1


def filed(_: Any, state: str) -> None:
    if state == deliveries.DONE:
        stop("filed")


def answered(_: Any, state: str) -> None:
    if state == deliveries.DONE:
        stop("answered")


def about_to_send(*args: Any) -> None:
    if args[1] in {"POST", "PUT"} and here.ext:
        stop("unsent")


wrap(submissions, "submit", submits)
seam(deliveries, "plan", after="planned")  # within the transaction that files the intent
seam(submissions, "_claim", before="intended", after="claimed")
wrap(deliveries._Attempt, "make", writes)
seam(submissions, "_renew", after="renewed")  # within the transaction that files it as sent
wrap(Client, "_exchange", about_to_send)
wrap(deliveries._Attempt, "file_outcome", answered, filed)
seam(submissions, "_finish", before="finishing", after="finished")
