"""The WSGI server: threads, as a request waits for a provider most of its time; a graceful end.

`gunicorn -c config/gunicorn.conf.py`; what is set here may be changed by its command line.
"""

import multiprocessing
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from config.settings import LOGGING, METRICS_TOKEN  # found by the line above

wsgi_app = "config.wsgi:application"
bind = "127.0.0.1:8000"
workers = multiprocessing.cpu_count() + 1
worker_class = "gthread"
threads = 56  # two providers hold 48 of them where neither answers; the rest serves other pages
keepalive = 75  # longer than a proxy keeps an idle connection: a form is never sent on a closed one
timeout = 120  # of a worker that does not answer; a request may take the provider's time limits
graceful_timeout = 240  # longer than all writes of one submission may take: a deploy cuts off none
forwarded_allow_ips = "127.0.0.1"
forwarder_headers = ""  # a SCRIPT_NAME that a client sends, and a proxy passes on, is none
control_socket_disable = True  # it would stand in the home folder, and nothing here asks it
# Its own lines are as ours; there is no access log, as that would have addresses: see `access`.
_server: dict[str, Any] = {"level": "INFO", "handlers": [], "propagate": True}
_loggers = {**LOGGING["loggers"], "gunicorn.error": _server}
logconfig_dict = {**LOGGING, "loggers": _loggers}


def on_starting(server: Any) -> None:  # noqa: ARG001  # gunicorn's hook
    """The workers count in files that they share, so that each can tell of all of them."""
    if METRICS_TOKEN:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="wizard-metrics-")


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001  # gunicorn's hook
    if METRICS_TOKEN:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # it has none


def on_exit(server: Any) -> None:  # noqa: ARG001  # gunicorn's hook
    if METRICS_TOKEN:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def post_worker_init(worker: Any) -> None:
    """No start where providers that do not answer could hold every thread."""
    from wizard import providers

    held = providers.most_threads()
    if held >= worker.cfg.threads:
        raise RuntimeError(
            f"The providers may hold {held} threads and the server has {worker.cfg.threads}: "
            "raise its --threads, or lower PROVIDER_CONNECTIONS."
        )
