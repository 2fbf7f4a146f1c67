"""Look at everything that the wizard needs, and say in plain words what is there."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.checks import run_checks
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from wizard import portals, providers, readiness
from wizard.configuration import SETTINGS, table
from wizard.models import LaunchToken, Run, Submission
from wizard.providers import caching
from wizard.providers.base import Provider
from wizard.providers.errors import ProviderError

logger = logging.getLogger(__name__)

OK, OFF, WARNING, FAILURE = "ok", "off", "warning", "FAILURE"
Line = tuple[str, str]


class Command(BaseCommand):
    help = "Check the settings, the database, the cache and the providers. Prints no secret."
    requires_system_checks = []  # they are told below, with all the rest

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--settings-table",
            action="store_true",
            help="print the table of settings of the README",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # the base's signature
        if options["settings_table"]:
            self.stdout.write("\n".join(table()))
            return
        failures = 0
        for title, look in PARTS.items():
            self.stdout.write(f"\n{title}")
            for state, text in look():
                self.stdout.write(f"  {state:<8}{text}")
                failures += state == FAILURE
        if failures:
            raise CommandError(f"{failures} to mend, see above.")


def _settings() -> Iterator[Line]:
    for name, shown in SETTINGS.items():
        value = getattr(settings, name)
        if value in (None, "", [], False):
            yield OFF, f"{name} {'is off' if value is False else 'is not set'}"
        else:
            yield OK, f"{name} {shown(value)}"


def _portals() -> Iterator[Line]:
    for portal in portals.configured().values():
        keys = ", ".join(f"{key.kid} ({key.alg})" for key in portal.keys.values())
        yield OK, f"{portal.iss}: pages of {', '.join(portal.origins)}; keys {keys}"
    if not portals.configured():
        yield OFF, "none is configured"


def _checks() -> Iterator[Line]:
    every = run_checks(include_deployment_checks=not settings.DEBUG)
    found = [message for message in every if not message.is_silenced()]
    for message in found:
        hint = f" {message.hint}" if message.hint else ""
        yield FAILURE if message.is_serious() else WARNING, f"{message.msg}{hint}"
    if not found:
        yield OK, "nothing is missing or unsafe"


def _database() -> Iterator[Line]:
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            yield FAILURE, f"{len(plan)} migrations are missing. Run: python manage.py migrate"
            return
        with transaction.atomic():
            LaunchToken.objects.create(jti="doctor", expires_at=timezone.now())
            transaction.set_rollback(True)
        yield OK, "it is up to date and can be written"
        for kept in (Run.objects.exclude(data=None), Submission.objects.exclude(payload=None)):
            for order in ("created_at", "-created_at"):  # a lost key is mostly an old one
                kept.order_by(order).first()
        yield OK, "the oldest and the newest of what is kept can be decrypted"
    except DatabaseError as error:
        where = "DATABASE_URL and its server"
        if connection.vendor == "sqlite":
            where = "SQLITE_PATH, its folder and its owner"
        yield FAILURE, f"it cannot be used ({type(error).__name__}). Look at {where}."
    except InvalidToken:
        yield FAILURE, "what is kept cannot be decrypted: a key is missing in ENCRYPTION_KEYS."


def _cache() -> Iterator[Line]:
    try:
        kept = readiness.cache_keeps()
    except Exception as error:  # noqa: BLE001  # each kind of cache has its own
        yield FAILURE, f"REDIS_URL cannot be used ({type(error).__name__})."
        return
    yield (OK, "it keeps what it is given") if kept else (FAILURE, "it forgets what it is given")


def _providers() -> Iterator[Line]:
    for provider in providers.configured().values():
        yield from _provider(provider)
    if not providers.configured():
        yield OFF, "none is configured"


def _provider(provider: Provider) -> Iterator[Line]:
    """It is asked for its types and for its first page of profiles, as the wizard asks for them."""
    try:
        caching.forget_all()  # types that were kept would prove nothing
    except Exception:  # noqa: BLE001  # told above; nothing is kept then
        logger.info("nothing is kept")
    try:
        types = provider.profile_types()
        yield OK, f"{provider.label}: {len(types)} profile types"
        if provider.lists:
            provider.list_profiles({})
            yield OK, f"{provider.label}: profiles can be listed"
    except ProviderError as error:
        if not provider.lists and error.status:  # it has turned out that it lists none
            yield OFF, f"{provider.label}: profiles cannot be listed"
        else:
            yield FAILURE, f"{provider.label}: {error}"


PARTS: dict[str, Callable[[], Iterator[Line]]] = {
    "Settings": _settings,
    "Portals": _portals,
    "Checks": _checks,
    "Database": _database,
    "Cache": _cache,
    "Providers": _providers,
}
