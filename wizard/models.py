"""What is kept: runs, and the ledger of submissions and the remote writes made for them.

What operators enter is encrypted at rest (Fernet, several keys for rotation, apart from
SECRET_KEY); ids, hashes, states and times are not.
"""

import json
import uuid
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    return _cipher(tuple(settings.ENCRYPTION_KEYS))


def newest_cipher() -> MultiFernet:
    """The one key that encrypts, without those that only decrypt."""
    return _cipher(tuple(settings.ENCRYPTION_KEYS[:1]))


class EncryptedJSONField(models.BinaryField):  # type: ignore[type-arg]  # not generic at run time
    """JSON that only this application can read; NULL stays NULL, so that it can be wiped."""

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None:
            return None
        return cipher().encrypt(json.dumps(value, separators=(",", ":")).encode())

    def from_db_value(self, value: Any, *_: Any) -> Any:
        """Raises cryptography.fernet.InvalidToken where no key fits."""
        return None if value is None else json.loads(cipher().decrypt(bytes(value)))


ANSWERED = models.Q(data__isnull=False) | models.Q(operator_name__isnull=False)


class Run(models.Model):
    """One passage through the wizard by one operator: own URL, own session, own secret."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    secrets = models.JSONField(default=list)  # SHA-256 in hex, the newest last; see `carriers`
    provider = models.CharField(max_length=40, blank=True)  # blank: yet to be chosen
    chooses_provider = models.BooleanField(default=False)  # the launch named none of several
    portal = models.CharField(max_length=100, blank=True)
    operator = models.CharField(max_length=128)
    origin = models.CharField(max_length=255)  # of the embedding page; frames and messages
    ext = models.CharField(max_length=64, blank=True)
    operator_name = EncryptedJSONField(null=True)  # text, as the portal gave it
    limits = models.JSONField(default=dict)  # see `limits`
    locale = models.CharField(max_length=16, blank=True)  # one of LANGUAGES
    theme = models.CharField(max_length=16, blank=True)
    data = EncryptedJSONField(default=dict, null=True)  # null: wiped
    begun = models.BooleanField(default=False)  # data has answers to go on with
    version = models.PositiveIntegerField(default=0)  # of data: a write never overwrites another
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)  # without a request until then
    ends_at = models.DateTimeField(db_index=True)  # in any case
    handover_sha256 = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  # unique
    handover_until = models.DateTimeField(null=True)  # null: used
    cross_origin_isolated = models.BooleanField(default=False)  # the embedding page is: send COEP
    earlier = models.ForeignKey("self", models.SET_NULL, null=True)  # go on with it, or start anew?

    class Meta:
        indexes = [
            models.Index(fields=["portal", "operator"], name="run_of_operator"),
            models.Index(fields=["ends_at"], condition=ANSWERED, name="run_with_answers"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class LaunchToken(models.Model):
    """A launch token that was used, so that it is not used again."""

    portal = models.CharField(max_length=100)
    jti = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["portal", "jti"], name="launch_token_used_once")
        ]

    def __str__(self) -> str:
        return self.jti


class State(models.TextChoices):
    """Where a submission stands; `created`, `updated` and `rejected` never change."""

    PENDING = "pending"
    IN_FLIGHT = "in_flight"
    PARTIAL = "partial"  # the profile exists, what belongs to it does not all
    CREATED = "created"
    UPDATED = "updated"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class Operation(models.TextChoices):
    """What a submission does to its profile."""

    CREATE = "create"
    UPDATE = "update"


CREATES = models.Q(operation=Operation.CREATE)
UPDATES = models.Q(operation=Operation.UPDATE)
# What was entered, or says something of it.
CONTENT = ("payload", "schema", "errors", "reason")
HAS_CONTENT = models.Q(*((f"{name}__isnull", False) for name in CONTENT), _connector=models.Q.OR)
EXISTS = models.Q(state__in=[State.PARTIAL, State.CREATED, State.UPDATED]) | UPDATES
UNFINISHED = models.Q(state__in=[State.IN_FLIGHT, State.PARTIAL, State.UNKNOWN])


class Submission(models.Model):
    """One intended creation or update. Written before the call, by `submissions` only.

    What is kept of it, and for how long: see `retention`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="submissions")
    portal = models.CharField(max_length=100, blank=True)
    ext = models.CharField(max_length=64, blank=True)
    provider = models.CharField(max_length=40)
    operation = models.CharField(
        max_length=6, choices=Operation, default=Operation.CREATE, editable=False
    )
    type_label = models.CharField(max_length=300)
    country_name = models.CharField(max_length=300)  # blank where the provider does not ask
    schema = EncryptedJSONField(null=True)
    payload = EncryptedJSONField(null=True)
    payload_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempt = models.PositiveIntegerField(default=0)
    owner = models.CharField(max_length=36, blank=True)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)  # the provider asked us to wait
    sent_at = models.DateTimeField(null=True)
    profile_id = models.CharField(max_length=200, null=True)  # noqa: DJ001  # unique if created
    profile_status = models.CharField(max_length=300, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    error_code = models.CharField(max_length=40, blank=True)
    errors = EncryptedJSONField(null=True)  # {"fields": {key: [message]}, "form": [message]}
    reason = EncryptedJSONField(null=True)  # why it is created although {"similar": [id]}: "text"
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        permissions = [("resolve_submission", "Can tell what became of a submission")]
        indexes = [
            models.Index(
                fields=["created_at"], condition=HAS_CONTENT, name="submission_with_content"
            ),
            models.Index(fields=["updated_at"], condition=UNFINISHED, name="submission_unfinished"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="submission_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(operation__in=Operation.values),
                name="submission_operation_known",
            ),
            models.CheckConstraint(
                condition=~EXISTS | models.Q(profile_id__isnull=False),
                name="submission_has_profile",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.CREATED, operation=Operation.UPDATE)
                & ~models.Q(state=State.UPDATED, operation=Operation.CREATE),
                name="submission_state_fits",
            ),
            models.UniqueConstraint(
                fields=["provider", "profile_id"],
                condition=CREATES,
                name="submission_creates_once",
            ),
            models.UniqueConstraint(
                fields=["run"],
                condition=CREATES & ~models.Q(state=State.REJECTED),
                name="submission_one_live_per_run",
            ),
            models.UniqueConstraint(
                fields=["portal", "ext"],
                condition=CREATES & ~models.Q(state=State.REJECTED) & ~models.Q(ext=""),
                name="submission_one_live_per_ext",
            ),
            models.UniqueConstraint(
                fields=["run", "profile_id"],
                condition=UPDATES & ~models.Q(state__in=[State.REJECTED, State.UPDATED]),
                name="submission_one_open_update",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class Delivery(models.Model):
    """One remote write that a submission takes; planned with it, so that none is made twice."""

    class State(models.TextChoices):
        """What is known of the write."""

        PENDING = "pending"  # not made
        SENT = "sent"  # on its way, or its answer was lost
        DONE = "done"
        REFUSED = "refused"

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=40)
    label = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=7, choices=State, default=State.PENDING)
    remote_id = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)  # the last time
    missed_at = models.DateTimeField(null=True)  # looked for and not found, since then
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["submission", "kind"], name="delivery_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Resolution(models.Model):
    """What somebody has told about a submission, and what came of it. Never changed."""

    class Role(models.TextChoices):
        """Who that is to us."""

        STAFF = "staff"
        OPERATOR = "operator"

    class Found(models.TextChoices):
        """What is told."""

        ABSENT = "absent"
        EXISTS = "exists"
        LEFT = "left"  # what is not made stays so

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="resolutions")
    role = models.CharField(max_length=8, choices=Role)
    who = models.CharField(max_length=128)  # id of the user, or of the portal's operator
    who_name = models.CharField(max_length=150, blank=True)  # name of the user, or of the portal
    found = models.CharField(max_length=6, choices=Found)
    kind = models.CharField(max_length=40, blank=True)  # of the delivery that it is about
    remote_id = models.CharField(max_length=200, blank=True)
    attempt = models.PositiveIntegerField()  # the last one before
    from_state = models.CharField(max_length=10, choices=State)
    to_state = models.CharField(max_length=10, choices=State)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.found} {self.from_state} -> {self.to_state}"
