"""The plain peer's settings with two other pages."""

from pathlib import Path

from tests.bench.plain_peer.settings import *  # noqa: F403  # all of them
from tests.bench.plain_peer.settings import MIDDLEWARE

MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]
ROOT_URLCONF = "tests.bench.floor.urls"
STATICFILES_DIRS = [Path(__file__).parent / "static"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
    }
]
