"""The project's settings with a fixed environment, so that a developer's own .env plays no part."""

import os

os.environ.update(
    DEBUG="0",
    SECRET_KEY="tests-only-" + "0" * 40,
    ENCRYPTION_KEYS="dGVzdHMtb25seS0wMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    SECURE_COOKIES="0",  # the live server speaks plain http
    BRAND="Profile wizard",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", ""),  # to run them on PostgreSQL
    PUBLIC_BASE_URL="",
    PORTALS="",
    PORTALS_FILE="",
    RESULT_SIGNING_KEYS="",
    DETECTED_BASE_URL="",
    DETECTED_TOKEN_URL="",
    DETECTED_CLIENT_ID="sandbox",
    DETECTED_CLIENT_SECRET="sandbox-secret",
    DETECTED_AUDIENCE="",
    DETECTED_SCOPE="",
    DETECTED_TOKEN_JSON="0",
    OPENTRANSACT_BASE_URL="",
    OPENTRANSACT_API_KEY="",
    OPENTRANSACT_APPLICATIONS="",
    OPENTRANSACT_MEDIA_TYPE="application/vnd.api+json",
    PROVIDER_PROXY="",
    PROVIDER_FIELDS_SECONDS="0",  # the sandbox asks for something else in the middle of a run
    REDIS_URL="",
    AUTOFILL_TOKENS="0",
    LOG_LEVEL="INFO",
)

from config.settings import *  # noqa: F403  # all of them

# Threads of a test end without giving their connection back; servers that are started have a pool.
DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405  # see above

# Served as they stand in the source tree, as in DEBUG; test_static collects them as a deployment.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
