"""The WSGI server: threads, as a request waits for a provider most of its time; a graceful end.

`gunicorn -c config/gunicorn.conf.py`; what is set here may be changed by its command line.
"""

import multiprocessing
from typing import Any

wsgi_app = "config.wsgi:application"
bind = "127.0.0.1:8000"
workers = multiprocessing.cpu_count() + 1
worker_class = "gthread"
threads = 56  # two providers hold 48 of them where neither answers; the rest serves other pages
timeout = 120  # of a worker that does not answer; a request may take the provider's time limits
graceful_timeout = 240  # longer than all writes of one submission may take: a deploy cuts off none
max_requests = 5000
max_requests_jitter = 500
forwarded_allow_ips = "127.0.0.1"
forwarder_headers = ""  # a SCRIPT_NAME that a client sends, and a proxy passes on, is none
control_socket_disable = True  # it would stand in the home folder, and nothing here asks it


def post_worker_init(worker: Any) -> None:
    """No start where providers that do not answer could hold every thread."""
    from wizard import providers

    held = providers.most_threads()
    if held >= worker.cfg.threads:
        raise RuntimeError(
            f"The providers may hold {held} threads and the server has {worker.cfg.threads}: "
            "raise its --threads, or lower PROVIDER_CONNECTIONS."
        )
