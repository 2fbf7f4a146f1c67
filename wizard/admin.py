"""The ledger for staff: read-only, without what was entered."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Delivery, Submission

SHOWN = (
    "id",
    "operation",
    "state",
    "provider",
    "profile_id",
    "type_label",
    "country_name",
    "portal",
    "ext",
    "attempt",
    "http_status",
    "error_code",
    "created_at",
    "sent_at",
    "updated_at",
)


class ReadOnly:
    """Nobody adds, changes or deletes; whoever may see the model may look."""

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False


class Deliveries(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]  # not generic at run time
    """The remote writes of a submission."""

    model = Delivery
    fields = ("label", "state", "remote_id")


@admin.register(Submission)
class Submissions(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """One row a creation or update."""

    list_display = ("id", "operation", "state", "provider", "type_label", "created_at")
    list_filter = ("state", "operation", "provider")
    search_fields = ("id", "profile_id", "ext")
    fields = (*SHOWN, "why", "similar")
    readonly_fields = fields
    inlines = (Deliveries,)
    ordering = ("-created_at",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("schema", "payload", "errors", "reason")

    @admin.display(description="Created although similar ones exist, because")
    def why(self, submission: Submission) -> str:
        return str((submission.reason or {}).get("text", ""))

    @admin.display(description="These are similar")
    def similar(self, submission: Submission) -> str:
        return ", ".join((submission.reason or {}).get("similar", []))
