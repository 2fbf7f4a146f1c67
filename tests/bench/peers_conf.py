"""The configuration of the wizard's own server, for the pages that it is compared with."""

from runpy import run_path

# Its hook asks the wizard's settings.
_own = run_path("config/gunicorn.conf.py")
globals().update(
    {name: _own[name] for name in _own if name[0] != "_" and name != "post_worker_init"}
)
