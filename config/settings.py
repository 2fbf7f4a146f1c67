"""All settings, read from the environment (and from a .env file beside manage.py).

A wrong value stops the start and names the variable. A provider is off unless it is configured.
"""

from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

from config import static, stores

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / ".data"

env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)

DEBUG = env.bool("DEBUG", False)
# Only for DEBUG and the tests: a deployment must bring its own.
DEVELOPMENT_KEY = "development-only-" + "0" * 40


def secret(name: str, development: str) -> str:
    """A required secret; in DEBUG it may be left out."""
    value = env.str(name, "")
    if value:
        return value
    if DEBUG:
        return development
    raise ImproperlyConfigured(
        f"{name} is not set. Set it in the environment or in .env (see .env.example), "
        f"or set DEBUG=1 on a development machine."
    )


SECRET_KEY = secret("SECRET_KEY", DEVELOPMENT_KEY)

# Fernet keys for what operators enter, apart from SECRET_KEY. The first one encrypts, all decrypt.
ENCRYPTION_KEYS = [
    key.strip()
    for key in secret("ENCRYPTION_KEYS", "ZGV2ZWxvcG1lbnQtb25seS0wMDAwMDAwMDAwMDAwMDA=").split(",")
    if key.strip()
]
try:
    if not ENCRYPTION_KEYS:
        raise ValueError
    for key in ENCRYPTION_KEYS:
        Fernet(key)
except ValueError as error:
    raise ImproperlyConfigured(
        "ENCRYPTION_KEYS must be Fernet keys separated by commas; make one with: python -c "
        '"from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
    ) from error

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1"] if DEBUG else [])
BRAND = env.str("BRAND", "Profile wizard")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "formtools",
    "wizard",
]
MIDDLEWARE = [
    "wizard.operate.OperateMiddleware",
    # Before anything that may write an address down.
    "wizard.carriers.PathCarrierMiddleware",
    "wizard.access.AccessMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wizard.headers.HeadersMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Outside of the runs, whose pages a portal may frame.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Each request has one session: that of its run, or that of staff.
    "wizard.staff.StaffSessionMiddleware",
    "wizard.runs.RunMiddleware",
    "wizard.languages.RunLanguageMiddleware",
    "wizard.fetch_metadata.SameOriginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wizard.context.page",
                "wizard.context.look",
            ]
        },
    }
]
FORM_RENDERER = "wizard.schema.drawing.Renderer"

DATABASE_URL = env.str("DATABASE_URL", "")
# To PostgreSQL, of each process at most; its server has room for those of all processes.
DATABASE_CONNECTIONS = env.int("DATABASE_CONNECTIONS", 10, validate=validate.Range(min=1))
SQLITE_PATH = env.path("SQLITE_PATH", DATA_DIR / "wizard.sqlite3")
# The cache of all hosts; without it each process has its own.
REDIS_URL = env.str("REDIS_URL", "")

# A provider is never called inside a transaction.
DATABASE = stores.database(env, SQLITE_PATH, DATABASE_CONNECTIONS)
DATABASES = {"default": {**DATABASE, "ATOMIC_REQUESTS": False}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": stores.cache(REDIS_URL)}

# Where portals find the wizard, such as https://wizard.example.com; launch tokens name it.
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", "").rstrip("/")
# The portals that may launch runs: a JSON object, see wizard/portals.py; or the file that has it.
PORTALS = env.str("PORTALS", "")
PORTALS_FILE = env.str("PORTALS_FILE", "")
if PORTALS_FILE:
    if PORTALS:
        raise ImproperlyConfigured("PORTALS and PORTALS_FILE are both set. Unset one of them.")
    try:
        PORTALS = Path(PORTALS_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"PORTALS_FILE cannot be read ({error})") from error

# Private keys in PEM, one after the other, with which results are signed; the first one signs, the
# public keys of all are published. Line ends may be written as \n.
RESULT_SIGNING_KEYS = env.str("RESULT_SIGNING_KEYS", "").replace("\\n", "\n")

# A run lives this long without a request, and this long in all.
RUN_IDLE_SECONDS = env.int("RUN_IDLE_SECONDS", 30 * 60)
RUN_MAX_SECONDS = env.int("RUN_MAX_SECONDS", 4 * 60 * 60)
# For so long after that another launch can go on with its answers, which are wiped then.
RUN_KEEP_SECONDS = env.int("RUN_KEEP_SECONDS", RUN_MAX_SECONDS)
# For so long a run without a submission is kept, and what was entered for one that did not end.
RETENTION_DAYS = env.int("RETENTION_DAYS", 30)
# __Host- and Secure cookies need TLS; plain http is for development only (a check says so).
SECURE_COOKIES = env.bool("SECURE_COOKIES", not DEBUG)

# Staff sign in at /admin/; a working day, then again.
LOGIN_URL = "admin:login"
SESSION_COOKIE_NAME = "__Host-staff" if SECURE_COOKIES else "staff"
SESSION_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]

CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "wizard.problems.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 60 * 60
# Behind a proxy that ends TLS and that itself sets (never passes on) X-Forwarded-Proto.
TRUST_FORWARDED_PROTO = env.bool("TRUST_FORWARDED_PROTO", False)
if TRUST_FORWARDED_PROTO:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The proxy redirects to https; subdomains and preload lists are for the domain's owner to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = ["wizard.uploads.NoFiles"]

# Whether browsers may fill in what they know: the operator's details, not those asked for.
AUTOFILL_TOKENS = env.bool("AUTOFILL_TOKENS", False)

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]  # those that the texts are in; a launch may ask for one
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", DATA_DIR / "static")
BUNDLES_ROOT = DATA_DIR / "bundles"  # made of static/ whenever they are asked for; see the finder
STATICFILES_FINDERS = [
    "wizard.bundles.Finder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
# Addresses with a hash of the content, kept for good; in DEBUG plain ones of what is not collected.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 600  # of what has no hash, such as embed.js
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = static.headers

# Seconds; a write may take longer because giving up on it leaves its outcome unknown.
PROVIDER_CONNECT_SECONDS = env.float("PROVIDER_CONNECT_SECONDS", 3)
PROVIDER_READ_SECONDS = env.float("PROVIDER_READ_SECONDS", 15)
PROVIDER_WRITE_SECONDS = env.float("PROVIDER_WRITE_SECONDS", 30)
PROVIDER_PROXY = env.str("PROVIDER_PROXY", "")
# For which the fields that a provider asks for count as known; 0: asked for each time.
PROVIDER_FIELDS_SECONDS = env.float("PROVIDER_FIELDS_SECONDS", 300)
# Calls to one provider at once, in each process; half as many wait for one of them to end. For all
# providers together this must be less than the server's threads: see config/gunicorn.conf.py.
PROVIDER_CONNECTIONS = env.int("PROVIDER_CONNECTIONS", 16)

# Base URL of the API, such as https://host/api/v1/public. Unset: this provider is off.
DETECTED_BASE_URL = env.str("DETECTED_BASE_URL", "")
DETECTED_TOKEN_URL = env.str("DETECTED_TOKEN_URL", "")  # default: base URL + /oauth/token
DETECTED_CLIENT_ID = env.str("DETECTED_CLIENT_ID", "")
DETECTED_CLIENT_SECRET = env.str("DETECTED_CLIENT_SECRET", "")
DETECTED_AUDIENCE = env.str("DETECTED_AUDIENCE", "")
DETECTED_SCOPE = env.str("DETECTED_SCOPE", "")
DETECTED_TOKEN_JSON = env.bool("DETECTED_TOKEN_JSON", False)  # a JSON body instead of a form

# Base URL of the API, to which /v1/profiles is added. Nothing set: this provider is off.
OPENTRANSACT_BASE_URL = env.str("OPENTRANSACT_BASE_URL", "")
OPENTRANSACT_API_KEY = env.str("OPENTRANSACT_API_KEY", "")
OPENTRANSACT_APPLICATIONS: list[str] = env.list(
    "OPENTRANSACT_APPLICATIONS", []
)  # of "<uuid>=Label"
OPENTRANSACT_MEDIA_TYPE = env.str("OPENTRANSACT_MEDIA_TYPE", "") or "application/vnd.api+json"

DEFAULT_EXCEPTION_REPORTER_FILTER = "wizard.redaction.ReporterFilter"
LOG_LEVEL = env.str(
    "LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
)
LOG_FORMAT = env.str(
    "LOG_FORMAT", "text" if DEBUG else "json", validate=validate.OneOf(["text", "json"])
)
# With it, as a bearer token, /metrics is read; unset: there is no such page.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
# Nobody's data and no secret in logs and reports: urllib3 names whole paths, and templates at
# DEBUG their whole context.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "wizard.logs.JsonFormatter"},
        "text": {
            "()": "wizard.redaction.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
    },
    "filters": {"by_route": {"()": "wizard.logs.ByRoute"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "loggers": {
        "urllib3": {"level": "ERROR"},
        "django.template": {"level": "INFO"},
        "django.request": {"filters": ["by_route"]},
        "django.security.csrf": {"filters": ["by_route"]},
        "django.server": {"handlers": ["console"], "propagate": False},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
