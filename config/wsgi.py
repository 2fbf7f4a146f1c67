"""Entry point for a WSGI server. Bad configuration stops the start and names the setting."""

import gc
import os

import django
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from config.entrance import Entrance
from wizard import tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)
application = Entrance()
tracing.start()

serious = [str(message) for message in run_checks() if message.is_serious()]
if serious:
    raise ImproperlyConfigured("\n".join(serious))

# What stands here stays: the collector need not look through it.
gc.freeze()
