"""Entry point for a WSGI server. Bad configuration stops the start and names the setting."""

import os

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from wizard import tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
tracing.start()

serious = [str(message) for message in run_checks() if message.is_serious()]
if serious:
    raise ImproperlyConfigured("\n".join(serious))
