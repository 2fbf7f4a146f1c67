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


class Here(threading.local):
    """What the thread is about: the run's reference, its provider, the number of the write."""

    ext, provider, write = "", "", 0


here = Here()


def stop(seam: str) -> None:
    point = f"{here.provider}.{here.write}.{seam}"
    if point == here.ext and not (STOPS / point).exists():
        (STOPS / point).touch()
        threading.Event().wait()  # until it is killed


def passes(*_: Any, **__: Any) -> None:
    """No seam."""


def at(seam: str) -> Callable[..., None]:
    return lambda *_, **__: stop(seam)


def wrap(
    owner: Any, name: str, before: Callable[..., None] = passes, after: Callable[..., None] = passes
) -> None:
    """Do this before and after what is called so."""
    inner = getattr(owner, name)

    @functools.wraps(inner)
    def wrapped(*args: Any, **options: Any) -> Any:
        before(*args, **options)
        result = inner(*args, **options)
        after(*args, **options)
        return result

    setattr(owner, name, wrapped)


def submits(run: Any, *_: Any) -> None:
    here.ext, here.provider, here.write = run.ext, run.provider, 1


def makes(attempt: Any) -> None:
    here.write = attempt.delivery.position + 1


def about_to_send(*_: Any, write: bool, **__: Any) -> None:
    if write:
        stop("unsent")


def answered(_: Any, state: str) -> None:
    if state == deliveries.DONE:
        stop("answered")


def filed(_: Any, state: str) -> None:
    if state == deliveries.DONE:
        stop("filed")


wrap(submissions, "submit", submits)
wrap(deliveries, "plan", after=at("planned"))  # within the transaction that files the intent
wrap(submissions, "_claim", at("intended"), at("claimed"))
wrap(deliveries._Attempt, "make", makes)
wrap(submissions, "_renew", after=at("renewed"))  # within the one that files a write as sent
wrap(Client, "_exchange", about_to_send)
wrap(deliveries._Attempt, "file_outcome", answered, filed)
wrap(submissions, "_finish", at("finishing"), at("finished"))
