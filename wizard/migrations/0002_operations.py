"""Updates of profiles, submissions that take several writes, and the plan of those writes.

What was filed as a delivery so far had been made.
"""

from typing import Any

from django.db import migrations, models

import wizard.models


def plan(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """A write for each submission that has none: until now all took exactly one."""
    Delivery = apps.get_model("wizard", "Delivery")
    known = {"pending": "pending", "in_flight": "sent", "unknown": "sent"}
    open_rows = apps.get_model("wizard", "Submission").objects.filter(state__in=known)
    for pk, state in open_rows.filter(deliveries=None).values_list("pk", "state"):
        Delivery.objects.create(
            submission_id=pk, kind="profile", label="Profile", position=0, state=known[state]
        )


class Migration(migrations.Migration):
    dependencies = [
        ("wizard", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="delivery",
            options={"ordering": ["position"]},
        ),
        migrations.RemoveConstraint(
            model_name="delivery",
            name="delivery_once",
        ),
        migrations.RemoveConstraint(
            model_name="submission",
            name="submission_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="submission",
            name="submission_created_has_profile",
        ),
        migrations.RemoveConstraint(
            model_name="submission",
            name="submission_one_live_per_run",
        ),
        migrations.RemoveConstraint(
            model_name="submission",
            name="submission_one_live_per_ext",
        ),
        migrations.AddField(
            model_name="delivery",
            name="label",
            field=models.CharField(default="Profile", max_length=100),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="delivery",
            name="position",
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "Pending"),
                    ("sent", "Sent"),
                    ("done", "Done"),
                    ("refused", "Refused"),
                ],
                default="done",
                max_length=7,
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "Pending"),
                    ("sent", "Sent"),
                    ("done", "Done"),
                    ("refused", "Refused"),
                ],
                default="pending",
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="operation",
            field=models.CharField(
                choices=[("create", "Create"), ("update", "Update")],
                default="create",
                editable=False,
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="reason",
            field=wizard.models.EncryptedJSONField(null=True),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="remote_id",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="submission",
            name="profile_id",
            field=models.CharField(max_length=200, null=True),
        ),
        migrations.AlterField(
            model_name="submission",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "Pending"),
                    ("in_flight", "In Flight"),
                    ("partial", "Partial"),
                    ("created", "Created"),
                    ("updated", "Updated"),
                    ("rejected", "Rejected"),
                    ("unknown", "Unknown"),
                ],
                default="pending",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("submission", "kind"), name="delivery_once"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "pending",
                            "in_flight",
                            "partial",
                            "created",
                            "updated",
                            "rejected",
                            "unknown",
                        ],
                    )
                ),
                name="submission_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("operation__in", ["create", "update"])),
                name="submission_operation_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["partial", "created", "updated"]),
                        ("operation", "update"),
                        _connector="OR",
                        _negated=True,
                    ),
                    ("profile_id__isnull", False),
                    _connector="OR",
                ),
                name="submission_has_profile",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("operation", "update"), ("state", "created"), _negated=True),
                    models.Q(("operation", "create"), ("state", "updated"), _negated=True),
                ),
                name="submission_state_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("operation", "create")),
                fields=("provider", "profile_id"),
                name="submission_creates_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("operation", "create"), models.Q(("state", "rejected"), _negated=True)
                ),
                fields=("run",),
                name="submission_one_live_per_run",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("operation", "create"),
                    models.Q(("state", "rejected"), _negated=True),
                    models.Q(("ext", ""), _negated=True),
                ),
                fields=("portal", "ext"),
                name="submission_one_live_per_ext",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("operation", "update"),
                    models.Q(("state__in", ["rejected", "updated"]), _negated=True),
                ),
                fields=("run", "profile_id"),
                name="submission_one_open_update",
            ),
        ),
        migrations.RunPython(plan, migrations.RunPython.noop, elidable=True),
    ]
