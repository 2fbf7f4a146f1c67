"""The WSGI server: threads, as a request waits for a provider most of its time; a graceful end.

`gunicorn -c config/gunicorn.conf.py`; what is set here may be changed by its command line.
"""

import multiprocessing

wsgi_app = "config.wsgi:application"
bind = "127.0.0.1:8000"
workers = multiprocessing.cpu_count() + 1
worker_class = "gthread"
threads = 16  # as many as there are connections to a provider, and pages that need none
timeout = 120  # of a worker that does not answer; a request may take the provider's time limits
graceful_timeout = 240  # longer than all writes of one submission may take: a deploy cuts off none
max_requests = 5000
max_requests_jitter = 500
forwarded_allow_ips = "127.0.0.1"
control_socket_disable = True  # it would stand in the home folder, and nothing here asks it
